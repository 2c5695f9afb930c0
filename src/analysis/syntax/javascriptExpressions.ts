import type { SyntaxNode } from '@lezer/common';
import { numberValue, stringText } from '../javascriptLiterals.js';
import type { Span } from '../model.js';
import { classExpression, functionLambda } from './javascriptFunctions.js';
import { childNamed, isExpression, nameAt, unknownAt, type Lowering } from './javascriptLowering.js';
import { assignmentTarget } from './javascriptPatterns.js';
import type { CallArgument, DictEntry, Expression } from './program.js';

/** Any expression of JavaScript and TypeScript; whatever says nothing to us is `unknown` with its parts. */
export function readExpression(node: SyntaxNode, lowering: Lowering): Expression {
  const span = lowering.spanOf(node);
  switch (node.name) {
    case 'VariableName':
      return readName(lowering.textOf(node), span);
    case 'this':
    case 'super':
      return nameAt(node.name, span);
    case 'Number':
      return readNumber(lowering.textOf(node), span);
    case 'String':
      // One that is not closed ends with its line.
      return { kind: 'string', value: stringText(lowering.textOf(node).replace(/\n$/, '')), span };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: lowering.textOf(node) === 'true', span };
    case 'null':
      return { kind: 'none', span };
    case 'TemplateString':
      return readTemplate(node, span, lowering);
    case 'ArrayExpression':
      return { kind: 'list', items: readItems(node, lowering), span };
    case 'ObjectExpression':
      return { kind: 'dict', entries: readEntries(node, lowering), span };
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
    case 'InstantiationExpression':
      return lowering.expression(lowering.children(node).find(isExpression));
    case 'PrefixCast':
      return lowering.expression(lowering.children(node).findLast(isExpression));
    case 'MemberExpression':
      return readMember(node, span, lowering);
    case 'CallExpression':
    case 'NewExpression':
      return readCall(node, span, lowering);
    case 'UnaryExpression':
      return readUnary(node, span, lowering);
    case 'PostfixExpression':
      return readPostfix(node, span, lowering);
    case 'BinaryExpression':
      return readBinary(node, span, lowering);
    case 'ConditionalExpression': {
      const [test, then, otherwise] = lowering.children(node).filter(isExpression);
      return {
        kind: 'conditional',
        test: lowering.expression(test),
        then: lowering.expression(then),
        otherwise: lowering.expression(otherwise),
        span,
      };
    }
    case 'AssignmentExpression': {
      const { target, value } = readAssignment(node, lowering);
      return { kind: 'assignment', target, value, span };
    }
    case 'ArrowFunction':
    case 'FunctionExpression':
      return functionLambda(node, lowering);
    case 'ClassExpression':
      return classExpression(node, lowering);
    default:
      return unknownAt(span, partsOf(node, lowering));
  }
}

/** `a = b` and `a += b`, the latter as `a = a + b`. */
export function readAssignment(node: SyntaxNode, lowering: Lowering): { target: Expression; value: Expression } {
  const [left, operator, right] = lowering.children(node);
  const target = left ? assignmentTarget(left, lowering) : unknownAt(lowering.spanOf(node));
  const value = lowering.expression(right);
  if (operator?.name !== 'UpdateOp') return { target, value };
  const word = lowering.textOf(operator).slice(0, -1);
  return { target, value: binary(word, target, value, lowering.spanOf(node)) };
}

/** `[a, , ...b]`: what is left out is none. */
export function readItems(node: SyntaxNode, lowering: Lowering): Expression[] {
  const items: Expression[] = [];
  let spread: SyntaxNode | null = null;
  let isEmpty = true;
  for (const child of lowering.children(node)) {
    if (child.name === '[' || child.name === ']') continue;
    if (child.name === ',') {
      if (isEmpty) items.push({ kind: 'none', span: lowering.spanOf(child) });
      isEmpty = true;
    } else if (child.name === 'Spread') {
      spread = child;
    } else if (isExpression(child)) {
      items.push(starred(lowering.expression(child), spread, lowering));
      spread = null;
      isEmpty = false;
    }
  }
  const garbled = garbledAt(node, lowering);
  if (garbled) items.push({ kind: 'starred', value: garbled, span: garbled.span });
  return items;
}

/** Stands for what may be between brackets besides that which is read. */
function garbledAt(node: SyntaxNode, lowering: Lowering): Expression | null {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    // Where something is only missing there is no text.
    if (child.type.isError && /[^\s,]/.test(lowering.textOf(child))) return unknownAt(lowering.spanOf(node));
  }
  return null;
}

