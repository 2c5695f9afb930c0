import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from './code/shapesOf.js';

describe('a constructor that makes several layers', () => {
  it('has the input size of those that are called', () => {
    const { layers } = shapesOf(`
      import tensorflow as tf

      def cell(size):
          return tf.contrib.rnn.LSTMCell(num_units=size)

      x = tf.placeholder(tf.float32, [None, 7, 8])
      encoder, decoder = cell(16), cell(16)
      output, state = tf.nn.dynamic_rnn(encoder, x, dtype=tf.float32)
    `);
    const made = layers.find(({ kind }) => kind === 'LSTMCell');
    assert.deepEqual([made?.options.inputSize, made?.options.units, made?.parameters], [8, 16, 4 * 16 * (8 + 16 + 1)]);
  });

  it('has none where those that are called disagree with an unknown one', () => {
    const { layers } = shapesOf(`
      import tensorflow as tf

      def cell(size):
          return tf.contrib.rnn.LSTMCell(num_units=size)

      x = tf.placeholder(tf.float32, [None, 7, 8])
      y = tf.placeholder(tf.float32, [None, 7, load('features')])
      a, b = cell(16), cell(16)
      first, _ = tf.nn.dynamic_rnn(a, x, dtype=tf.float32)
      second, _ = tf.nn.dynamic_rnn(b, y, dtype=tf.float32)
    `);
    const made = layers.find(({ kind }) => kind === 'LSTMCell');
    assert.deepEqual([made?.options.inputSize, made?.parameters], [null, null]);
  });

  it('has all sizes where PyTorch is told of them', () => {
    const { layers } = shapesOf(`
      import torch
      import torch.nn as nn

      def make(features):
          return nn.GRU(features, 16)

      a, b = make(8), make(12)
      output, state = a(torch.zeros(5, 3, 8))
    `);
    assert.equal(layers[0]?.options.inputSize, '8 | 12');
  });
});
