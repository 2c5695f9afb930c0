import assert from 'node:assert/strict';
import type { CellWeights, RecurrentLayer } from '../../src/engine/network.js';
import { readFloat64, type NumericArray } from '../../src/engine/tensors.js';
import type { DirectionTrace } from '../../src/engine/trace.js';
import { assertClose, engines, randomArray, randomCell } from '../support/engineRuns.js';

const array = (shape: number[], ...numbers: number[]): NumericArray => ({ shape, data: Float32Array.from(numbers) });
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

for (const [name, engine] of engines) {
  const tolerance = name === 'reference' ? 1e-12 : 5e-7;
  /** The trace of one line, [steps, size] by the arrays' names. */
  const traceOf = (
    layer: RecurrentLayer,
    inputs: readonly (readonly number[])[],
    options = {},
  ): Record<string, Float64Array> => {
    const network = engine.build([layer]);
    const run = network.run(array([1, inputs.length, inputs[0]!.length], ...inputs.flat()), options);
    const { arrays }: DirectionTrace = run.trace.layers[0]!.directions[0]!;
    const found = Object.fromEntries(Object.entries(arrays).map(([key, view]) => [key, readFloat64(view)]));
    run.free();
    network.free();
    return found;
  };

  describe(`cells of the ${name} kernels`, () => {
    it('simple RNN: numbers worked by hand', () => {
      // x·W + b = 2·1 + 1 = 3, then 4 + 1 = 5; h·U + b = 1·2 - 1 = 1, then 4·2 - 1 = 7.
      const forward = {
        kernel: array([1, 1], 1),
        bias: array([1], 1),
        recurrentKernel: array([1, 1], 2),
        recurrentBias: array([1], -1),
      };
      const found = traceOf(
        { kind: 'recurrent', cell: 'simple_rnn', units: 1, activation: 'relu', forward },
        [[2], [4], [-30]],
        { initialStates: [{ state: [array([1, 1], 1)] }] },
      );
      assert.deepEqual(Object.keys(found), ['inputProjection', 'hiddenProjection', 'state']);
      assert.deepEqual([...found['inputProjection']!], [3, 5, -29]);
      assert.deepEqual([...found['hiddenProjection']!], [1, 7, 23]);
      assert.deepEqual([...found['state']!], [4, 12, 0]);
    });

    it('LSTM: numbers worked by hand', () => {
      // Sums of the gates, with x = 1, h = 0, c = 2: i = 0, f = ln 3, g = 0.5, o = -ln 3; each is σ or the identity:
      // i = 1/2, f = 3/4, g = 1/2, o = 1/4. c = 3/4·2 + 1/2·1/2 = 7/4, h = 1/4·7/4 = 7/16.
      const log = Math.fround(Math.log(3));
      const forward = {
        kernel: array([1, 4], 0, log, 0.5, -log),
        recurrentKernel: array([1, 4], 0, 0, 1, 0),
      };
      const found = traceOf({ kind: 'recurrent', cell: 'lstm', units: 1, activation: 'linear', forward }, [[1], [0]], {
        initialStates: [{ state: [array([1, 1], 0)], cellState: [array([1, 1], 2)] }],
      });
      assert.deepEqual(Object.keys(found), [
        'inputGate',
        'forgetGate',
        'cellCandidate',
        'outputGate',
        'cellState',
        'state',
      ]);
      // With x = 0 all gates are 1/2, and the candidate is h = 7/16: c = 7/8 + 7/32 = 35/32, h = 35/64.
      const expected = {
        inputGate: [1 / 2, 1 / 2],
        forgetGate: [3 / 4, 1 / 2],
        cellCandidate: [1 / 2, 7 / 16],
        outputGate: [1 / 4, 1 / 2],
        cellState: [7 / 4, 35 / 32],
        state: [7 / 16, 35 / 64],
      };
      // ln 3 is rounded to float32.
      for (const [key, numbers] of Object.entries(expected)) assertClose(found[key]!, numbers, 5e-7, key);
    });

    it('GRU: numbers worked by hand, with the reset gate after and before', () => {
      // h = 2, x = 1: z = σ(0) = 1/2, r = σ(-ln 3) = 1/4. Reset after: n = 1 + r·(2·3 + 4) = 3.5,
      // h = 1/2·2 + 1/2·3.5 = 2.75. Reset before: n = 1 + (r·2)·3 + 4 = 6.5, h = 1 + 3.25 = 4.25.
      const log = Math.fround(Math.log(3));
      const forward = {
        kernel: array([1, 3], 0, -log, 1),
        recurrentKernel: array([1, 3], 0, 0, 3),
        recurrentBias: array([3], 0, 0, 4),
      };
      for (const [resetAfter, candidate, state] of [
        [true, 3.5, 2.75],
        [false, 6.5, 4.25],
      ] as const) {
        const found = traceOf(
          { kind: 'recurrent', cell: 'gru', units: 1, activation: 'linear', resetAfter, forward },
          [[1]],
          { initialStates: [{ state: [array([1, 1], 2)] }] },
        );
        assert.deepEqual(Object.keys(found), ['updateGate', 'resetGate', 'candidate', 'state']);
        const numbers = ['updateGate', 'resetGate', 'candidate', 'state'].map((key) => found[key]![0]!);
        assertClose(numbers, [1 / 2, 1 / 4, candidate, state], 1e-6, `reset ${resetAfter ? 'after' : 'before'}`);
      }
    });

    it('LSTM: peepholes, forget bias and projection as TensorFlow 1’s LSTMCell has them', () => {
      const [inputSize, units, projSize, forgetBias] = [2, 3, 2, 1];
      const forward = randomCell({ cell: 'lstm', inputSize, units, projSize, peepholes: true }, 'w', 0);
      const layer: RecurrentLayer = { kind: 'recurrent', cell: 'lstm', units, projSize, forgetBias, forward };
      const inputs = [0, 1, 2, 3].map((step) => [...randomArray(`x${step}`, [inputSize], 0).data]);
      const found = traceOf(layer, inputs);
      let [c, h] = [new Array<number>(units).fill(0), new Array<number>(projSize).fill(0)];
      for (const [step, x] of inputs.entries()) {
        ({ c, h } = tensorflow1Step(forward, forgetBias, x, c, h));
        const at = (numbers: Float64Array, size: number) => numbers.subarray(step * size, (step + 1) * size);
        assertClose(at(found['cellState']!, units), c, tolerance, `cell state ${step}`);
        assertClose(at(found['state']!, projSize), h, tolerance, `state ${step}`);
      }
    });

    it('holds at the ends of the activations’ ranges', () => {
      const forward = { kernel: array([1, 1], 1), recurrentKernel: array([1, 1], 0) };
      const state = (activation: RecurrentLayer['activation'] & {}, x: number): number =>
        traceOf({ kind: 'recurrent', cell: 'simple_rnn', units: 1, activation, forward }, [[x]])['state']![0]!;
      for (const [activation, below, above] of [
        ['tanh', -1, 1],
        ['sigmoid', 0, 1],
        ['hard_sigmoid', 0, 1],
        ['softsign', -1, 1],
        ['relu', 0, 3e38],
        ['elu', -1, 3e38],
      ] as const)
        for (const [x, expected] of [
          [-3e38, below],
          [3e38, above],
        ] as const)
          assertClose([state(activation, x)], [expected], 1e-6, `${activation}(${x})`);
      for (const activation of [
        'tanh',
        'sigmoid',
        'relu',
        'linear',
        'softsign',
        'elu',
        'leaky_relu',
        'hard_sigmoid',
      ] as const)
        assert.ok(Number.isNaN(state(activation, NaN)), `${activation}(NaN)`);
    });
  });
}

