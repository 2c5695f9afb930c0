import assert from 'node:assert/strict';
import { analyze } from '../../src/analysis/analyze.js';
import type { CodeLanguage } from '../../src/analysis/code.js';
import type { Framework, Layer, Network } from '../../src/analysis/model.js';
import { layerNetwork, missingSizes, runnables, withSizes } from '../../src/runner/layerNetwork.js';
import { prepareRun } from '../../src/runner/prepare.js';
import { parameterCount } from '../../src/wording/shapes.js';

const lstm: Layer = {
  name: 'lstm',
  kind: 'LSTM',
  span: { start: 20, end: 40 },
  input: [32, 10, 8],
  output: [32, 10, 64],
  state: [],
  options: { units: 64, inputSize: 8, numLayers: 2, bidirectional: true, batchFirst: true },
  weights: [],
  parameters: null,
  calls: [],
};

function network(layers: readonly Layer[], framework: Framework = 'pytorch'): Network {
  const span = { start: 0, end: 100 };
  return { name: 'Net', framework, span, nameSpan: { start: 6, end: 9 }, layers, config: null };
}

function sizesOf(layer: Partial<Layer>, framework: Framework = 'pytorch') {
  const own = { ...lstm, ...layer };
  const found = layerNetwork(network([own], framework), own)?.config;
  return found && [found.batch, found.steps, found.features, found.units];
}

function cellOf(kind: string, framework: Framework, options: Layer['options'] = {}) {
  const own = { ...lstm, kind, options: { units: 64, ...options } };
  return layerNetwork(network([own], framework), own)?.config?.cell ?? null;
}

/** How many parameters the runs of a text's layers have. */
function parametersRun(text: string, language: CodeLanguage): (number | null)[] {
  const { networks } = analyze(text, language, { fileName: 'model', memoryLimit: 1e9 });
  return runnables(networks).map(({ network }) => parameterCount(network));
}

