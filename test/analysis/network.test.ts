import assert from 'node:assert/strict';
import type { Shape } from '../../src/analysis/model.js';
import { stateShape } from '../../src/analysis/network.js';
import { parametersText } from '../../src/wording/shapes.js';
import { analyzeJson, analyzeTypeScript, flows, marks, only } from '../support/analyses.js';

const lecture = { batch: 6, steps: 5, features: 3, rnn_size: 7 };

function network(options: object = {}) {
  return only(analyzeJson(JSON.stringify({ ...lecture, ...options })));
}

function weightsOf(options: object, layer = 0): Record<string, Shape> {
  const found = network(options).layers[layer]?.weights ?? [];
  return Object.fromEntries(found.map(({ name, shape }) => [name, shape]));
}

function totalOf(options: object): number {
  return network(options).layers.reduce((sum, { parameters }) => sum + (parameters ?? NaN), 0);
}

describe('the simple RNN', () => {
  it("has the lecture's shapes", () => {
    const { layers, config } = network();
    assert.equal(layers.length, 1);
    const [layer] = layers;
    assert.deepEqual([layer?.kind, layer?.name], ['SimpleRNN', 'simple_rnn']);
    assert.deepEqual([layer?.input, layer?.output, layer?.state], [[6, 5, 3], [6, 5, 7], [[6, 7]]]);
    assert.deepEqual(stateShape(config!), [6, 7]);
    assert.deepEqual(weightsOf({}), { i_w: [3, 7], i_b: [7], h_w: [7, 7], h_b: [7], o_w: [7, 7], o_b: [7] });
    // 3·7 + 7 + 7·7 + 7 + 7·7 + 7
    assert.equal(layer?.parameters, 140);
    assert.deepEqual(layer.options, {
      units: 7,
      inputSize: 3,
      outputSize: 7,
      activation: 'tanh',
      numLayers: 1,
      bidirectional: false,
      batchFirst: true,
      returnSequences: true,
    });
  });

  it('has an output of output_size, of the last step alone, or the state itself', () => {
    assert.deepEqual(network({ output_size: 2 }).layers[0]?.output, [6, 5, 2]);
    assert.deepEqual(weightsOf({ output_size: 2 })['o_w'], [7, 2]);
    assert.equal(totalOf({ output_size: 2 }), 84 + 7 * 2 + 2);
    assert.deepEqual(network({ return_sequences: false }).layers[0]?.output, [6, 7]);
    assert.deepEqual(network({ return_sequences: false, output_size: 2 }).layers[0]?.output, [6, 2]);
    assert.deepEqual(network({ output: 'state', output_size: 2 }).layers[0]?.output, [6, 5, 7]);
    assert.deepEqual(Object.keys(weightsOf({ output: 'state' })), ['i_w', 'i_b', 'h_w', 'h_b']);
    // Keras' SimpleRNN(7) has 77, with one bias where we have two.
    assert.equal(totalOf({ output: 'state' }), 77 + 7);
  });
});

describe('LSTM and GRU', () => {
  it('have the weights of Keras in one matrix, and the parameter counts of PyTorch', () => {
    assert.deepEqual(weightsOf({ cell: 'lstm' }), { i_w: [3, 28], i_b: [28], h_w: [7, 28], h_b: [28] });
    assert.deepEqual(weightsOf({ cell: 'gru' }), { i_w: [3, 21], i_b: [21], h_w: [7, 21], h_b: [21] });
    // torch.nn.LSTM(3, 7): 4·(3·7 + 7·7 + 7 + 7); torch.nn.GRU(3, 7), as Keras' GRU with reset_after: 3·(…).
    assert.equal(totalOf({ cell: 'lstm' }), 336);
    assert.equal(totalOf({ cell: 'gru' }), 252);
    // keras.layers.LSTM(64) on 32 features has 24,832, with one bias; ours has 4·64 more.
    assert.equal(totalOf({ cell: 'lstm', features: 32, rnn_size: 64 }), 24_832 + 256);
  });

  it('have two states and one', () => {
    assert.deepEqual(network({ cell: 'lstm' }).layers[0]?.state, [
      [6, 7],
      [6, 7],
    ]);
    assert.deepEqual(network({ cell: 'gru' }).layers[0]?.state, [[6, 7]]);
  });

  it('have an output projection only where it is asked for', () => {
    assert.deepEqual(network({ cell: 'lstm' }).layers[0]?.output, [6, 5, 7]);
    assert.deepEqual(weightsOf({ cell: 'gru', output_size: 4 })['o_w'], [7, 4]);
    assert.equal(totalOf({ cell: 'gru', output_size: 4 }), 252 + 7 * 4 + 4);
    const row = [1, 2];
    const weights = { o_w: [row, row, row, row, row, row, row] };
    assert.deepEqual(network({ cell: 'lstm', weights }).layers[0]?.output, [6, 5, 2]);
    const layers = [{}, { ...weights, o_b: [1, 2] }];
    assert.deepEqual(network({ cell: 'lstm', num_layers: 2, weights: layers }).layers[1]?.output, [6, 5, 2]);
  });

  it('are shown like a simple RNN', () => {
    for (const cell of ['lstm', 'gru']) {
      const text = JSON.stringify({ ...lecture, cell, num_layers: 2, bidirectional: true });
      assert.deepEqual(marks(text, analyzeJson(text)), []);
    }
  });
});

