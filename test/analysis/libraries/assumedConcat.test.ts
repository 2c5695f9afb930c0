import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const decoder = (call: string) => `
  import tensorflow as tf

  class Decoder(tf.keras.Model):
      def __init__(self):
          super().__init__()
          self.embedding = tf.keras.layers.Embedding(100, 256)
          self.gru = tf.keras.layers.GRU(32, return_sequences=True, return_state=True)

      def call(self, x, encoded):
          context = tf.reduce_sum(encoded, axis=1)
          x = self.embedding(x)
          joined = ${call}
          output, state = self.gru(joined)
          return output, state

  decoder = Decoder()

  def step(token):
      return decoder(token, tf.zeros((16, 5, 1024)))
`;

describe('what is joined to a tensor of an assumed rank', () => {
  it('has the sizes of both, and a step where one has a step', () => {
    const { shapes, layers, codes } = shapesOf(decoder('tf.concat([tf.expand_dims(context, 1), x], axis=-1)'));
    assert.equal(shapes['joined'], '(16, 1, 1280)');
    assert.equal(layers.find(({ kind }) => kind === 'GRU')?.options.inputSize, 1280);
    assert.deepEqual(codes, []);
  });

  it('is not said where the ranks differ', () => {
    const { shapes, codes } = shapesOf(decoder('tf.concat([context, x], axis=-1)'));
    assert.equal(shapes['joined'], undefined);
    assert.deepEqual(codes, []);
  });
});
