import { parser } from '@lezer/javascript';
import type { SyntaxNode } from '@lezer/common';
import type { Span } from './model.js';
import { parseUntil } from './parse.js';
import { readScopes, type Declaration, type Scopes } from './javascriptScopes.js';
import { broken, unknown, type Element, type Entry, type FoundObject, type ObjectValue, type Value } from './values.js';

/** Every object literal of a TypeScript or JavaScript text, outermost and first ones first; none past the deadline. */
export function javascriptObjects(text: string, fileName: string, deadline: number): FoundObject[] {
  // In .ts files `<T>x` is a cast, in all others it may be JSX.
  const dialect = /\.[mc]?ts$/i.test(fileName) ? 'ts' : 'ts jsx';
  const tree = parseUntil(parser.configure({ dialect }), text, deadline);
  if (!tree) return [];
  const nodes: SyntaxNode[] = [];
  tree.iterate({
    enter(reference) {
      if (reference.name === 'ObjectExpression') nodes.push(reference.node);
    },
  });
  if (nodes.length === 0) return [];
  const file: File = { text, scopes: readScopes(tree, text), work: 0, objects: new Map() };
  return nodes.map((node) => ({
    get keys() {
      return node.getChildren('Property').some((property) => property.getChild('Spread'))
        ? evaluateObject(node, file, 0).entries.map((entry) => entry.key)
        : node.getChildren('Property').flatMap((property) => propertyKey(property, text)?.word ?? []);
    },
    read: () => withMutations(evaluateObject(node, file, 0), node, file),
    name: () => pathName(node, file),
    isPart: () => isSpreadElsewhere(node, file),
  }));
}

interface File {
  readonly text: string;
  readonly scopes: Scopes;
  /** Evaluations so far: bounded, so that no text (`{...a, ...a}` doubled many times) takes long. */
  work: number;
  readonly objects: Map<number, ObjectValue>;
}

const maxDepth = 40;
const maxWork = 200_000;
const maxEntries = 1_000;

function evaluate(node: SyntaxNode, file: File, depth: number): Value {
  if (depth > maxDepth || ++file.work > maxWork) return unknown;
  const text = () => file.text.slice(node.from, node.to);
  switch (node.name) {
    case 'Number':
      return numberOf(text());
    case 'String':
      return { kind: 'string', value: unquote(text()) };
    case 'TemplateString':
      return node.getChild('Interpolation') ? unknown : { kind: 'string', value: text().slice(1, -1) };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: text() === 'true' };
    case 'null':
      return { kind: 'null' };
    case 'VariableName':
      return evaluateName(text(), node, file, depth);
    case 'UnaryExpression':
      return evaluateUnary(node, file, depth);
    case 'BinaryExpression':
      return evaluateBinary(node, file, depth);
    case 'ParenthesizedExpression':
    case 'PrefixCast':
      return evaluateChild(node, file, depth);
    case 'PostfixExpression':
      return node.getChild('LogicOp') && node.firstChild ? evaluate(node.firstChild, file, depth + 1) : unknown;
    case 'MemberExpression':
      return evaluateMember(node, file, depth);
    case 'CallExpression':
      return evaluateCall(node, file, depth);
    case 'ObjectExpression':
      return { kind: 'object', read: () => evaluateObject(node, file, depth + 1) };
    case 'ArrayExpression':
      return { kind: 'array', read: () => evaluateItems(node, file, depth + 1) };
    default:
      return node.type.isError ? broken : unknown;
  }
}

/** The value inside parentheses or behind a cast. */
function evaluateChild(node: SyntaxNode, file: File, depth: number): Value {
  const inner = node.name === 'PrefixCast' ? node.lastChild : node.firstChild?.nextSibling;
  return inner ? evaluate(inner, file, depth + 1) : unknown;
}

