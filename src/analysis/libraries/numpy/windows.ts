import { addSizes, sizeText, subtractSizes, type Size } from '../../domain/sizes.js';
import { axis, none, sizeOf, type Value } from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { reportError } from '../shapeReports.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { indicesOf } from '../tensorOperations.js';
import { derived, integersFrom, shapeOf, sizesFromValue, tensorFrom } from '../tensorValues.js';

/** https://numpy.org/doc/stable/reference/generated/numpy.lib.stride_tricks.sliding_window_view.html */
export const windowEntries: readonly (readonly [string, Entry])[] = entriesUnder('numpy.lib.stride_tricks', {
  sliding_window_view: withParameters(['x', 'window_shape', 'axis'], (call, bound): Value => {
    const tensor = tensorFrom(bound.get('x')?.value, 'numpy');
    const windows = sizesFromValue(bound.get('window_shape')?.value, call.evaluation);
    const along = bound.value('axis', none);
    const { axes } = tensor;
    if (!axes || !windows) return derived(call, 'numpy', null);
    const wanted = along.kind === 'none' ? axes.map((_, index) => index) : integersFrom(along);
    const indices = indicesOf(call, 'numpy', tensor, wanted);
    if (indices?.length !== windows.length) return derived(call, 'numpy', null);
    const result = [...axes];
    for (const [position, index] of indices.entries()) {
      const window = windows[position] ?? null;
      const length = result[index]?.size ?? null;
      if (isLonger(window, length)) {
        reportError(
          call,
          {
            code: 'window-longer-than-series',
            raises: 'window shape cannot be larger than input array shape',
            facts: { window: sizeText(window), length: sizeText(length), shape: shapeOf(axes) },
          },
          [tensor],
        );
        return derived(call, 'numpy', null);
      }
      result[index] = axis(addSizes(subtractSizes(length, window), 1));
    }
    return derived(call, 'numpy', [...result, ...windows.map((size) => axis(size))], [tensor], { dtype: tensor.dtype });
  }),
  as_strided: withParameters(['x', 'shape'], (call, bound) =>
    derived(call, 'numpy', sizesFromValue(bound.get('shape')?.value, call.evaluation)),
  ),
});

/** `range(len(series) - window)` that goes through nothing as the window is longer: the lists it fills stay empty. */
export function checkEmptyWindows(call: Call): void {
  const [stop] = call.args;
  const size = sizeOf(stop?.value);
  if (call.args.length !== 1 || !stop?.valueSpan || typeof size !== 'number' || size >= 0) return;
  if (!/(\blen\(|\.shape\b|\.size\b).*-/s.test(call.evaluation.textOf(stop.valueSpan))) return;
  call.evaluation.report({
    code: 'window-longer-than-series',
    severity: 'warning',
    span: stop.valueSpan,
    raises: null,
    facts: { window: null, length: null },
    fixes: [],
    related: [],
  });
}

function isLonger(window: Size, length: Size): boolean {
  const room = subtractSizes(length, window);
  return typeof room === 'number' && room < 0;
}
