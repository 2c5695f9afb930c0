import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

describe('losses written by hand', () => {
  it('tells of a column of outputs less a vector of targets', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      rnn, head = nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 1)
      y = torch.randn(32)
      p = head(rnn(torch.randn(32, 10, 8))[0][:, -1])
      a = ((p - y) ** 2).mean()
      b = torch.mean(torch.abs(y - p))
    `);
    assert.deepEqual(codes, ['loss-broadcast@6', 'loss-broadcast@7']);
  });

  it('tells of it where the batch has only a name', () => {
    const { codes } = shapesOf(`
      import tensorflow as tf
      def loss(x, y):
          o, s = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(7), x, dtype=tf.float32)
          p = tf.layers.dense(o[:, -1], 1)
          return tf.reduce_mean(tf.square(p - y[:, 0]))
      x = tf.placeholder(tf.float32, [32, 5, 3])
      loss(x, tf.placeholder(tf.float32, [32, 1]))
    `);
    assert.deepEqual(codes, ['loss-broadcast@5']);
  });

  it('is quiet about every pair that is meant, and about what fits', () => {
    const { codes } = shapesOf(`
      import numpy as np
      import torch
      import torch.nn as nn
      rnn, head = nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 1)
      y = torch.randn(32)
      p = head(rnn(torch.randn(32, 10, 8))[0][:, -1])
      a = p.squeeze(-1) - y
      b = p - y.unsqueeze(1)
      c = p - p.t()
      d = p[:, 0].unsqueeze(1) - p[:, 0]
      e = p[:, 0][:, None] - p[:, 0]
      f = torch.arange(32).view(-1, 1) - torch.arange(32)
      g = np.arange(32).reshape(-1, 1) - np.arange(32)
      h = y[:, None] - y
      i = p - torch.randn(16)[:1]
      j = y.reshape(32, 1) - y
      k = nn.Linear(16, 1)(torch.randn(8, 16)) - torch.randn(5)
    `);
    assert.deepEqual(codes, []);
  });
});
