import { sizeText, type Size } from '../../domain/sizes.js';
import type { Axis, TensorLibrary, TensorValue } from '../../domain/values.js';
import type { Call } from '../library.js';
import { reshapeTensor } from '../tensorOperations.js';
import { shapeOf } from '../tensorValues.js';

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
      related: array.origin ? [{ span: array.origin, what: 'shape-from', shape: shapeOf(array.axes) }] : [],
    });
  }
  return reshapeTensor(call, library, array, wanted);
}

/** (samples, features, steps) read as (samples, steps, features): each line then holds parts of all features. */
function swapsAxes([samples, second, third, ...rest]: readonly Axis[], wanted: readonly Size[]): boolean {
  const [a, b] = [second?.size, third?.size];
  if (!samples || rest.length > 0 || typeof a !== 'number' || typeof b !== 'number') return false;
  const keepsFirst = wanted[0] === samples.size || wanted[0] === -1;
  return wanted.length === 3 && keepsFirst && a !== b && a > 1 && b > 1 && wanted[1] === b && wanted[2] === a;
}
