import { sameSize } from '../domain/sizes.js';
import type { Axis, Value } from '../domain/values.js';
import { storedInTensorWords, storedWords } from '../libraries/errorWords.js';
import { subscriptAxes } from '../libraries/axes/subscript.js';
import { shapeOf } from '../libraries/tensorValues.js';
import type { Span } from '../model.js';
import { shapeFrom } from '../libraries/shapeReports.js';
import type { Machine } from './machine.js';

/**
 * `array[index] = value`: NumPy and PyTorch broadcast the value to the part that the index names, which never grows.
 * https://numpy.org/doc/stable/user/basics.indexing.html#assigning-values-to-indexed-arrays
 */
export function checkStored(machine: Machine, array: Value, index: Value, value: Value, span: Span): void {
  if (array.kind !== 'tensor' || value.kind !== 'tensor' || !array.axes || !value.axes) return;
  const { library } = array;
  if ((library !== 'numpy' && library !== 'torch') || value.library !== library) return;
  if (array.isAssumed || value.isAssumed) return;
  if (!(index.kind === 'tuple' ? index.items : [index]).every(isPlain)) return;
  const part = subscriptAxes(array.axes, index, library);
  if (!part || !('axes' in part) || part.axes.length === 0 || fits(part.axes, value.axes)) return;
  const [left, right] = [value.axes, part.axes];
  const related = [array, value].flatMap(shapeFrom);
  machine.evaluation.report({
    code: 'broadcast-shape',
    severity: 'error',
    span,
    raises: library === 'torch' ? storedInTensorWords(left, right) : storedWords(left, right),
    facts: { operation: '=', left: shapeOf(left), right: shapeOf(right) },
    fixes: [],
    related,
  });
}

/** `outputs = []` and `outputs[t] = h`: a list has the places that were appended to it, and an empty one has none. */
export function checkEmptyList(machine: Machine, index: number, value: Value, span: Span): void {
  // Under a test that nobody can decide the list may have been filled.
  if (machine.language !== 'python' || machine.branches > 0 || value.kind !== 'tensor') return;
  machine.evaluation.report({
    code: 'index-out-of-range',
    severity: 'error',
    span,
    raises: 'list assignment index out of range',
    facts: { index, size: 0, shape: null },
    fixes: [],
    related: [],
  });
}

/** Numbers, slices and `...`: what else stands in an index may pick any part. */
function isPlain(index: Value): boolean {
  return index.kind === 'size' || index.kind === 'slice' || index.kind === 'ellipsis';
}

/** From the last axis on each is the same or 1; what the value has before that is of one item. */
function fits(part: readonly Axis[], value: readonly Axis[]): boolean {
  return value.every(({ size }, index) => {
    if (typeof size !== 'number' || size === 1) return true;
    const target = part[part.length - value.length + index];
    return target !== undefined && sameSize(size, target.size) !== false;
  });
}
