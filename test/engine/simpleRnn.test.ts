import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runSimpleRnn, traceBytes } from '../../src/engine/simpleRnn.js';
import type { Activation, NumericArray, SimpleRnnRun } from '../../src/engine/trace.js';
import { assertClose, randomRun } from '../support/engineRuns.js';
import { referenceSimpleRnn } from '../support/referenceSimpleRnn.js';

const array = (shape: number[], ...numbers: number[]): NumericArray => ({ shape, data: Float32Array.from(numbers) });

const sizesArbitrary = fc.record({
  batch: fc.integer({ min: 1, max: 40 }),
  steps: fc.integer({ min: 2, max: 70 }),
  features: fc.integer({ min: 1, max: 5 }),
  units: fc.integer({ min: 1, max: 9 }),
  outputSize: fc.option(fc.integer({ min: 1, max: 5 })),
});

const runArbitrary = fc
  .tuple(
    sizesArbitrary,
    fc.record({
      activation: fc.constantFrom<Activation>('tanh', 'relu', 'sigmoid', 'linear'),
      seed: fc.integer(),
      withInitialState: fc.boolean(),
    }),
  )
  .map(([sizes, options]) => randomRun(sizes, options));

describe('runSimpleRnn', () => {
  it('gives the numbers worked by hand for (1, 1, 1) and one unit', () => {
    // x·i_w + i_b = 2·0.5 + 0.25 = 1.25; 0·3 - 0.5 = -0.5; their sum 0.75;
    // tanh 0.75 = (e^1.5 - 1) / (e^1.5 + 1) = 3.4816890703 / 5.4816890703 = 0.6351489524; times 2, plus 1: 2.2702979048
    const trace = runSimpleRnn({
      inputs: array([1, 1, 1], 2),
      weights: {
        i_w: array([1, 1], 0.5),
        i_b: array([1], 0.25),
        h_w: array([1, 1], 3),
        h_b: array([1], -0.5),
        o_w: array([1, 1], 2),
        o_b: array([1], 1),
      },
      activation: 'tanh',
      returnSequences: true,
    });
    const { inputProjection, hiddenProjection, state, output } = trace.steps[0]!;
    assert.deepEqual([...inputProjection.data, ...hiddenProjection.data], [1.25, -0.5]);
    assertClose(state.data, [0.6351489524], 1e-7, 'state');
    assertClose(output.data, [2.2702979048], 2e-7, 'output');
    assert.deepEqual(trace.state, { shape: [1, 1], data: state.data });
    assert.deepEqual(trace.outputs, { shape: [1, 1, 1], data: output.data });
  });

  it('gives the numbers worked by hand for (1, 2, 1) and one unit', () => {
    // With x = 1, -2; i_w = 2, i_b = 1; h_w = 3, h_b = -1; S_0 = 1; o_w = -1, o_b = 0.5:
    // step 1: 1·2 + 1 = 3;  1·3 - 1 = 2;          sum 5
    // linear: S = 5; step 2: -2·2 + 1 = -3; 5·3 - 1 = 14; sum 11; Output = -4.5, -10.5
    // relu with S_0 = -1: -1·3 - 1 = -4; sum -1; S = 0; step 2: -3 and -1; sum -4; S = 0; Output = 0.5, 0.5
    const run = (activation: Activation, before: number): SimpleRnnRun => ({
      inputs: array([1, 2, 1], 1, -2),
      weights: {
        i_w: array([1, 1], 2),
        i_b: array([1], 1),
        h_w: array([1, 1], 3),
        h_b: array([1], -1),
        o_w: array([1, 1], -1),
        o_b: array([1], 0.5),
      },
      initialState: array([1, 1], before),
      activation,
      returnSequences: true,
    });
    const numbers = (activation: Activation, before: number): number[][] => {
      const { inputProjection, hiddenProjection, state, output } = runSimpleRnn(run(activation, before)).steps[0]!;
      return [inputProjection, hiddenProjection, state, output].map(({ data }) => Array.from(data));
    };
    assert.deepEqual(numbers('linear', 1), [
      [3, -3],
      [2, 14],
      [5, 11],
      [-4.5, -10.5],
    ]);
    assert.deepEqual(numbers('relu', -1), [
      [3, -3],
      [-4, -1],
      [0, 0],
      [0.5, 0.5],
    ]);
  });

  it('is 1 / 2 for the sigmoid of nothing', () => {
    const zero = array([1, 1], 0);
    const weights = { i_w: zero, i_b: array([1], 0), h_w: zero, h_b: array([1], 0) };
    const run = { inputs: array([1, 1, 1], 0), weights, activation: 'sigmoid', returnSequences: true } as const;
    assert.deepEqual(runSimpleRnn(run).state, array([1, 1], 0.5));
  });

  it('differs from float64 by less than 1e-6 after 1,000 steps of tanh', () => {
    for (const units of [1, 7, 32])
      for (const seed of [0, 1, 2]) {
        const run = randomRun({ batch: 2, steps: 1000, features: 3, units, outputSize: 3 }, { seed });
        const expected = referenceSimpleRnn(run);
        const { state, output } = runSimpleRnn(run).steps[0]!;
        assertClose(state.data, expected.state, 1e-6, `${units} units, seed ${seed}: state`);
        assertClose(output.data, expected.output, 1e-6, `${units} units, seed ${seed}: output`);
      }
  });

  it('gives every line the same bits wherever it stands in the batch', () => {
    fc.assert(
      fc.property(runArbitrary, (run) => {
        const [batch] = run.inputs.shape as [number];
        const mirrored = runSimpleRnn({
          ...run,
          inputs: mirror(run.inputs),
          ...(run.initialState && { initialState: mirror(run.initialState) }),
        });
        const straight = runSimpleRnn(run);
        assert.deepEqual(mirrored.outputs, mirror(straight.outputs), `batch of ${batch}`);
        assert.deepEqual(mirrored.state, mirror(straight.state));
      }),
      { numRuns: 50 },
    );
  });

  it('gives the same bits where a sequence is cut and its state carried over', () => {
    fc.assert(
      fc.property(runArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (run, where) => {
        const steps = run.inputs.shape[1]!;
        const cut = 1 + Math.floor(where * (steps - 2));
        const whole = runSimpleRnn(run);
        const first = runSimpleRnn({ ...run, inputs: stepsOf(run.inputs, 0, cut) });
        const second = runSimpleRnn({ ...run, inputs: stepsOf(run.inputs, cut, steps), initialState: first.state });
        assert.deepEqual(first.outputs, stepsOf(whole.outputs, 0, cut));
        assert.deepEqual(second.outputs, stepsOf(whole.outputs, cut, steps));
        assert.deepEqual(second.state, whole.state);
      }),
      { numRuns: 50 },
    );
  });

  it('gives the last step alone without return_sequences', () => {
    const run = randomRun({ batch: 3, steps: 4, features: 2, units: 5, outputSize: 2 });
    const whole = runSimpleRnn(run);
    const last = runSimpleRnn({ ...run, returnSequences: false });
    assert.deepEqual(last.outputs, { shape: [3, 2], data: stepsOf(whole.outputs, 3, 4).data });
    assert.deepEqual(last.steps[0]!.output, whole.outputs);
  });

  it('shares one array for states and outputs without o_w and o_b', () => {
    const trace = runSimpleRnn(randomRun({ batch: 2, steps: 3, features: 2, units: 4, outputSize: null }));
    assert.equal(trace.steps[0]!.output, trace.steps[0]!.state);
    assert.deepEqual(trace.outputs.shape, [2, 3, 4]);
  });

  it('lets NaN and infinities pass to the units that they reach', () => {
    const run = randomRun({ batch: 2, steps: 3, features: 1, units: 2, outputSize: null }, { activation: 'relu' });
    run.inputs.data.set([0, NaN, 0, 0, Infinity, 0]);
    const [line0, line1] = [0, 1].map((line) => runSimpleRnn(run).outputs.data.subarray(line * 6, line * 6 + 6));
    assert.ok(line0!.subarray(0, 2).every(Number.isFinite));
    assert.ok(line0!.subarray(2).every(Number.isNaN));
    assert.ok(line1!.subarray(0, 2).every(Number.isFinite));
    assert.ok(line1!.subarray(2, 4).every((value) => value === Infinity || value === 0));
  });

  it('tells its progress, rising to 1, about a hundred times at most', () => {
    for (const sizes of [
      { batch: 1, steps: 1, features: 1, units: 1, outputSize: 1 },
      { batch: 1, steps: 10_000, features: 3, units: 7, outputSize: null },
      { batch: 1000, steps: 20, features: 3, units: 7, outputSize: 7 },
    ]) {
      const told: number[] = [];
      runSimpleRnn(randomRun(sizes), (fraction) => told.push(fraction));
      assert.equal(told.at(-1), 1);
      assert.ok(told.length <= 101, `${told.length} calls`);
      assert.ok(sizes.batch * sizes.steps === 1 || told.length > 20, `${told.length} calls`);
      assert.deepEqual(
        told,
        [...new Set(told)].sort((a, b) => a - b),
      );
    }
  });

  it('names the array that does not fit, with the expected and the found shape', () => {
    const run = randomRun({ batch: 2, steps: 3, features: 4, units: 5, outputSize: 6 }, { withInitialState: true });
    const weights = (changed: object): SimpleRnnRun => ({ ...run, weights: { ...run.weights, ...changed } });
    const broken: [SimpleRnnRun, string][] = [
      [weights({ i_w: array([1, 5], 1, 2, 3, 4, 5) }), 'i_w: expected shape (4, 5), found (1, 5).'],
      [weights({ i_b: array([1], 1) }), 'i_b: expected shape (5), found (1).'],
      [weights({ h_w: array([5, 1], 1, 2, 3, 4, 5) }), 'h_w: expected shape (5, 5), found (5, 1).'],
      [weights({ h_b: array([1, 1], 1) }), 'h_b: expected shape (5), found (1, 1).'],
      [weights({ o_w: array([1, 6], 1, 2, 3, 4, 5, 6) }), 'o_w: expected shape (5, 6), found (1, 6).'],
      [weights({ o_b: array([5], 1, 2, 3, 4, 5) }), 'o_b: expected shape (6), found (5).'],
      [weights({ o_b: undefined }), 'o_b: expected shape (6), found none.'],
      [weights({ o_w: undefined }), 'o_w: expected shape (5, 6), found none.'],
      [{ ...run, initialState: array([1, 5], 1, 2, 3, 4, 5) }, 'initial_state: expected shape (2, 5), found (1, 5).'],
      [{ ...run, inputs: array([2, 3, 4], 1) }, 'inputs: expected 24 numbers for shape (2, 3, 4), found 1.'],
      [{ ...run, inputs: array([2, 0, 4]) }, 'steps: expected a positive integer, found 0.'],
      [{ ...run, inputs: array([2, 3, 4, 1], 1) }, 'inputs: expected shape (2, 3, 4), found (2, 3, 4, 1).'],
    ];
    for (const [bad, message] of broken) assert.throws(() => runSimpleRnn(bad), new RangeError(message));
  });
});