function readArguments(list: SyntaxNode | undefined, lowering: Lowering): CallArgument[] {
  const args: CallArgument[] = [];
  if (!list) return args;
  let spread: SyntaxNode | null = null;
  for (const child of lowering.children(list)) {
    if (child.name === 'Spread') spread = child;
    if (!isExpression(child)) continue;
    const value = lowering.expression(child);
    const start = spread ? lowering.spanOf(spread).start : value.span.start;
    args.push({
      keyword: null,
      keywordSpan: null,
      spread: spread ? 'list' : null,
      value,
      span: { start, end: lowering.spanOf(child).end },
    });
    spread = null;
  }
  const garbled = garbledAt(list, lowering);
  if (garbled) args.push({ keyword: null, keywordSpan: null, spread: 'list', value: garbled, span: garbled.span });
  return args;
}

function starred(value: Expression, spread: SyntaxNode | null, lowering: Lowering): Expression {
  if (!spread) return value;
  return { kind: 'starred', value, span: { start: lowering.spanOf(spread).start, end: value.span.end } };
}

function readName(name: string, span: Span): Expression {
  return name === 'undefined' ? { kind: 'none', span } : nameAt(name, span);
}

function readNumber(text: string, span: Span): Expression {
  const number = numberValue(text);
  if (number.kind !== 'number') return unknownAt(span);
  return { kind: 'number', value: number.value, isInteger: Number.isInteger(number.value), span };
}

/** Texts and expressions by turns. */
function readTemplate(node: SyntaxNode, span: Span, lowering: Lowering): Expression {
  const text = lowering.textOf(node);
  const inner = lowering.children(node).filter((child) => child.name === 'Interpolation');
  if (inner.length === 0) return { kind: 'string', value: stringText(text), span };
  const parts: Expression[] = [];
  let from = node.from + 1;
  const addText = (to: number) => {
    const words = text.slice(from - node.from, to - node.from);
    // Quoted again, so that its escapes are read as those of any string.
    if (words !== '') parts.push({ kind: 'string', value: stringText(`\`${words}\``), span });
  };
  for (const part of inner) {
    addText(part.from);
    parts.push(lowering.expression(lowering.children(part).find(isExpression)));
    from = part.to;
  }
  addText(text.endsWith('`') ? node.to - 1 : node.to);
  return { kind: 'template', parts, span };
}

function readEntries(node: SyntaxNode, lowering: Lowering): DictEntry[] {
  const properties = lowering.children(node).filter(({ name }) => name === 'Property');
  const garbled = [node, ...properties].flatMap((part) => {
    const value = garbledAt(part, lowering);
    return value ? [{ key: null, value, span: value.span }] : [];
  });
  return [...properties.flatMap(entryOf), ...garbled];

  function entryOf(property: SyntaxNode): DictEntry | [] {
    const children = lowering.children(property);
    const span = lowering.spanOf(property);
    if (children[0]?.name === 'Spread') return { key: null, value: lowering.expression(children[1]), span };
    if (childNamed(children, 'set')) return [];
    const key = readKey(children, lowering);
    if (!key) return [];
    const { expression, node: keyNode } = key;
    if (childNamed(children, 'ParamList')) {
      const value = childNamed(children, 'get') ? unknownAt(span) : functionLambda(property, lowering);
      return { key: expression, value, span };
    }
    const colon = children.findIndex((child) => child.name === ':');
    if (colon >= 0) return { key: expression, value: lowering.expression(children[colon + 1]), span };
    // `{units}`, and `{units:` while it is typed.
    const isShorthand = keyNode.name === 'PropertyDefinition' && children.length === 1;
    return { key: expression, value: isShorthand ? readName(lowering.textOf(keyNode), span) : unknownAt(span), span };
  }
}

/** The key of a property of an object, a class or a pattern. */
export function readKey(
  children: readonly SyntaxNode[],
  lowering: Lowering,
): { readonly expression: Expression; readonly node: SyntaxNode } | null {
  for (const [index, node] of children.entries()) {
    const span = lowering.spanOf(node);
    const word = () => lowering.textOf(node);
    switch (node.name) {
      case 'PropertyDefinition':
      case 'PropertyName':
      case 'PrivatePropertyDefinition':
        return { expression: { kind: 'string', value: word(), span }, node };
      case 'String':
        return { expression: { kind: 'string', value: stringText(word()), span }, node };
      case 'Number':
        return { expression: { kind: 'string', value: String(Number(word())), span }, node };
      case '[':
        return { expression: lowering.expression(children[index + 1]), node: children[index + 1] ?? node };
      default:
    }
  }
  return null;
}

