import type { SyntaxNode } from '@lezer/common';
import { expression, expressions, indexOf, nameOf } from './pythonExpressions.js';
import { childrenOf, spanBetween, spanOf, textOf, unknownAt, type Reading } from './pythonTree.js';
import type { Expression, Statement } from './program.js';

/**
 * `match` as a chain of `if`s. Literals are compared; of all other patterns we do not know whether they match, and
 * what they capture is unknown.
 */
export function matchStatement(
  node: SyntaxNode,
  reading: Reading,
  statementsOf: (node: SyntaxNode, reading: Reading) => Statement[],
): Statement[] {
  const nodes = childrenOf(node);
  const matchBody = indexOf(nodes, 'MatchBody');
  const subject = expressions(nodes, 1, matchBody, reading);
  const body = nodes[matchBody];
  const clauses = (body ? childrenOf(body) : []).filter(({ name }) => name === 'MatchClause');
  let otherwise: Statement[] = [];
  for (const clause of clauses.toReversed()) {
    const parts = childrenOf(clause);
    const clauseBody = parts[indexOf(parts, 'Body')];
    const guard = parts[indexOf(parts, 'Guard')];
    const patterns = parts.filter(({ type }) => type.is('Pattern'));
    const statements = clauseBody ? statementsOf(clauseBody, reading) : [];
    const names = patterns.flatMap((pattern) => captured(pattern, reading));
    const span = spanBetween(clause, body ?? clause, reading);
    const captures: Statement[] = names.map((target) => ({
      kind: 'assign',
      targets: [target],
      value: unknownAt(target.span),
      annotation: null,
      declares: false,
      span: target.span,
    }));
    const [only] = patterns;
    if (patterns.length === 1 && only && !guard && isCatchAll(only, reading)) {
      otherwise = [...captures, ...statements];
      continue;
    }
    const test = only && patterns.length === 1 && !guard ? patternTest(subject, only, reading) : null;
    otherwise = [
      { kind: 'if', test: test ?? unknownAt(subject.span), body: [...captures, ...statements], otherwise, span },
    ];
  }
  const looksAtSubject: Statement = { kind: 'expression', expression: subject, span: subject.span };
  return [looksAtSubject, ...otherwise];
}

/** `case _:` and `case other:` */
function isCatchAll(pattern: SyntaxNode, reading: Reading): boolean {
  return pattern.name === 'CapturePattern' && textOf(pattern, reading) !== '';
}

function patternTest(subject: Expression, pattern: SyntaxNode, reading: Reading): Expression | null {
  const span = spanOf(pattern, reading);
  if (pattern.name === 'LiteralPattern') {
    const [literal, more] = childrenOf(pattern);
    if (!literal || more) return null;
    return { kind: 'compare', operator: '==', left: subject, right: expression(literal, reading), span };
  }
  if (pattern.name !== 'OrPattern') return null;
  let whole: Expression | null = null;
  for (const part of childrenOf(pattern)) {
    if (part.name === 'LogicOp') continue;
    const test = patternTest(subject, part, reading);
    if (!test) return null;
    whole = whole ? { kind: 'logical', operator: 'or', left: whole, right: test, span } : test;
  }
  return whole;
}

function captured(pattern: SyntaxNode, reading: Reading): Expression[] {
  const names: Expression[] = [];
  const cursor = pattern.cursor();
  // A pattern's names are captured unless they stand for a class, an attribute or a keyword.
  do {
    const { node } = cursor;
    const isName = cursor.name === 'VariableName';
    if (!isName) continue;
    const parent = node.parent?.name;
    const isCapture = parent === 'CapturePattern' || (parent === 'AsPattern' && !node.nextSibling);
    if (isCapture && textOf(node, reading) !== '_') names.push(nameOf(node, reading));
  } while (cursor.next() && cursor.from < pattern.to);
  return names;
}
