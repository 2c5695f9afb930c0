import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../model.js';
import { loopStart, looped } from './pythonComprehensions.js';
import { expression, expressions, nameOf } from './pythonExpressions.js';
import { childrenOf, isGarbled, spanBetween, spanOf, textOf, unknownAt, type Reading } from './pythonTree.js';
import type { CallArgument, Expression, Parameter } from './program.js';

/** Arguments of an `ArgList`. */
export function callArguments(list: SyntaxNode, reading: Reading): CallArgument[] {
  const nodes = childrenOf(list);
  const args: CallArgument[] = [];
  let from = nodes[0]?.name === '(' ? 1 : 0;
  while (from < nodes.length) {
    let to = argumentEnd(nodes, from);
    if (to === nodes.length && nodes[to - 1]?.name === ')') to--;
    if (to > from) args.push(argument(nodes, from, to, reading));
    from = to + 1;
  }
  if (isGarbled(nodes)) {
    const span = spanOf(list, reading);
    args.push({ keyword: null, keywordSpan: null, spread: 'dict', value: unknownAt(span), span });
  }
  return args;
}

/** The comma behind an argument: those between `for` and `in` belong to a comprehension's target. */
function argumentEnd(nodes: readonly SyntaxNode[], from: number): number {
  let isTarget = false;
  for (let index = from; index < nodes.length; index++) {
    const name = nodes[index]?.name;
    if (name === 'for') isTarget = true;
    else if (name === 'in') isTarget = false;
    else if (name === ',' && !isTarget) return index;
  }
  return nodes.length;
}

/** Parameters of a `ParamList`. */
export function parametersOf(list: SyntaxNode, reading: Reading): Parameter[] {
  const nodes = childrenOf(list);
  const parameters: Parameter[] = [];
  let isKeywordOnly = false;
  let rest: Parameter['rest'] = null;
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    if (node?.name === '*') {
      rest = 'list';
      isKeywordOnly = true;
    } else if (node?.name === '**') {
      rest = 'dict';
    } else if (node?.name === ',') {
      rest = null;
    } else if (node?.name === 'VariableName') {
      const equals = nodes[index + 1]?.name === 'TypeDef' ? index + 2 : index + 1;
      const value = nodes[equals]?.name === 'AssignOp' ? nodes[equals + 1] : undefined;
      parameters.push({
        target: nameOf(node, reading),
        default: value ? expression(value, reading) : null,
        rest,
        isKeywordOnly: isKeywordOnly && rest === null,
      });
      if (value) index = equals + 1;
    }
  }
  return parameters;
}

/** `@torch.no_grad()`: Lezer gives the pieces of a decorator side by side. */
export function decoratorExpression(decorator: SyntaxNode, reading: Reading): Expression | null {
  let built: Expression | null = null;
  for (const node of childrenOf(decorator)) {
    if (node.name === 'VariableName' || node.name === 'PropertyName') {
      if (!built) built = nameOf(node, reading);
      else {
        const nameSpan = spanOf(node, reading);
        const span: Span = { start: built.span.start, end: nameSpan.end };
        built = { kind: 'attribute', object: built, name: textOf(node, reading), nameSpan, span };
      }
    } else if (node.name === 'ArgList' && built) {
      const span: Span = { start: built.span.start, end: reading.at(node.to) };
      built = { kind: 'call', callee: built, args: callArguments(node, reading), isNew: false, span };
    }
  }
  return built;
}

function argument(nodes: readonly SyntaxNode[], from: number, to: number, reading: Reading): CallArgument {
  const first = nodes[from] as SyntaxNode;
  const span = spanBetween(first, nodes[to - 1] as SyntaxNode, reading);
  const plain = { keyword: null, keywordSpan: null, spread: null, span };
  if (first.name === '*' || first.name === '**') {
    const spread = first.name === '*' ? 'list' : 'dict';
    return { ...plain, spread, value: expressions(nodes, from + 1, to, reading) };
  }
  const operator = nodes[from + 1];
  const isNamed = operator?.name === 'AssignOp' && from + 1 < to;
  const valueFrom = isNamed ? from + 2 : from;
  const loop = loopStart(nodes, valueFrom, to);
  const value =
    loop === null
      ? expressions(nodes, valueFrom, to, reading)
      : looped('generator', null, expressions(nodes, valueFrom, loop, reading), nodes, loop, to, span, reading);
  if (!isNamed) return { ...plain, value };
  if (textOf(operator, reading) === ':=') {
    return { ...plain, value: { kind: 'assignment', target: expression(first, reading), value, span } };
  }
  return { ...plain, keyword: textOf(first, reading), keywordSpan: spanOf(first, reading), value };
}
