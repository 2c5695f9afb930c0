import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../model.js';
import { callArguments, parametersOf } from './pythonCalls.js';
import { comprehension } from './pythonComprehensions.js';
import { binary, logical } from './pythonOperators.js';
import { numberExpression, stringExpression } from './pythonLiterals.js';
import {
  childrenOf,
  deepest,
  spanBetween,
  spanOf,
  textBetween,
  textOf,
  isGarbled,
  unknownAt,
  type Reading,
} from './pythonTree.js';
import type { DictEntry, Expression } from './program.js';

/** Lowers one expression of Lezer's tree. What is broken or too deep is unknown. */
export function expression(node: SyntaxNode, reading: Reading): Expression {
  if (reading.depth >= deepest) return unknownAt(spanOf(node, reading));
  reading.depth++;
  const lowered = lower(node, reading);
  reading.depth--;
  return lowered;
}

/** `a`, `a, b` and `*a, b` between two places of a list of nodes: a tuple where there is a comma. */
export function expressions(nodes: readonly SyntaxNode[], from: number, to: number, reading: Reading): Expression {
  const { items, hasComma } = itemsOf(nodes, from, to, reading);
  const first = nodes[from];
  const last = nodes[to - 1];
  if (!first || !last || from >= to) return unknownAt(emptyAfter(nodes[from - 1], reading));
  const [only] = items;
  if (!hasComma && items.length === 1 && only) return only;
  const span = spanBetween(first, last, reading);
  return hasComma ? { kind: 'tuple', items, span } : unknownAt(span, items);
}

export function indexOf(nodes: readonly SyntaxNode[], name: string, from = 0): number {
  for (let index = from; index < nodes.length; index++) if (nodes[index]?.name === name) return index;
  return nodes.length;
}

export function nameOf(node: SyntaxNode, reading: Reading): Expression {
  return { kind: 'name', name: textOf(node, reading), span: spanOf(node, reading) };
}

function lower(node: SyntaxNode, reading: Reading): Expression {
  switch (node.name) {
    case 'VariableName':
      return nameOf(node, reading);
    case 'Number':
      return numberExpression(node, reading);
    case 'String':
    case 'FormatString':
    case 'ContinuedString':
      return stringExpression(node, reading, expression);
    case 'MemberExpression':
      return member(node, reading);
    case 'CallExpression': {
      const [callee, list] = childrenOf(node);
      if (!callee || list?.name !== 'ArgList') return broken(node, reading);
      return {
        kind: 'call',
        callee: expression(callee, reading),
        args: callArguments(list, reading),
        isNew: false,
        span: spanOf(node, reading),
      };
    }
    case 'Boolean':
      return { kind: 'boolean', value: textOf(node, reading) === 'True', span: spanOf(node, reading) };
    case 'None':
      return { kind: 'none', span: spanOf(node, reading) };
    case 'Ellipsis':
      return { kind: 'ellipsis', span: spanOf(node, reading) };
    case 'BinaryExpression':
      return binary(node, reading);
    case 'UnaryExpression':
      return unary(node, reading);
    case 'ParenthesizedExpression':
      return parenthesized(node, reading);
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression': {
      const [from, nodes, to] = bracketed(node);
      const { items } = itemsOf(nodes, from, to, reading);
      return { kind: node.name === 'TupleExpression' ? 'tuple' : 'list', items, span: spanOf(node, reading) };
    }
    case 'DictionaryExpression': {
      const [from, nodes, to] = bracketed(node);
      return { kind: 'dict', entries: entriesOf(nodes, from, to, reading), span: spanOf(node, reading) };
    }
    case 'ComprehensionExpression':
      return comprehension(node, 'generator', reading);
    case 'ArrayComprehensionExpression':
      return comprehension(node, 'list', reading);
    case 'SetComprehensionExpression':
      return comprehension(node, 'set', reading);
    case 'DictionaryComprehensionExpression':
      return comprehension(node, 'dict', reading);
    case 'ConditionalExpression': {
      const [then, , test, , otherwise] = childrenOf(node);
      if (!then || !test || !otherwise) return broken(node, reading);
      return {
        kind: 'conditional',
        test: expression(test, reading),
        then: expression(then, reading),
        otherwise: expression(otherwise, reading),
        span: spanOf(node, reading),
      };
    }
    case 'LambdaExpression':
      return lambda(node, reading);
    case 'NamedExpression': {
      const [target, , value] = childrenOf(node);
      if (!target || !value) return broken(node, reading);
      return {
        kind: 'assignment',
        target: expression(target, reading),
        value: expression(value, reading),
        span: spanOf(node, reading),
      };
    }
    case 'AwaitExpression': {
      const [, value] = childrenOf(node);
      return value ? { ...expression(value, reading), span: spanOf(node, reading) } : broken(node, reading);
    }
    case 'YieldExpression':
      return yielded(node, spanOf(node, reading), reading);
    default:
      return broken(node, reading);
  }
}

