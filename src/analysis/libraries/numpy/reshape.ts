import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import type { Axis, TensorLibrary, TensorValue } from '../../domain/values.js';
import { areSwapped, turnsMatrix } from '../axes/swapped.js';
import type { Call } from '../library.js';
import { reshapeTensor } from '../tensorOperations.js';
import { shapeOf } from '../tensorValues.js';
import { shapeFrom } from '../shapeReports.js';

/** A reshape, with a warning where it ought to be a transposition. */
export function reshapeArray(
  call: Call,
  library: TensorLibrary,
  array: TensorValue,
  wanted: readonly Size[] | null,
): TensorValue {
  if (wanted && array.axes && !array.isAssumed && swapsAxes(array.axes, wanted)) {
    call.evaluation.report({
      code: 'reshape-mixes-axes',
      severity: 'warning',
      span: call.span,
      raises: null,
      facts: { found: shapeOf(array.axes), wanted: wanted.map(sizeText) },
      fixes: [],
      related: shapeFrom(array),
    });
  }
  return reshapeTensor(call, library, array, wanted);
}

/**
 * (samples, features, steps) read as (samples, steps, features): each line then holds parts of all features. Or the
 * first two of three axes in each other's place, or those of a matrix.
 */
function swapsAxes(axes: readonly Axis[], wanted: readonly Size[]): boolean {
  if (turnsMatrix(axes, wanted)) return true;
  const [first, second, third, ...rest] = axes.map(({ size }) => size);
  if (third === undefined || rest.length > 0 || wanted.length !== 3) return false;
  const stays = (at: 0 | 2, size: Size) => wanted[at] === -1 || sameSize(wanted[at] ?? null, size) === true;
  if (areSwapped([second, third], wanted.slice(1))) return stays(0, first ?? null);
  return areSwapped([first, second], wanted) && stays(2, third);
}
