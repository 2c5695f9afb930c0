import type { SyntaxNode, Tree } from '@lezer/common';
import { readExpression } from './javascriptExpressions.js';
import { declarationsOf } from './javascriptFunctions.js';
import { newFrame, unknownAt, withClasses, type Lowering } from './javascriptLowering.js';
import {
  closedBrackets,
  originalOffsets,
  strayBackticks,
  withBlank,
  withoutStrayQuotes,
  type Insertion,
} from './javascriptRepair.js';
import { readList, readStatement } from './javascriptStatements.js';
import { javascriptTree } from './javascriptTree.js';
import type { Program } from './program.js';

/**
 * A text of JavaScript or TypeScript as a `Program`; null past the deadline. Where it is broken, what was certainly meant
 * to be closed is closed first; texts that Lezer reads without an error are never changed.
 */
export function javascriptProgram(text: string, fileName: string, deadline: number): Program | null {
  const read = (candidate: string, insertions: readonly Insertion[] = []): Reading | null => {
    const tree = javascriptTree(candidate, fileName, deadline);
    return tree && { text: candidate, errors: errorsIn(tree), program: lower(tree.topNode, candidate, insertions) };
  };
  const whole = read(text);
  if (!whole || whole.errors === 0) return whole?.program ?? null;
  // A template that is never closed swallows all that follows: anything is better than that.
  const closedTemplates = strayBackticks(text).map((offset) => read(withBlank(text, offset)));
  const templates = closedTemplates.reduce((best, reading) => better(best, reading), null) ?? whole;
  const quotes = withoutStrayQuotes(templates.text);
  const strings = quotes === templates.text ? templates : better(templates, read(quotes));
  const { text: closed, insertions, unfinished } = closedBrackets(strings?.text ?? text);
  const best = insertions.length === 0 ? strings : better(strings, read(closed, insertions));
  return best && { ...best.program, unfinished, isBroken: unfinished.length > 0 };
}

/** The one with fewer errors, and the second one of equals. */
function better(first: Reading | null, second: Reading | null): Reading | null {
  if (!first || !second) return first ?? second;
  return second.errors <= first.errors ? second : first;
}

function errorsIn(tree: Tree): number {
  let errors = 0;
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) errors++;
  } while (cursor.next());
  return errors;
}

interface Reading {
  readonly text: string;
  readonly program: Program;
  readonly errors: number;
}

/** What is nested deeper is unknown: nobody writes it, and it must not exhaust the stack. */
const maxDepth = 250;

function lower(script: SyntaxNode, text: string, insertions: readonly Insertion[]): Program {
  const original = originalOffsets(insertions);
  let depth = 0;
  const lowering: Lowering = {
    frame: newFrame(),
    textOf: (node) => text.slice(node.from, node.to),
    spanOf: (node) => ({ start: original(node.from), end: original(node.to) }),
    children(node) {
      const children: SyntaxNode[] = [];
      for (let child = node.firstChild; child; child = child.nextSibling) {
        if (!child.type.isSkipped && !child.type.isError) children.push(child);
      }
      return children;
    },
    expression(node) {
      if (!node) return unknownAt({ start: 0, end: 0 });
      if (depth >= maxDepth) return unknownAt(lowering.spanOf(node));
      depth++;
      const expression = readExpression(node, lowering);
      depth--;
      return expression;
    },
    statement(node) {
      if (depth >= maxDepth) return [];
      depth++;
      const { value, classes } = withClasses(lowering, () => readStatement(node, lowering));
      depth--;
      return classes.length > 0 ? [...classes, ...value] : value;
    },
  };
  const body = readList(lowering.children(script), lowering);
  const { nestedVariables } = lowering.frame;
  return {
    language: 'javascript',
    body: [...declarationsOf(nestedVariables, { start: 0, end: 0 }), ...body],
    unfinished: [],
    isBroken: false,
    at: (offset) => offset,
  };
}
