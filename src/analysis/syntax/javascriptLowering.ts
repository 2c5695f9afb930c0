import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../model.js';
import type { ClassStatement, Expression, Statement } from './program.js';

/** What the functions that turn Lezer's nodes into a `Program` share: and what bounds their depth. */
export interface Lowering {
  readonly textOf: (node: SyntaxNode) => string;
  readonly spanOf: (node: SyntaxNode) => Span;
  /** Null gives `unknown`, as does what is nested too deep. */
  readonly expression: (node: SyntaxNode | null | undefined) => Expression;
  readonly statement: (node: SyntaxNode) => readonly Statement[];
  /** The children of a node without comments and errors. */
  readonly children: (node: SyntaxNode) => SyntaxNode[];
  /** The function whose body is being read. */
  frame: Frame;
}

export interface Frame {
  /** Names that `var` declares in a block of the function: they belong to the function as a whole. */
  readonly nestedVariables: Set<string>;
  /** How many blocks of the function the statement stands in. */
  blocks: number;
  /** Classes that stand in the expressions of the statement that is being read. */
  readonly classes: ClassStatement[];
}

export function newFrame(): Frame {
  return { nestedVariables: new Set(), blocks: 0, classes: [] };
}

/** Reads something, and takes the classes in its expressions, which stand before it then. */
export function withClasses<T>(
  { frame: { classes } }: Lowering,
  read: () => T,
): { value: T; classes: ClassStatement[] } {
  const first = classes.length;
  const value = read();
  return { value, classes: classes.splice(first) };
}

export function unknownAt(span: Span, parts: readonly Expression[] = []): Expression {
  return { kind: 'unknown', parts, span };
}

export function nameAt(name: string, span: Span): Expression {
  return { kind: 'name', name, span };
}

export function assign(target: Expression, value: Expression | null, declares: boolean, span: Span): Statement {
  return { kind: 'assign', targets: [target], value, annotation: null, declares, span };
}

/** The first child of that name. */
export function childNamed(children: readonly SyntaxNode[], name: string): SyntaxNode | undefined {
  return children.find((child) => child.name === name);
}

/** What stands after the first child of that name. */
export function childAfter(children: readonly SyntaxNode[], name: string): SyntaxNode | undefined {
  const index = children.findIndex((child) => child.name === name);
  return index < 0 ? undefined : children[index + 1];
}

/** Whether a node is one of the language's expressions. */
export function isExpression(node: SyntaxNode): boolean {
  return node.type.is('Expression');
}