describe('traceBytes', () => {
  it("counts the lecture's arrays", () => {
    // inputs 6·5·3 = 90; weights 4·7 + 8·7 + 8·7 = 140, packed in fours 4·8 + 8·8 + 8·8 = 160;
    // two projections and states 3·6·5·7 = 630; first and last state 2·6·7 = 84; outputs 6·5·7 + 6·7 = 252
    const numbers = 90 + 140 + 160 + 630 + 84 + 252;
    assert.equal(traceBytes({ batch: 6, steps: 5, features: 3, units: 7, outputSize: 7 }), 4 * numbers);
    // without o_w and o_b: 56 weights, 64 packed and 210 outputs less
    const less = 56 + 64 + 210;
    assert.equal(traceBytes({ batch: 6, steps: 5, features: 3, units: 7, outputSize: null }), 4 * (numbers - less));
  });

  it('is a large number for absurd sizes', () => {
    const bytes = traceBytes({ batch: 1e9, steps: 1e9, features: 1e9, units: 1e9, outputSize: 1e9 });
    assert.ok(bytes > 1e27 && bytes < Infinity, String(bytes));
  });
});

/** The lines in opposite order. */
function mirror({ shape, data }: NumericArray): NumericArray {
  const batch = shape[0]!;
  const size = data.length / batch;
  const lines = Array.from({ length: batch }, (_, line) => data.subarray(line * size, (line + 1) * size));
  return array([...shape], ...lines.reverse().flatMap((line) => Array.from(line)));
}

/** Some steps of [batch, steps, size]. */
function stepsOf({ shape, data }: NumericArray, from: number, to: number): NumericArray {
  const [batch, steps, size] = shape as [number, number, number];
  const numbers = Array.from({ length: batch }, (_, line) =>
    Array.from(data.subarray((line * steps + from) * size, (line * steps + to) * size)),
  );
  return array([batch, to - from, size], ...numbers.flat());
}
