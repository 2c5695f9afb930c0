import type { SyntaxNode } from '@lezer/common';
import { binaryOperators, mathFunctions } from './javascriptArithmetic.js';
import { literalKey, numberValue, plainName, stringText } from './javascriptLiterals.js';
import { reaches, type Declaration, type KeyPath, type Scopes } from './javascriptScopes.js';
import { removalSpan } from './removal.js';
import { broken, nowhere, unknown, type Element, type Entry, type ObjectValue, type Value } from './values.js';

/** Reads what the expressions of a file stand for, as far as the file itself says; nothing of it is run. */
export interface Reader {
  readonly text: string;
  readonly scopes: Scopes;
  readObject(node: SyntaxNode): ObjectValue;
}

export function createReader(text: string, scopes: Scopes): Reader {
  const file: File = {
    text,
    scopes,
    work: 0,
    objects: new Map(),
    arrays: new Map(),
    variables: new Map(),
    itemsByName: 0,
  };
  return { text, scopes, readObject: (node) => readObject(node, file, 0) };
}

export function isSpread(property: SyntaxNode): boolean {
  return property.getChild('Spread') !== null;
}

interface File {
  readonly text: string;
  readonly scopes: Scopes;
  /** Evaluations so far: bounded, so that no text (`{...a, ...a}` doubled many times) takes long. */
  work: number;
  /** What was read before, by where it starts. */
  readonly objects: Map<number, ObjectValue>;
  readonly arrays: Map<number, Value>;
  readonly variables: Map<Declaration, Value>;
  /** Items of arrays that were read by the name of a variable: `[a, a]` of `a = [b, b]` of … would have no end. */
  itemsByName: number;
}

const maxDepth = 200;
const maxWork = 400_000;
const maxEntries = 1_000;
const maxItemsByName = 1_000_000;

function evaluate(node: SyntaxNode, file: File, depth: number): Value {
  const text = () => file.text.slice(node.from, node.to);
  switch (node.name) {
    case 'Number':
      return numberValue(text());
    case 'String':
      return { kind: 'string', value: stringText(text()) };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: text() === 'true' };
    case 'null':
      return { kind: 'null' };
    case 'TemplateString':
      return node.getChild('Interpolation') ? unknown : { kind: 'string', value: stringText(text()) };
    case 'ArrayExpression':
      return depth > maxDepth ? unknown : arrayValue(node, file, depth);
    case 'ObjectExpression':
      return { kind: 'object', read: () => readObject(node, file, depth + 1) };
  }
  if (depth > maxDepth || ++file.work > maxWork) return unknown;
  switch (node.name) {
    case 'VariableName':
      return evaluateName(text(), node, file, depth);
    case 'UnaryExpression':
      return evaluateUnary(node, file, depth);
    case 'BinaryExpression':
      return evaluateBinary(node, file, depth);
    case 'ParenthesizedExpression':
    case 'PrefixCast':
      return evaluateInner(node, file, depth);
    case 'PostfixExpression':
      return node.getChild('LogicOp') && node.firstChild ? evaluate(node.firstChild, file, depth + 1) : unknown;
    case 'MemberExpression':
      return evaluateMember(node, file, depth);
    case 'CallExpression':
      return evaluateCall(node, file, depth);
    default:
      return node.type.isError ? broken : unknown;
  }
}

/** The value inside parentheses or behind a cast. */
function evaluateInner(node: SyntaxNode, file: File, depth: number): Value {
  const inner = node.name === 'PrefixCast' ? node.lastChild : childrenBetween(node, '(', ')')[0];
  return inner ? evaluate(inner, file, depth + 1) : unknown;
}

function evaluateName(name: string, node: SyntaxNode, file: File, depth: number): Value {
  const declaration = file.scopes.declarationAt(name, node.from);
  if (!declaration && name === 'undefined') return { kind: 'null' };
  if (!declaration && (name === 'NaN' || name === 'Infinity')) return { kind: 'number', value: Number(name) };
  const value = declaration ? evaluateVariable(declaration, file, depth) : unknown;
  return value.kind === 'unknown' ? { kind: 'unknown', name: plainName(name) } : value;
}

function evaluateVariable(declaration: Declaration, file: File, depth: number): Value {
  const known = file.variables.get(declaration);
  if (known) return known;
  const { kind, initializer, name, path } = declaration;
  if (kind !== 'variable' || !initializer) return unknown;
  const changes = file.scopes.changesOf(name, initializer.from);
  if (changes.some((change) => change.length === 0)) return unknown;
  // Stands for the variable while it is being read, so that one that means itself comes to an end.
  file.variables.set(declaration, unknown);
  const whole = evaluate(initializer, file, depth + 1);
  const value = limited(changed(path.reduce(valueAt, whole), changes), file);
  file.variables.set(declaration, value);
  return value;
}

