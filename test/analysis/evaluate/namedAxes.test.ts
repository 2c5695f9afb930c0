import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `
      import numpy as np
      import pandas as pd
      from sklearn.preprocessing import StandardScaler
      from keras import Input, Model, Sequential
      from keras.layers import LSTM, Dense, Reshape

      X = StandardScaler().fit_transform(pd.read_csv('series.csv').values)
`;

function inputsOf(lines: string): unknown[] {
  const { layers, codes } = shapesOf(head + lines);
  assert.deepEqual(codes, []);
  return layers.filter(({ kind }) => kind === 'LSTM').map(({ input }) => input);
}

describe('axes of arrays that are asked for by their place', () => {
  it('go by what is written there', () => {
    const inputs = inputsOf(`
      def build(shape):
          return Sequential([LSTM(8, input_shape=shape)])
      passed = build((1, X.shape[-1]))
      direct = Sequential([LSTM(8, input_shape=(1, X.shape[1]))])
      width = X.shape[1]
      stored = Sequential([LSTM(8, input_shape=(1, width))])
      double = Sequential([LSTM(8, input_shape=(1, 2 * X.shape[1]))])
    `);
    assert.deepEqual(inputs, [
      ['batch', 1, 'X.shape[1]'],
      ['batch', 1, 'X.shape[1]'],
      ['batch', 1, 'width'],
      ['batch', 1, '2*X.shape[1]'],
    ]);
  });

  it('are taken from the slice of a shape', () => {
    const inputs = inputsOf(`
      windows = X.reshape((-1, 4, X.shape[1]))
      model = Sequential([LSTM(8, input_shape=windows.shape[1:])])
      table = Sequential([LSTM(8, input_shape=(4, *X.shape[1:]))])
    `);
    assert.deepEqual(inputs, [
      ['batch', 4, 'X.shape[1]'],
      ['batch', 4, 'X.shape[1]'],
    ]);
  });

  it('are one number of one array, and may be another of another', () => {
    const { shapes, codes } = shapesOf(
      `${head}
      Y = StandardScaler().fit_transform(pd.read_csv('others.csv').values)
      a = np.zeros((3, X.shape[1])) + np.zeros((3, X.shape[1]))
      b = np.zeros((3, X.shape[1])) + np.zeros((3, Y.shape[1]))
      c = np.concatenate([np.zeros((3, X.shape[1])), np.zeros((4, Y.shape[1]))])
      d = np.concatenate([np.zeros((3, X.shape[1])), np.zeros((4, 7))])
    `,
    );
    assert.equal(shapes['a'], '(3, X.shape[1])');
    assert.deepEqual(codes, []);
  });

  it('stay numbers where they are known', () => {
    assert.deepEqual(
      inputsOf('\n      Z = np.zeros((9, 5, 2))\n      m = Sequential([LSTM(8, input_shape=Z.shape[1:])])\n'),
      [['batch', 5, 2]],
    );
  });

  it('leave a loop as quiet as it was', () => {
    const { layers, codes } = shapesOf(
      `${head}
      for name in ['a', 'b', 'c']:
          table = StandardScaler().fit_transform(pd.read_csv(name).values)
          count = table.shape[0]
          width = table.shape[1]
          model = Sequential([LSTM(8, input_shape=(1, width)), Dense(1)])
          model.compile('adam', 'mse')
          model.fit(table.reshape((count, 1, width)), np.zeros(count))
    `,
    );
    assert.deepEqual(layers.find(({ kind }) => kind === 'LSTM')?.input, ['batch', 1, 'width']);
    assert.deepEqual(codes, []);
  });

  it('have their names in JavaScript too', () => {
    const { layers, codes } = shapesOf(
      `import * as tf from '@tensorflow/tfjs';
      class Net {
        constructor(rows) {
          this.train = tf.tensor(rows);
          this.model = tf.sequential();
          this.model.add(tf.layers.lstm({units: 8, inputShape: [this.train.shape[1], this.train.shape[2]]}));
        }
      }`,
      { language: 'typescript' },
    );
    assert.deepEqual(layers.find(({ kind }) => kind === 'LSTM')?.input, ['batch', 'train.shape[1]', 'train.shape[2]']);
    assert.deepEqual(codes, []);
  });
});