function evaluateName(name: string, node: SyntaxNode, file: File, depth: number): Value {
  if (name === 'undefined') return { kind: 'null' };
  if (name === 'NaN' || name === 'Infinity') return { kind: 'number', value: Number(name) };
  const declaration = file.scopes.declarationAt(name, node.from);
  const value = declaration ? evaluateDeclaration(declaration, file, depth) : unknown;
  return value.kind === 'unknown' ? { kind: 'unknown', name } : value;
}

function evaluateDeclaration(declaration: Declaration, file: File, depth: number): Value {
  const { kind, initializer, name, path } = declaration;
  if (!initializer || (kind !== 'const' && kind !== 'let') || file.scopes.isReassigned(name)) return unknown;
  let value = evaluate(initializer, file, depth + 1);
  for (const key of path) value = valueAt(value, key);
  if (value.kind !== 'object') return value;
  const { read } = value;
  return { kind: 'object', read: () => forgetMutated(read(), name, file) };
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

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};

function evaluateBinary(node: SyntaxNode, file: File, depth: number): Value {
  const left = node.firstChild;
  const operator = left?.nextSibling;
  if (!left || !operator) return unknown;
  if (operator.name === 'as' || operator.name === 'satisfies') return evaluate(left, file, depth + 1);
  const apply = operators[file.text.slice(operator.from, operator.to)];
  const right = operator.nextSibling;
  if (!apply || !right) return unknown;
  const a = evaluate(left, file, depth + 1);
  const b = evaluate(right, file, depth + 1);
  if (a.kind === 'broken' || b.kind === 'broken') return broken;
  return a.kind === 'number' && b.kind === 'number' ? { kind: 'number', value: apply(a.value, b.value) } : unknown;
}

function evaluateMember(node: SyntaxNode, file: File, depth: number): Value {
  const base = node.firstChild;
  const key = node.getChild('PropertyName') ?? node.getChild('String');
  const name = { kind: 'unknown', name: shortName(file.text.slice(node.from, node.to)) } as const;
  if (!base || !key) return name;
  const word = key.name === 'String' ? unquote(file.text.slice(key.from, key.to)) : file.text.slice(key.from, key.to);
  const declaration =
    base.name === 'VariableName' ? file.scopes.declarationAt(file.text.slice(base.from, base.to), base.from) : null;
  if (declaration?.kind === 'enum') {
    const value = enumMember(declaration, word, file, depth);
    return value.kind === 'unknown' ? name : value;
  }
  const value = valueAt(evaluate(base, file, depth + 1), word);
  return value.kind === 'unknown' ? name : value;
}

function valueAt(value: Value, key: string): Value {
  if (value.kind === 'array' && key === 'length') return { kind: 'number', value: value.read().length };
  if (value.kind !== 'object') return unknown;
  const object = value.read();
  const entry = object.entries.findLast((candidate) => candidate.key === key);
  return entry?.value ?? unknown;
}

function enumMember(declaration: Declaration, member: string, file: File, depth: number): Value {
  const names = declaration.initializer?.getChildren('PropertyName') ?? [];
  const name = names.find(({ from, to }) => file.text.slice(from, to) === member);
  const value = name?.nextSibling?.name === 'Equals' ? name.nextSibling.nextSibling : null;
  return value ? evaluate(value, file, depth + 1) : unknown;
}

const mathFunctions: Readonly<Record<string, (...numbers: number[]) => number>> = {
  'Math.ceil': Math.ceil,
  'Math.floor': Math.floor,
  'Math.max': Math.max,
  'Math.min': Math.min,
  'Math.round': Math.round,
  'Math.trunc': Math.trunc,
  'Math.pow': Math.pow,
  'Math.abs': Math.abs,
};

