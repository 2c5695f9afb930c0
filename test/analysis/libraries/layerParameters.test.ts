import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** What PyTorch 2.13 counts: `sum(p.numel() for p in layer.parameters())`. */
const torchCounts: readonly (readonly [layer: string, count: number])[] = [
  ['nn.RNN(5, 6)', 78],
  ['nn.RNN(5, 6, num_layers=3, bidirectional=True, bias=False)', 564],
  ['nn.LSTM(5, 6, 2, bidirectional=True)', 1584],
  ['nn.LSTM(5, 6, 2, bidirectional=True, proj_size=3)', 1080],
  ['nn.LSTM(5, 6, proj_size=4, bias=False, num_layers=3)', 672],
  ['nn.GRU(input_size=5, hidden_size=6, num_layers=4, bidirectional=True)', 2628],
  ['nn.RNNCell(5, 6)', 78],
  ['nn.LSTMCell(5, 6, bias=False)', 264],
  ['nn.GRUCell(5, 6)', 234],
  ['nn.Embedding(100, 16, padding_idx=0)', 1600],
  ['nn.Bilinear(5, 3, 8, bias=False)', 120],
  ['nn.Conv1d(5, 10, 3, groups=5)', 40],
  ['nn.InstanceNorm1d(5)', 0],
  ['nn.InstanceNorm1d(5, affine=True)', 10],
  ['nn.LayerNorm(5, bias=False)', 5],
  ['nn.LayerNorm([7, 5], elementwise_affine=False)', 0],
  ['nn.RMSNorm(5)', 5],
  ['nn.MultiheadAttention(8, 2)', 288],
  ['nn.MultiheadAttention(8, 2, bias=False)', 256],
  ['nn.MultiheadAttention(8, 4, kdim=5, vdim=3)', 224],
  ['nn.MultiheadAttention(8, 4, add_bias_kv=True)', 304],
  ['nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16)', 600],
  ['nn.TransformerDecoderLayer(8, 2, 16, batch_first=True)', 904],
];

/** What Keras 3.15 counts in `trainable_weights`, for an input of (None, 7, 5). */
const kerasCounts: readonly (readonly [layer: string, count: number])[] = [
  ['layers.SimpleRNN(6, use_bias=False)', 66],
  ['layers.LSTM(6)', 288],
  ['layers.GRU(6)', 234],
  ['layers.GRU(6, reset_after=False)', 216],
  ['layers.GRU(6, use_bias=False)', 198],
  ['layers.RNN([layers.LSTMCell(6), layers.LSTMCell(4)])', 464],
  ['layers.RNN(layers.StackedRNNCells([layers.GRUCell(6), layers.SimpleRNNCell(4)]))', 278],
  ['layers.Bidirectional(layers.RNN(layers.LSTMCell(6)))', 576],
  ['layers.TimeDistributed(layers.BatchNormalization())', 10],
  ['layers.Conv1D(10, 3, groups=5, use_bias=False)', 30],
  ['layers.DepthwiseConv1D(3)', 20],
  ['layers.BatchNormalization(scale=False)', 5],
  ['layers.BatchNormalization(center=False, axis=1)', 7],
  ['layers.LayerNormalization(center=False)', 5],
  ['layers.LayerNormalization(axis=[1, 2])', 70],
  ['layers.GroupNormalization(groups=5)', 10],
  ['layers.RMSNormalization()', 5],
  ['layers.SpectralNormalization(layers.Dense(4))', 24],
  ['layers.PReLU()', 35],
  ['layers.PReLU(shared_axes=[1])', 5],
];

/** Those that read more than one tensor. */
const attentionCounts: readonly (readonly [layer: string, call: string, count: number])[] = [
  ['layers.Attention()', '([x, x])', 0],
  ['layers.Attention(use_scale=True)', '([x, x])', 1],
  ['layers.AdditiveAttention()', '([x, x])', 5],
  ['layers.MultiHeadAttention(2, 4)', '(x, x)', 189],
  ['layers.MultiHeadAttention(2, 4, output_shape=11)', '(x, x)', 243],
];

describe('the number of parameters', () => {
  for (const [layer, count] of torchCounts) {
    it(`of ${layer} is that of PyTorch`, () => {
      const { layers } = shapesOf(`import torch.nn as nn\nrnn = nn.GRU(1, 1)\nlayer = ${layer}\n`);
      assert.equal(layers.find(({ name }) => name === 'layer')?.parameters, count);
    });
  }

  for (const [layer, call, count] of [...kerasCounts.map(([one, n]) => [one, '(x)', n] as const), ...attentionCounts]) {
    it(`of ${layer} is that of Keras`, () => {
      const source = `from keras import Input, layers\nx = layers.LSTM(5, return_sequences=True)(Input((7, 4)))\n`;
      const { layers } = shapesOf(`${source}layer = ${layer}\ny = layer${call}\n`);
      assert.equal(layers.find(({ name }) => name === 'layer')?.parameters, count);
    });
  }

  it('is not known where nobody knows whether there is a bias', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      from keras import Input, layers
      from elsewhere import has_bias
      a = nn.Linear(5, 6, bias=has_bias)
      b = nn.LSTM(5, 6, bias=has_bias)
      c = layers.LSTM(6, use_bias=has_bias, return_sequences=True)
      d = c(Input((7, 5)))
      e = layers.TimeDistributed(has_bias)
      f = e(d)
    `);
    assert.deepEqual(
      layers.map(({ parameters }) => parameters),
      [null, null, null, null],
    );
  });

  it('is not that of numbers which are not trained', () => {
    const { layers } = shapesOf(`
      from tensorflow.keras import Input, layers
      rnn = layers.LSTM(5, return_sequences=True)
      norm = layers.BatchNormalization()
      y = norm(rnn(Input((7, 4))))
    `);
    assert.equal(layers.find(({ name }) => name === 'norm')?.parameters, 10);
    assert.equal(layers.find(({ name }) => name === 'norm')?.weights.length, 4);
  });
});
