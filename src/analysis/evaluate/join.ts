import { anyNumber } from '../domain/anyNumber.js';
import { rememberJoined } from '../domain/joined.js';
import { isCounter, sameSize, sizeKey, sizeText, subtractSizes, symbolSize, type Size } from '../domain/sizes.js';
import {
  booleanValue,
  floatValue,
  objectOf,
  tensorOf,
  tupleOf,
  uniformList,
  unknown,
  type AmbiguousValue,
  type Axis,
  type ElementType,
  type ListValue,
  type TensorValue,
  type Value,
} from '../domain/values.js';

/** Makes keys of new symbols, each other than all before. */
export type NewKey = () => string;

/** Past this many options a value is unknown. */
const maxOptions = 4;
const longestName = 24;
/** Of two sizes alone, which no loop makes more and more. */
const longestPair = 48;

/** What a name stands for where two branches meet. */
export function join(a: Value, b: Value, newKey: NewKey): Value {
  if (a === b) return a;
  if (sameValue(a, b)) return rememberJoined(a);
  // Of two tensors that differ in their numbers' type alone, the one that says nothing of it stands for both.
  if (!elementTypeOf(b) && sameButType(a, b)) return rememberJoined(b);
  if (!elementTypeOf(a) && sameButType(a, b)) return rememberJoined(a);
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknown;
  if (a.kind === 'size' && b.kind === 'size') return { kind: 'size', size: joinSizes(a.size, b.size, newKey) };
  if (a.kind === 'float' && b.kind === 'float') return a.isAny || b.isAny ? anyNumber : floatValue(null);
  if (a.kind === 'boolean' && b.kind === 'boolean') return booleanValue(null);
  if (a.kind === 'tensor' && b.kind === 'tensor') return joinTensors(a, b, newKey) ?? ambiguous(a, b);
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) {
    return tupleOf(a.items.map((item, index) => join(item, b.items[index] ?? unknown, newKey)));
  }
  if (a.kind === 'list' && b.kind === 'list') return joinLists(a, b, newKey);
  return joinTables(a, b, newKey) ?? ambiguous(a, b);
}

/** The array that a table of a library says to be, where it is nothing else: a data frame, a series. */
export function arrayOfTable(value: Value): TensorValue | null {
  const array = value.kind === 'object' && value.fields.size === 1 ? value.fields.get('__array__') : undefined;
  return array?.kind === 'tensor' ? array : null;
}

function joinTables(a: Value, b: Value, newKey: NewKey): Value | null {
  const [one, other] = [arrayOfTable(a), arrayOfTable(b)];
  if (!one || !other || a.kind !== 'object' || b.kind !== 'object' || a.type !== b.type) return null;
  const array = join(one, other, newKey);
  return array.kind === 'tensor' ? objectOf(a.type, { __array__: array }) : null;
}

/** Whether two values are certainly the same. Containers that change are the same only if they are one. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'unknown':
      return (
        b.kind === 'unknown' &&
        (a.size === null ? b.size === null : sameSize(a.size, b.size) === true) &&
        (a.array === b.array || (a.array !== undefined && b.array !== undefined && sameFront(a.array, b.array)))
      );
    case 'size':
      return b.kind === 'size' && (a.size === null ? b.size === null : sameSize(a.size, b.size) === true);
    case 'float':
    case 'string':
    case 'boolean':
      return b.kind === a.kind && a.value === b.value;
    case 'none':
    case 'ellipsis':
      return true;
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => sameValue(item, b.items[index] ?? unknown))
      );
    case 'tensor':
      return b.kind === 'tensor' && a.elementType === b.elementType && sameTensor(a, b);
    case 'path':
      return b.kind === 'path' && a.path === b.path;
    case 'method':
      return b.kind === 'method' && a.path === b.path && sameValue(a.receiver, b.receiver);
    case 'function':
      return (
        b.kind === 'function' &&
        a.body === b.body &&
        a.scope === b.scope &&
        (a.self === b.self || (a.self !== null && b.self !== null && sameValue(a.self, b.self)))
      );
    case 'ambiguous':
      return (
        b.kind === 'ambiguous' &&
        a.options.length === b.options.length &&
        a.options.every((option, index) => sameValue(option, b.options[index] ?? unknown))
      );
    default:
      return false;
  }
}

function joinSizes(a: Size, b: Size, newKey: NewKey): Size {
  if (a === null || b === null) return null;
  if (sameSize(a, b) === true) return a;
  if (growsFrom(a, b)) return null;
  const words = new Set([a, b].flatMap((size) => String(sizeText(size)).split(' | ')));
  const name = [...words].join(' | ');
  const bounds = isCounter(a) && isCounter(b) ? { low: null, high: null } : undefined;
  return name.length > (words.size > 2 ? longestName : longestPair) ? null : symbolSize(newKey(), name, bounds);
}

/** What was one of several in a turn of a loop, and has become longer by a number of the source, is any size in the end. */
function growsFrom(before: Size, after: Size): boolean {
  const text = String(sizeText(before));
  return text.includes(' | ') && typeof subtractSizes(after, before) === 'number';
}

