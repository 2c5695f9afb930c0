import { sizeText, type Size } from '../domain/sizes.js';
import {
  axis,
  floatValue,
  sizeValue,
  tensorOf,
  uniformList,
  unknown,
  type Axis,
  type TensorLibrary,
  type TensorOptions,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import type { Shape, Span } from '../model.js';
import { stackAxes } from './axes/arrange.js';
import type { Call, Evaluation } from './library.js';

/** Values as tensors and as shapes, for the tables of all libraries. */

/**
 * What a library makes of a value where it wants a tensor: tensors are themselves, numbers have rank 0, lists are
 * stacked. Of all else it is a tensor of unknown rank.
 */
export function tensorFrom(value: Value | undefined, library: TensorLibrary): TensorValue {
  switch (value?.kind) {
    case 'tensor':
      return value;
    case 'size':
      return tensorOf(library, [], {
        dtype: 'int',
        ...(typeof value.size === 'number' && { numbers: [value.size] }),
      });
    case 'float':
      return tensorOf(library, [], { dtype: 'float' });
    case 'boolean':
      // What compares two things that nobody knows may be a tensor of truths.
      return tensorOf(library, value.value === null ? null : [], { dtype: 'bool' });
    case 'string':
      return tensorOf(library, []);
    case 'tuple':
      return stacked(value.items, library);
    case 'list':
      return value.items ? stacked(value.items, library) : repeated(value.length, value.element, library);
    case 'object': {
      // What a library can make an array of says so itself: data frames.
      const array = value.fields.get('__array__');
      return array?.kind === 'tensor' ? array : tensorOf(library, null);
    }
    case 'shape-of':
      return tensorOf(library, [value.tensor.axes?.length ?? null], { dtype: 'int' });
    case 'unknown':
      return (library === 'numpy' && value.array) || tensorOf(library, null);
    default:
      return tensorOf(library, null);
  }
}

/** Whether it is a plain number of the language and no tensor. */
export function isScalar(value: Value | undefined): boolean {
  return value?.kind === 'size' || value?.kind === 'float' || (value?.kind === 'boolean' && value.value !== null);
}

/**
 * A shape that was given as a tuple, a list, a single integer or an integer vector; its sizes may be unknown. Null where
 * not even its rank is known. With `evaluation`, ambiguous integers become symbols.
 */
export function sizesFromValue(value: Value | undefined, evaluation?: Evaluation): Size[] | null {
  switch (value?.kind) {
    case 'size':
      return [value.size];
    case 'tuple':
      return sizesOfItems(value.items, evaluation);
    case 'list':
      if (value.items) return sizesOfItems(value.items, evaluation);
      return typeof value.length === 'number' && value.length <= maxRank
        ? Array.from({ length: value.length }, () => sizeOfItem(value.element, evaluation))
        : null;
    case 'shape-of':
      return value.tensor.axes?.map(({ size }) => size) ?? null;
    case 'tensor':
      return sizesOfVector(value);
    default:
      return null;
  }
}

/** As `sizesFromValue`, as axes without roles. */
export function axesFromShape(value: Value | undefined, evaluation?: Evaluation): Axis[] | null {
  return sizesFromValue(value, evaluation)?.map((size) => axis(size)) ?? null;
}

/** One integer of a shape: as `sizeOf`, and tensors of rank 0 as well. */
export function sizeOfItem(value: Value | undefined, evaluation?: Evaluation): Size {
  if (value?.kind === 'size' || value?.kind === 'unknown') return value.size;
  if (value?.kind === 'tensor') return value.axes?.length === 0 ? (value.numbers?.[0] ?? null) : null;
  if (evaluation && value?.kind === 'ambiguous') {
    const names = value.options.map((option) => (option.kind === 'size' ? sizeText(option.size) : null));
    return names.includes(null) ? null : evaluation.symbol(names.join(' | '));
  }
  return null;
}

/** Integers of an `axis` argument: one, or a tuple of them. Null where they are not all known. */
export function integersFrom(value: Value | undefined): number[] | null {
  const sizes = sizesFromValue(value);
  return sizes?.every((size) => typeof size === 'number') ? sizes : null;
}

/** The tensors of a list of them (`concat`, `stack`); null where they are not known one by one. */
export function tensorsFrom(value: Value | undefined, library: TensorLibrary): TensorValue[] | null {
  if (value?.kind !== 'tuple' && value?.kind !== 'list') return null;
  return value.items?.map((item) => tensorFrom(item, library)) ?? null;
}

/** The shape as people and the frameworks' messages read it. */
export function shapeOf(axes: readonly Axis[]): Shape {
  return axes.map(({ size }) => sizeText(size));
}

/** A tensor that came of others in a call: assumed where one of them is, its shape from the call where it is new. */
export function derived(
  call: Call,
  library: TensorLibrary,
  axes: readonly (Axis | Size)[] | null,
  sources: readonly TensorValue[] = [],
  { dtype = null, numbers }: Pick<TensorOptions, 'dtype' | 'numbers'> = {},
): TensorValue {
  let isAssumed = false;
  let origin: Span | null = null;
  for (const source of sources) {
    isAssumed ||= source.isAssumed;
    if (axes !== null && source.axes === axes) origin ??= source.origin;
  }
  return tensorOf(library, axes, { dtype, isAssumed, origin: origin ?? call.span, ...(numbers && { numbers }) });
}

const maxRank = 16;
/** Of a longer list of integers nobody needs to know each. */
const maxNumbers = 64;

function sizesOfItems(items: readonly Value[], evaluation?: Evaluation): Size[] | null {
  if (items.some(({ kind }) => kind === 'tuple' || kind === 'list' || kind === 'dict')) return null;
  return items.map((item) => sizeOfItem(item, evaluation));
}

function sizesOfVector({ axes, numbers }: TensorValue): Size[] | null {
  if (axes?.length === 0) return [numbers?.[0] ?? null];
  const length = axes?.[0]?.size;
  if (axes?.length !== 1 || typeof length !== 'number' || length > maxRank) return null;
  return Array.from({ length }, (_, index) => numbers?.[index] ?? null);
}

function stacked(items: readonly Value[], library: TensorLibrary): TensorValue {
  if (items.length === 0) return tensorOf(library, [0]);
  // The same value many times, as `[row] * n` gives it, is looked at once.
  const parts = [...new Set(items)].map((item) => tensorFrom(item, library));
  const lists = parts.map(({ axes }) => axes);
  if (!lists.every((axes) => axes !== null)) return tensorOf(library, null);
  const joined = stackAxes(lists, 0);
  if (!('axes' in joined) || !joined.axes) return tensorOf(library, null);
  const [first] = parts;
  const dtype = parts.every((part) => part.dtype === first?.dtype) ? (first?.dtype ?? null) : null;
  const numbers = items.length <= maxNumbers ? items.map((item) => (item.kind === 'size' ? item.size : null)) : [];
  return tensorOf(library, [items.length, ...joined.axes.slice(1)], {
    dtype,
    isAssumed: parts.some(({ isAssumed }) => isAssumed),
    ...(numbers.length > 0 && numbers.every((number) => typeof number === 'number') && { numbers }),
  });
}

function repeated(length: Size, element: Value, library: TensorLibrary): TensorValue {
  const { axes, dtype, isAssumed, first } = tensorFrom(element, library);
  const tensor = tensorOf(library, axes && [axis(length), ...axes], { dtype, isAssumed });
  return first && library === 'numpy' ? { ...tensor, first: [axis(length), ...first] } : tensor;
}

/** What `tolist` makes of a tensor: lists in lists, as long as its axes are. */
export function nestedList({ axes, dtype, isAssumed }: TensorValue): Value {
  if (!axes || isAssumed) return unknown;
  const number: Value = dtype === 'int' ? sizeValue(null) : dtype === 'float' ? floatValue(null) : unknown;
  return axes.reduceRight<Value>((element, { size }) => uniformList(size, element), number);
}
