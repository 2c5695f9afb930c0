import assert from 'node:assert/strict';
import { shapeWords, shapesOf } from './shapesOf.js';

/** What programs that people wrote do, and small programs of ours did not. */
describe('programs as people write them', () => {
  it('takes the shape that view or reshape gives, whatever it is called on', () => {
    const { layers, shapes, codes } = shapesOf(`
      import torch
      import torch.nn as nn
      rnn = nn.GRU(6, 9, batch_first=True)
      for rows, labels in loader:
          rows = rows.reshape(-1, 12, 6).to('cpu')
          out, _ = rnn(rows)
    `);
    assert.equal(shapes['out'], '(?, 12, 9)');
    assert.deepEqual(layers[0]?.options['inputSize'], 6);
    assert.deepEqual(codes, []);
  });

  it('names the sizes that no line of the text gives', () => {
    const { layers } = shapesOf(`
      from keras.layers import Input, LSTM
      inputs = Input(shape=(None, token_count))
      outputs = LSTM(40, return_sequences=True)(inputs)
    `);
    assert.equal(layers[0]?.options['inputSize'], 'token_count');
    assert.equal(shapeWords(layers[0].output ?? []), '(batch, steps, 40)');
  });

  it('knows one of the names that a test allows', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      class Tagger(nn.Module):
          def __init__(self, kind, width, hidden):
              super().__init__()
              if kind in ('GRU', 'LSTM'):
                  self.rnn = getattr(nn, kind)(width, hidden)
              else:
                  self.rnn = nn.RNN(width, hidden, nonlinearity='relu')
          def forward(self, x):
              out, state = self.rnn(x)
              return out
    `);
    assert.deepEqual(layers.map(({ kind }) => kind).sort(), ['GRU', 'LSTM', 'RNN']);
    assert.ok(layers.every(({ options }) => options['units'] === 'hidden' && options['inputSize'] === 'width'));
    assert.ok(layers.every(({ output }) => shapeWords(output ?? []) === '(steps, batch, hidden)'));
  });

  it('forgets a name that a test allowed where the branch ends', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      def make(kind):
          if kind == 'LSTM':
              pass
          return getattr(nn, kind)(3, 4)
      nn.GRU(5, 6)
    `);
    assert.deepEqual(
      layers.map(({ kind }) => kind),
      ['GRU'],
    );
  });

  it('runs what nobody names first, so that classes get their sizes from it', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      class Net(nn.Module):
          def __init__(self, config):
              super().__init__()
              self.rnn = nn.LSTM(config.width, config.hidden)
          def forward(self, x):
              return self.rnn(x)[0]
      class Small:
          width = 3
          hidden = 8
      def main(_):
          net = Net(Small())
    `);
    assert.deepEqual([layers[0]?.options['inputSize'], layers[0]?.options['units']], [3, 8]);
  });

  it('leaves the states of a cell of the source to the cell', () => {
    const { codes, layers } = shapesOf(`
      import keras
      import numpy as np
      class Two(keras.layers.Layer):
          def __init__(self, units):
              super().__init__()
              self.units = units
              self.state_size = [units, units]
          def call(self, x, states):
              return x, states
      rnn = keras.layers.RNN(Two(4), return_state=True)
      output, first, second = rnn(np.zeros((2, 3, 5)))
    `);
    assert.deepEqual(codes, []);
    assert.equal(layers.find(({ kind }) => kind === 'RNN')?.parameters, null);
  });

  it('feeds each of the cells that it may be', () => {
    const { layers, shapes } = shapesOf(`
      import tensorflow as tf
      def build(kind, size, count):
          if kind == 'gru':
              cell_fn = tf.nn.rnn_cell.GRUCell
          else:
              cell_fn = tf.nn.rnn_cell.BasicLSTMCell
          x = tf.placeholder(tf.float32, [None, 20, 7])
          cells = tf.nn.rnn_cell.MultiRNNCell([cell_fn(size) for _ in range(count)])
          out, state = tf.nn.dynamic_rnn(cells, x, dtype=tf.float32)
          return out
    `);
    assert.equal(shapes['out'], '(batch, 20, size)');
    const cells = layers.filter(({ kind }) => /^(GRU|BasicLSTM)Cell$/.test(kind));
    assert.equal(cells.length, 2);
    assert.ok(cells.every(({ output }) => shapeWords(output ?? []) === '(batch, 20, size)'));
  });

  it('lets a loss have its one item, as it had before PyTorch 0.4', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      rnn = nn.GRU(3, 4)
      out, state = rnn(torch.zeros(5, 2, 3))
      loss = out.mean()
      total = loss.data[0]
      wrong = out[0, 0, 0, 0]
    `);
    assert.deepEqual(codes, ['axis-out-of-range@7']);
  });

  it('names the axes of data that another cell of the notebook loads', () => {
    const { layers } = shapesOf(`
      from keras.models import Sequential
      from keras.layers import LSTM
      model = Sequential([LSTM(8, input_shape=(train_X.shape[1], train_X.shape[2]), return_sequences=True)])
    `);
    assert.equal(layers[0]?.options['inputSize'], 'train_X.shape[2]');
    assert.equal(shapeWords(layers[0].output ?? []), '(batch, train_X.shape[1], 8)');
  });

  it('runs classes first that only their own text names', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      class Inner(nn.Module):
          def __init__(self, wide):
              super(Inner, self).__init__()
              self.rnn = nn.LSTM(wide, wide)
      class Outer(nn.Module):
          def __init__(self, size):
              super(Outer, self).__init__()
              self.inner = Inner(size)
    `);
    assert.equal(layers[0]?.options['units'], 'size');
  });

  it('does not take a module that it does not know for a tensor', () => {
    const { shapes } = shapesOf(`
      import torch
      import torch.nn as nn
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(3, 4)
          def forward(self, x, lib, batch):
              other = lib.reshape(x, (5, 6))
              again = lib.reshape(x, batch)
              kept = x.view(batch, 2, 3)
              return other
    `);
    assert.deepEqual([shapes['other'], shapes['again'], shapes['kept']], [undefined, undefined, '(batch, 2, 3)']);
  });

  it('knows the order of a norm from its axis, objects from numbers, and a shape given in place', () => {
    const { codes, shapes } = shapesOf(`
      import numpy as np
      import torch.nn as nn
      rnn = nn.GRU(3, 4)
      a = np.zeros(7)
      size = np.linalg.norm(a, 2)
      rows = np.linalg.norm(np.zeros((4, 6)), 2, 1)
      b = np.arange(12)
      b.shape = (3, 4)
      item = b[1, 2]
      boxes = np.zeros((2, 2), dtype=object)
      inner = boxes[0, 1][0, 2]
      wide = np.array(1.5, ndmin=2)
      bytes = np.zeros((3, 4)).view(kind) + np.zeros((3, 32))
      total = wide.sum(axis=1)
    `);
    assert.deepEqual(codes, []);
    assert.deepEqual([shapes['rows'], shapes['item'], shapes['wide']], ['(4,)', '()', '(1, 1)']);
  });

  it('runs each turn of a loop that only at first does nothing', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      total = 1
      for part in [1, 1, 8, 2]:
          total *= part
      last = 0
      for i in range(3):
          last += i
      rnn = nn.GRU(total, last)
    `);
    assert.deepEqual([layers[0]?.options['inputSize'], layers[0]?.options['units']], [16, 3]);
  });

  it('leaves the number of parts to a test that may ask for it', () => {
    const { codes } = shapesOf(`
      import torch.nn as nn
      rnn = nn.GRU(3, 4)
      def parts(flag):
          both = (1, 2, 3)
          if flag:
              first, second = both
          else:
              first, second, third = both
          one, two = both
    `);
    assert.deepEqual(codes, ['unpack-count@9']);
  });

  it('knows how wide the networks for images are that come with Keras', () => {
    const { layers, codes } = shapesOf(`
      from keras.applications.vgg16 import VGG16
      from keras import applications
      from keras.layers import Input, LSTM, TimeDistributed, GlobalAveragePooling2D
      from keras.models import Model
      base = VGG16(include_top=False, weights='imagenet', input_shape=(96, 96, 3))
      frame = Model(base.input, GlobalAveragePooling2D()(base.output))
      video = Input(shape=(5, 96, 96, 3))
      first = LSTM(16)(TimeDistributed(frame)(video))
      pooled = applications.ResNet50(include_top=False, pooling='avg', input_shape=(96, 96, 3))
      second = LSTM(32)(TimeDistributed(pooled)(video))
    `);
    assert.deepEqual(codes, []);
    const recurrent = layers.filter(({ kind }) => kind === 'LSTM');
    assert.deepEqual(
      recurrent.map(({ options }) => options['inputSize']),
      [512, 2048],
    );
    assert.equal(shapeWords(recurrent[1]?.input ?? []), '(batch, 5, 2048)');
  });

  it('leaves open what nobody gives to *args and to empty defaults', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      rnn = nn.LSTM(2, 3)
      def first(scale=2, *args):
          x, y = args
          return torch.zeros(scale, 4).expand(*args)
      def second(pair=()):
          x, y = pair
    `);
    assert.deepEqual(codes, []);
  });

  it('is quiet where a test that nobody can answer asks for the shapes', () => {
    const program = (test: string) => `
      import torch
      import torch.nn as nn
      class Block(nn.Module):
          def __init__(self, wide, narrow):
              super().__init__()
              self.wide, self.narrow = wide, narrow
              self.rnn = nn.GRU(6, 8, batch_first=True)
          def forward(self, x):
              y, _ = self.rnn(torch.zeros(5, 7, 6))
              if ${test}:
                  y = y + torch.zeros(5, 7, 6)
              return y
    `;
    assert.deepEqual(shapesOf(program('self.wide == self.narrow')).codes, []);
    assert.deepEqual(shapesOf(program('x.training')).codes, ['broadcast-shape@11']);
  });

  it('gives the two states of an old CudnnLSTM one by one', () => {
    const { codes, shapes } = shapesOf(`
      import tensorflow as tf
      cell = tf.contrib.cudnn_rnn.CudnnLSTM(num_layers=2, num_units=7, input_size=5)
      x = tf.zeros([11, 3, 5])
      h = tf.zeros([2, 3, 7])
      c = tf.zeros([2, 3, 7])
      output, h, c = cell(x, h, c, weights, True)
    `);
    assert.deepEqual(codes, []);
    assert.equal(shapes['output'], '(11, 3, 7)');
  });

  it('refuses fewer repeats than axes', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      gru = nn.GRU(4, 5, num_layers=2)
      out, hidden = gru(torch.zeros(1, 8, 4))
      fits = hidden.repeat(1, 3, 1)
      hidden = hidden.unsqueeze(1).repeat(1, 3, 1)
    `);
    assert.deepEqual(codes, ['invalid-argument@6']);
  });

  it('knows the data that scikit-learn makes up', () => {
    const { codes } = shapesOf(`
      from sklearn.datasets import make_regression
      from keras.models import Sequential
      from keras.layers import Dense, LSTM
      X, y = make_regression(120, 7, n_targets=2)
      model = Sequential()
      model.add(LSTM(16, input_shape=(7, 1)))
      model.add(Dense(2))
      model.compile(loss='mse', optimizer='adam')
      model.fit(X.reshape(120, 7, 1), y)
      flat = Sequential()
      flat.add(LSTM(16, input_shape=(None, 7)))
      flat.compile(loss='mse', optimizer='adam')
      flat.fit(X, y)
    `);
    assert.deepEqual(codes, ['data-shape@13']);
  });
});
