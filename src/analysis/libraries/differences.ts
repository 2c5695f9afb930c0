import { sameSize } from '../domain/sizes.js';
import type { Axis, TensorValue } from '../domain/values.js';
import { broadcastAxes } from './axes/broadcast.js';
import type { Call } from './library.js';
import { shapeFrom } from './shapeReports.js';
import { shapeOf } from './tensorValues.js';

/**
 * `output - target`, the beginning of a loss that is written by hand: one number for each sample as a column, which a
 * layer gave, and as a vector make the difference of every sample with every other. A column that was made of a vector
 * (`x[:, None] - x`, `x.unsqueeze(1) - x`) is meant to do so: its second axis is nobody's features.
 */
export function checkDifference(call: Call, left: TensorValue, right: TensorValue): void {
  if (left.isAssumed || right.isAssumed || !left.axes || !right.axes) return;
  const isLeftColumn = left.axes.length === 2;
  const [column, vector] = isLeftColumn ? [left.axes, right.axes] : [right.axes, left.axes];
  if (!isColumn(column) || vector.length !== 1 || vector[0]!.size === 1) return;
  if (sameSize(column[0]!.size, vector[0]!.size) !== true) return;
  const result = broadcastAxes(left.axes, right.axes);
  call.evaluation.report({
    code: 'loss-broadcast',
    severity: 'warning',
    span: call.span,
    raises: null,
    facts: {
      loss: 'The difference',
      output: shapeOf(column),
      target: shapeOf(vector),
      result: result && shapeOf(result),
    },
    fixes: [],
    related: [left, right].flatMap(shapeFrom),
  });
}

function isColumn(axes: readonly Axis[]): boolean {
  const [, last] = axes;
  return axes.length === 2 && last?.size === 1 && (last.role === 'features' || last.role === 'units');
}
