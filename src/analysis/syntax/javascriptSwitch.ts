import type { SyntaxNode } from '@lezer/common';
import { childNamed, unknownAt, type Lowering } from './javascriptLowering.js';
import { readList } from './javascriptStatements.js';
import type { Expression, Statement } from './program.js';

/** The statements from some labels to the next ones. */
interface Group {
  /** What the value must be equal to; null for `default`. */
  readonly labels: (Expression | null)[];
  readonly body: Statement[];
}

/** A `switch` as a chain of `if`s. */
export function readSwitch(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const span = lowering.spanOf(node);
  const value = lowering.expression(childNamed(children, 'ParenthesizedExpression'));
  const groups = readGroups(childNamed(children, 'SwitchBody') ?? node, lowering);
  const bodies = groups.map((_, index) => bodyFrom(groups, index));
  const otherwise = groups.findIndex(({ labels }) => labels.includes(null));
  const chain = groups.reduceRight<Statement[]>((rest, { labels }, index) => {
    if (index === otherwise) return rest;
    const tests = labels.map((label) => equals(value, label ?? unknownAt(span)));
    const test = tests.reduce((left, right) => ({ kind: 'logical', operator: 'or', left, right, span: right.span }));
    return [{ kind: 'if', test, body: bodies[index] ?? [], otherwise: rest, span }];
  }, bodies[otherwise] ?? []);
  if (!chain.some(hasBreak)) return chain;
  // A loop of one turn, for the breaks to leave.
  const once: Expression = { kind: 'list', items: [{ kind: 'none', span }], span };
  return [{ kind: 'for', target: unknownAt(span), iterable: once, body: chain, otherwise: [], span }];
}

function readGroups(body: SyntaxNode, lowering: Lowering): Group[] {
  const groups: { labels: (Expression | null)[]; nodes: SyntaxNode[] }[] = [];
  for (const child of lowering.children(body)) {
    const isLabel = child.name === 'CaseLabel' || child.name === 'DefaultLabel';
    const last = groups.at(-1);
    if (isLabel) {
      const label = child.name === 'CaseLabel' ? lowering.expression(lowering.children(child)[1]) : null;
      if (last && last.nodes.length === 0) last.labels.push(label);
      else groups.push({ labels: [label], nodes: [] });
    } else if (child.name !== '{' && child.name !== '}') {
      last?.nodes.push(child);
    }
  }
  lowering.frame.blocks++;
  const read = groups.map(({ labels, nodes }) => ({ labels, body: readList(nodes, lowering) }));
  lowering.frame.blocks--;
  return read;
}

/** What runs from a group on: to its `break`, or through the groups below. */
function bodyFrom(groups: readonly Group[], index: number): Statement[] {
  const statements: Statement[] = [];
  for (const { body } of groups.slice(index, index + maxFallThrough)) {
    const inner = body.length === 1 && body[0]?.kind === 'block' ? body[0].body : body;
    const end = inner.findIndex(({ kind }) => /^(break|return|raise|continue)$/.test(kind));
    if (end < 0) {
      statements.push(...inner);
      continue;
    }
    statements.push(...inner.slice(0, inner[end]?.kind === 'break' ? end : end + 1));
    break;
  }
  return statements;
}

/** Groups that fall through are copied into those above, which must not make a long `switch` slow. */
const maxFallThrough = 8;

function equals(left: Expression, right: Expression): Expression {
  return { kind: 'compare', operator: '==', left, right, span: right.span };
}

/** Whether a `break` in it leaves what it stands in, and not a loop inside. */
function hasBreak(statement: Statement): boolean {
  switch (statement.kind) {
    case 'break':
      return true;
    case 'if':
      return [...statement.body, ...statement.otherwise].some(hasBreak);
    case 'try':
      return [...statement.body, ...statement.final, ...statement.handlers.flatMap(({ body }) => body)].some(hasBreak);
    case 'block':
      return statement.body.some(hasBreak);
    default:
      return false;
  }
}
