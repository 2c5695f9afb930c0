import { sameSize, type Size } from '../../domain/sizes.js';
import { axis, type Axis } from '../../domain/values.js';

/**
 * The shape of `a + b`. Null where it is certain that they do not go together: two numbers that differ, neither of them
 * 1. Of symbols nobody knows whether they are 1.
 */
export function broadcastAxes(a: readonly Axis[], b: readonly Axis[]): Axis[] | null {
  const rank = Math.max(a.length, b.length);
  const axes: Axis[] = [];
  for (let index = 0; index < rank; index++) {
    const joined = broadcastAxis(a[index - rank + a.length], b[index - rank + b.length]);
    if (joined === null) return null;
    axes.push(joined);
  }
  return axes;
}

/** The same for many; null too where a pair of them does not go together. */
export function broadcastAll(shapes: readonly (readonly Axis[])[]): Axis[] | null {
  let joined: Axis[] | null = [];
  for (const axes of shapes) joined = joined && broadcastAxes(joined, axes);
  return joined;
}

function broadcastAxis(a: Axis | undefined, b: Axis | undefined): Axis | null {
  if (!a || !b) return a ?? b ?? null;
  if (a.size === 1 && b.size !== 1) return b;
  if (b.size === 1 && a.size !== 1) return a;
  const same = sameSize(a.size, b.size);
  if (same === true) return axis(a.size, joinedRole(a, b));
  if (typeof a.size === 'number' && typeof b.size === 'number') return null;
  return axis(larger(a.size, b.size), joinedRole(a, b));
}

/** A number other than 1 wins against whatever can go with it. */
function larger(a: Size, b: Size): Size {
  if (typeof a === 'number' && a !== 1) return a;
  if (typeof b === 'number' && b !== 1) return b;
  return null;
}

function joinedRole(a: Axis, b: Axis): Axis['role'] {
  if (a.role === null || b.role === null) return a.role ?? b.role;
  return a.role === b.role ? a.role : null;
}
