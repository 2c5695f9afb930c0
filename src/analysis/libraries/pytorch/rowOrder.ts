import { sameSize } from '../../domain/sizes.js';
import type { Axis, TensorValue } from '../../domain/values.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { roleOf } from './majorAxes.js';
import { reportRule } from './reports.js';

/**
 * Steps and samples that were made one axis in one order in the output and in the other in the target: `view(-1, classes)` of
 * (time, batch, classes) against `view(-1)` of (batch, time). There are as many, and each is compared with another's.
 */
export function checkRowOrder(call: Call, loss: string, output: TensorValue, target: TensorValue): void {
  const [rows, answers] = [output, target].map(({ axes }) => axes?.[0]?.merged ?? []);
  if (rows?.length !== 2 || answers?.length !== 2) return;
  const [outer, inner] = rows as [Axis, Axis];
  const [first, second] = answers as [Axis, Axis];
  if (sameSize(outer.size, inner.size) === true || outer.size === 1 || inner.size === 1) return;
  const isSwapped = sameSize(outer.size, second.size) === true && sameSize(inner.size, first.size) === true;
  const isOpen = [outer, inner].every(({ size }) => typeof size === 'object');
  const roles = [outer, inner, second, first].map((item) => roleOf(item));
  const areTold = roles[0] !== null && roles[1] !== null && roles[0] !== roles[1];
  const isTold = areTold && roles[0] === roles[2] && roles[1] === roles[3];
  const isOther = isSwapped && (isTold || sameSize(outer.size, inner.size) === false || isOpen);
  if (!isOther && !isOtherOfPacked(outer, inner, answers)) return;
  const facts = {
    loss,
    output: [...shapeOf(rows), ...shapeOf(output.axes?.slice(1) ?? [])],
    target: shapeOf(answers),
    cause: 'order',
  };
  reportRule(call, { code: 'target-shape', raises: null, facts }, { severity: 'warning', tensors: [output, target] });
}

/**
 * Steps that are as many as the longest of packed sequences has, with the samples in each of them, against samples first:
 * there must be as many rows for the loss to be computed at all, and so as many steps.
 */
function isOtherOfPacked(outer: Axis, inner: Axis, [first, second]: readonly Axis[]): boolean {
  const areSteps = outer.role === 'time' && inner.role === 'batch' && typeof outer.size === 'object';
  if (!areSteps || !first || !second || second.size === 1 || sameSize(inner.size, first.size) !== true) return false;
  return first.role === 'batch' || sameSize(first.size, second.size) === false;
}
