import {
  addSizes,
  divideSizes,
  isCounter,
  largestSize,
  sameSize,
  sizeKey,
  sizeText,
  subtractSizes,
  symbolSize,
  type Size,
} from '../../domain/sizes.js';
import { axis, itemsOf, type Axis, type TensorLibrary, type Value } from '../../domain/values.js';
import { broadcastAll } from './broadcast.js';

export type Subscripted =
  | { readonly axes: Axis[] }
  | { readonly outOfRange: { readonly index: number; readonly axis: number; readonly size: number } }
  /** More indices than axes. */
  | { readonly tooMany: { readonly indices: number; readonly rank: number } };

/**
 * `x[index]`: integers, slices, None, Ellipsis, masks, lists and tensors of integers, or a tuple of them. Null where
 * nobody can tell. NumPy and PyTorch differ in where `x[0, :, [1, 2]]` puts the list's axis.
 */
export function subscriptAxes(
  axes: readonly Axis[],
  index: Value,
  library: TensorLibrary = 'numpy',
): Subscripted | null {
  const indices = index.kind === 'tuple' ? index.items : [index];
  const parts = indices.map(partOf);
  if (parts.includes(null)) return null;
  const known = parts as Part[];
  const consumed = known.reduce((sum, part) => sum + part.takes, 0);
  if (consumed > axes.length) return { tooMany: { indices: consumed, rank: axes.length } };
  const dots = known.filter(({ kind }) => kind === 'ellipsis').length;
  if (dots > 1) return null;
  const rest: Part[] = Array.from({ length: axes.length - consumed }, () => wholeAxis);
  const place = known.findIndex(({ kind }) => kind === 'ellipsis');
  const full = dots === 1 ? [...known.slice(0, place), ...rest, ...known.slice(place + 1)] : [...known, ...rest];
  return applyParts(axes, full, library);
}

/** How many items `[lower:upper:step]` takes of an axis, by Python's rules; null where nobody can tell. */
export function sliceLength(size: Size, lower: Value, upper: Value, step: Value): Size {
  const by = step.kind === 'none' ? 1 : step.kind === 'size' ? step.size : null;
  const from = lower.kind === 'none' ? 'open' : lower.kind === 'size' ? lower.size : null;
  const to = upper.kind === 'none' ? 'open' : upper.kind === 'size' ? upper.size : null;
  if (from === null || to === null || typeof by !== 'number' || by === 0) return null;
  if (by < 0) return from === 'open' && to === 'open' ? stepped(size, -by) : backwards(size, from, to, by);
  const stretch = stretchOf(size, from === 'open' ? 0 : from, to);
  return stepped(stretch, by);
}

type Part =
  | { readonly kind: 'slice'; readonly takes: 1; readonly lower: Value; readonly upper: Value; readonly step: Value }
  | { readonly kind: 'integer'; readonly takes: 1; readonly size: Size }
  | { readonly kind: 'new'; readonly takes: 0 }
  | { readonly kind: 'ellipsis'; readonly takes: 0 }
  /** A mask takes as many axes as it has, and gives one; integers take one and give their own axes. */
  | { readonly kind: 'array'; readonly takes: number; readonly axes: readonly Axis[] };

const absent: Value = { kind: 'none' };
const wholeAxis: Part = { kind: 'slice', takes: 1, lower: absent, upper: absent, step: absent };

function partOf(index: Value): Part | null {
  switch (index.kind) {
    case 'size':
      return { kind: 'integer', takes: 1, size: index.size };
    case 'slice':
      return { ...index, kind: 'slice', takes: 1 };
    case 'none':
      return { kind: 'new', takes: 0 };
    case 'ellipsis':
      return { kind: 'ellipsis', takes: 0 };
    case 'tensor':
      if (!index.axes || index.isAssumed || index.dtype === null || index.dtype === 'float') return null;
      if (index.dtype === 'bool') return { kind: 'array', takes: index.axes.length, axes: [axis(null)] };
      return { kind: 'array', takes: 1, axes: index.axes };
    case 'list':
    case 'tuple':
      return listPart(index);
    default:
      return null;
  }
}

function listPart(list: Value): Part | null {
  const axes: Axis[] = [];
  let item: Value | undefined = list;
  while (item?.kind === 'list' || item?.kind === 'tuple') {
    const items = itemsOf(item);
    axes.push(axis(items ? items.length : item.kind === 'list' ? item.length : null));
    item = items ? items[0] : item.kind === 'list' ? item.element : undefined;
  }
  if (item?.kind === 'size') return { kind: 'array', takes: 1, axes };
  if (item?.kind === 'boolean') return { kind: 'array', takes: axes.length, axes: [axis(null)] };
  return null;
}

