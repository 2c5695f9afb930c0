import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { hardSigmoidKeras2 } from '../../src/engine/activations.js';
import type { InitialState } from '../../src/engine/fillRun.js';
import { type Cell, type CellWeights, type EngineLayer, type RecurrentLayer } from '../../src/engine/network.js';
import { readView, type NumericArray } from '../../src/engine/tensors.js';
import { kerasWeights } from '../../src/engine/frameworkInitializers.js';
import { assertClose, engines, randomArray, randomCell } from '../support/engineRuns.js';

/** Both compute in float32, tf.js in sums of another order. */
const tolerance = 1e-6;
const [batch, steps, inputSize, units] = [3, 5, 4, 6];
const cells = ['simple_rnn', 'lstm', 'gru'] as const;

describe('the engine beside tf.js', () => {
  before(async () => {
    // Without the advice that it prints on Node.js.
    tf.enableProdMode();
    await tf.setBackend('cpu');
  });
  afterEach(() => {
    tf.disposeVariables();
  });

  for (const cell of cells)
    for (const goBackwards of [false, true])
      for (const returnSequences of [false, true])
        it(`${cell}, goBackwards ${goBackwards}, returnSequences ${returnSequences}`, () => {
          const layer = { ...layerOf(cell, 'w'), goBackwards, returnSequences };
          compare([tfLayer(layer)], [layer], randomArray('x', [batch, steps, inputSize], 0, 2));
        });

  it('hardSigmoid is Keras 2’s, and every activation is what Keras has', () => {
    const recurrentActivation = hardSigmoidKeras2;
    for (const cell of ['lstm', 'gru'] as const)
      compare(
        [tfLayer(layerOf(cell, 'w'), { recurrentActivation: 'hardSigmoid' })],
        [{ ...layerOf(cell, 'w'), recurrentActivation }],
        randomArray('x', [batch, steps, inputSize], 0, 4),
      );
    for (const [name, activation] of [
      ['relu', 'relu'],
      ['sigmoid', 'sigmoid'],
      ['linear', 'linear'],
      ['softsign', 'softsign'],
      ['elu', 'elu'],
    ] as const)
      for (const cell of cells)
        compare(
          [tfLayer(layerOf(cell, 'w'), { activation: name })],
          [{ ...layerOf(cell, 'w'), activation }],
          randomArray('x', [batch, steps, inputSize], 0),
        );
  });

  it('unitForgetBias is the bias that Keras begins with', () => {
    const sizes = { cell: 'lstm', inputSize, units } as const;
    const own = kerasWeights(sizes, { seed: 0, layer: 0, direction: 'forward' });
    const layer = tf.layers.lstm({ units, unitForgetBias: true, batchInputShape: [null, steps, inputSize] });
    const model = tf.sequential({ layers: [layer] });
    const [kernel, recurrentKernel, bias] = layer.getWeights();
    assert.deepEqual([kernel!.shape, recurrentKernel!.shape], [own.kernel.shape, own.recurrentKernel.shape]);
    assert.deepEqual(bias!.dataSync(), own.bias!.data);
    model.dispose();
  });

  for (const merge of ['concat', 'sum', 'mul', 'ave'] as const)
    for (const returnSequences of [false, true])
      it(`bidirectional, ${merge}, returnSequences ${returnSequences}`, () => {
        for (const cell of cells) {
          const layer = { ...layerOf(cell, 'forward'), returnSequences };
          const backward = layerOf(cell, 'backward').forward;
          compare(
            [bidirectional(layer, backward, merge)],
            [{ ...layer, merge, backward }],
            randomArray('x', [batch, steps, inputSize], 0),
          );
        }
      });

  it('stacks', () => {
    const lower = layerOf('lstm', 'lower');
    const upper = { ...layerOf('gru', 'upper', units), goBackwards: true };
    const last = { ...layerOf('simple_rnn', 'last', units), returnSequences: false };
    compare(
      [tfLayer(lower), tfLayer(upper), tfLayer(last)],
      [lower, upper, last],
      randomArray('x', [batch, steps, inputSize], 0),
    );
  });

  for (const goBackwards of [false, true])
    for (const returnSequences of [false, true])
      it(`a masking layer, goBackwards ${goBackwards}, returnSequences ${returnSequences}`, () => {
        const inputs = randomArray('x', [batch, steps, inputSize], 0);
        const flags = [1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1];
        for (const [row, flag] of flags.entries())
          if (flag === 0) inputs.data.fill(0, row * inputSize, (row + 1) * inputSize);
        const mask = { shape: [batch, steps], data: Float32Array.from(flags) };
        for (const cell of cells) {
          const layer = { ...layerOf(cell, 'w'), goBackwards, returnSequences };
          compare([tf.layers.masking({ maskValue: 0 }), tfLayer(layer)], [layer], inputs, { mask });
        }
      });

  it('an embedding that masks zeros', () => {
    const table = randomArray('table', [7, inputSize], 0);
    const inputs = { shape: [batch, steps], data: Float32Array.of(1, 2, 0, 3, 0, 6, 5, 4, 0, 0, 0, 0, 1, 1, 2) };
    for (const maskZero of [false, true])
      for (const cell of cells) {
        const layer = layerOf(cell, 'w');
        const embedding = tf.layers.embedding({
          inputDim: 7,
          outputDim: inputSize,
          maskZero,
          weights: [tensorOf(table)],
        });
        compare([embedding, tfLayer(layer)], [{ kind: 'embedding', table, maskZero }, layer], inputs);
      }
  });

  it('dense, layer normalisation, dropout and activation at every step', () => {
    const layer = layerOf('gru', 'w');
    const kernel = randomArray('kernel', [units, 3], 0);
    const bias = randomArray('bias', [3], 0);
    const [gamma, beta] = [randomArray('gamma', [units], 0), randomArray('beta', [units], 0)];
    compare(
      [
        tfLayer(layer),
        tf.layers.layerNormalization({ weights: [tensorOf(gamma), tensorOf(beta)] }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 3, activation: 'tanh', weights: [tensorOf(kernel), tensorOf(bias)] }),
        tf.layers.activation({ activation: 'softsign' }),
      ],
      [
        layer,
        { kind: 'layer_norm', gamma, beta, epsilon: 1e-3 },
        { kind: 'dropout', rate: 0.5 },
        { kind: 'dense', kernel, bias, activation: 'tanh' },
        { kind: 'activation', activation: 'softsign' },
      ],
      randomArray('x', [batch, steps, inputSize], 0),
    );
  });

  it('a stateful layer carries its state from one call to the next', () => {
    for (const cell of cells) {
      const layer = layerOf(cell, 'w');
      const model = tf.sequential({
        layers: [tfLayer(layer, { stateful: true, batchInputShape: [batch, steps, inputSize] })],
      });
      const calls = [0, 1, 2].map((call) => randomArray(`x${call}`, [batch, steps, inputSize], 0));
      const expected = calls.map((inputs) => outputOf(model, inputs));
      for (const [name, engine] of engines) {
        const network = engine.build([layer]);
        let carried: InitialState | null = null;
        for (const [call, inputs] of calls.entries()) {
          const run = network.run(inputs, { initialStates: [carried] });
          assertClose(run.trace.outputs, expected[call]!.data, tolerance, `${name} ${cell} call ${call}`);
          const { finalState, finalCellState } = run.trace.layers[0]!.directions[0]!;
          carried = {
            state: [readView(finalState)],
            ...(finalCellState && { cellState: [readView(finalCellState)] }),
          };
          run.free();
        }
        network.free();
      }
      model.dispose();
    }
  });
});

