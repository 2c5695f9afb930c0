import { addSizes, multiplySizes, sameSize, type Size } from '../../domain/sizes.js';
import { axis, type Axis } from '../../domain/values.js';

/** All functions here give null for an axis that the tensor does not have. */
export function normalIndex(index: number, rank: number): number | null {
  const normal = index < 0 ? index + rank : index;
  return Number.isInteger(index) && normal >= 0 && normal < rank ? normal : null;
}

export function permuteAxes(axes: readonly Axis[], order: readonly number[]): Axis[] | null {
  const normal = order.map((index) => normalIndex(index, axes.length));
  if (order.length !== axes.length || new Set(normal).size !== axes.length || normal.includes(null)) return null;
  return normal.map((index) => axes[index!]!);
}

export function swapAxes(axes: readonly Axis[], first: number, second: number): Axis[] | null {
  const a = normalIndex(first, axes.length);
  const b = normalIndex(second, axes.length);
  if (a === null || b === null) return null;
  return axes.map((item, index) => (index === a ? axes[b]! : index === b ? axes[a]! : item));
}

/** `movedim`, `moveaxis`, `rollaxis` of one axis. */
export function moveAxis(axes: readonly Axis[], from: number, to: number): Axis[] | null {
  const a = normalIndex(from, axes.length);
  const b = normalIndex(to, axes.length);
  if (a === null || b === null) return null;
  const rest = axes.filter((_, index) => index !== a);
  return [...rest.slice(0, b), axes[a]!, ...rest.slice(b)];
}

/**
 * Without the axis if it is 1, as PyTorch does; `index` null: without all that are. Null also where an unknown size
 * leaves the rank open. Symbols count as other than 1 where no axis is named: then the rank is what is usual.
 */
export function squeezeAxes(axes: readonly Axis[], index: number | null): Axis[] | null {
  if (index === null) {
    return axes.some(({ size }) => size === null) ? null : axes.filter(({ size }) => size !== 1);
  }
  const normal = normalIndex(index, axes.length);
  if (normal === null) return null;
  const { size } = axes[normal]!;
  if (size === 1) return withoutAxis(axes, normal);
  return typeof size === 'number' ? [...axes] : null;
}

/** Without the axis whatever its size, as NumPy's and TensorFlow's `squeeze(axis)` are where they do not fail. */
export function withoutAxis(axes: readonly Axis[], index: number): Axis[] | null {
  const normal = normalIndex(index, axes.length);
  return normal === null ? null : axes.filter((_, position) => position !== normal);
}

export function unsqueezeAxes(axes: readonly Axis[], index: number): Axis[] | null {
  const normal = normalIndex(index, axes.length + 1);
  return normal === null ? null : [...axes.slice(0, normal), axis(1), ...axes.slice(normal)];
}

export interface Mismatch {
  /** The axis, and what the first and another tensor have there. */
  readonly mismatch: { readonly index: number; readonly left: Size; readonly right: Size };
}

/** `axes` null: ranks that differ, or no such axis. */
export function concatAxes(
  list: readonly (readonly Axis[])[],
  index: number,
): { readonly axes: Axis[] | null } | Mismatch {
  const [first, ...others] = list;
  const normal = first ? normalIndex(index, first.length) : null;
  if (!first || normal === null || others.some((axes) => axes.length !== first.length)) return { axes: null };
  const mismatch = differenceOf(first, others, normal);
  if (mismatch) return { mismatch };
  const total = list.reduce<Size>((sum, axes) => addSizes(sum, axes[normal]!.size), 0);
  return {
    axes: first.map((_, position) =>
      position === normal ? axis(total, commonRole(list, position)) : agreedAxis(list, position),
    ),
  };
}

export function stackAxes(
  list: readonly (readonly Axis[])[],
  index: number,
): { readonly axes: Axis[] | null } | Mismatch {
  const [first, ...others] = list;
  if (!first || others.some((axes) => axes.length !== first.length)) return { axes: null };
  const mismatch = differenceOf(first, others, null);
  if (mismatch) return { mismatch };
  const joined = first.map((_, position) => agreedAxis(list, position));
  const normal = normalIndex(index, first.length + 1);
  if (normal === null) return { axes: null };
  return { axes: [...joined.slice(0, normal), axis(list.length), ...joined.slice(normal)] };
}

/** PyTorch's `repeat` and NumPy's `tile`: more repeats than axes put new axes in front; fewer stand for the last axes. */
export function repeatAxes(axes: readonly Axis[], repeats: readonly Size[]): Axis[] {
  const rank = Math.max(axes.length, repeats.length);
  return Array.from({ length: rank }, (_, index) => {
    const own = axes[index - rank + axes.length] ?? axis(1);
    const times = index - rank + repeats.length < 0 ? 1 : (repeats[index - rank + repeats.length] ?? null);
    return axis(multiplySizes(own.size, times), times === 1 || own.size !== 1 ? own.role : null);
  });
}

/** PyTorch's `expand`: -1 keeps an axis. Null where it certainly cannot. */
export function expandAxes(axes: readonly Axis[], wanted: readonly Size[]): Axis[] | null {
  const added = wanted.length - axes.length;
  if (added < 0) return null;
  const expanded: Axis[] = [];
  for (const [index, size] of wanted.entries()) {
    const own = axes[index - added];
    if (!own) {
      if (size === -1) return null;
      expanded.push(axis(size));
    } else if (size === -1 || sameSize(own.size, size) === true) expanded.push(own);
    else if (own.size === 1) expanded.push(axis(size));
    else if (typeof own.size === 'number' && typeof size === 'number') return null;
    else expanded.push(axis(size, own.role));
  }
  return expanded;
}

/** `indices` null: over all axes. */
export function reduceAxes(axes: readonly Axis[], indices: readonly number[] | null, keep: boolean): Axis[] | null {
  const normal = indices?.map((index) => normalIndex(index, axes.length)) ?? axes.map((_, index) => index);
  if (normal.includes(null)) return null;
  if (keep) return axes.map((item, index) => (normal.includes(index) ? axis(1, item.role) : item));
  return axes.filter((_, index) => !normal.includes(index));
}

/** The axis of a tensor that has the size of another axis and its own role: `x.size(1)` times `n`. */
export function withSize(axes: readonly Axis[], index: number, size: Size): Axis[] | null {
  const normal = normalIndex(index, axes.length);
  if (normal === null) return null;
  return axes.map((item, position) => (position === normal ? axis(size, item.role) : item));
}

function differenceOf(
  first: readonly Axis[],
  others: readonly (readonly Axis[])[],
  joined: number | null,
): Mismatch['mismatch'] | null {
  for (const axes of others) {
    const index = first.findIndex(
      ({ size }, position) => position !== joined && sameSize(size, axes[position]!.size) === false,
    );
    if (index >= 0) return { index, left: first[index]!.size, right: axes[index]!.size };
  }
  return null;
}

/** They are the same at run time: the number where one of them has one, else the first that is known. */
function agreedAxis(list: readonly (readonly Axis[])[], index: number): Axis {
  const sizes = list.map((axes) => axes[index]!.size);
  const size = sizes.find((item) => typeof item === 'number') ?? sizes.find((item) => item !== null) ?? null;
  return axis(size, commonRole(list, index));
}

function commonRole(list: readonly (readonly Axis[])[], index: number): Axis['role'] {
  const roles = new Set(list.map((axes) => axes[index]!.role).filter((role) => role !== null));
  return roles.size === 1 ? [...roles][0]! : null;
}