/** LSTMCell of TensorFlow 1: i, j, f, o with w_i_diag, w_f_diag on the cell state before and w_o_diag on the new one. */
function tensorflow1Step(
  { kernel, recurrentKernel, bias, recurrentBias, peepholes, projection }: CellWeights,
  forgetBias: number,
  x: readonly number[],
  c: readonly number[],
  h: readonly number[],
): { c: number[]; h: number[] } {
  const units = c.length;
  const sum = (gate: number, unit: number): number => {
    const column = gate * units + unit;
    let total = bias!.data[column]! + recurrentBias!.data[column]!;
    for (const [k, value] of x.entries()) total += value * kernel.data[k * 4 * units + column]!;
    for (const [k, value] of h.entries()) total += value * recurrentKernel.data[k * 4 * units + column]!;
    return total;
  };
  const { input, forget, output } = peepholes!;
  const next = c.map(
    (before, unit) =>
      sigmoid(sum(1, unit) + forgetBias + forget.data[unit]! * before) * before +
      sigmoid(sum(0, unit) + input.data[unit]! * before) * Math.tanh(sum(2, unit)),
  );
  const m = next.map((value, unit) => sigmoid(sum(3, unit) + output.data[unit]! * value) * Math.tanh(value));
  const size = projection!.shape[1]!;
  const projected = Array.from({ length: size }, (_, to) =>
    m.reduce((total, value, unit) => total + value * projection!.data[unit * size + to]!, 0),
  );
  return { c: next, h: projected };
}
