import assert from 'node:assert/strict';
import { kerasWeights, pytorchWeights, tensorflow1Weights } from '../../src/engine/frameworkInitializers.js';
import type { WeightPlace } from '../../src/engine/initializers.js';
import { gateNames } from '../../src/engine/network.js';
import type { NumericArray } from '../../src/engine/tensors.js';
import { reference } from '../support/engineRuns.js';

const place: WeightPlace = { seed: 0, layer: 0, direction: 'forward' };
const cells = ['simple_rnn', 'lstm', 'gru'] as const;

describe('weights as the frameworks make them', () => {
  for (const weightsOf of [kerasWeights, pytorchWeights, tensorflow1Weights])
    it(`${weightsOf.name} fit the engine, are the same for a place, and others for another`, () => {
      for (const cell of cells) {
        const sizes = { cell, inputSize: 3, units: 5 };
        const forward = weightsOf(sizes, place);
        reference.build([{ kind: 'recurrent', cell, units: 5, forward }]).free();
        assert.deepEqual(weightsOf(sizes, place), forward);
        for (const other of [{ seed: 1 }, { layer: 1 }, { direction: 'backward' } as const])
          assert.notDeepEqual(weightsOf(sizes, { ...place, ...other }), forward);
      }
    });

  it('are Keras’: Glorot over all gates, orthonormal rows, and ones for the forget gate', () => {
    for (const cell of cells) {
      const { kernel, recurrentKernel, bias, recurrentBias } = kerasWeights({ cell, inputSize: 30, units: 40 }, place);
      const columns = 40 * gateNames[cell].length;
      assertWithin(kernel, Math.sqrt(6 / (30 + columns)));
      assert.deepEqual(recurrentKernel.shape, [40, columns]);
      for (let row = 0; row < 40; row++) {
        const numbers = recurrentKernel.data.subarray(row * columns, (row + 1) * columns);
        assert.ok(Math.abs(Math.hypot(...numbers) - 1) < 1e-6);
      }
      const ones = cell === 'lstm' ? [40, 80] : [0, 0];
      assert.deepEqual(bias!.data, new Float32Array(columns).fill(1, ...ones));
      assert.equal(recurrentBias, undefined);
    }
  });

  it('are PyTorch’s: everything within ±1/√units', () => {
    for (const cell of cells)
      for (const array of Object.values(pytorchWeights({ cell, inputSize: 30, units: 100 }, place)))
        assertWithin(array as NumericArray, 0.1);
    const { projection, recurrentKernel } = pytorchWeights(
      { cell: 'lstm', inputSize: 30, units: 100, projSize: 20 },
      place,
    );
    assertWithin(projection!, 0.1);
    assert.deepEqual(
      [projection!.shape, recurrentKernel.shape],
      [
        [100, 20],
        [20, 400],
      ],
    );
  });

  it('are TensorFlow 1’s: Glorot over input and state, ones for the gates of a GRU', () => {
    for (const cell of cells) {
      const { kernel, recurrentKernel, bias } = tensorflow1Weights({ cell, inputSize: 30, units: 50 }, place);
      const columns = 50 * gateNames[cell].length;
      assert.deepEqual(
        [kernel.shape, recurrentKernel.shape],
        [
          [30, columns],
          [50, columns],
        ],
      );
      if (cell === 'gru')
        for (const array of [kernel, recurrentKernel]) {
          assertWithin(columnsOf(array, 0, 100), Math.sqrt(6 / 180));
          assertWithin(columnsOf(array, 100, 150), Math.sqrt(6 / 130));
        }
      else for (const array of [kernel, recurrentKernel]) assertWithin(array, Math.sqrt(6 / (80 + columns)));
      assert.deepEqual(bias!.data, new Float32Array(columns).fill(1, 0, cell === 'gru' ? 100 : 0));
    }
  });
});

/** Evenly distributed within ±limit: the largest is near it, and the mean square is a third of its square. */
function assertWithin({ data }: NumericArray, limit: number): void {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(largest <= Math.fround(limit) && largest > 0.9 * limit, `${largest} of ${limit}`);
  const squares = data.reduce((sum, value) => sum + value * value, 0) / data.length;
  // Six standard deviations: that of u² is 0.3.
  assert.ok(Math.abs(squares / limit ** 2 - 1 / 3) < 1.8 / Math.sqrt(data.length), `mean square ${squares}`);
}

function columnsOf({ shape, data }: NumericArray, from: number, to: number): NumericArray {
  const [rows, columns] = shape as [number, number];
  const width = to - from;
  const part = Float32Array.from(
    { length: rows * width },
    (_, i) => data[Math.floor(i / width) * columns + from + (i % width)]!,
  );
  return { shape: [rows, width], data: part };
}
