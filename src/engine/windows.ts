import { zeros } from './shapes.js';
import type { NumericArray } from './tensors.js';

export interface WindowSizes {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  /** How far each line starts after the one before it, in numbers of the series. */
  readonly stride: number;
}

/** The count of numbers that a series must have: the last line's end. */
export function seriesLength({ batch, steps, features, stride }: WindowSizes): number {
  return (batch - 1) * stride + steps * features;
}

/**
 * A batch of inputs [batch, steps, features] cut from a series by a sliding window of `steps * features` numbers:
 * line k starts at `series[k * stride]`.
 *
 * @throws RangeError where the series ends before the last window does.
 */
export function slidingWindows(series: Float32Array, sizes: WindowSizes): NumericArray {
  const needed = seriesLength(sizes);
  if (series.length < needed)
    throw new RangeError(`series: expected at least ${needed} numbers, found ${series.length}.`);
  const { batch, steps, features, stride } = sizes;
  const inputs = zeros('inputs', [batch, steps, features]);
  const window = steps * features;
  for (let line = 0; line < batch; line++)
    inputs.data.set(series.subarray(line * stride, line * stride + window), line * window);
  return inputs;
}

/** The series 1, 2, 3, …; exact up to 2^24, and rounded to float32 beyond. */
export function countingSeries(length: number): Float32Array {
  const series = zeros('series', [length]).data;
  for (let i = 0; i < length; i++) series[i] = i + 1;
  return series;
}
