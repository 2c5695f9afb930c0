import type { Size } from '../domain/sizes.js';
import type { Axis, TensorValue } from '../domain/values.js';
import { concatAxes, withSize } from './axes/arrange.js';

/**
 * Where the ranks are only what is usual, and agree: so is what they are joined to, and nothing is reported. One of no
 * known rank has that of the others, and is as long as they are on all other axes.
 */
export function assumedConcat(tensors: readonly TensorValue[], along: Size): Axis[] | null {
  const known = tensors.find(({ axes }) => axes !== null)?.axes;
  if (!tensors.some(({ isAssumed }) => isAssumed) || typeof along !== 'number' || !known) return null;
  // With an axis less than is usual, one in the middle would be the last.
  const isSure = along === -1 || along === 0 || along === known.length - 1;
  if (!isSure && tensors.some(({ axes }) => axes === null)) return null;
  const lists = tensors.map(
    ({ axes, last }) => axes ?? withSize(known, along, along === -1 ? (last?.size ?? null) : null),
  );
  if (!lists.every((axes) => axes !== null)) return null;
  const joined = concatAxes(lists, along);
  return 'axes' in joined ? joined.axes : null;
}
