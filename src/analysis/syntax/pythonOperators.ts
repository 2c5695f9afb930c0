import type { SyntaxNode } from '@lezer/common';
import { broken, expression } from './pythonExpressions.js';
import { childrenOf, deepest, spanOf, textOf, unknownAt, type Reading } from './pythonTree.js';
import type { Expression } from './program.js';

/** What stands between two operands: a sign, a comparison, `and` or `or`. */
export function binary(node: SyntaxNode, reading: Reading): Expression {
  const nodes = childrenOf(node);
  const [first, sign, next] = nodes;
  const last = nodes[nodes.length - 1];
  if (!first || !sign || !last || nodes.length < 3) return broken(node, reading);
  if (sign.name === 'and' || sign.name === 'or') return logical(node, reading);
  const span = spanOf(node, reading);
  const left = expression(first, reading);
  const right = expression(last, reading);
  if (sign.name === 'ArithOp' || sign.name === 'BitOp') {
    return { kind: 'binary', operator: textOf(sign, reading), left, right, span };
  }
  const written = textOf(sign, reading);
  const isNegated = next?.name === 'in' || next?.name === 'not';
  const operator = isNegated ? (sign.name === 'is' ? 'is-not' : 'not-in') : written === '<>' ? '!=' : written;
  // `a < b < c` is `a < b and b < c`.
  const before = first.name === 'BinaryExpression' ? (left.kind === 'logical' ? left.right : left) : null;
  if (before?.kind !== 'compare') return { kind: 'compare', operator, left, right, span };
  const compare: Expression = {
    kind: 'compare',
    operator,
    left: before.right,
    right,
    span: { start: before.right.span.start, end: span.end },
  };
  return { kind: 'logical', operator: 'and', left, right: compare, span };
}

/** `and`, `or` and `not`, by Python's precedence: Lezer gives `not a and b` as `not (a and b)`. */
export function logical(node: SyntaxNode, reading: Reading): Expression {
  const operands: Expression[] = [];
  const operators: ('and' | 'or')[] = [];
  collectOperands(node, [], operands, operators, reading);
  const join = (operator: 'and' | 'or', left: Expression, right: Expression): Expression => ({
    kind: 'logical',
    operator,
    left,
    right,
    span: { start: left.span.start, end: right.span.end },
  });
  // First what `and` joins, then what `or` does.
  const conjunctions: Expression[] = [];
  operands.forEach((operand, index) => {
    const last = conjunctions[conjunctions.length - 1];
    if (last && operators[index - 1] === 'and') conjunctions[conjunctions.length - 1] = join('and', last, operand);
    else conjunctions.push(operand);
  });
  const [first, ...others] = conjunctions;
  if (!first) return unknownAt(spanOf(node, reading));
  return others.reduce((whole, conjunction) => join('or', whole, conjunction), first);
}

function collectOperands(
  node: SyntaxNode,
  negations: readonly SyntaxNode[],
  operands: Expression[],
  operators: ('and' | 'or')[],
  reading: Reading,
): void {
  const nodes = childrenOf(node);
  const [first, sign, last] = nodes;
  if (reading.depth < deepest) {
    if (node.name === 'UnaryExpression' && first?.name === 'not' && sign) {
      reading.depth++;
      collectOperands(sign, [...negations, first], operands, operators, reading);
      reading.depth--;
      return;
    }
    if (node.name === 'BinaryExpression' && first && last && (sign?.name === 'and' || sign?.name === 'or')) {
      reading.depth++;
      collectOperands(first, negations, operands, operators, reading);
      operators.push(sign.name);
      collectOperands(last, [], operands, operators, reading);
      reading.depth--;
      return;
    }
  }
  let operand = expression(node, reading);
  for (const negation of negations.toReversed()) {
    const span = { start: reading.at(negation.from), end: operand.span.end };
    operand = { kind: 'unary', operator: 'not', operand, span };
  }
  operands.push(operand);
}
