import assert from 'node:assert/strict';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import type { KernelChoice } from '../../src/engine/kernels/chooseKernels.js';
import { gateNames, type Cell, type CellWeights } from '../../src/engine/network.js';
import { randomStream, uniform } from '../../src/engine/random.js';
import { elementCount } from '../../src/engine/shapes.js';
import { readFloat64, type NumericArray, type TensorView } from '../../src/engine/tensors.js';

/** One engine of each make that runs here, float32 all but the last, `reference`. */
export const engines: ReadonlyMap<string, Engine> = new Map(
  [
    ...(['relaxed-simd', 'simd'] as const).flatMap((make) => [false, true].map((wide) => ({ make, wide }))),
    { make: 'plain' } as const,
    { make: 'reference' } as const,
  ]
    .flatMap(engineIfItRuns)
    .map((engine) => [engine.kernels.name, engine]),
);

/** The makes in float32, by name. */
export const fastEngines = [...engines].filter(([name]) => name !== 'reference');

export const reference = engines.get('reference')!;

function engineIfItRuns(choice: KernelChoice): Engine[] {
  try {
    return [createEngine(choice)];
  } catch (error) {
    assert.ok(error instanceof RangeError);
    return [];
  }
}

/** A tensor of numbers in (-scale, scale). */
export function randomArray(name: string, shape: readonly number[], seed: number, scale = 1): NumericArray {
  const random = randomStream(seed, name);
  return { shape, data: new Float32Array(elementCount(shape)).map(() => scale * (2 * uniform(random) - 1)) };
}

export interface CellOptions {
  readonly cell: Cell;
  readonly inputSize: number;
  readonly units: number;
  readonly projSize?: number | undefined;
  readonly peepholes?: boolean | undefined;
  /** Default true. */
  readonly biases?: boolean | undefined;
}

/** Random weights of one direction of a layer, in the size of which sums stay of order 1. */
export function randomCell(options: CellOptions, name: string, seed: number): CellWeights {
  const { cell, inputSize, units, projSize, peepholes = false, biases = true } = options;
  const columns = gateNames[cell].length * units;
  const stateSize = projSize ?? units;
  const array = (part: string, shape: readonly number[], scale: number): NumericArray =>
    randomArray(`${name}.${part}`, shape, seed, scale);
  return {
    kernel: array('kernel', [inputSize, columns], 1 / Math.sqrt(inputSize)),
    recurrentKernel: array('recurrentKernel', [stateSize, columns], 1 / Math.sqrt(stateSize)),
    ...(biases && { bias: array('bias', [columns], 0.5), recurrentBias: array('recurrentBias', [columns], 0.5) }),
    ...(projSize !== undefined && { projection: array('projection', [units, projSize], 1.5 / Math.sqrt(units)) }),
    ...(peepholes && {
      peepholes: {
        input: array('peepholes.input', [units], 0.5),
        forget: array('peepholes.forget', [units], 0.5),
        output: array('peepholes.output', [units], 0.5),
      },
    }),
  };
}

/** The largest difference, absolute, or relative to expected numbers above 1. NaN where one is NaN and the other not. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(actual.length, expected.length, 'count of numbers');
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i])) continue;
    const difference = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}

/** Fails where a number is further than `tolerance` from the expected one, relative to it where that is above 1. */
export function assertClose(
  actual: ArrayLike<number> | TensorView,
  expected: ArrayLike<number> | TensorView,
  tolerance: number,
  what: string,
): void {
  const difference = largestDifference(numbersOf(actual), numbersOf(expected));
  if (!(difference <= tolerance)) assert.fail(`${what}: off by ${difference}, more than ${tolerance}`);
}

function numbersOf(numbers: ArrayLike<number> | TensorView): ArrayLike<number> {
  return 'source' in numbers ? readFloat64(numbers) : numbers;
}

/** The lines of a batch-major tensor in another order. */
export function linesReordered({ shape, data }: NumericArray, order: readonly number[]): NumericArray {
  const size = data.length / shape[0]!;
  const to = new Float32Array(order.length * size);
  for (const [line, from] of order.entries()) to.set(data.subarray(from * size, (from + 1) * size), line * size);
  return { shape: [order.length, ...shape.slice(1)], data: to };
}

/** Steps `from` to `to` (exclusive) of [batch, steps, …]. */
export function stepsOf({ shape, data }: NumericArray, from: number, to: number): NumericArray {
  const [batch, steps, ...rest] = shape as [number, number, ...number[]];
  const size = elementCount(rest);
  const parts = Array.from({ length: batch }, (_, line) =>
    data.subarray((line * steps + from) * size, (line * steps + to) * size),
  );
  return { shape: [batch, to - from, ...rest], data: Float32Array.from(parts.flatMap((part) => [...part])) };
}

/** [batch, steps, …] with its steps from last to first. */
export function stepsReversed(array: NumericArray): NumericArray {
  const [batch, steps, ...rest] = array.shape as [number, number, ...number[]];
  const size = elementCount(rest);
  const data = new Float32Array(array.data.length);
  for (let line = 0; line < batch; line++)
    for (let step = 0; step < steps; step++) {
      const from = (line * steps + step) * size;
      data.set(array.data.subarray(from, from + size), (line * steps + steps - 1 - step) * size);
    }
  return { shape: array.shape, data };
}