function evaluateCall(node: SyntaxNode, file: File, depth: number): Value {
  const callee = node.firstChild;
  const list = node.getChild('ArgList');
  if (!callee || !list) return unknown;
  const name = file.text.slice(callee.from, callee.to);
  const args = childrenBetween(list, '(', ')').map((argument) => evaluate(argument, file, depth + 1));
  if (name === 'Object.freeze') return args[0] ?? unknown;
  const apply = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  const numbers = args.flatMap((value) => (value.kind === 'number' ? [value.value] : []));
  if (!apply || args.length === 0 || numbers.length !== args.length) return unknown;
  return { kind: 'number', value: apply(...numbers) };
}

function evaluateItems(node: SyntaxNode, file: File, depth: number): Element[] {
  return childrenBetween(node, '[', ']').map((child) => ({
    // `...rest` brings in an unknown number of items: the whole array is then unknown to whoever reads it.
    value: child.name === 'Spread' ? unknown : evaluate(child, file, depth),
    span: { start: child.from, end: child.to },
  }));
}

function childrenBetween(node: SyntaxNode, open: string, close: string): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const skipped = child.name === open || child.name === close || child.name === ',' || /Comment$/.test(child.name);
    if (!skipped) children.push(child);
  }
  return children;
}

function evaluateObject(node: SyntaxNode, file: File, depth: number): ObjectValue {
  const known = file.objects.get(node.from);
  if (known) return known;
  const span = { start: node.from, end: node.to };
  if (depth > maxDepth) return { span, entries: [], open: true };
  // Stands for the object while it is being read, so that one that spreads itself comes to an end.
  file.objects.set(node.from, { span, entries: [], open: true });
  const entries: Entry[] = [];
  let open = node.lastChild?.name !== '}';
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.type.isError) open = true;
    if (child.name !== 'Property' || entries.length >= maxEntries) continue;
    if (child.getChild('Spread')) {
      const part = spreadEntries(child, file, depth);
      if (!part) {
        // Whatever stood before may be overwritten by what is not known.
        entries.forEach((entry, index) => (entries[index] = { ...entry, value: unknown, literal: false }));
      }
      entries.push(...(part?.entries ?? []).slice(0, maxEntries));
      open ||= part?.open ?? true;
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

function spreadEntries(property: SyntaxNode, file: File, depth: number): ObjectValue | null {
  const operand = property.lastChild;
  const value = operand ? evaluate(operand, file, depth + 1) : unknown;
  if (value.kind !== 'object') return null;
  const span = { start: property.from, end: property.to };
  const object = value.read();
  const entries = object.entries.map((entry) => ({
    ...entry,
    keySpan: span,
    span,
    entrySpan: span,
    literal: false,
    spread: true,
  }));
  return { ...object, entries };
}

function readProperty(property: SyntaxNode, file: File, depth: number): Entry | null {
  const key = propertyKey(property, file.text);
  if (!key) return null;
  const keySpan = key.span;
  const base = {
    key: key.word,
    keySpan,
    entrySpan: { start: property.from, end: property.to },
    spread: false,
  };
  const colon = property.getChild(':');
  if (colon) {
    const value = lastOf(property);
    if (!value || value.from <= colon.from) return { ...base, span: keySpan, value: broken, literal: false };
    const literal = /^(Number|String|UnaryExpression|ArrayExpression|BooleanLiteral)$/.test(value.name);
    const span = { start: value.from, end: value.to };
    return { ...base, span, value: evaluate(value, file, depth + 1), literal };
  }
  // A method or accessor has a value of its own kind; a shorthand means the variable of its name.
  const value = property.getChild('ParamList') ? unknown : evaluateName(base.key, property, file, depth + 1);
  return { ...base, span: keySpan, value, literal: false };
}

/** The key of `key: …`, `'key': …` and `['key']: …`; null for a computed one that is not a plain string. */
function propertyKey(property: SyntaxNode, text: string): { word: string; span: Span } | null {
  const first = property.firstChild;
  const key = first?.name === '[' ? first.nextSibling : first;
  if (!key || !/^(PropertyDefinition|String|Number)$/.test(key.name)) return null;
  const word = text.slice(key.from, key.to);
  return { word: key.name === 'String' ? unquote(word) : word, span: { start: key.from, end: key.to } };
}

function lastOf(property: SyntaxNode): SyntaxNode | null {
  let last = property.lastChild;
  while (last && /Comment$/.test(last.name)) last = last.prevSibling;
  return last;
}

/** Where the object is a variable's value and a field of it is assigned later, that field is not known. */
function withMutations(object: ObjectValue, node: SyntaxNode, file: File): ObjectValue {
  const variable = variableOf(node, file);
  return variable ? forgetMutated(object, variable.name, file) : object;
}

function forgetMutated(object: ObjectValue, variable: string, file: File): ObjectValue {
  if (!object.entries.some((entry) => file.scopes.isMutated(variable, entry.key))) return object;
  const entries = object.entries.map((entry) =>
    file.scopes.isMutated(variable, entry.key) ? { ...entry, value: unknown, literal: false } : entry,
  );
  return { ...object, entries, open: true };
}

function isSpreadElsewhere(node: SyntaxNode, file: File): boolean {
  const variable = variableOf(node, file);
  return variable !== null && file.scopes.isSpread(variable.name);
}

/** The variable whose initializer is this object, through casts and `Object.freeze`. */
function variableOf(node: SyntaxNode, file: File): { name: string; span: Span } | null {
  let above = node;
  for (let parent = above.parent; parent; parent = parent.parent) {
    if (parent.name === 'VariableDeclaration') {
      let before = above.prevSibling;
      while (before && before.name !== 'VariableDefinition' && before.name !== ',') before = before.prevSibling;
      if (before?.name !== 'VariableDefinition') return null;
      return { name: file.text.slice(before.from, before.to), span: { start: before.from, end: before.to } };
    }
    if (!/^(BinaryExpression|PrefixCast|ParenthesizedExpression|ArgList|CallExpression)$/.test(parent.name))
      return null;
    above = parent;
  }
  return null;
}

/** `models.encoder`: the variable or class field and the keys above an object. */
function pathName(node: SyntaxNode, file: File): { text: string; span: Span } | null {
  const words: string[] = [];
  let span: Span | null = null;
  let above = node;
  for (let parent = above.parent, depth = 0; parent && depth < 200; parent = parent.parent, depth++) {
    const key = /^Property(Declaration)?$/.test(parent.name) ? parent.getChild('PropertyDefinition') : null;
    const quoted = parent.name === 'Property' ? parent.getChild('String') : null;
    const variable = parent.name === 'VariableDeclaration' ? variableBefore(above) : null;
    const assigned = parent.name === 'AssignmentExpression' && parent.firstChild !== above ? parent.firstChild : null;
    const name = key ?? variable ?? assigned ?? (quoted !== above ? quoted : null);
    if (name) {
      const word = file.text.slice(name.from, name.to);
      words.unshift(name.name === 'String' ? unquote(word) : (shortName(word) ?? '…'));
      span ??= { start: name.from, end: name.to };
    }
    if (variable || assigned || parent.name === 'PropertyDeclaration' || parent.name === 'Block') break;
    above = parent;
  }
  return span ? { text: words.join('.'), span } : null;
}

function variableBefore(initializer: SyntaxNode): SyntaxNode | null {
  let before = initializer.prevSibling;
  while (before && before.name !== 'VariableDefinition' && before.name !== ',') before = before.prevSibling;
  return before?.name === 'VariableDefinition' ? before : null;
}

function numberOf(literal: string): Value {
  const value = Number(literal.replaceAll('_', ''));
  return Number.isNaN(value) ? unknown : { kind: 'number', value, text: literal };
}

function unquote(literal: string): string {
  return literal.replace(/^['"]|['"]$/g, '').replace(/\\(['"\\])/g, '$1');
}

/** Only names and paths of names are worth showing as a symbol. */
function shortName(text: string): string | null {
  return /^[\w$.?]{1,40}$/.test(text) ? text : null;
}