/** `yield x, y`, `yield from x`, and `yield` alone, behind which Lezer finds an error. */
export function yielded(node: SyntaxNode, span: Span, reading: Reading): Expression {
  reading.yields = true;
  const nodes = childrenOf(node).filter(({ type }) => !type.isError);
  const isEach = nodes[1]?.name === 'from';
  const first = isEach ? 2 : 1;
  const value = nodes.length > first ? expressions(nodes, first, nodes.length, reading) : null;
  return { kind: 'yield', value, isEach, span };
}

/** Nothing is claimed of it, but what stands inside is looked at. */
export function broken(node: SyntaxNode, reading: Reading): Expression {
  const parts: Expression[] = [];
  for (const child of childrenOf(node)) {
    if (child.type.isError ? child.firstChild : isExpression(child)) parts.push(expression(child, reading));
  }
  return unknownAt(spanOf(node, reading), parts);
}

/** Groups and not keywords or punctuation, whose names are what they look like. */
function isExpression(node: SyntaxNode): boolean {
  const { name } = node;
  if (name === 'None' || name === 'Ellipsis') return true;
  if (name === 'AssignOp' || name === 'ArgList' || name === 'ParamList') return false;
  return /^[A-Z]/.test(name) && !name.endsWith('Op');
}

function emptyAfter(node: SyntaxNode | undefined, reading: Reading): { start: number; end: number } {
  const at = node ? reading.at(node.to) : 0;
  return { start: at, end: at };
}

/** The places inside the brackets of a node. */
export function bracketed(node: SyntaxNode): [from: number, nodes: readonly SyntaxNode[], to: number] {
  const nodes = childrenOf(node);
  const last = nodes[nodes.length - 1]?.name;
  const isClosed = last === ')' || last === ']' || last === '}';
  return [1, nodes, isClosed ? nodes.length - 1 : nodes.length];
}

function itemsOf(
  nodes: readonly SyntaxNode[],
  from: number,
  to: number,
  reading: Reading,
): { items: Expression[]; hasComma: boolean } {
  const items: Expression[] = [];
  let hasComma = false;
  for (let index = from; index < to; index++) {
    const node = nodes[index];
    if (!node) break;
    if (node.name === ',') {
      hasComma = true;
      continue;
    }
    const value = node.name === '*' ? nodes[index + 1] : node;
    if (!value || value.name === ',' || index + (value === node ? 0 : 1) >= to) continue;
    if (value === node) items.push(expression(node, reading));
    else {
      const span = spanBetween(node, value, reading);
      items.push({ kind: 'starred', value: expression(value, reading), span });
      index++;
    }
  }
  const garbled = garbledAt(nodes, reading);
  if (garbled) items.push({ kind: 'starred', value: garbled, span: garbled.span });
  return { items, hasComma };
}

/** Stands for what may be between brackets besides that which is read. */
function garbledAt(nodes: readonly SyntaxNode[], reading: Reading): Expression | null {
  const [first] = nodes;
  return first && isGarbled(nodes) ? unknownAt(spanOf(first, reading)) : null;
}

