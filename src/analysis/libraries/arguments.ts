import { divideSizes, subtractSizes, type Size } from '../domain/sizes.js';
import { sizeOf, sizeValue, type TensorValue, type Value } from '../domain/values.js';
import { integersFrom, sizeOfItem } from './tensorValues.js';

/** Arguments that several libraries take in the same form. */

/** `tf.float32`, `np.int32`, `'float32'` as one of the kinds of numbers that are told apart. */
export function dtypeOf(value: Value | undefined): TensorValue['dtype'] {
  const name = value?.kind === 'path' ? value.path : value?.kind === 'string' ? value.value : '';
  if (/float|double|half/.test(name)) return 'float';
  if (/int|long/.test(name)) return 'int';
  return /bool/.test(name) ? 'bool' : null;
}

/** How many numbers `range(start, limit, delta)` gives; with one number it is the limit. */
export function rangeLength(start: Value | undefined, limit: Value | undefined, delta: Value | undefined): Size {
  const isWhole = !limit || limit.kind === 'none';
  const [from, to] = isWhole ? [sizeValue(0), start] : [start, limit];
  const step = delta && delta.kind !== 'none' ? delta : sizeValue(1);
  const numbers = [from, to, step].map(numberOf);
  if (numbers.every((number) => number !== null)) {
    const [first = 0, end = 0, by = 1] = numbers;
    return by === 0 ? null : Math.max(0, Math.ceil((end - first) / by));
  }
  const stretch = subtractSizes(sizeOfItem(to), sizeOfItem(from));
  const by = sizeOf(step);
  if (typeof by !== 'number' || by <= 0) return null;
  return by === 1 ? stretch : divideSizes(subtractSizes(stretch, 1 - by), by);
}

function numberOf(value: Value | undefined): number | null {
  const size = value?.kind === 'float' ? value.value : sizeOfItem(value);
  return typeof size === 'number' ? size : null;
}

/** `axes` of tensordot: a number, or the axes of each; `[1, 0]` is one axis of each. */
export function tensordotAlong(value: Value | undefined): number | readonly [number[], number[]] | null {
  const count = sizeOf(value);
  if (typeof count === 'number') return count;
  if (value?.kind !== 'tuple' && value?.kind !== 'list') return null;
  const [left, right] = value.items?.map(integersFrom) ?? [];
  return left && right ? [left, right] : null;
}
