import type { SyntaxNode } from '@lezer/common';
import { bracketed, broken, expressions, indexOf } from './pythonExpressions.js';
import { spanOf, type Reading } from './pythonTree.js';
import type { ComprehensionClause, Expression } from './program.js';

export function comprehension(
  node: SyntaxNode,
  form: 'list' | 'set' | 'dict' | 'generator',
  reading: Reading,
): Expression {
  const [from, nodes, to] = bracketed(node);
  const loop = loopStart(nodes, from, to);
  if (loop === null) return broken(node, reading);
  const colon = form === 'dict' ? indexOf(nodes, ':', from) : nodes.length;
  const isPaired = colon < loop;
  const key = isPaired ? expressions(nodes, from, colon, reading) : null;
  const element = expressions(nodes, isPaired ? colon + 1 : from, loop, reading);
  return looped(form, key, element, nodes, loop, to, spanOf(node, reading), reading);
}

/** Where `for …` of a comprehension begins. */
export function loopStart(nodes: readonly SyntaxNode[], from: number, to: number): number | null {
  const start = indexOf(nodes, 'for', from);
  if (start >= to) return null;
  return nodes[start - 1]?.name === 'async' ? start - 1 : start;
}

export function looped(
  form: 'list' | 'set' | 'dict' | 'generator',
  key: Expression | null,
  element: Expression,
  nodes: readonly SyntaxNode[],
  loop: number,
  to: number,
  span: { start: number; end: number },
  reading: Reading,
): Expression {
  const clauses: ComprehensionClause[] = [];
  let conditions: Expression[] = [];
  for (let at = loop; at < to;) {
    const word = nodes[at]?.name;
    let end = at + 1;
    while (end < to && !isClauseWord(nodes[end]?.name)) end++;
    if (word === 'for') {
      const iterableEnd = nodes[end]?.name === 'in' ? nextClause(nodes, end + 1, to) : end;
      conditions = [];
      clauses.push({
        target: expressions(nodes, at + 1, end, reading),
        iterable: expressions(nodes, end + 1, iterableEnd, reading),
        conditions,
      });
      end = Math.max(iterableEnd, end);
    } else if (word === 'if') conditions.push(expressions(nodes, at + 1, end, reading));
    at = end;
  }
  return { kind: 'comprehension', form, key, element, clauses, span };
}

function nextClause(nodes: readonly SyntaxNode[], from: number, to: number): number {
  let at = from;
  while (at < to && !isClauseWord(nodes[at]?.name)) at++;
  return at;
}

function isClauseWord(name: string | undefined): boolean {
  return name === 'for' || name === 'in' || name === 'if' || name === 'async';
}
