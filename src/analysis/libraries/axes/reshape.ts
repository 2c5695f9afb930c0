import { divideExactly, multiplySizes, sameSize, type Size } from '../../domain/sizes.js';
import { axis, type Axis } from '../../domain/values.js';
import { normalIndex } from './arrange.js';

export function elementCount(axes: readonly Axis[]): Size {
  return product(axes.map(({ size }) => size));
}

/**
 * `x.reshape(wanted)`; at most one -1 stands for what is left. `fits` is false where the number of elements certainly
 * differs. Roles are kept where an axis is kept.
 */
export function reshapeAxes(
  axes: readonly Axis[] | null,
  wanted: readonly Size[],
): { readonly axes: Axis[]; readonly fits: boolean | null } {
  const sizes = axes ? filledIn(axes, wanted) : wanted.map((size) => (size === -1 ? null : size));
  const result = sizes.map((size) => axis(size));
  if (!axes) return { axes: result, fits: null };
  keepRoles(axes, result);
  return { axes: result, fits: fits(axes, wanted) };
}

/** From `start` to `end`, both included. Null where the tensor has no such axis. */
export function flattenAxes(axes: readonly Axis[], start: number, end: number): Axis[] | null {
  if (axes.length === 0) return [axis(1)];
  const first = normalIndex(start, axes.length);
  const last = normalIndex(end, axes.length);
  if (first === null || last === null || first > last) return null;
  const merged = axes.slice(first, last + 1);
  if (merged.length === 1) return [...axes];
  const joined: Axis = { size: elementCount(merged), role: null, merged: merged.flatMap((one) => one.merged ?? [one]) };
  return [...axes.slice(0, first), joined, ...axes.slice(last + 1)];
}

export function product(sizes: readonly Size[]): Size {
  return sizes.reduce<Size>((total, size) => multiplySizes(total, size), 1);
}

function filledIn(axes: readonly Axis[], wanted: readonly Size[]): Size[] {
  const [have, want] = withoutCommon(axes, wanted);
  const rest = want.filter((size) => size !== -1);
  const left = want.length - rest.length === 1 ? divideExactly(product(have), product(rest)) : null;
  return wanted.map((size) => (size === -1 ? left : size));
}

function fits(axes: readonly Axis[], wanted: readonly Size[]): boolean | null {
  const [have, want] = withoutCommon(axes, wanted);
  const open = want.filter((size) => size === -1).length;
  if (open > 1) return null;
  const elements = product(have);
  const asked = product(want.filter((size) => size !== -1));
  if (typeof elements === 'number' && typeof asked === 'number') {
    if (open === 0) return elements === asked;
    return asked !== 0 && elements % asked === 0;
  }
  if (open === 1) return divideExactly(elements, asked) !== null || null;
  return sameSize(elements, asked);
}

/** Symbols that both sides have cancel out, so that `(N, 6)` does not go into `(N, 2, 4)` whatever `N` is. */
function withoutCommon(axes: readonly Axis[], wanted: readonly Size[]): [have: Size[], want: Size[]] {
  const have = axes.map(({ size }) => size);
  const want = wanted.filter((size) => {
    if (size === null || typeof size === 'number') return true;
    const index = have.findIndex((other) => sameSize(size, other) === true);
    if (index >= 0) have.splice(index, 1);
    return index < 0;
  });
  return [have, want];
}

/** From both ends: axes that hold as many elements as before, one for one, are the same axes. */
function keepRoles(axes: readonly Axis[], result: Axis[]): void {
  const keptFront = walk(axes, result, (_, index) => index);
  if (keptFront < Math.max(axes.length, result.length)) walk(axes, result, (length, index) => length - 1 - index);
}

function walk(axes: readonly Axis[], result: Axis[], place: (length: number, index: number) => number): number {
  let [from, to] = [0, 0];
  while (from < axes.length && to < result.length) {
    const source = axes[place(axes.length, from)]!;
    const position = place(result.length, to);
    if (sameSize(source.size, result[position]!.size) === true && source.size !== 1) {
      result[position] = axis(result[position]!.size, source.role);
      from++;
      to++;
      continue;
    }
    const group = groupOf(axes, result, from, to, place);
    if (!group) return to;
    keepMerged(axes, result, [from, group[0]], [to, group[1]], place);
    [from, to] = group;
  }
  return to;
}

/** Axes that become one are remembered in it, and come back where it is taken apart again. */
function keepMerged(
  axes: readonly Axis[],
  result: Axis[],
  taken: readonly [from: number, to: number],
  made: readonly [from: number, to: number],
  place: (length: number, index: number) => number,
): void {
  const placesOf = (length: number, [from, to]: readonly [number, number]) =>
    Array.from({ length: to - from }, (_, index) => place(length, from + index)).sort((a, b) => a - b);
  const sources = placesOf(axes.length, taken).map((index) => axes[index]!);
  const places = placesOf(result.length, made);
  const [source] = sources;
  const [first] = places;
  if (places.length === 1 && first !== undefined && sources.length > 1) {
    result[first] = { ...result[first]!, merged: sources.flatMap((one) => one.merged ?? [one]) };
  }
  const { merged } = source ?? {};
  if (sources.length > 1 || merged?.length !== places.length) return;
  if (!merged.every(({ size }, index) => sameSize(size, result[places[index]!]!.size) === true)) return;
  places.forEach((index, at) => (result[index] = merged[at]!));
}

/** The shortest stretches of both that hold equally many elements. */
function groupOf(
  axes: readonly Axis[],
  result: readonly Axis[],
  from: number,
  to: number,
  place: (length: number, index: number) => number,
): [number, number] | null {
  const before = productsFrom(axes, from, place);
  const after = productsFrom(result, to, place);
  for (let total = 1; total <= before.length + after.length - 2; total++) {
    for (let taken = Math.max(0, total - after.length + 1); taken <= total && taken < before.length; taken++) {
      const made = total - taken;
      if (sameSize(before[taken] ?? null, after[made] ?? null) === true) return [from + taken, to + made];
    }
  }
  return null;
}

/** How many elements no axis, one axis, two axes, … hold. */
function productsFrom(
  axes: readonly Axis[],
  from: number,
  place: (length: number, index: number) => number,
): readonly Size[] {
  const products: Size[] = [1];
  let last: Size = 1;
  for (let index = from; index < axes.length; index++) {
    last = multiplySizes(last, axes[place(axes.length, index)]!.size);
    products.push(last);
  }
  return products;
}