describe('several layers and directions', () => {
  it('feed one another', () => {
    const { layers, config } = network({ cell: 'lstm', num_layers: 3 });
    assert.deepEqual(
      layers.map(({ name, input, output }) => [name, input, output]),
      [
        ['lstm_1', [6, 5, 3], [6, 5, 7]],
        ['lstm_2', [6, 5, 7], [6, 5, 7]],
        ['lstm_3', [6, 5, 7], [6, 5, 7]],
      ],
    );
    assert.deepEqual(stateShape(config!), [3, 6, 7]);
    // torch.nn.LSTM(3, 7, 3): 336 + 2·4·(7·7 + 7·7 + 14)
    assert.equal(totalOf({ cell: 'lstm', num_layers: 3 }), 336 + 2 * 448);
  });

  it('join the directions, forward first', () => {
    const { layers, config } = network({ cell: 'lstm', num_layers: 2, bidirectional: true });
    const [first, second] = layers;
    assert.deepEqual(
      [first?.output, second?.input, second?.output],
      [
        [6, 5, 14],
        [6, 5, 14],
        [6, 5, 14],
      ],
    );
    assert.equal(first?.state.length, 4);
    assert.deepEqual(stateShape(config!), [4, 6, 7]);
    assert.deepEqual(weightsOf({ cell: 'lstm', num_layers: 2, bidirectional: true }, 1), {
      'forward.i_w': [14, 28],
      'forward.i_b': [28],
      'forward.h_w': [7, 28],
      'forward.h_b': [28],
      'backward.i_w': [14, 28],
      'backward.i_b': [28],
      'backward.h_w': [7, 28],
      'backward.h_b': [28],
    });
    // torch.nn.LSTM(3, 7, 2, bidirectional=True): 2·336 + 2·4·(14·7 + 7·7 + 14)
    assert.equal(totalOf({ cell: 'lstm', num_layers: 2, bidirectional: true }), 1960);
    assert.deepEqual(weightsOf({ bidirectional: true })['o_w'], [14, 7]);
  });

  it('return the last step of the last layer alone', () => {
    const { layers } = network({ cell: 'gru', num_layers: 2, return_sequences: false });
    assert.deepEqual(
      [layers[0]?.output, layers[1]?.output],
      [
        [6, 5, 7],
        [6, 7],
      ],
    );
    assert.deepEqual([layers[0]?.options['returnSequences'], layers[1]?.options['returnSequences']], [true, false]);
  });

  it('are listed up to a bound, past which no count is claimed', () => {
    const many = network({ num_layers: 1_000_000_000 });
    assert.ok(many.layers.length <= 100);
    assert.equal(parametersText(many), null);
    assert.equal(parametersText(network({ num_layers: 2 })), '252 parameters');
  });
});

describe('what is not known', () => {
  it('goes by its name, or by its axis', () => {
    const text = 'const a = { batch: B, steps: config.T, features: f(), rnn_size: 7 };';
    assert.deepEqual(flows(analyzeTypeScript(text)), ['a (B, config.T, features) → (B, config.T, 7)']);
    assert.equal(only(analyzeTypeScript(text)).layers[0]?.parameters, null);
    assert.deepEqual(flows(analyzeTypeScript('const a = { cell: "lstm", units: H };')), [
      'a (batch, steps, features) → (batch, steps, H)',
    ]);
    assert.deepEqual(only(analyzeTypeScript('const a = { cell: "lstm", units: H };')).layers[0]?.weights[2]?.shape, [
      'H',
      '4*H',
    ]);
  });

  it('leaves open what follows from it, and is no reason for a message', () => {
    const base = 'batch: 6, steps: 5, features: 3, rnn_size: 7';
    for (const [options, flow] of [
      ['return_sequences: flag', 'a (6, 5, 3) → ?'],
      ['bidirectional: flag, output: "state"', 'a (6, 5, 3) → (6, 5, ?)'],
      ['num_layers: n', 'a (6, 5, 3) → (6, 5, 7)'],
      ['cell: kind', 'a (6, 5, 3) → (6, 5, 7)'],
    ] as const) {
      const text = `const a = { ${base}, ${options} };`;
      assert.deepEqual(flows(analyzeTypeScript(text)), [flow]);
      assert.deepEqual(marks(text, analyzeTypeScript(text)), []);
    }
    for (const options of ['bidirectional: flag', 'num_layers: n', 'cell: kind'])
      assert.equal(parametersText(only(analyzeTypeScript(`const a = { ${base}, ${options} };`))), null, options);
  });
});

describe('a run that is too large', () => {
  it('is reported on the size that makes it so', () => {
    for (const [field, size] of [
      ['batch', 1e9],
      ['steps', 1e9],
      ['features', 1e12],
      ['rnn_size', 1e6],
      ['output_size', 1e12],
    ] as const) {
      const text = JSON.stringify({ ...lecture, [field]: size });
      assert.deepEqual(marks(text, analyzeJson(text)), [`warning run-too-large ${size}`]);
    }
  });

  it('counts the series 1, 2, 3, … that is made for it', () => {
    const text = JSON.stringify({ ...lecture, stride: 1e12 });
    assert.deepEqual(marks(text, analyzeJson(text)), ['warning run-too-large 1000000000000']);
    assert.deepEqual(analyzeJson(JSON.stringify({ ...lecture, batch: 1, stride: 1e12 })).problems, []);
  });
});
