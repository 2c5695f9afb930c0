import { symbolSize, sizeKey } from '../domain/sizes.js';
import {
  shapeTuple,
  sizeValue,
  stringValue,
  tensorOf,
  unknown,
  unknownNamed,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type ListValue,
  type ObjectValue,
  type PathValue,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../domain/values.js';
import { rememberAsked } from '../libraries/askedLengths.js';
import { withTensor } from '../libraries/axisReads.js';
import { checkNothing } from '../libraries/nothingUsed.js';
import { packedFrom } from '../libraries/pytorch/packed.js';
import type { Span } from '../model.js';
import { callFunction } from './calls.js';
import { changeItems, givenTo } from './givenToUnknown.js';
import { joinAll } from './joinAll.js';
import { forgetList } from './lists.js';
import { checkMissing } from './missingAttributes.js';
import { missingEntry } from './missingEntries.js';
import { canonicalPath, findMember, pathMember, propertyCall, unseenValue } from './paths.js';
import { newSymbol, write, type Machine } from './machine.js';
import { checkAttribute } from './typeUse.js';

/** What `value.name` reads. */
export function readAttribute(machine: Machine, value: Value, name: string, span: Span): Value {
  checkAttribute(machine, value, name, span);
  switch (value.kind) {
    case 'unknown':
      return attributeOfSlice(machine, value, name, span) ?? attributeOfUnknown(machine, value, name);
    case 'ambiguous':
      return attributeOfAny(machine, value.options, name, span);
    case 'path':
      return attributeOfPath(machine, value.path, name);
    case 'instance':
      return attributeOfInstance(machine, value, name, span);
    case 'class':
      return attributeOfClass(machine, value, name);
    case 'object':
      return attributeOfObject(machine, value, value, name, span);
    case 'tensor':
      if (name === 'shape') {
        return value.axes
          ? withTensor(shapeTuple(value.axes.map(({ size }) => size)), value)
          : { kind: 'shape-of', tensor: value };
      }
      return memberOfTensor(machine, value, name, span);
    case 'dict':
      return attributeOfDict(machine, value, name, span);
    case 'list':
      if (name === 'length' && machine.language === 'javascript') return lengthOfList(machine, value, span);
      return memberOfList(machine, value, name, span);
    case 'tuple':
      if (name === 'length' && machine.language === 'javascript') return sizeValue(value.items.length);
      return memberOf(machine, builtin(machine, 'tuple', 'Array'), value, name, span);
    case 'string':
      if (name === 'length' && machine.language === 'javascript') return sizeValue(value.value.length);
      return memberOf(machine, builtin(machine, 'str', 'String'), value, name, span);
    case 'shape-of':
      return memberOf(machine, 'builtins.shape', value, name, span);
    case 'size':
    case 'float':
      return memberOf(machine, builtin(machine, 'int', 'Number'), value, name, span);
    case 'function':
      return name === '__name__' ? stringValue(value.name) : unknown;
    case 'none': {
      const raises = `'NoneType' object has no attribute '${name}'`;
      checkNothing(machine.evaluation, value, { span, use: `\`.${name}\``, raises });
      return unknown;
    }
    default:
      return unknown;
  }
}

function attributeOfAny(machine: Machine, values: readonly Value[], name: string, span: Span): Value {
  const options = values.filter(({ kind }) => kind !== 'none');
  // A tuple, packed sequences too, or an instance among them may be none here: the test that keeps it away was asked before.
  const mayBeAnother = (option: Value) =>
    option.kind === 'tuple' || option.kind === 'instance' || packedFrom(option) !== null;
  const read = (option: Value) => readAttribute(machine, option, name, mayBeAnother(option) ? nowhere : span);
  return joinAll(machine, options.map(read));
}

/** The classes of the source that a class is made of, itself first, as far as they are known. */
export function lineage(value: ClassValue): readonly ClassValue[] {
  const seen: ClassValue[] = [];
  const visit = (one: ClassValue) => {
    if (seen.includes(one) || seen.length > 32) return;
    seen.push(one);
    for (const base of one.bases) if (base.kind === 'class') visit(base);
  };
  visit(value);
  return seen;
}

/** The library's class that a class of the source derives from; null for none, undefined where that is not known. */
export function libraryBase(machine: Machine, value: ClassValue): string | null | undefined {
  let isUnknown = false;
  for (const one of lineage(value)) {
    for (const base of one.bases) {
      if (base.kind === 'path' && base.path !== 'builtins.object') return canonicalPath(machine.library, base.path);
      if (base.kind !== 'class' && base.kind !== 'path') isUnknown = true;
    }
  }
  return isUnknown ? undefined : null;
}

/** A method of a class of the source, searched from `after` on (for `super()`), else from the class itself. */
export function findMethod(value: ClassValue, name: string, after: ClassValue | null = null): Value | undefined {
  const all = lineage(value);
  for (const one of all.slice(after ? all.indexOf(after) + 1 : 0)) {
    const found = one.attributes.get(name);
    if (found) return found;
  }
  return undefined;
}

/**
 * As `findMethod`, where a class of the library may come first: in `class Net(nn.Module, Mixin)` it is the library's
 * constructor that runs, and it runs no other.
 */
export function findInOrder(
  machine: Machine,
  value: ClassValue,
  name: string,
  after: ClassValue | null = null,
): Value | undefined {
  const all = lineage(value);
  const later = all.slice(after ? all.indexOf(after) + 1 : 0);
  const owner = later.find(({ attributes }) => attributes.has(name));
  return owner && !isBehindLibrary(machine, value, owner, name) ? owner.attributes.get(name) : undefined;
}

function isBehindLibrary(machine: Machine, value: ClassValue, owner: ClassValue, name: string): boolean {
  const own = new Set(
    lineage(owner).flatMap(({ bases }) => bases.map((base) => (base.kind === 'path' ? base.path : ''))),
  );
  const isFirst = ({ path }: PathValue) => !own.has(path) && hasOfItsOwn(machine, path, name);
  return lineage(value).some(({ bases }) => {
    const at = bases.findIndex((base) => base.kind === 'class' && lineage(base).includes(owner));
    return bases.slice(0, Math.max(at, 0)).some((base) => base.kind === 'path' && isFirst(base));
  });
}

function hasOfItsOwn({ library }: Machine, path: string, name: string): boolean {
  if (path === 'builtins.object') return false;
  const base = library.bases.get(canonicalPath(library, path));
  if (name === '__init__') return base !== undefined || path.startsWith('builtins.');
  return base?.members?.has(name) ?? false;
}

/** What the class of an instance has where the instance, whose attributes these are, has none of its own. */
export function inheritedPlace(container: object, name: string): Value | undefined {
  const instance = container instanceof Map && !container.has(name) ? owners.get(container) : undefined;
  const found = instance && findMethod(instance.class, name);
  return found?.kind === 'function' && decoratorOf(found) === null ? bindSelf(found, instance ?? null) : found;
}

/** Instances by their attributes. */
const owners = new WeakMap<object, InstanceValue>();

export function newInstance(type: ClassValue): InstanceValue {
  const instance: InstanceValue = { kind: 'instance', class: type, attributes: new Map(), isOpen: false, base: null };
  owners.set(instance.attributes, instance);
  return instance;
}

export function bindSelf(method: FunctionValue, self: Value | null): FunctionValue {
  return { ...method, self };
}

/** A member of something whose class is a path: a property is read, a method is bound. */
function memberOf(machine: Machine, type: string, receiver: Value, name: string, span: Span): Value {
  const member = findMember(machine.library, type, name);
  if (!member) return unknown;
  const { property, path } = member;
  return property ? propertyCall(machine, property, path, receiver, span) : { kind: 'method', path, receiver };
}

/** `super().name` inside a method of `owner`. */
export function attributeOfSuper(machine: Machine, self: Value, owner: ClassValue, name: string, span: Span): Value {
  const start = self.kind === 'instance' ? self.class : self.kind === 'class' ? self : owner;
  const found = findInOrder(machine, start, name, owner);
  if (found?.kind === 'function') {
    const kind = decoratorOf(found);
    if (kind === 'static') return found;
    const method = bindSelf(found, kind === 'class' && self.kind === 'instance' ? self.class : self);
    return kind === 'property' ? callFunction(machine, method, [], new Map()) : method;
  }
  if (found) return found;
  const base = libraryBase(machine, start);
  if (typeof base !== 'string') return unknown;
  if (name === '__init__' || name === 'constructor')
    return { kind: 'method', path: `${base}.__init__`, receiver: self };
  if (self.kind === 'instance' && self.base) return attributeOfObject(machine, self.base, self, name, span);
  return memberOf(machine, base, self, name, span);
}

/** Methods that only tensors have, and that give a shape whatever they are called on. */
const shapingMethods: ReadonlySet<string> = new Set(['reshape', 'view', 'permute']);

export function attributeOfUnknown(machine: Machine, value: UnknownValue, name: string): Value {
  const library = shapingMethods.has(name) ? machine.tensors : null;
  const path = `${library ?? ''}.Tensor.${name}`;
  if (library && machine.library.entries.has(path)) {
    const receiver = tensorOf(library, null);
    guesses.add(receiver);
    return { kind: 'method', path, receiver };
  }
  if (/^(append|extend|insert|pop|push|remove|reverse|sort|splice|shift|unshift|clear)$/.test(name)) {
    changeItems(machine, value);
  }
  const key = value.size && sizeKey(value.size);
  const words = name === 'shape' && value.name !== null ? `${value.name}.shape` : name;
  const given = givenTo(machine, value, `.${name}`);
  if (given) return given;
  return key === null ? unknown : unknownNamed(words, symbolSize(`${key}.${name}`, words));
}

/** A slice of a data frame has its array as `values`; what has `astype` as well as several axes is NumPy's. */
function attributeOfSlice(machine: Machine, value: UnknownValue, name: string, span: Span): Value | null {
  if (value.array && name === 'values') return value;
  const isArrays = value.array?.axes && (name === 'astype' || name === 'copy');
  return isArrays ? memberOfTensor(machine, value.array, name, span) : null;
}

/** What is not known and counts as a tensor because it is asked for a method of tensors. */
const guesses = new WeakSet<Value>();

export function isGuess(value: Value): boolean {
  return guesses.has(value);
}

const nowhere: Span = { start: 0, end: 0 };

function attributeOfPath(machine: Machine, path: string, name: string): Value {
  const member = pathMember(machine.library, path, name);
  if (member.property) return propertyCall(machine, member.property, member.path, null, nowhere);
  return unseenValue(machine.library, member.path) ?? member.value;
}

function attributeOfInstance(machine: Machine, value: InstanceValue, name: string, span: Span): Value {
  const own = value.attributes.get(name);
  if (own) return ownMethod(own, value);
  const found = findMethod(value.class, name);
  if (found?.kind === 'function') {
    const kind = decoratorOf(found);
    if (kind === 'static') return found;
    if (kind === 'class') return bindSelf(found, value.class);
    const method = bindSelf(found, value);
    return kind === 'property' ? callFunction(machine, method, [], new Map()) : method;
  }
  if (found) return isDescriptor(found) ? unknown : found;
  if (name === '__class__') return value.class;
  if (value.base) return attributeOfObject(machine, value.base, value, name, span);
  const base = libraryBase(machine, value.class);
  const member = typeof base === 'string' ? memberOf(machine, base, value, name, span) : unknown;
  if (member.kind !== 'unknown') return member;
  checkMissing(machine, value, name, span);
  const isUnseen = base === undefined || (base !== null && !machine.library.bases.has(base));
  return isUnseen ? missingEntry(machine, value, name) : member;
}

function attributeOfClass(machine: Machine, value: ClassValue, name: string): Value {
  const found = findMethod(value, name);
  if (found?.kind === 'function') return decoratorOf(found) === 'class' ? bindSelf(found, value) : found;
  if (found) return found;
  if (name === '__name__') return stringValue(value.name);
  const base = libraryBase(machine, value);
  return typeof base === 'string' ? attributeOfPath(machine, base, name) : unknown;
}

function attributeOfObject(machine: Machine, value: ObjectValue, receiver: Value, name: string, span: Span): Value {
  // `modules` is what a Sequential holds in its fields, and a method of every module.
  const field = name === 'modules' ? undefined : value.fields.get(name);
  return field ?? memberOf(machine, value.type, receiver, name, span);
}

/** The method of an object literal that was given to another object, `{ ...base, units: 64 }`, is that one's. */
function ownMethod(value: Value, owner: Value): Value {
  return value.kind === 'function' && value.self?.kind === 'dict' ? bindSelf(value, owner) : value;
}

function attributeOfDict(machine: Machine, value: Value & { kind: 'dict' }, name: string, span: Span): Value {
  const own = value.entries.get(name);
  const found = own ? ownMethod(own, value) : memberOf(machine, builtin(machine, 'dict', 'Object'), value, name, span);
  return found.kind === 'unknown' && !value.entries.has(name) ? missingEntry(machine, value, name) : found;
}

/** `x.squeeze_()` and its kin change the tensor in its place, and so do a few methods of NumPy's arrays. */
function memberOfTensor(machine: Machine, value: TensorValue, name: string, span: Span): Value {
  const member = memberOf(machine, `${value.library}.Tensor`, value, name, span);
  const isInPlace = /[a-z]_$/.test(name);
  const isChange = isInPlace || (value.library === 'numpy' && /^(fill|itemset|partition|put|sort)$/.test(name));
  if (isChange && value.numbers) write(machine, value, 'numbers', undefined);
  if (member.kind === 'unknown' && isInPlace) write(machine, value, 'axes', null);
  return member;
}

/** Where nobody knows it, the length of `words` is called `words.length` from now on, wherever it is asked again. */
function lengthOfList(machine: Machine, list: ListValue, span: Span): Value {
  rememberAsked(list);
  if (list.length !== null) return sizeValue(list.length);
  const written = machine.evaluation.textOf(span);
  const name = /^[\w.]{1,32}$/.test(written) ? written : 'length';
  write(machine, list, 'length', newSymbol(machine, name));
  return sizeValue(list.length);
}

/** A method that no table has may change the list. */
function memberOfList(machine: Machine, value: ListValue, name: string, span: Span): Value {
  const member = memberOf(machine, builtin(machine, 'list', 'Array'), value, name, span);
  if (member.kind === 'unknown') forgetList(machine, value);
  return member;
}

/** An object of the source that says itself what it gives where it is an attribute of a class. */
export function isDescriptor(value: Value): boolean {
  return value.kind === 'instance' && findMethod(value.class, '__get__') !== undefined;
}

/** What decorators make of a method. */
export function decoratorOf(method: FunctionValue): 'static' | 'class' | 'property' | null {
  for (const decorator of method.statement?.decorators ?? []) {
    const name = decorator.kind === 'name' || decorator.kind === 'attribute' ? decorator.name : '';
    if (name === 'staticmethod') return 'static';
    if (name === 'classmethod') return 'class';
    if (/^(property|cached_property|lazy_property|define_scope)$/.test(name)) return 'property';
  }
  return null;
}

function builtin(machine: Machine, python: string, javascript: string): string {
  return machine.language === 'python' ? `builtins.${python}` : `javascript.${javascript}`;
}