/** The same value, broken where too much has been read of it and its like. */
function limited(value: Value, file: File): Value {
  if (value.kind !== 'array') return value;
  const { read } = value;
  const items = (): readonly Element[] => {
    const all = read();
    file.itemsByName += all.length;
    return file.itemsByName > maxItemsByName ? [{ value: broken, span: nowhere }] : all;
  };
  return { kind: 'array', read: items };
}

/** What is left of a value after changes in it. */
function changed(value: Value, changes: readonly KeyPath[]): Value {
  if (changes.length === 0) return value;
  return value.kind === 'object' ? { kind: 'object', read: () => withoutChanges(value.read(), changes, []) } : unknown;
}

/** The object at a path of a variable without the fields that are changed later, which are not known. */
export function withoutChanges(object: ObjectValue, changes: readonly KeyPath[], path: KeyPath): ObjectValue {
  if (!reaches(changes, path)) return object;
  const entries = object.entries.map((entry) => (reaches(changes, [...path, entry.key]) ? forgotten(entry) : entry));
  return { ...object, entries, open: true };
}

function forgotten(entry: Entry): Entry {
  return { ...entry, value: unknown, literal: false };
}

function evaluateUnary(node: SyntaxNode, file: File, depth: number): Value {
  const operator = node.firstChild;
  const operand = node.lastChild;
  if (!operator || !operand || operator === operand) return unknown;
  const value = evaluate(operand, file, depth + 1);
  if (value.kind !== 'number') return value.kind === 'broken' ? broken : unknown;
  const sign = file.text.slice(operator.from, operator.to);
  if (sign === '-') return { kind: 'number', value: -value.value };
  return sign === '+' ? value : unknown;
}

function evaluateBinary(node: SyntaxNode, file: File, depth: number): Value {
  const left = node.firstChild;
  const operator = left?.nextSibling;
  if (!left || !operator) return unknown;
  if (operator.name === 'as' || operator.name === 'satisfies') return evaluate(left, file, depth + 1);
  const apply = binaryOperators.get(file.text.slice(operator.from, operator.to));
  const right = operator.nextSibling;
  if (!apply || !right) return unknown;
  const a = evaluate(left, file, depth + 1);
  const b = evaluate(right, file, depth + 1);
  if (a.kind === 'broken' || b.kind === 'broken') return broken;
  return a.kind === 'number' && b.kind === 'number' ? { kind: 'number', value: apply(a.value, b.value) } : unknown;
}

function evaluateMember(node: SyntaxNode, file: File, depth: number): Value {
  const base = node.firstChild;
  const key = node.getChild('PropertyName') ?? node.getChild('String') ?? node.getChild('Number');
  const name = { kind: 'unknown', name: plainName(file.text.slice(node.from, node.to)) } as const;
  if (!base || !key) return name;
  const text = file.text.slice(key.from, key.to);
  const word = key.name === 'String' ? stringText(text) : text;
  const declaration =
    base.name === 'VariableName' ? file.scopes.declarationAt(file.text.slice(base.from, base.to), base.from) : null;
  const value =
    declaration?.kind === 'enum'
      ? enumMember(declaration, word, file, depth)
      : valueAt(evaluate(base, file, depth + 1), word);
  return value.kind === 'unknown' ? name : value;
}

function valueAt(value: Value, key: string): Value {
  if (value.kind === 'array') {
    const items = value.read();
    if (items.some((item) => item.value.kind === 'broken')) return unknown;
    return key === 'length' ? { kind: 'number', value: items.length } : (items[Number(key)]?.value ?? unknown);
  }
  if (value.kind !== 'object') return unknown;
  return value.read().entries.findLast((entry) => entry.key === key)?.value ?? unknown;
}

function enumMember(declaration: Declaration, member: string, file: File, depth: number): Value {
  const names = declaration.initializer?.getChildren('PropertyName') ?? [];
  const name = names.find(({ from, to }) => file.text.slice(from, to) === member);
  const value = name?.nextSibling?.name === 'Equals' ? name.nextSibling.nextSibling : null;
  return value ? evaluate(value, file, depth + 1) : unknown;
}

function evaluateCall(node: SyntaxNode, file: File, depth: number): Value {
  const callee = node.firstChild;
  const list = node.getChild('ArgList');
  if (!callee || !list) return unknown;
  const name = callee.to - callee.from > 20 ? '' : file.text.slice(callee.from, callee.to);
  const apply = mathFunctions.get(name);
  if (!apply && name !== 'Object.freeze') return unknown;
  const args = childrenBetween(list, '(', ')').map((argument) => evaluate(argument, file, depth + 1));
  if (!apply) return args[0] ?? unknown;
  const numbers = args.flatMap((value) => (value.kind === 'number' ? [value.value] : []));
  return args.length > 0 && numbers.length === args.length ? { kind: 'number', value: apply(...numbers) } : unknown;
}

