import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import LSTM, Dense

      def load():
          return open_store('series').read()
`;

function inputsOf(lines: string): { inputs: unknown[]; codes: readonly string[] } {
  const { layers, codes } = shapesOf(head + lines);
  return { inputs: layers.filter(({ kind }) => kind === 'LSTM').map(({ input }) => input), codes };
}

describe('windows of data that nobody knows', () => {
  it('are as long as their two ends say', () => {
    const { inputs, codes } = inputsOf(`
      data = load()
      X, y = [], []
      for i in range(len(data) - 12):
          X.append(data[i:i + 12, 1:])
          y.append(data[i + 12, 0])
      X, y = np.array(X), np.array(y)
      n, steps, features = X.shape
      model = Sequential([LSTM(8, input_shape=(X.shape[1], features)), Dense(1)])
      model.compile('adam', 'mse')
      model.fit(X, y)
    `);
    assert.deepEqual(inputs, [['batch', 12, 'features']]);
    assert.deepEqual(codes, []);
  });

  it('have the length by its name in a function that nobody calls', () => {
    const { inputs } = inputsOf(`
      def train(series, look_back):
          windows = []
          for end in range(look_back, len(series)):
              window = series[end - look_back:end, :3]
              windows.append(window.astype('float32'))
          windows = np.array(windows)
          return Sequential([LSTM(8, input_shape=(windows.shape[1], 3))])
    `);
    assert.deepEqual(inputs, [['batch', 'look_back', 3]]);
  });

  it('say nothing of the axes behind the one that is cut', () => {
    const { inputs, codes } = inputsOf(`
      data = load()
      X = []
      for i in range(len(data) - 9):
          X.append(data[i:i + 9])
      X = np.array(X)
      model = Sequential([LSTM(8, input_shape=(X.shape[1], 4))])
      model.fit(X, np.zeros(5))
    `);
    assert.deepEqual(inputs, [['batch', 9, 4]]);
    assert.ok(!codes.includes('data-shape'));
  });

  it('may be cut from frames, whose arrays they then are', () => {
    const { inputs } = inputsOf(`
      table = load()
      X = np.array([table[i:i + 6].values for i in range(40)])
      model = Sequential([LSTM(8, input_shape=(X.shape[1], 4))])
    `);
    assert.deepEqual(inputs, [['batch', 6, 4]]);
  });

  it('have no length where their ends are two names, or the loop leaves another one in each turn', () => {
    const { inputs } = inputsOf(`
      def cut(series, first, last):
          a = np.array([series[first:last, :]])
          model = Sequential([LSTM(8, input_shape=(a.shape[1], 4))])
      data = load()
      X = []
      for i in range(7):
          X.append(data[i:i + i + 3, :])
      X = np.array(X)
      other = Sequential([LSTM(8, input_shape=(X.shape[1], 4))])
    `);
    assert.deepEqual(
      inputs.map((input) => (input as unknown[])[1]),
      ['X.shape[1]', 'a.shape[1]'],
    );
  });

  it('never make a problem of a rank that is only usual', () => {
    const { codes } = inputsOf(`
      frames = load()
      X = []
      for i in range(len(frames) - 5):
          X.append(frames[i:i + 5, :])
      X = np.array(X)
      flat = np.reshape(X, (X.shape[0], 5, -1))
      picture = X[0, 0, :, :, 0]
      model = Sequential([LSTM(8, input_shape=(5, 64))])
      model.fit(X.reshape(-1, 5, 64), np.zeros(3))
      model.predict(X)
    `);
    assert.deepEqual(codes, []);
  });

  it('leave tensors of PyTorch alone', () => {
    const { codes } = shapesOf(`
      import torch
      from torch import nn
      rnn = nn.LSTM(20, 16)
      def batches(source, bptt):
          for i in range(0, source.size(0) - 1, bptt):
              part = source[i:i + bptt, :]
              yield rnn(part.permute(1, 0, 2))
    `);
    assert.deepEqual(codes, []);
  });
});

describe('columns that are read from a text', () => {
  it('are as many as are named', () => {
    const { shapes, codes } = shapesOf(`${head}
      x = np.loadtxt('a.csv', delimiter=',', usecols=(1, 2, 5))
      y = x[:, :2]
      rnn = LSTM(3)
    `);
    assert.equal(shapes.x, '(rows, 3)');
    assert.equal(shapes.y, '(rows, 2)');
    assert.deepEqual(codes, []);
  });

  it('are not known where they may be one, turned, or records', () => {
    const { shapes } = shapesOf(`${head}
      x = np.loadtxt('a.csv', usecols=(1,))
      y = np.loadtxt('a.csv', usecols=(1, 2), unpack=True)
      z = np.genfromtxt('a.csv', usecols=(1, 2), dtype=None)
      w = np.loadtxt('a.csv')
      rnn = LSTM(3)
    `);
    assert.deepEqual([shapes.x, shapes.y, shapes.z, shapes.w], [undefined, undefined, undefined, undefined]);
  });
});
