import { subtractSizes, type Size } from '../domain/sizes.js';
import { axis, none, sizeOf, tensorOf, type TensorValue, type UnknownValue, type Value } from '../domain/values.js';
import { subscriptAxes } from '../libraries/axes/subscript.js';

/**
 * `data[i:i + window, :]` of what is not known: an array, as nothing else takes several slices, with as many axes as are
 * named, unless it has more. Of `data[i:i + window]` nobody knows how many axes follow. Null where nothing follows.
 */
export function sliceOfUnknown(value: UnknownValue, index: Value): UnknownValue | null {
  const array = sliceOfArray(value.array ?? tensorOf('numpy', null), index);
  return array && { kind: 'unknown', name: null, size: null, array };
}

/** The same of an array of NumPy whose rank is not known, or only assumed. */
export function sliceOfArray(tensor: TensorValue, index: Value): TensorValue | null {
  const parts = index.kind === 'tuple' ? index.items : [index];
  if (tensor.library !== 'numpy' || !parts.some(({ kind }) => kind === 'slice')) return null;
  if (parts.some(({ kind }) => kind !== 'slice' && kind !== 'size')) return null;
  const known = tensor.axes ?? tensor.first ?? [];
  const isWhole = tensor.axes !== null || index.kind === 'tuple';
  const windows = parts.map((part, at) => ((known[at]?.size ?? null) === null ? windowOf(part) : null));
  // What moves along an axis that nobody knows takes a window of it.
  const source = [...parts, ...known.slice(parts.length)].map((_, at) => axis(windows[at] ?? known[at]?.size ?? null));
  const items = parts.map((part, at) => ((windows[at] ?? null) === null ? part : wholeSlice));
  const taken = subscriptAxes(source, { kind: 'tuple', items });
  if (!taken || !('axes' in taken) || taken.axes.every(({ size }) => size === null)) return null;
  const { dtype, elementType } = tensor;
  const result = tensorOf('numpy', isWhole ? taken.axes : null, { dtype, elementType, isAssumed: isWhole });
  return isWhole ? result : { ...result, first: taken.axes };
}

const wholeSlice: Value = { kind: 'slice', lower: none, upper: none, step: none };

/** `[i:i + n]` takes `n`, whatever `i` is: what a sum stands for is a number, and neither `None` nor counted from the end. */
function windowOf(part: Value): Size {
  if (part.kind !== 'slice' || part.step.kind !== 'none') return null;
  const [from, to] = [sizeOf(part.lower), sizeOf(part.upper)];
  if (from === null || to === null || typeof from === 'number' || typeof to === 'number') return null;
  const length = subtractSizes(to, from);
  if (length === null || (typeof length === 'number' && length <= 0)) return null;
  const left = typeof length === 'number' ? 0 : length.terms.size;
  return left < from.terms.size + to.terms.size - 1 ? length : null;
}
