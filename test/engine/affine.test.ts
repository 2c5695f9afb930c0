import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyAffine, packAffine } from '../../src/engine/affine.js';
import { randomArray } from '../support/engineRuns.js';

describe('applyAffine', () => {
  it('is x·w + b for every count of rows, inputs and outputs, and writes nothing beside', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 0, max: 3 }), (rows, inputs, outputs, gap) => {
        const w = randomArray('w', [inputs, outputs], 0);
        const b = randomArray('b', [outputs], 0);
        const x = randomArray('x', [1 + rows, inputs + gap], 0).data;
        const y = new Float32Array((1 + rows) * (outputs + gap)).fill(9);
        const start = inputs + gap;
        applyAffine(packAffine(w, b), x, start, inputs + gap, y, outputs + gap, outputs + gap, rows);
        const expected = Float32Array.from(y, (_, at) => {
          const row = Math.floor(at / (outputs + gap));
          const column = at % (outputs + gap);
          if (row === 0 || column >= outputs) return 9;
          let sum = b.data[column]!;
          for (let k = 0; k < inputs; k++) sum += x[row * (inputs + gap) + k]! * w.data[k * outputs + column]!;
          return sum;
        });
        assert.deepEqual(y, expected);
      }),
    );
  });

  it('does not lose small terms beside large ones, as float32 sums would', () => {
    const w = { shape: [3, 1], data: Float32Array.of(1, 1, 1) };
    const b = { shape: [1], data: Float32Array.of(0) };
    const y = new Float32Array(1);
    applyAffine(packAffine(w, b), Float32Array.of(2 ** 30, 1, -(2 ** 30)), 0, 3, y, 0, 1, 1);
    assert.equal(y[0], 1);
  });
});