function applyParts(axes: readonly Axis[], parts: readonly Part[], library: TensorLibrary): Subscripted | null {
  const result: Axis[] = [];
  const arrays: (readonly Axis[])[] = [];
  /** Where the arrays' axes go, and whether something stands between the arrays. */
  let place: number | null = null;
  let last = -1;
  let isSplit = false;
  let position = 0;
  // In NumPy an integer beside an array is an array too; PyTorch takes integers first.
  const hasArrays = parts.some(({ kind }) => kind === 'array');
  for (const [order, part] of parts.entries()) {
    const own = axes[position];
    if (part.kind === 'integer' && own && isBeyond(part.size, own.size)) {
      return { outOfRange: { index: part.size as number, axis: position, size: own.size as number } };
    }
    position += part.takes;
    if (part.kind === 'array' || (part.kind === 'integer' && hasArrays && library !== 'torch')) {
      if (part.kind === 'array') arrays.push(part.axes);
      if (place !== null && order !== last + 1) isSplit = true;
      place ??= result.length;
      last = order;
    } else if (part.kind === 'integer') {
      if (hasArrays) last = last === order - 1 ? order : last;
    } else if (part.kind === 'new') result.push(axis(1));
    else if (part.kind === 'slice' && own) result.push(sliced(own, part.lower, part.upper, part.step));
  }
  if (!hasArrays) return { axes: result };
  const joined = broadcastAll(arrays);
  if (!joined) return null;
  const front = isSplit ? 0 : (place ?? 0);
  return { axes: [...result.slice(0, front), ...joined, ...result.slice(front)] };
}

function isBeyond(index: Size, size: Size): boolean {
  return typeof index === 'number' && typeof size === 'number' && (index >= size || index < -size);
}

function sliced(own: Axis, lower: Value, upper: Value, step: Value): Axis {
  return axis(sliceLength(own.size, lower, upper, step), own.role);
}

function stepped(stretch: Size, by: number): Size {
  return by === 1 ? stretch : divideSizes(addSizes(stretch, by - 1), by);
}

/** The items from `from` up to `to`. An axis known by name only is taken to be longer than numbers cut off its ends. */
function stretchOf(size: Size, from: Size, to: Size | 'open'): Size {
  if (from === 0 && to === 'open') return size;
  if (from === null || to === null) return null;
  if (typeof size === 'number' && typeof from === 'number' && (to === 'open' || typeof to === 'number')) {
    const [first, last] = [clamp(from, size), to === 'open' ? size : clamp(to, size)];
    return Math.max(last - first, 0);
  }
  if (to === 'open') {
    if (from === -1) return 1;
    if (typeof from === 'number') return from < 0 ? null : subtractSizes(size, from);
    // `x[-n:]` with a name has as many as n, if n is no more than there are.
    return null;
  }
  if (typeof from === 'number' && typeof to === 'number') {
    if (from >= 0 && to < 0) return subtractSizes(addSizes(size, to), from);
    if (from < 0 && to < 0) return from < to ? null : 0;
    return from === 0 && to === 1 ? 1 : to <= from && from >= 0 && to >= 0 ? 0 : null;
  }
  if (sameSize(size, to) === true && typeof from === 'number' && from >= 0) return subtractSizes(size, from);
  if (from === 0) return firstOf(size, to);
  if (typeof from === 'number') return null;
  // `x[i:i + window]` in a loop: whole in its last turn too, or cut off there.
  const beyond = subtractSizes(largestSize(to), size);
  return typeof beyond === 'number' && beyond > 0 ? null : subtractSizes(to, from);
}

/** `x[:n]` and `y[:n]` have as many, whatever that is, if `x` and `y` have. A counter is another number in each turn. */
function firstOf(size: Size, count: Size): Size {
  const [all, some, rest] = [size, count, subtractSizes(size, count)].map(sizeText);
  if (typeof all !== 'string' || typeof some !== 'string' || isCounter(count) || some.startsWith('-')) return null;
  // `x[:n - n // 10]`: less than all.
  if (rest !== null && !String(rest).includes('-')) return count;
  const name = `min(${some}, ${all})`;
  return symbolSize(`${String(sizeKey(count))} of ${String(sizeKey(size))}`, name.length < 24 ? name : 'part');
}

function backwards(size: Size, from: Size | 'open', to: Size | 'open', by: number): Size {
  if (typeof size !== 'number') return null;
  const first =
    from === 'open' ? size - 1 : typeof from === 'number' ? Math.min(from < 0 ? from + size : from, size - 1) : null;
  const last = to === 'open' ? -1 : typeof to === 'number' ? Math.max(to < 0 ? to + size : to, -1) : null;
  if (first === null || last === null) return null;
  return Math.max(Math.ceil((first - last) / -by), 0);
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index < 0 ? index + size : index, 0), size);
}