function entriesOf(nodes: readonly SyntaxNode[], from: number, to: number, reading: Reading): DictEntry[] {
  const entries: DictEntry[] = [];
  while (from < to) {
    const end = Math.min(to, indexOf(nodes, ',', from));
    const first = nodes[from];
    const last = nodes[end - 1];
    if (first && last && end > from) {
      const span = spanBetween(first, last, reading);
      if (first.name === '**') entries.push({ key: null, value: expressions(nodes, from + 1, end, reading), span });
      else {
        const colon = Math.min(end, indexOf(nodes, ':', from));
        const key = expressions(nodes, from, colon, reading);
        entries.push({ key, value: expressions(nodes, colon + 1, end, reading), span });
      }
    }
    from = end + 1;
  }
  const garbled = garbledAt(nodes, reading);
  if (garbled) entries.push({ key: null, value: garbled, span: garbled.span });
  return entries;
}

function member(node: SyntaxNode, reading: Reading): Expression {
  const nodes = childrenOf(node);
  const [object, opening, property] = nodes;
  const span = spanOf(node, reading);
  if (!object || !opening) return broken(node, reading);
  if (opening.name === '[') {
    const [, , to] = bracketed(node);
    return {
      kind: 'subscript',
      object: expression(object, reading),
      index: subscriptIndex(nodes, 2, to, reading),
      span,
    };
  }
  if (opening.name !== '.' || property?.name !== 'PropertyName') return broken(node, reading);
  return {
    kind: 'attribute',
    object: expression(object, reading),
    name: textOf(property, reading),
    nameSpan: spanOf(property, reading),
    span,
  };
}

function subscriptIndex(nodes: readonly SyntaxNode[], from: number, to: number, reading: Reading): Expression {
  const items: Expression[] = [];
  const start = from;
  let hasComma = false;
  while (from < to) {
    const end = Math.min(to, indexOf(nodes, ',', from));
    if (end < to) hasComma = true;
    if (end > from) items.push(subscriptItem(nodes, from, end, reading));
    from = end + 1;
  }
  const [only] = items;
  if (only && !hasComma) return only;
  const [first, last] = [nodes[start], nodes[to - 1]];
  if (!only || !first || !last) return unknownAt(emptyAfter(nodes[start - 1], reading));
  return { kind: 'tuple', items, span: spanBetween(first, last, reading) };
}

function subscriptItem(nodes: readonly SyntaxNode[], from: number, to: number, reading: Reading): Expression {
  const first = nodes[from] as SyntaxNode;
  const span = spanBetween(first, nodes[to - 1] as SyntaxNode, reading);
  const colon = indexOf(nodes, ':', from);
  if (colon >= to) {
    const value = expressions(nodes, from, to, reading);
    // `x[*index]` is unknown to Lezer; the repair has made the star a sign.
    return value.kind === 'unary' && textBetween(span.start, span.start + 1, reading) === '*'
      ? { kind: 'starred', value: value.operand, span }
      : value;
  }
  const second = Math.min(to, indexOf(nodes, ':', colon + 1));
  const part = (start: number, end: number): Expression | null =>
    end > start ? expressions(nodes, start, end, reading) : null;
  return { kind: 'slice', lower: part(from, colon), upper: part(colon + 1, second), step: part(second + 1, to), span };
}

function parenthesized(node: SyntaxNode, reading: Reading): Expression {
  const [from, nodes, to] = bracketed(node);
  return expressions(nodes, from, to, reading);
}

function unary(node: SyntaxNode, reading: Reading): Expression {
  const [sign, operand] = childrenOf(node);
  if (!sign || !operand) return broken(node, reading);
  if (sign.name === 'not') return logical(node, reading);
  return {
    kind: 'unary',
    operator: textOf(sign, reading),
    operand: expression(operand, reading),
    span: spanOf(node, reading),
  };
}

function lambda(node: SyntaxNode, reading: Reading): Expression {
  const nodes = childrenOf(node);
  const list = nodes[indexOf(nodes, 'ParamList')];
  const colon = indexOf(nodes, ':');
  const yielded = reading.yields;
  const body = expressions(nodes, colon + 1, nodes.length, reading);
  reading.yields = yielded;
  return { kind: 'lambda', parameters: list ? parametersOf(list, reading) : [], body, span: spanOf(node, reading) };
}
