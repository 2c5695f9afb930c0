import type { Size } from '../../domain/sizes.js';
import type { TensorValue } from '../../domain/values.js';
import type { Call } from '../library.js';
import { shapeOf } from '../tensorValues.js';
import { reportRule } from './reports.js';

/** Reports that an axis has no entry of a number, which is counted from 0, or from the end where it is below 0. */
export function checkEntries(call: Call, tensor: TensorValue, axis: number, index: Size, raises: string): void {
  const size = tensor.axes?.[axis]?.size ?? null;
  if (!tensor.axes || tensor.isAssumed || typeof size !== 'number' || typeof index !== 'number') return;
  if (index < size && index >= -size) return;
  const facts = { index, size, shape: shapeOf(tensor.axes) };
  reportRule(call, { code: 'index-out-of-range', raises, facts }, { tensors: [tensor] });
}