/** An array of known length; `...rest` of an unknown one makes all of it unknown. */
function arrayValue(node: SyntaxNode, file: File, depth: number): Value {
  const known = file.arrays.get(node.from);
  if (known) return known;
  // Stands for the array while it is being read, so that one that spreads itself comes to an end.
  file.arrays.set(node.from, unknown);
  const items = readItems(node, file, depth);
  const value: Value = items ? { kind: 'array', read: () => items } : unknown;
  file.arrays.set(node.from, value);
  return value;
}

function readItems(node: SyntaxNode, file: File, depth: number): Element[] | null {
  const items: Element[] = [];
  let before = '';
  for (let child = node.firstChild; child; before = child.name, child = child.nextSibling) {
    const span = { start: child.from, end: child.to };
    if (child.name === ',' && (before === '[' || before === ',')) return null;
    if (/^(\[|\]|,|Spread)$|Comment$/.test(child.name)) continue;
    const value = evaluate(child, file, depth + 1);
    if (before !== 'Spread') items.push({ value, span });
    else if (value.kind !== 'array' || (file.work += value.read().length) > maxWork) return null;
    else for (const item of value.read()) items.push({ value: item.value, span });
  }
  // Somebody is still typing the rest.
  if (node.lastChild?.name !== ']') items.push({ value: broken, span: { start: node.to, end: node.to } });
  return items;
}

function childrenBetween(node: SyntaxNode, open: string, close: string): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const skipped = child.name === open || child.name === close || child.name === ',' || /Comment$/.test(child.name);
    if (!skipped) children.push(child);
  }
  return children;
}

function readObject(node: SyntaxNode, file: File, depth: number): ObjectValue {
  const known = file.objects.get(node.from);
  if (known) return known;
  const span = { start: node.from, end: node.to };
  if (depth > maxDepth) return { span, entries: [], open: true };
  // Stands for the object while it is being read, so that one that spreads itself comes to an end.
  file.objects.set(node.from, { span, entries: [], open: true });
  let entries: Entry[] = [];
  let open = node.lastChild?.name !== '}';
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.type.isError) open = true;
    if (child.name !== 'Property') continue;
    if (entries.length >= maxEntries) {
      open = true;
      break;
    }
    if (isSpread(child)) {
      const part = spreadObject(child, file, depth);
      // Whatever stood before may be overwritten by what is not known.
      if (part.open) entries = entries.map(forgotten);
      entries.push(...part.entries);
      open ||= part.open;
      continue;
    }
    const entry = readProperty(child, file, depth);
    if (entry) entries.push(entry);
    open ||= !entry || entry.value.kind === 'broken';
  }
  const object = { span, entries, open };
  file.objects.set(node.from, object);
  return object;
}

function spreadObject(property: SyntaxNode, file: File, depth: number): ObjectValue {
  const operand = property.lastChild;
  const span = { start: property.from, end: property.to };
  const value = operand ? evaluate(operand, file, depth + 1) : unknown;
  const object = value.kind === 'object' ? value.read() : null;
  if (!object || (file.work += object.entries.length) > maxWork) return { span, entries: [], open: true };
  const entries = object.entries.map((entry) => ({
    ...entry,
    keySpan: span,
    span,
    removal: null,
    literal: false,
    spread: true,
  }));
  return { span, entries, open: object.open };
}

function readProperty(property: SyntaxNode, file: File, depth: number): Entry | null {
  const key = literalKey(property, file.text);
  if (!key) return null;
  const base = { key: key.word, keySpan: key.span, removal: removalSpan(property, file.text), spread: false };
  const colon = property.getChild(':');
  if (colon) {
    const value = lastOf(property);
    if (!value || value.from <= colon.from) return { ...base, span: key.span, value: broken, literal: false };
    const literal = /^(Number|String|UnaryExpression|ArrayExpression|BooleanLiteral)$/.test(value.name);
    const span = { start: value.from, end: value.to };
    return { ...base, span, value: evaluate(value, file, depth + 1), literal };
  }
  // A method or accessor has a value of its own kind; a shorthand means the variable of its name.
  const value = property.getChild('ParamList') ? unknown : evaluateName(base.key, property, file, depth + 1);
  return { ...base, span: key.span, value, literal: false };
}

function lastOf(property: SyntaxNode): SyntaxNode | null {
  let last = property.lastChild;
  while (last && /Comment$/.test(last.name)) last = last.prevSibling;
  return last;
}