/** Fails where a model of tf.js and the same layers of the engine give other outputs. */
function compare(
  layers: tf.layers.Layer[],
  own: readonly EngineLayer[],
  inputs: NumericArray,
  options: { readonly mask?: NumericArray } = {},
): void {
  const symbolic = tf.input({ shape: inputs.shape.slice(1) });
  const output = layers.reduce((last, layer) => layer.apply(last) as tf.SymbolicTensor, symbolic);
  const model = tf.model({ inputs: symbolic, outputs: output });
  const expected = outputOf(model, inputs);
  model.dispose();
  for (const [name, engine] of engines) {
    const network = engine.build(own);
    const run = network.run(inputs, options);
    assert.deepEqual(run.trace.outputs.shape, expected.shape);
    assertClose(run.trace.outputs, expected.data, tolerance, name);
    run.free();
    network.free();
  }
}

function outputOf(model: tf.LayersModel, inputs: NumericArray): NumericArray {
  return tf.tidy(() => {
    const output = model.predict(tensorOf(inputs), { batchSize: inputs.shape[0]! }) as tf.Tensor;
    return { shape: output.shape, data: output.dataSync().slice() as Float32Array };
  });
}

/** One bias, and the reset gate before: tf.js knows no other GRU. */
function layerOf(cell: Cell, name: string, size: number = inputSize): RecurrentLayer {
  const { kernel, recurrentKernel, bias } = randomCell({ cell, inputSize: size, units }, name, 0);
  return { kind: 'recurrent', cell, units, resetAfter: false, forward: { kernel, recurrentKernel, bias: bias! } };
}

function tfLayer(
  { cell, goBackwards = false, returnSequences = true, forward }: RecurrentLayer,
  options: object = {},
): tf.RNN {
  const common = {
    units,
    goBackwards,
    returnSequences,
    weights: weightsOf(forward),
    ...(cell !== 'simple_rnn' && { recurrentActivation: 'sigmoid' as const }),
    ...options,
  };
  if (cell === 'simple_rnn') return tf.layers.simpleRNN(common);
  return cell === 'lstm' ? tf.layers.lstm(common) : tf.layers.gru(common);
}

function bidirectional(
  layer: RecurrentLayer,
  backward: CellWeights,
  mergeMode: 'concat' | 'sum' | 'mul' | 'ave',
): tf.layers.Layer {
  const wrapper = tf.layers.bidirectional({ layer: tfLayer({ ...layer }, { weights: undefined }), mergeMode });
  wrapper.build([batch, steps, inputSize]);
  wrapper.setWeights([...weightsOf(layer.forward), ...weightsOf(backward)]);
  return wrapper;
}

function weightsOf({ kernel, recurrentKernel, bias }: CellWeights): tf.Tensor[] {
  return [kernel, recurrentKernel, bias!].map(tensorOf);
}

function tensorOf({ shape, data }: NumericArray): tf.Tensor {
  return tf.tensor(data, [...shape]);
}
