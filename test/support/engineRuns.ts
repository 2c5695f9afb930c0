import assert from 'node:assert/strict';
import { generateWeights } from '../../src/engine/initializers.js';
import { randomStream, uniform } from '../../src/engine/random.js';
import { elementCount } from '../../src/engine/shapes.js';
import type { RunSizes } from '../../src/engine/simpleRnn.js';
import type { Activation, NumericArray, SimpleRnnRun } from '../../src/engine/trace.js';

/** A tensor of numbers in (-1, 1). */
export function randomArray(name: string, shape: readonly number[], seed: number): NumericArray {
  const random = randomStream(seed, name);
  return { shape, data: new Float32Array(elementCount(shape)).map(() => 2 * uniform(random) - 1) };
}

/** A run on random inputs and generated weights. */
export function randomRun(
  sizes: RunSizes,
  { activation = 'tanh', seed = 0, withInitialState = false }: RunOptions = {},
): SimpleRnnRun {
  const { batch, steps, features, units } = sizes;
  return {
    inputs: randomArray('inputs', [batch, steps, features], seed),
    weights: generateWeights(sizes, seed),
    ...(withInitialState && { initialState: randomArray('initial_state', [batch, units], seed) }),
    activation,
    returnSequences: true,
  };
}

export interface RunOptions {
  readonly activation?: Activation;
  readonly seed?: number;
  readonly withInitialState?: boolean;
}

/** Fails where a number is further than `tolerance` from the expected one, relative to it where that is above 1. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: count of numbers`);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= tolerance * Math.max(1, Math.abs(expected[i]!))))
      assert.fail(`${what}[${i}]: expected ${expected[i]} ± ${tolerance}, found ${actual[i]}`);
  }
}
