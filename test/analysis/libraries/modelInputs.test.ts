import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';
import { isRuleProblem } from '../../../src/wording/rules.js';

const model = `
  import numpy as np
  import tensorflow as tf
  from tensorflow import keras
  from tensorflow.keras import layers

  words, features = keras.Input((10,)), keras.Input((10, 4))
  joined = layers.Concatenate()([layers.Embedding(50, 6)(words), features])
  model = keras.Model([words, features], layers.LSTM(3)(joined))
  model.compile(loss='mse')
  a, b, y = np.zeros((8, 10)), np.zeros((8, 10, 4)), np.zeros((8, 3))
`;

function raised(source: string, language: 'python' | 'typescript' = 'python'): string[] {
  return shapesOf(source, { language }).problems.map((problem) =>
    isRuleProblem(problem) ? (problem.raises ?? '') : '',
  );
}

const words = (count: number) => `Layer "functional" expects 2 input(s), but it received ${count} input tensors.`;

describe('a model of several inputs', () => {
  for (const [use, count] of [
    ['model.predict([a])', 1],
    ['model.predict(a)', 1],
    ['model.fit([a, b, b], y)', 3],
    ['model([a])', 1],
  ] as const) {
    it(`is not run by ${use}`, () => {
      assert.deepEqual(raised(`${model}  result = ${use}\n`), [words(count)]);
    });
  }

  for (const use of [
    'model.predict([a, b])',
    'model.predict((a, b))',
    'model.predict([[a], [b]])',
    'model.fit([a, b], y)',
    'model.predict(load())',
    'model.predict([load()])',
    'model.fit(tf.data.Dataset.from_tensor_slices(((a, b), y)).batch(4))',
  ]) {
    it(`is run by ${use}`, () => {
      assert.deepEqual(raised(`${model}  result = ${use}\n`), []);
    });
  }

  it('takes an array for each in tf.js', () => {
    const found = raised(
      `
      import * as tf from '@tensorflow/tfjs';
      const a = tf.input({ shape: [10, 2] });
      const b = tf.input({ shape: [10, 4] });
      const joined = tf.layers.concatenate().apply([a, b]);
      const model = tf.model({ inputs: [a, b], outputs: tf.layers.lstm({ units: 3 }).apply(joined) });
      const right = model.predict([tf.zeros([2, 10, 2]), tf.zeros([2, 10, 4])]);
      const wrong = model.predict([tf.zeros([2, 10, 2])]);
    `,
      'typescript',
    );
    assert.deepEqual(found, [
      'Error when checking model : the Array of Tensors that you are passing to your model is not the size the the model expected. Expected to see 2 Tensor(s), but instead got 1 Tensors(s).',
    ]);
  });
});
