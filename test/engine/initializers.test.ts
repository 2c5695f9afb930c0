import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  completeWeights,
  generateWeights,
  glorotUniform,
  orthogonal,
  smallBias,
} from '../../src/engine/initializers.js';
import { randomStream } from '../../src/engine/random.js';
import type { NumericArray } from '../../src/engine/trace.js';

const lecture = { features: 3, units: 7, outputSize: 7 };

describe('generateWeights', () => {
  it('gives the shapes of the simple RNN', () => {
    const shapes = (outputSize: number | null): Record<string, readonly number[]> =>
      Object.fromEntries(
        Object.entries(generateWeights({ features: 3, units: 7, outputSize }, 0)).map(([name, weight]) => [
          name,
          (weight as NumericArray).shape,
        ]),
      );
    const recurrent = { i_w: [3, 7], i_b: [7], h_w: [7, 7], h_b: [7] };
    assert.deepEqual(shapes(2), { ...recurrent, o_w: [7, 2], o_b: [2] });
    assert.deepEqual(shapes(null), recurrent);
  });

  it('is pinned for seed 0, so that a change of the generator is noticed', () => {
    const weights = generateWeights(lecture, 0) as Required<ReturnType<typeof generateWeights>>;
    const hash = createHash('sha256');
    for (const name of ['i_w', 'i_b', 'h_w', 'h_b', 'o_w', 'o_b'] as const) {
      const { data } = weights[name];
      hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    assert.deepEqual(
      [...weights.i_w.data.subarray(0, 3)],
      [0.39494237303733826, -0.3766062259674072, -0.7268763184547424],
    );
    assert.deepEqual(
      [...weights.h_w.data.subarray(0, 3)],
      [-0.05948551744222641, -0.2791863679885864, -0.5180463194847107],
    );
    assert.deepEqual(
      [...weights.o_b.data.subarray(0, 3)],
      [-0.08570599555969238, -0.035894960165023804, -0.0853649228811264],
    );
    assert.equal(hash.digest('hex'), '96a06041235d3b88e3161a8e8d50d76e512b3a30887ab3df297c05cfcf95de7c');
  });

  it('gives the same for the same seed and other numbers for another', () => {
    assert.deepEqual(generateWeights(lecture, 3), generateWeights(lecture, 3));
    const [one, other] = [generateWeights(lecture, 3), generateWeights(lecture, 4)];
    for (const name of ['i_w', 'i_b', 'h_w', 'h_b', 'o_w', 'o_b'] as const)
      assert.notDeepEqual(one[name], other[name], name);
    assert.notDeepEqual(one.i_b, one.h_b);
  });
});

describe('completeWeights', () => {
  it('keeps the given weights and generates the others as if none were given', () => {
    const h_w = { shape: [7, 7], data: new Float32Array(49) };
    const completed = completeWeights({ h_w }, lecture, 5);
    assert.equal(completed.h_w, h_w);
    assert.deepEqual({ ...completed, h_w: null }, { ...generateWeights(lecture, 5), h_w: null });
  });

  it('drops output weights where Output_t = S_t', () => {
    const completed = completeWeights(generateWeights(lecture, 0), { ...lecture, outputSize: null }, 0);
    assert.deepEqual(Object.keys(completed), ['i_w', 'i_b', 'h_w', 'h_b']);
  });
});

describe('glorotUniform', () => {
  it('stays within ±√(6 / (rows + columns)) and fills it evenly', () => {
    const { data } = glorotUniform('w', 100, 140, randomStream(0, 'w'));
    const limit = Math.sqrt(6 / 240);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    assert.ok(data.every((value) => Math.abs(value) <= Math.fround(limit)));
    assert.ok(data.some((value) => value > 0.99 * limit) && data.some((value) => value < -0.99 * limit));
    assert.ok(Math.abs(mean) < 0.03 * limit, `mean ${mean}`);
    assert.ok(Math.abs(variance / (limit * limit) - 1 / 3) < 0.02, `variance ${variance}`);
  });
});

describe('smallBias', () => {
  it('has magnitudes from 0.02 to 0.1 and both signs', () => {
    const { data } = smallBias('b', 1000, randomStream(0, 'b'));
    const [low, high] = [Math.fround(0.02), Math.fround(0.1)];
    assert.ok(data.every((value) => Math.abs(value) >= low && Math.abs(value) <= high));
    const positive = data.filter((value) => value > 0).length;
    assert.ok(Math.abs(positive - 500) < 80, `${positive} of 1000 are positive`);
  });
});

describe('orthogonal', () => {
  it('times its transpose is the identity, for any size and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer(), (size, seed) => {
        assertOrthogonal(orthogonal('h_w', size, randomStream(seed, 'h_w')));
      }),
      { numRuns: 60 },
    );
    assertOrthogonal(orthogonal('h_w', 300, randomStream(0, 'h_w')));
  });

  it('spreads over the whole matrix, without favourite elements', () => {
    // Each element of a random orthogonal matrix has mean 0 and mean square 1 / size.
    for (const size of [2, 3, 7, 16]) {
      const count = 4000;
      const sums = new Float64Array(size * size);
      const squares = new Float64Array(size * size);
      for (let seed = 0; seed < count; seed++)
        orthogonal('h_w', size, randomStream(seed, 'h_w')).data.forEach((value, i) => {
          sums[i]! += value / count;
          squares[i]! += (value * value * size) / count;
        });
      // Five standard deviations of a mean of `count`: the mean square's is at most √2.
      assert.ok(
        sums.every((mean) => Math.abs(mean) < 5 / Math.sqrt(size * count)),
        `means for ${size}`,
      );
      assert.ok(
        squares.every((mean) => Math.abs(mean - 1) < (5 * Math.SQRT2) / Math.sqrt(count)),
        `mean squares for ${size}: ${squares.join()}`,
      );
    }
  });
});

function assertOrthogonal({ shape, data }: NumericArray): void {
  const [size] = shape as [number];
  for (let one = 0; one < size; one++)
    for (let other = 0; other <= one; other++) {
      let product = 0;
      for (let row = 0; row < size; row++) product += data[row * size + one]! * data[row * size + other]!;
      const expected = one === other ? 1 : 0;
      assert.ok(Math.abs(product - expected) < 5e-7, `size ${size}: columns ${one} and ${other} give ${product}`);
    }
}
