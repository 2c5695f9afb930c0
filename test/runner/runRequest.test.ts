import assert from 'node:assert/strict';
import { createEngine } from '../../src/engine/engine.js';
import { completeCell, completeOutput } from '../../src/engine/initializers.js';
import { at, lastStep, readView, transposed } from '../../src/engine/tensors.js';
import { runRequest, type RunOfRequest } from '../../src/runner/runRequest.js';
import type { RunRequest } from '../../src/runner/runner.js';
import { lectureRequest } from '../support/runRequests.js';

const engine = createEngine({ make: 'plain' });

function run(changes: Partial<RunRequest> = {}): RunOfRequest {
  return runRequest(engine, lectureRequest(changes));
}

function outputs(changes: Partial<RunRequest>): number[] {
  return [...readView(run(changes).run.trace.outputs).data];
}

describe('runRequest', () => {
  it("runs the lecture's example on the counting series with generated weights", () => {
    const { run: executed, inputs, weights } = run();
    assert.deepEqual(inputs.shape, [6, 5, 3]);
    assert.deepEqual([...inputs.data.subarray(75)], [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    const place = { seed: 0, layer: 0, direction: 'forward' } as const;
    assert.deepEqual(weights, {
      layers: [[completeCell({}, { cell: 'simple_rnn', inputSize: 3, units: 7 }, place)]],
      output: completeOutput({}, { inputSize: 7, outputSize: 7 }, 0),
    });
    const { trace } = executed;
    assert.deepEqual(
      [trace.outputs.shape, trace.layers[0]?.directions[0]?.finalState.shape],
      [
        [6, 5, 7],
        [6, 7],
      ],
    );
  });

  it('takes the given inputs, series, weights, initial state, seed and activation', () => {
    const sizes = { batch: 2, steps: 2, features: 1, units: 1, outputSize: null, activation: 'linear' } as const;
    const one = { shape: [1, 1], data: Float32Array.of(1) };
    const none = { shape: [1], data: Float32Array.of(0) };
    const weights = { layers: [[{ i_w: one, i_b: none, h_w: one, h_b: none }]], output: {} };
    // S_t = x_t + S_{t-1}
    const initialState = { shape: [2, 1], data: Float32Array.of(100, 200) };
    const array = { shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) };
    const given = { ...sizes, weights, initialState, inputs: { kind: 'array', array } } as const;
    assert.deepEqual(outputs(given), [101, 103, 203, 207]);

    const series = Float32Array.of(1, 2, 4, 8, 16);
    assert.deepEqual(outputs({ ...sizes, weights, inputs: { kind: 'series', series, stride: 3 } }), [1, 3, 8, 24]);

    assert.notDeepEqual(outputs({ seed: 1 }), outputs({}));
  });

  it('runs a cell with as many biases as it has', () => {
    const biases = (count: RunRequest['biases']) => {
      const { weights, layers } = run({ biases: count, cell: 'lstm', directions: 2 });
      const names = weights.layers[0]!.map((cell) => Object.keys(cell).join(' '));
      const [layer] = layers;
      assert.ok(layer?.kind === 'recurrent');
      return [...names, layer.forward.bias !== undefined, layer.backward?.recurrentBias !== undefined];
    };
    assert.deepEqual(biases(2), ['i_w i_b h_w h_b', 'i_w i_b h_w h_b', true, true]);
    assert.deepEqual(biases(1), ['i_w i_b h_w', 'i_w i_b h_w', true, false]);
    assert.deepEqual(biases(0), ['i_w h_w', 'i_w h_w', false, false]);
    assert.notDeepEqual(outputs({ biases: 1 }), outputs({ biases: 2 }));
  });

  it('gives one initial state to every layer and direction, or each its own', () => {
    const stack = { batch: 1, steps: 1, features: 1, units: 1, numLayers: 2, directions: 2 } as const;
    const initialStates = (initialState: RunRequest['initialState']) =>
      run({ ...stack, initialState }).run.trace.layers.flatMap(({ directions }) =>
        directions.flatMap((direction) => [...readView(direction.initialState).data]),
      );
    assert.deepEqual(initialStates({ shape: [1, 1], data: Float32Array.of(0.5) }), [0.5, 0.5, 0.5, 0.5]);
    const own = Float32Array.of(0.1, 0.2, 0.3, 0.4);
    assert.deepEqual(initialStates({ shape: [4, 1, 1], data: own }), [...own]);
    assert.deepEqual(initialStates(null), [0, 0, 0, 0]);
  });

  it('joins the directions forward first, and for the last output takes what each of them read last', () => {
    const cells = ['simple_rnn', 'lstm', 'gru'] as const;
    for (const cell of cells) {
      const two = { cell, directions: 2, outputSize: null } as const;
      const all = run(two).run.trace;
      const last = run({ ...two, returnSequences: false }).run.trace;
      assert.deepEqual(
        [all.outputs.shape, last.outputs.shape],
        [
          [6, 5, 14],
          [6, 14],
        ],
      );
      const forward = readView(at(lastStep(all.outputs), 3)).data.subarray(0, 7);
      const backward = readView(at(at(transposed(all.outputs), 0), 3)).data.subarray(7);
      assert.deepEqual([...readView(at(last.outputs, 3)).data], [...forward, ...backward]);
    }
  });

  it('tells its progress up to 1', () => {
    const told: number[] = [];
    runRequest(engine, lectureRequest({ cell: 'gru', batch: 40, units: 64, steps: 200 }), (fraction) =>
      told.push(fraction),
    );
    assert.ok(told.length > 5 && told.length < 300);
    assert.ok(told.every((fraction, index) => fraction > (told[index - 1] ?? 0)));
    assert.equal(told.at(-1), 1);
  });
});