describe('a layer of code as a network of its own', () => {
  it('has the sizes and options of the layer, its name and its place', () => {
    const found = layerNetwork(network([lstm]), lstm)!;
    assert.deepEqual([found.name, found.span, found.nameSpan], ['lstm', lstm.span, lstm.span]);
    const { cell, batch, steps, features, units, numLayers, bidirectional, returnSequences } = found.config!;
    assert.deepEqual(
      [cell, batch, steps, features, units, numLayers, bidirectional, returnSequences],
      ['lstm', 32, 10, 8, 64, 2, true, true],
    );
    assert.deepEqual(found.layers.at(-1)?.output, [32, 10, 128]);
  });

  it('is run on generated weights and the series 1, 2, 3, …', () => {
    const prepared = prepareRun(layerNetwork(network([lstm]), lstm)!, {}, 1e9);
    assert.ok('request' in prepared);
    const { batch, steps, features, cell, units, numLayers, directions, outputSize, inputs } = prepared.request;
    assert.deepEqual(
      { batch, steps, features, cell, units, numLayers, directions, outputSize, inputs },
      {
        batch: 32,
        steps: 10,
        features: 8,
        cell: 'lstm',
        units: 64,
        numLayers: 2,
        directions: 2,
        outputSize: null,
        inputs: { kind: 'counting', stride: 1 },
      },
    );
  });

  it('finds the batch and the time where the layer has them', () => {
    assert.deepEqual(sizesOf({ options: { ...lstm.options, batchFirst: false } }), [10, 32, 8, 64]);
    assert.deepEqual(sizesOf({ options: { units: 64, timeMajor: true } }, 'tensorflow1'), [10, 32, 8, 64]);
    assert.deepEqual(sizesOf({ input: [10, 8] }), [1, 10, 8, 64], 'a line without a batch');
    assert.deepEqual(sizesOf({ input: [32, 8], kind: 'LSTMCell' }), [32, 'steps', 8, 64], 'one step of a batch');
    assert.deepEqual(sizesOf({ input: null }), ['batch', 'steps', 8, 64]);
    assert.deepEqual(sizesOf({ input: ['B', null, 'n'], options: {} }), ['B', 'steps', 'n', 'units']);
    assert.equal(sizesOf({ input: [32, 10, 9] })?.[2], 8, 'what is declared counts');
  });

  it('knows the cells of every framework', () => {
    assert.equal(cellOf('RNN', 'pytorch', { nonlinearity: 'relu' }), 'simple_rnn');
    assert.equal(cellOf('SimpleRNN', 'keras'), 'simple_rnn');
    assert.equal(cellOf('CuDNNLSTM', 'keras'), 'lstm');
    assert.equal(cellOf('BasicLSTMCell', 'tensorflow1'), 'lstm');
    assert.equal(cellOf('GRU', 'keras', { resetAfter: true }), 'gru');
    assert.equal(cellOf('GRUCell', 'tensorflow1'), 'gru');
    assert.equal(cellOf('dynamic_rnn', 'tensorflow1', { cell: 'BasicRNNCell' }), 'simple_rnn');
    assert.equal(cellOf('RNN', 'keras'), null, 'the cell of RNN(cell) is not known');
    assert.equal(cellOf('LSTM', 'pytorch', { projSize: 3 }), null, 'the engine has no projection');
    assert.equal(cellOf('Bidirectional', 'keras', { cell: 'LSTM', mergeMode: 'sum' }), null);
    assert.equal(cellOf('dynamic_rnn', 'tensorflow1', { cell: null }), null, 'its cells are not alike');
    assert.equal(cellOf('LSTM', 'keras', { goBackwards: true }), null, 'the panel reads forward');
    assert.equal(cellOf('LSTM', 'keras', { recurrentActivation: 'relu' }), null, 'its gates are not 0 to 1');
    for (const kind of ['Linear', 'ConvLSTM2D', 'MultiRNNCell', 'StackedRNNCells', 'TransformerEncoder', 'LSTMStack']) {
      assert.equal(cellOf(kind, 'pytorch'), null, kind);
    }
  });

  it('has the reset and the gates of its framework', () => {
    const ran = (kind: string, framework: Framework, options: Layer['options'] = {}) => {
      const own = { ...lstm, kind, options: { units: 64, inputSize: 8, ...options } };
      const prepared = prepareRun(layerNetwork(network([own], framework), own)!, {}, 1e9);
      assert.ok('request' in prepared);
      return [prepared.request.resetAfter, prepared.request.recurrentActivation];
    };
    const keras2 = { name: 'hard_sigmoid', slope: 0.2, offset: 0.5 };
    assert.deepEqual(ran('GRU', 'pytorch'), [true, 'sigmoid']);
    assert.deepEqual(ran('GRU', 'keras', { resetAfter: true, recurrentActivation: 'sigmoid' }), [true, 'sigmoid']);
    assert.deepEqual(ran('GRU', 'keras', { resetAfter: false, recurrentActivation: 'hard_sigmoid' }), [
      false,
      'hard_sigmoid',
    ]);
    assert.deepEqual(ran('GRU', 'tfjs', { recurrentActivation: 'hardSigmoid' }), [false, keras2]);
    assert.deepEqual(ran('dynamic_rnn', 'tensorflow1', { cell: 'GRUCell' }), [false, 'sigmoid']);
    assert.deepEqual(ran('CudnnGRU', 'tensorflow1'), [true, 'sigmoid']);
    assert.deepEqual(ran('dynamic_rnn', 'tensorflow1', { cell: 'CudnnCompatibleGRUCell' }), [true, 'sigmoid']);
  });

  it('has the weights of its framework, so that the panel counts as many parameters as the hover', () => {
    // The numbers are what Keras' and TensorFlow's count_params() and PyTorch's numel() say.
    const python = `
import torch.nn as nn
import tensorflow as tf
from tensorflow.keras.layers import GRU, LSTM, Bidirectional, CuDNNGRU, Input, SimpleRNN
nn.GRU(3, 7)
nn.GRU(3, 7, bias=False)
x = Input((5, 3))
SimpleRNN(7)(x)
SimpleRNN(7, use_bias=False)(x)
GRU(7)(x)
GRU(7, reset_after=False)(x)
CuDNNGRU(7)(x)
Bidirectional(LSTM(7))(x)
Bidirectional(LSTM(7, use_bias=False))(x)
inputs = tf.compat.v1.placeholder(tf.float32, (6, 5, 3))
tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(7), inputs, dtype=tf.float32)
`;
    assert.deepEqual(parametersRun(python, 'python'), [252, 210, 77, 70, 252, 231, 252, 616, 560, 308]);
    const script = `
import * as tf from '@tensorflow/tfjs';
tf.sequential({ layers: [tf.layers.gru({ units: 7, inputShape: [5, 3] })] });
tf.sequential({ layers: [tf.layers.lstm({ units: 7, inputShape: [5, 3], useBias: false })] });
`;
    assert.deepEqual(parametersRun(script, 'typescript'), [231, 280]);
  });

  it('takes a wrapper for the layer in it', () => {
    const outer: Layer = {
      ...lstm,
      name: 'both',
      kind: 'Bidirectional',
      options: { units: 64, returnSequences: false },
    };
    const inner: Layer = { ...lstm, name: 'inner', kind: 'GRU', span: { start: 25, end: 35 } };
    const found = runnables([network([outer, inner], 'keras')]);
    assert.deepEqual(
      found.map((one) => [
        one.network.name,
        one.layer?.kind,
        one.network.config?.cell,
        one.network.config?.bidirectional,
      ]),
      [['both', 'Bidirectional', 'gru', true]],
    );
  });

  it('is left alone where an activation is none of the engine’s', () => {
    const own = { ...lstm, options: { ...lstm.options, activation: 'swish' } };
    const prepared = prepareRun(layerNetwork(network([own]), own)!, {}, 1e9);
    assert.ok('reasons' in prepared);
    assert.deepEqual(
      prepared.reasons.map(({ code, span }) => [code, span]),
      [['not-known', lstm.span]],
    );
  });

  it('is refused at the layer where a run would be too large', () => {
    const prepared = prepareRun(layerNetwork(network([lstm]), lstm)!, {}, 1e4);
    assert.ok('reasons' in prepared);
    assert.deepEqual(
      prepared.reasons.map(({ code, span }) => [code, span]),
      [['run-too-large', lstm.span]],
    );
  });
});

