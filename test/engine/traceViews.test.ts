import assert from 'node:assert/strict';
import { runSimpleRnn } from '../../src/engine/simpleRnn.js';
import type { NumericArray, Trace } from '../../src/engine/trace.js';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { assertClose, randomRun } from '../support/engineRuns.js';

const array = (shape: number[], ...numbers: number[]): NumericArray => ({ shape, data: Float32Array.from(numbers) });

// Two lines, two steps, one feature, two units; S_0 is 1 in line 0 and -1 in line 1. With i_w = (1, 10), i_b = (0, 1),
// h_w = [[1, 2], [3, 4]], h_b = (100, 200), linear, Output = S·(1, -1) + 0.5:
// line 1: x = 3, 4. Step 0: x·i_w + i_b = (3, 31); (-1, -1)·h_w + h_b = (96, 194); S = (99, 225); Output = -125.5
//         Step 1: (4, 41); (99 + 675 + 100, 198 + 900 + 200) = (874, 1298); S = (878, 1339); Output = -460.5
const trace = runSimpleRnn({
  inputs: array([2, 2, 1], 1, 2, 3, 4),
  weights: {
    i_w: array([1, 2], 1, 10),
    i_b: array([2], 0, 1),
    h_w: array([2, 2], 1, 2, 3, 4),
    h_b: array([2], 100, 200),
    o_w: array([2, 1], 1, -1),
    o_b: array([1], 0.5),
  },
  initialState: array([2, 2], 1, 1, -1, -1),
  activation: 'linear',
  returnSequences: true,
});

describe('stepView', () => {
  it('gives the numbers worked by hand, from the initial state on', () => {
    assert.deepEqual(stepView(trace, 1, 0), {
      line: 1,
      step: 0,
      input: Float32Array.of(3),
      previousState: Float32Array.of(-1, -1),
      inputProjection: Float32Array.of(3, 31),
      hiddenProjection: Float32Array.of(96, 194),
      sum: Float32Array.of(99, 225),
      state: Float32Array.of(99, 225),
      output: Float32Array.of(-125.5),
    });
    assert.deepEqual(stepView(trace, 1, 1), {
      line: 1,
      step: 1,
      input: Float32Array.of(4),
      previousState: Float32Array.of(99, 225),
      inputProjection: Float32Array.of(4, 41),
      hiddenProjection: Float32Array.of(874, 1298),
      sum: Float32Array.of(878, 1339),
      state: Float32Array.of(878, 1339),
      output: Float32Array.of(-460.5),
    });
  });

  it('has a sum that the activation turns into exactly the state', () => {
    const run = randomRun({ batch: 2, steps: 20, features: 3, units: 9, outputSize: null }, { activation: 'tanh' });
    const random = runSimpleRnn(run);
    for (let step = 0; step < 20; step++) {
      const { sum, state } = stepView(random, 1, step);
      assert.deepEqual(sum.map(Math.tanh), state);
    }
  });

  it('is a copy', () => {
    for (const value of Object.values(stepView(trace, 1, 0)) as unknown[])
      if (value instanceof Float32Array) value.fill(77);
    assert.deepEqual(stepView(trace, 1, 0).state, Float32Array.of(99, 225));
    assert.deepEqual(stepView(trace, 1, 0).previousState, Float32Array.of(-1, -1));
  });

  it('refuses a line or step that is not there', () => {
    const message = (name: string, found: string) =>
      new RangeError(`${name}: expected an integer from 0 to 1, found ${found}.`);
    assert.throws(() => stepView(trace, 2, 0), message('line', '2'));
    assert.throws(() => stepView(trace, 0, -1), message('step', '-1'));
    assert.throws(() => stepView(trace, 0, 0.5), message('step', '0.5'));
    assert.throws(() => stepView(trace, NaN, 0), message('line', 'NaN'));
  });
});