/** What stands in a list where two branches left it different; both are states of one list, or two lists. */
export function joinLists(a: ListValue, b: ListValue, newKey: NewKey): ListValue {
  const { items: left } = a;
  const { items: right } = b;
  if (left && right && left.length === right.length) {
    const items = left.map((item, index) => join(item, right[index] ?? unknown, newKey));
    return { kind: 'list', items, length: items.length, element: unknown };
  }
  const elements = [elementOf(a, newKey), elementOf(b, newKey)].filter((element) => element !== null);
  const [first = unknown, second = first] = elements;
  return uniformList(sameSize(a.length, b.length) === true ? a.length : null, join(first, second, newKey));
}

/** What each item of a list is; null of an empty one. */
export function elementOf(list: ListValue, newKey: NewKey): Value | null {
  if (!list.items) return list.element;
  const [first, ...rest] = list.items;
  return first === undefined ? null : rest.reduce((all, item) => join(all, item, newKey), first);
}

function joinTensors(a: TensorValue, b: TensorValue, newKey: NewKey): Value | null {
  if (a.library !== b.library) return null;
  const options = {
    dtype: a.dtype === b.dtype ? a.dtype : null,
    elementType: a.elementType === b.elementType ? a.elementType : undefined,
    isAssumed: a.isAssumed || b.isAssumed,
    origin: a.origin,
  };
  if (!a.axes || !b.axes) return tensorOf(a.library, null, options);
  if (a.axes.length !== b.axes.length) return null;
  const other = b.axes;
  const axes = a.axes.map((axis, index) => joinAxes(axis, other[index], newKey));
  return tensorOf(a.library, axes, options);
}

function joinAxes(a: Axis, b: Axis | undefined, newKey: NewKey): Axis {
  return { size: joinSizes(a.size, b?.size ?? null, newKey), role: a.role === b?.role ? a.role : null };
}

function sameTensor(a: TensorValue, b: TensorValue): boolean {
  if (a.library !== b.library || a.dtype !== b.dtype || a.isAssumed !== b.isAssumed) return false;
  if (!a.axes || !b.axes) return a.axes === b.axes && a === b;
  const other = b.axes;
  if (!saysSame(a, b) || !saysSame(b, a)) return false;
  return (
    a.axes.length === other.length &&
    a.axes.every((axis, index) => axis.role === other[index]?.role && sizeKey(axis.size) === sizeKey(other[index].size))
  );
}

/** Whether as much is known of two tensors, whether their rank is known or only their first axes are. */
function sameFront(a: TensorValue, b: TensorValue): boolean {
  if (a.axes ?? b.axes) return sameTensor(a, b);
  return saysSame(a, b) && saysSame(b, a);
}

/** Whether two tensors are the same but for the type of their numbers. */
export function sameButType(a: Value, b: Value): boolean {
  return a.kind === 'tensor' && b.kind === 'tensor' && a.elementType !== b.elementType && sameTensor(a, b);
}

function elementTypeOf(value: Value): ElementType | undefined {
  return value.kind === 'tensor' ? value.elementType : undefined;
}

/** Whether all that is known of one tensor beside its axes is known of the other as well. */
export function saysSame({ numbers, isSequence, batches, first }: TensorValue, other: TensorValue): boolean {
  const isTold = ({ size }: Axis, at: number) =>
    size === null || sameSize(size, other.first?.[at]?.size ?? null) === true;
  if (first && !first.every(isTold)) return false;
  if (numbers && String(numbers) !== String(other.numbers)) return false;
  if (isSequence === true && other.isSequence !== true) return false;
  const { count, each } = other.batches ?? {};
  return !batches || (batches.count === count && sameSize(batches.each.size, each?.size ?? null) === true);
}

function ambiguous(a: Value, b: Value): Value {
  const options: Value[] = [];
  for (const option of [...optionsOf(a), ...optionsOf(b)]) {
    if (!options.some((known) => sameValue(known, option))) options.push(option);
  }
  const [only] = options;
  if (options.length === 1 && only) return only;
  return options.length > maxOptions ? unknown : ({ kind: 'ambiguous', options } satisfies AmbiguousValue);
}

export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'ambiguous' ? value.options : [value];
}
