import assert from 'node:assert/strict';
import type { Activation, EngineLayer } from '../../src/engine/network.js';
import { readFloat64, readView, type NumericArray } from '../../src/engine/tensors.js';
import { assertClose, engines, randomArray, randomCell } from '../support/engineRuns.js';

const array = (shape: number[], ...numbers: number[]): NumericArray => ({ shape, data: Float32Array.from(numbers) });

for (const [name, engine] of engines) {
  const outputsOf = (
    layers: readonly EngineLayer[],
    inputs: NumericArray,
  ): { shape: readonly number[]; data: Float64Array } => {
    const network = engine.build(layers, layers[0]!.kind === 'embedding' ? 1 : inputs.shape[2]!);
    const run = network.run(inputs);
    const { outputs } = run.trace;
    const found = { shape: outputs.shape, data: readFloat64(outputs) };
    run.free();
    network.free();
    return found;
  };

  describe(`layers that work step by step, on the ${name} kernels`, () => {
    it('dense is x·W + b at every step of every line', () => {
      const kernel = array([2, 3], 1, 2, 3, 4, 5, 6);
      const inputs = array([2, 2, 2], 1, 0, 0, 1, 1, 1, 2, -1);
      assert.deepEqual(outputsOf([{ kind: 'dense', kernel, bias: array([3], 10, 20, 30) }], inputs), {
        shape: [2, 2, 3],
        data: Float64Array.of(11, 22, 33, 14, 25, 36, 15, 27, 39, 8, 19, 30),
      });
      assert.deepEqual(
        outputsOf([{ kind: 'dense', kernel, activation: 'relu' }], array([1, 1, 2], 1, -1)).data,
        Float64Array.of(0, 0, 0),
      );
    });

    it('activation is its function', () => {
      const x = [-3, -1, -0.4, 0, 0.4, 1, 3];
      const expected: [Activation, (x: number) => number][] = [
        ['tanh', Math.tanh],
        ['relu', (value) => Math.max(0, value)],
        ['sigmoid', (value) => 1 / (1 + Math.exp(-value))],
        ['hard_sigmoid', (value) => Math.max(0, Math.min(1, value / 6 + 0.5))],
        [{ name: 'hard_sigmoid', slope: 0.2, offset: 0.5 }, (value) => Math.max(0, Math.min(1, 0.2 * value + 0.5))],
        ['linear', (value) => value],
        ['softsign', (value) => value / (1 + Math.abs(value))],
        ['elu', (value) => (value < 0 ? Math.expm1(value) : value)],
        [{ name: 'elu', alpha: 0.3 }, (value) => (value < 0 ? 0.3 * Math.expm1(value) : value)],
        ['leaky_relu', (value) => (value < 0 ? 0.2 * value : value)],
        [{ name: 'leaky_relu', alpha: 0.01 }, (value) => (value < 0 ? 0.01 * value : value)],
      ];
      for (const [activation, f] of expected) {
        const { data } = outputsOf([{ kind: 'activation', activation }], array([1, 1, 7], ...x));
        assertClose(data, Array.from(Float32Array.from(x), f), 5e-7, JSON.stringify(activation));
      }
    });

    it('layer norm has mean 0 and variance 1, scaled and shifted', () => {
      // (1, 2, 3, 6): mean 3, variance 3.5.
      const inputs = array([1, 2, 4], 1, 2, 3, 6, 5, 5, 5, 5);
      const { data } = outputsOf([{ kind: 'layer_norm', epsilon: 0.5 }], inputs);
      assertClose(data, [-1, -0.5, 0, 1.5, 0, 0, 0, 0], 1e-6, 'normal');
      const scaled: EngineLayer = {
        kind: 'layer_norm',
        epsilon: 0.5,
        gamma: array([4], 1, 2, 3, 4),
        beta: array([4], 1, 0, 0, -1),
      };
      assertClose(outputsOf([scaled], inputs).data, [0, -1, 0, 5, 1, 0, 0, -1], 1e-6, 'scaled');
      const tiny = outputsOf([{ kind: 'layer_norm' }], array([1, 1, 2], 0.001, -0.001));
      assertClose(
        tiny.data,
        [0.001, -0.001].map((value) => value / Math.sqrt(1e-6 + 1e-5)),
        1e-6,
        'default epsilon',
      );
    });

    it('embedding gives rows of its table, with and without an axis of size 1', () => {
      const table = array([3, 2], 0, 1, 10, 11, 20, 21);
      for (const shape of [
        [2, 2],
        [2, 2, 1],
      ])
        assert.deepEqual(outputsOf([{ kind: 'embedding', table }], array(shape, 2, 0, 1, 2)), {
          shape: [2, 2, 2],
          data: Float64Array.of(20, 21, 0, 1, 10, 11, 20, 21),
        });
    });

    it('embedding masks index 0 where it is to, together with given lengths', () => {
      const table = randomArray('table', [4, 3], 0);
      const layer = { kind: 'recurrent', cell: 'gru', units: 2 } as const;
      const forward = randomCell({ cell: 'gru', inputSize: 3, units: 2 }, 'w', 0);
      const network = engine.build([
        { kind: 'embedding', table, maskZero: true },
        { ...layer, forward },
      ]);
      const indices = array([2, 4], 1, 0, 2, 3, 0, 3, 0, 1);
      const run = network.run(indices);
      assert.deepEqual(readView(run.trace.mask!).data, Float32Array.of(1, 0, 1, 1, 0, 1, 0, 1));
      const short = network.run(indices, { lengths: [3, 2] });
      assert.deepEqual(readView(short.trace.mask!).data, Float32Array.of(1, 0, 1, 0, 0, 1, 0, 0));
      // Run again: the mask is made anew.
      run.fill({ inputs: array([2, 4], 1, 1, 1, 1, 1, 1, 1, 0) });
      run.execute();
      assert.deepEqual(readView(run.trace.mask!).data, Float32Array.of(1, 1, 1, 1, 1, 1, 1, 0));
      for (const one of [run, short, network]) one.free();
    });

    it('dropout changes nothing, and the trace says so', () => {
      const inputs = randomArray('inputs', [2, 3, 4], 0);
      const network = engine.build(
        [
          { kind: 'dropout', rate: 0.5 },
          { kind: 'activation', activation: 'relu' },
        ],
        4,
      );
      const run = network.run(inputs);
      assert.deepEqual(
        run.trace.layers.map(({ isIdentity }) => isIdentity),
        [true, false],
      );
      assert.deepEqual(readView(run.trace.layers[0]!.output), inputs);
      run.free();
      network.free();
    });

    it('work on the last step where there is only that', () => {
      const forward = randomCell({ cell: 'lstm', inputSize: 3, units: 5 }, 'w', 0);
      const kernel = randomArray('kernel', [5, 2], 0);
      const layers = (returnSequences: boolean): EngineLayer[] => [
        { kind: 'recurrent', cell: 'lstm', units: 5, returnSequences, forward },
        { kind: 'layer_norm' },
        { kind: 'dropout', rate: 0.1 },
        { kind: 'dense', kernel, activation: 'tanh' },
        { kind: 'activation', activation: 'softsign' },
      ];
      const inputs = randomArray('inputs', [3, 4, 3], 0);
      const every = outputsOf(layers(true), inputs);
      const last = outputsOf(layers(false), inputs);
      assert.deepEqual(last.shape, [3, 2]);
      assert.deepEqual(
        last.data,
        Float64Array.from({ length: 6 }, (_, i) => every.data[(Math.floor(i / 2) * 4 + 3) * 2 + (i % 2)]!),
      );
    });
  });
}