describe('the sizes that a source leaves open', () => {
  it('are named in the order of the axes, each once', () => {
    const own = { ...lstm, input: ['n', null, 'n'], options: { units: 'hidden' } };
    const open = layerNetwork(network([own]), own)!;
    assert.deepEqual(missingSizes(open), ['n', 'steps', 'hidden']);
    const filled = withSizes(
      open,
      new Map([
        ['n', 4],
        ['steps', 10],
        ['other', 1],
      ]),
    );
    assert.deepEqual(missingSizes(filled), ['hidden']);
    assert.deepEqual(filled.layers[0]?.input, [4, 10, 4]);
    const whole = withSizes(filled, new Map([['hidden', 16]]));
    assert.deepEqual(whole.layers[0]?.output, [4, 10, 16]);
    assert.ok('request' in prepareRun(whole, {}, 1e9));
    assert.ok('reasons' in prepareRun(filled, {}, 1e9));
  });

  it('are no matter of a config', () => {
    const own = { ...lstm, input: [null, 10, 8] };
    const open = { ...layerNetwork(network([own]), own)!, framework: 'config' as const };
    assert.deepEqual(missingSizes(open), []);
    assert.equal(withSizes(open, new Map([['batch', 5]])), open);
  });

  it('are none where all of them are known', () => {
    const known = layerNetwork(network([lstm]), lstm)!;
    assert.deepEqual(missingSizes(known), []);
    assert.equal(withSizes(known, new Map([['batch', 5]])), known);
  });
});

describe('what can be run of a text', () => {
  it('is each config and each recurrent layer, in source order', () => {
    const config = { ...layerNetwork(network([lstm]), lstm)!, name: 'config', span: { start: 0, end: 5 } };
    const gru = { ...lstm, name: 'gru', kind: 'GRU', span: { start: 50, end: 60 } };
    const linear = { ...lstm, name: 'fc', kind: 'Linear', span: { start: 62, end: 70 } };
    const found = runnables([network([lstm, gru, linear]), config]);
    assert.deepEqual(
      found.map((one) => [one.network.name, one.layer?.name ?? null]),
      [
        ['config', null],
        ['lstm', 'lstm'],
        ['gru', 'gru'],
      ],
    );
  });
});
