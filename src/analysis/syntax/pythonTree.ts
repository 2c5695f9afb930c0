import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../model.js';
import type { Expression } from './program.js';

/** A piece of Python that is being lowered, with what its nodes are read by. */
export interface Reading {
  /** What was written there. */
  readonly text: string;
  /** The address of its first character; the places of all spans count from it. */
  readonly address: number;
  /** The address of an offset in Lezer's tree. */
  readonly at: (offset: number) => number;
  /** How many expressions and statements deep we are. */
  depth: number;
  /** Whether a `yield` was met in the function that is being read. */
  yields: boolean;
}

/** Nothing that a person writes is nested deeper; generated code may be, and is unknown from there on. */
export const deepest = 200;

export function spanOf(node: SyntaxNode, reading: Reading): Span {
  return { start: reading.at(node.from), end: reading.at(node.to) };
}

/** From the beginning of one node to the end of another. */
export function spanBetween(first: SyntaxNode, last: SyntaxNode, reading: Reading): Span {
  return { start: reading.at(first.from), end: reading.at(last.to) };
}

/** What the document says there, which the repair may have changed for the parser. */
export function textOf(node: SyntaxNode, reading: Reading): string {
  return textBetween(reading.at(node.from), reading.at(node.to), reading);
}

/** What the document says between two addresses. */
export function textBetween(start: number, end: number, { text, address }: Reading): string {
  return text.slice(start - address, end - address);
}

/** All children, comments left out: they may stand between any two. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/**
 * Whether some of what stands between brackets is not understood, so that more may be meant than is read. Where only a
 * value is missing, as in `f(units=)`, or a comma is too many, all else is.
 */
export function isGarbled(nodes: readonly SyntaxNode[]): boolean {
  return nodes.some((node, index) => {
    if (!node.type.isError || node.firstChild?.name === ',') return false;
    const before = nodes[index - 1]?.name;
    return before !== 'AssignOp' && before !== ':';
  });
}

export function unknownAt(span: Span, parts: readonly Expression[] = []): Expression {
  return { kind: 'unknown', parts, span };
}
