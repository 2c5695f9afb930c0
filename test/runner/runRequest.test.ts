import assert from 'node:assert/strict';
import { generateWeights } from '../../src/engine/initializers.js';
import { runRequest } from '../../src/runner/runRequest.js';
import { lectureRequest } from '../support/runRequests.js';

describe('runRequest', () => {
  it("runs the lecture's example on the counting series with generated weights", () => {
    const { run, outputs, state } = runRequest(lectureRequest());
    assert.deepEqual(run.inputs.shape, [6, 5, 3]);
    assert.deepEqual([...run.inputs.data.subarray(75)], [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    assert.deepEqual(run.weights, generateWeights({ features: 3, units: 7, outputSize: 7 }, 0));
    assert.deepEqual(
      [outputs.shape, state.shape],
      [
        [6, 5, 7],
        [6, 7],
      ],
    );
  });

  it('takes the given inputs, series, weights, initial state, seed and activation', () => {
    const sizes = { batch: 2, steps: 2, features: 1, units: 1, outputSize: null, activation: 'linear' } as const;
    const one = { shape: [1, 1], data: Float32Array.of(1) };
    const weights = {
      i_w: one,
      i_b: { shape: [1], data: Float32Array.of(0) },
      h_w: one,
      h_b: { shape: [1], data: Float32Array.of(0) },
    };
    // S_t = x_t + S_{t-1}
    const initialState = { shape: [2, 1], data: Float32Array.of(100, 200) };
    const array = { shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) };
    const given = lectureRequest({ ...sizes, weights, initialState, inputs: { kind: 'array', array } });
    assert.deepEqual([...runRequest(given).outputs.data], [101, 103, 203, 207]);

    const series = Float32Array.of(1, 2, 4, 8, 16);
    const windows = lectureRequest({ ...sizes, weights, inputs: { kind: 'series', series, stride: 3 } });
    assert.deepEqual([...runRequest(windows).outputs.data], [1, 3, 8, 24]);

    const last = lectureRequest({ ...windows, returnSequences: false });
    assert.deepEqual(runRequest(last).outputs, { shape: [2, 1], data: Float32Array.of(3, 24) });

    assert.notDeepEqual(runRequest(lectureRequest({ seed: 1 })).outputs, runRequest(lectureRequest()).outputs);
  });
});
