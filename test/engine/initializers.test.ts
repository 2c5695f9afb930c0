import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  completeCell,
  completeOutput,
  glorotUniform,
  orthogonalGates,
  orthonormalRows,
  smallBias,
  type WeightPlace,
} from '../../src/engine/initializers.js';
import { randomStream } from '../../src/engine/random.js';
import type { NumericArray } from '../../src/engine/tensors.js';

const lecture = { cell: 'simple_rnn', inputSize: 3, units: 7 } as const;
const first = (seed: number): WeightPlace => ({ seed, layer: 0, direction: 'forward' });

describe('completeCell and completeOutput', () => {
  it('give the shapes of each cell', () => {
    const shapes = (arrays: object) =>
      Object.fromEntries(
        Object.entries(arrays).map(([name, array]: [string, NumericArray]) => {
          assert.equal(
            array.data.length,
            array.shape.reduce((product, size) => product * size),
          );
          return [name, array.shape];
        }),
      );
    assert.deepEqual(shapes(completeCell({}, lecture, first(0))), { i_w: [3, 7], i_b: [7], h_w: [7, 7], h_b: [7] });
    for (const [cell, columns] of [['lstm', 28] as const, ['gru', 21] as const])
      assert.deepEqual(shapes(completeCell({}, { ...lecture, cell }, first(0))), {
        i_w: [3, columns],
        i_b: [columns],
        h_w: [7, columns],
        h_b: [columns],
      });
    assert.deepEqual(shapes(completeOutput({}, { inputSize: 14, outputSize: 2 }, 0)), { o_w: [14, 2], o_b: [2] });
  });

  it('are pinned for seed 0, so that a change of the generator is noticed', () => {
    const weights = {
      ...completeCell({}, lecture, first(0)),
      ...completeOutput({}, { inputSize: 7, outputSize: 7 }, 0),
    };
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
    const names = ['i_w', 'i_b', 'h_w', 'h_b', 'o_w', 'o_b'] as const;
    const digest = digestOf(names.map((name) => weights[name]));
    assert.equal(digest, '96a06041235d3b88e3161a8e8d50d76e512b3a30887ab3df297c05cfcf95de7c');
  });

  it('are pinned for the other cells and places too', () => {
    const digests = (['lstm', 'gru'] as const).map((cell) =>
      digestOf(Object.values(completeCell({}, { ...lecture, cell }, { seed: 0, layer: 1, direction: 'backward' }))),
    );
    assert.deepEqual(digests, [
      '83c1ac268d188f8192e5e197b52df07ec8833718d57a14b3ab944298f4a95b55',
      '598d8c4073e3cd330ed306c4e3d0a51661469959848d5ec4d47749ba7421df7c',
    ]);
  });

  it('give the same for the same seed and place, and other numbers for another', () => {
    const places: WeightPlace[] = [
      first(3),
      first(4),
      { seed: 3, layer: 0, direction: 'backward' },
      { seed: 3, layer: 1, direction: 'forward' },
      { seed: 3, layer: 1, direction: 'backward' },
    ];
    const all = places.map((place) => completeCell({}, { ...lecture, cell: 'gru' }, place));
    assert.deepEqual(completeCell({}, { ...lecture, cell: 'gru' }, first(3)), all[0]);
    const digests = all.flatMap(({ i_w, i_b, h_w, h_b }) => [i_w, i_b, h_w, h_b].map((array) => digestOf([array])));
    assert.equal(new Set(digests).size, digests.length);
    assert.notDeepEqual(
      completeOutput({}, { inputSize: 2, outputSize: 2 }, 3),
      completeOutput({}, { inputSize: 2, outputSize: 2 }, 4),
    );
  });

  it('keep the given weights and generate the others as if none were given', () => {
    const h_w = { shape: [7, 7], data: new Float32Array(49) };
    const completed = completeCell({ h_w }, lecture, first(5));
    assert.equal(completed.h_w, h_w);
    assert.deepEqual({ ...completed, h_w: null }, { ...completeCell({}, lecture, first(5)), h_w: null });
    const o_b = { shape: [2], data: new Float32Array(2) };
    const output = completeOutput({ o_b }, { inputSize: 7, outputSize: 2 }, 5);
    assert.equal(output.o_b, o_b);
    assert.deepEqual(output.o_w, completeOutput({}, { inputSize: 7, outputSize: 2 }, 5).o_w);
  });

  it('treat each gate as a matrix of its own', () => {
    const { i_w } = completeCell({}, { cell: 'lstm', inputSize: 40, units: 60 }, first(0));
    const largest = i_w.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const limit = Math.sqrt(6 / 100);
    assert.ok(largest <= Math.fround(limit) && largest > 0.99 * limit, `${largest}`);
  });
});

describe('orthogonalGates', () => {
  it('has an orthogonal matrix for each gate, all of them different', () => {
    const { shape, data } = orthogonalGates('h_w', 9, 3, randomStream(0, 'h_w'));
    assert.deepEqual(shape, [9, 27]);
    const gates = [0, 1, 2].map((gate) => ({
      shape: [9, 9],
      data: Float32Array.from({ length: 81 }, (_, i) => data[Math.floor(i / 9) * 27 + gate * 9 + (i % 9)]!),
    }));
    for (const gate of gates) assertOrthogonal(gate);
    assert.equal(new Set(gates.map((gate) => digestOf([gate]))).size, 3);
  });
});

describe('orthonormalRows', () => {
  it('times its transpose is the identity, for any shape that is no higher than wide', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.integer(), (rows, more, seed) => {
        const columns = rows + more - 1;
        const { shape, data } = orthonormalRows('w', rows, columns, randomStream(seed, 'w'));
        assert.deepEqual(shape, [rows, columns]);
        for (let one = 0; one < rows; one++)
          for (let other = 0; other <= one; other++) {
            let product = 0;
            for (let i = 0; i < columns; i++) product += data[one * columns + i]! * data[other * columns + i]!;
            assert.ok(Math.abs(product - (one === other ? 1 : 0)) < 5e-7, `rows ${one} and ${other}: ${product}`);
          }
      }),
      { numRuns: 60 },
    );
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

describe('each matrix of orthogonalGates', () => {
  it('times its transpose is the identity, for any size and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer(), (size, seed) => {
        assertOrthogonal(orthogonalGates('h_w', size, 1, randomStream(seed, 'h_w')));
      }),
      { numRuns: 60 },
    );
    assertOrthogonal(orthogonalGates('h_w', 300, 1, randomStream(0, 'h_w')));
  });

  it('spreads over the whole matrix, without favourite elements', () => {
    // Each element of a random orthogonal matrix has mean 0 and mean square 1 / size.
    for (const size of [2, 3, 7, 16]) {
      const count = 4000;
      const sums = new Float64Array(size * size);
      const squares = new Float64Array(size * size);
      for (let seed = 0; seed < count; seed++)
        orthogonalGates('h_w', size, 1, randomStream(seed, 'h_w')).data.forEach((value, i) => {
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

function digestOf(arrays: readonly NumericArray[]): string {
  const hash = createHash('sha256');
  for (const { data } of arrays) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}