describe('unitView', () => {
  it('gives the columns of the weights and the numbers worked by hand', () => {
    assert.deepEqual(unitView(trace, 1, 1, 1), {
      line: 1,
      step: 1,
      unit: 1,
      input: Float32Array.of(4),
      inputWeights: Float32Array.of(10),
      inputBias: 1,
      previousState: Float32Array.of(99, 225),
      hiddenWeights: Float32Array.of(2, 4),
      hiddenBias: 200,
      inputProjection: 41,
      hiddenProjection: 1298,
      sum: 1339,
      state: 1339,
    });
    assert.deepEqual(unitView(trace, 0, 0, 0).previousState, Float32Array.of(1, 1));
  });

  it('holds dot products that make its own projections', () => {
    const random = runSimpleRnn(randomRun({ batch: 2, steps: 4, features: 5, units: 6, outputSize: 2 }));
    const dot = (x: Float32Array, w: Float32Array): number => x.reduce((sum, value, i) => sum + value * w[i]!, 0);
    for (let unit = 0; unit < 6; unit++) {
      const view = unitView(random, 1, 2, unit);
      assertClose(
        [view.inputProjection, view.hiddenProjection],
        [
          dot(view.input, view.inputWeights) + view.inputBias,
          dot(view.previousState, view.hiddenWeights) + view.hiddenBias,
        ],
        1e-7,
        `unit ${unit}`,
      );
    }
  });

  it('refuses a unit that is not there', () => {
    assert.throws(() => unitView(trace, 0, 0, 2), new RangeError('unit: expected an integer from 0 to 1, found 2.'));
  });
});

describe('heatmap', () => {
  // One line of four steps and two units, the steps side by side in the picture.
  const pictured = (...states: number[]): Trace => {
    const run = randomRun({ batch: 2, steps: 4, features: 1, units: 2, outputSize: null });
    const made = runSimpleRnn(run);
    made.steps[0]!.state.data.set(states, 8);
    return made;
  };
  const plain = pictured(1, -10, 2, -20, -3, 30, 4, 40);

  it('is units × steps where there is room', () => {
    assert.deepEqual(heatmap(plain, 1, 0, 4, 100, 100), {
      line: 1,
      fromStep: 0,
      toStep: 4,
      rows: 2,
      columns: 4,
      values: Float32Array.of(1, 2, -3, 4, -10, -20, 30, 40),
      extent: 40,
    });
  });

  it('keeps the value of largest magnitude of each cell where there is not', () => {
    const { rows, columns, values } = heatmap(plain, 1, 0, 4, 2, 2);
    assert.deepEqual([rows, columns, ...values], [2, 2, 2, 4, -20, 40]);
    assert.deepEqual(heatmap(plain, 1, 0, 4, 1, 3).values, Float32Array.of(-20, 30, 40));
  });

  it('shows a range of steps with the extent of the whole line', () => {
    const { columns, values, extent } = heatmap(plain, 1, 1, 3, 2, 9);
    assert.deepEqual([columns, ...values], [2, 2, -3, -20, 30]);
    assert.equal(extent, 40);
  });

  it('shows NaN over everything, and leaves what is not finite out of the extent', () => {
    const odd = pictured(1, NaN, 2, 5, -Infinity, 6, 4, 7);
    const { values, extent } = heatmap(odd, 1, 0, 4, 2, 2);
    assert.deepEqual(values, Float32Array.of(2, -Infinity, NaN, 7));
    assert.equal(extent, 7);
    assert.equal(heatmap(pictured(...new Array<number>(8).fill(NaN)), 1, 0, 4, 2, 4).extent, 0);
  });

  it('covers every value with exactly one cell', () => {
    const long = runSimpleRnn(randomRun({ batch: 1, steps: 101, features: 1, units: 7, outputSize: null }));
    const states = long.steps[0]!.state.data;
    const { values, extent } = heatmap(long, 0, 0, 101, 3, 10);
    states.fill(0);
    assert.equal(Math.max(...values.map(Math.abs)), extent);
    for (let i = 0; i < states.length; i++) {
      states[i] = 1;
      assert.equal(
        heatmap(long, 0, 0, 101, 3, 10).values.reduce((sum, value) => sum + value, 0),
        1,
      );
      states[i] = 0;
    }
  });

  it('refuses a range that is not in the trace and a picture without cells', () => {
    const toStep = (found: string) => new RangeError(`toStep: expected an integer from 2 to 4, found ${found}.`);
    assert.throws(() => heatmap(plain, 0, 1, 5, 2, 2), toStep('5'));
    assert.throws(() => heatmap(plain, 0, 1, 1, 2, 2), toStep('1'));
    assert.throws(() => heatmap(plain, 0, 0, 4, 0, 2), /expected at least one row and column, found 0 and 2/);
    assert.throws(() => heatmap(plain, 0, 0, 4, 2, NaN), /found 2 and NaN/);
  });
});
