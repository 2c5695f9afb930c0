import type { Size } from '../../domain/sizes.js';
import type { Axis } from '../../domain/values.js';

/** Two sizes that are known, and no 1, the other way round. */
export function areSwapped([a, b]: readonly (Size | undefined)[], [one, other]: readonly Size[]): boolean {
  return typeof a === 'number' && typeof b === 'number' && a !== b && a > 1 && b > 1 && one === b && other === a;
}

/** A matrix (samples, steps) read as (steps, samples, 1), as if that turned it: `view(steps, -1, 1)`. */
export function turnsMatrix(axes: readonly Axis[], [one, other, last, ...rest]: readonly Size[]): boolean {
  if (axes.length !== 2 || last !== 1 || rest.length > 0 || one === undefined || other === undefined) return false;
  const [a, b] = axes.map(({ size }) => size);
  return areSwapped([a, b], [one, other === -1 ? (a ?? null) : other]);
}
