import type { SyntaxNode } from '@lezer/common';
import { readKey } from './javascriptExpressions.js';
import { childNamed, nameAt, unknownAt, type Lowering } from './javascriptLowering.js';
import type { DictEntry, Expression, Parameter } from './program.js';

/** One of the patterns of a declaration, a parameter list or an array pattern. */
export interface PatternItem {
  /** Null where the array pattern leaves one out. */
  readonly pattern: SyntaxNode | null;
  /** What stands behind `=`; undefined where nothing does. */
  readonly value: SyntaxNode | undefined;
  readonly isRest: boolean;
  /** TypeScript's `constructor(private readonly units: number)`. */
  readonly isProperty: boolean;
}

/** `a, [b, c] = d, ...e`, whatever brackets and types stand around. */
export function patternItems(children: readonly SyntaxNode[]): PatternItem[] {
  const items: PatternItem[] = [];
  let item: { -readonly [Key in keyof PatternItem]: PatternItem[Key] } | null = null;
  const fresh = () => ({ pattern: null, value: undefined, isRest: false, isProperty: false });
  const close = (isHole: boolean) => {
    if (item?.pattern || isHole) items.push(item ?? fresh());
    item = null;
  };
  for (const [index, child] of children.entries()) {
    if (/^(VariableDefinition|ArrayPattern|ObjectPattern)$/.test(child.name)) {
      (item ??= fresh()).pattern = child;
    } else if (child.name === 'Spread') {
      (item ??= fresh()).isRest = true;
    } else if (child.name === 'Privacy' || child.name === 'readonly') {
      (item ??= fresh()).isProperty = true;
    } else if (child.name === 'Equals') {
      const value = children[index + 1];
      // While it is typed, `const a = ;` has a value that is not known.
      if (item) item.value = value ?? child;
    } else if (child.name === ',') {
      close(children[0]?.name === '[');
    }
  }
  close(false);
  return items;
}

/** A pattern as a target: names, lists and dicts of names. */
export function patternTarget(node: SyntaxNode, lowering: Lowering): Expression {
  const span = lowering.spanOf(node);
  if (node.name === 'VariableDefinition') return nameAt(lowering.textOf(node), span);
  const children = lowering.children(node);
  if (node.name === 'ArrayPattern') {
    return { kind: 'list', items: patternItems(children).map((item) => itemTarget(item, node, lowering)), span };
  }
  return { kind: 'dict', entries: children.flatMap((child) => patternEntry(child, lowering)), span };
}

/** The left side of `=`. */
export function assignmentTarget(node: SyntaxNode, lowering: Lowering): Expression {
  return /Pattern$/.test(node.name) ? patternTarget(node, lowering) : lowering.expression(node);
}

export function readParameters(list: SyntaxNode | undefined, lowering: Lowering): Parameter[] {
  if (!list) return [];
  return patternItems(lowering.children(list)).map(({ pattern, value, isRest }) => ({
    target: pattern ? patternTarget(pattern, lowering) : unknownAt(lowering.spanOf(list)),
    default: value ? lowering.expression(value) : null,
    rest: isRest ? 'list' : null,
    isKeywordOnly: false,
  }));
}

function itemTarget({ pattern, value, isRest }: PatternItem, whole: SyntaxNode, lowering: Lowering): Expression {
  if (!pattern) return { kind: 'none', span: lowering.spanOf(whole) };
  const target = withDefault(patternTarget(pattern, lowering), value, lowering);
  return isRest ? { kind: 'starred', value: target, span: target.span } : target;
}

function withDefault(target: Expression, value: SyntaxNode | undefined, lowering: Lowering): Expression {
  if (!value) return target;
  const span = { start: target.span.start, end: lowering.spanOf(value).end };
  return { kind: 'assignment', target, value: lowering.expression(value), span };
}

/** `units`, `units: n`, `units = 8`, `['units']: n = 8` and `...rest`. */
function patternEntry(node: SyntaxNode, lowering: Lowering): DictEntry[] {
  if (node.name !== 'PatternProperty') return [];
  const children = lowering.children(node);
  const [item] = patternItems(children);
  const span = lowering.spanOf(node);
  if (!item?.pattern) return [];
  const target = withDefault(patternTarget(item.pattern, lowering), item.value, lowering);
  if (item.isRest) return [{ key: null, value: target, span }];
  if (!childNamed(children, ':')) {
    const keySpan = lowering.spanOf(item.pattern);
    return [{ key: { kind: 'string', value: lowering.textOf(item.pattern), span: keySpan }, value: target, span }];
  }
  const key = readKey(children, lowering);
  return key ? [{ key: key.expression, value: target, span }] : [];
}