function readMember(node: SyntaxNode, span: Span, lowering: Lowering): Expression {
  const children = lowering.children(node);
  const object = lowering.expression(children[0]);
  const last = children.at(-1);
  if (last && (last.name === 'PropertyName' || last.name === 'PrivatePropertyName')) {
    return { kind: 'attribute', object, name: lowering.textOf(last), nameSpan: lowering.spanOf(last), span };
  }
  const bracket = children.findIndex((child) => child.name === '[');
  if (bracket < 0) return unknownAt(span, [object]);
  return { kind: 'subscript', object, index: lowering.expression(children[bracket + 1]), span };
}

function readCall(node: SyntaxNode, span: Span, lowering: Lowering): Expression {
  const children = lowering.children(node);
  return {
    kind: 'call',
    callee: lowering.expression(children.find(isExpression)),
    args: readArguments(childNamed(children, 'ArgList'), lowering),
    isNew: node.name === 'NewExpression',
    span,
  };
}

function readUnary(node: SyntaxNode, span: Span, lowering: Lowering): Expression {
  const [operator, operand] = lowering.children(node);
  const word = operator ? lowering.textOf(operator) : '';
  const value = lowering.expression(operand);
  switch (word) {
    case '!':
      return { kind: 'unary', operator: 'not', operand: value, span };
    case '-':
      if (value.kind === 'number') return { ...value, value: -value.value, span };
      return { kind: 'unary', operator: '-', operand: value, span };
    case '+':
    case '~':
      return { kind: 'unary', operator: word, operand: value, span };
    case '++':
    case '--':
      return step(word, value, span);
    default:
      return unknownAt(span, [value]);
  }
}

/** `i++` has the value that `i` had, which is one less than the one it gets. */
function readPostfix(node: SyntaxNode, span: Span, lowering: Lowering): Expression {
  const [operand, operator] = lowering.children(node);
  const value = lowering.expression(operand);
  const word = operator ? lowering.textOf(operator) : '';
  if (word !== '++' && word !== '--') return value;
  return binary(word === '++' ? '-' : '+', step(word, value, span), one(span), span);
}

function step(word: string, target: Expression, span: Span): Expression {
  return { kind: 'assignment', target, value: binary(word.slice(1), target, one(span), span), span };
}

function one(span: Span): Expression {
  return { kind: 'number', value: 1, isInteger: true, span };
}

function readBinary(node: SyntaxNode, span: Span, lowering: Lowering): Expression {
  const [leftNode, operatorNode, rightNode] = lowering.children(node);
  const left = lowering.expression(leftNode);
  const operator = operatorNode ? lowering.textOf(operatorNode) : '';
  if (operator === 'as' || operator === 'satisfies') return left;
  return binary(operator, left, lowering.expression(rightNode), span);
}

/** Any operator with two operands. */
function binary(operator: string, left: Expression, right: Expression, span: Span): Expression {
  const logical = logicalOperators.get(operator);
  if (logical) return { kind: 'logical', operator: logical, left, right, span };
  const comparison = comparisons.get(operator);
  if (comparison) return { kind: 'compare', operator: comparison, left, right, span };
  if (arithmetic.test(operator)) return { kind: 'binary', operator, left, right, span };
  return unknownAt(span, [left, right]);
}

const logicalOperators: ReadonlyMap<string, 'and' | 'or' | '??'> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['??', '??'],
] as const);

const comparisons: ReadonlyMap<string, string> = new Map([
  ['===', '=='],
  ['!==', '!='],
  ...['==', '!=', '<', '<=', '>', '>=', 'in'].map((operator) => [operator, operator] as const),
]);

const arithmetic = /^(\+|-|\*|\/|%|\*\*|&|\||\^|<<|>>)$/;

/** The expressions inside of what we do not read: JSX, broken code, tagged templates, `yield`. */
function partsOf(node: SyntaxNode, lowering: Lowering): Expression[] {
  return lowering.children(node).flatMap((child) => {
    if (isExpression(child) && child.name !== 'JSXElement') return [lowering.expression(child)];
    return /^(JSX|Interpolation|TemplateString)/.test(child.name) ? partsOfDeeper(child, lowering) : [];
  });
}

function partsOfDeeper(node: SyntaxNode, lowering: Lowering): readonly Expression[] {
  const expression = lowering.expression(node);
  return expression.kind === 'unknown' ? expression.parts : [expression];
}
