import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const layer = (name: string, shape: string, call = 'magic(x)') => `
    class ${name}(Layer):
        def call(self, x):
            return ${call}
        def compute_output_shape(self, s):
            return ${shape}`;

describe('what a layer of the source says of its output', () => {
  it('counts where nobody knows what its call does', () => {
    const { shapes, layers, codes } = shapesOf(`
    import keras
    from keras.layers import Dense, Input, Layer, LSTM
    from elsewhere import magic
${layer('Pool', '(s[0], s[-1])')}
${layer('Joined', '(s[0][0], s[0][1], s[0][2] + s[1][2])')}
${layer('Clear', '(s[0], 99)', 'keras.ops.sum(x, 1)')}
    x = Input((10, 4))
    h = LSTM(8, return_sequences=True)(x)
    pooled = Pool()(h)
    joined = Joined()([h, x])
    summed = Clear()(h)
    model = keras.Sequential([x, Pool(), Dense(3)])
    `);
    assert.deepEqual(
      [shapes['pooled'], shapes['joined'], shapes['summed']],
      ['(batch, 8)', '(batch, 10, 12)', '(batch, 8)'],
    );
    assert.deepEqual(layers.find(({ kind }) => kind === 'Dense')?.output, ['batch', 3]);
    assert.deepEqual(codes, []);
  });

  it('is nothing where it says nothing, or several things, or does so of what is not known', () => {
    const { shapes, codes } = shapesOf(`
    from keras.layers import Input, Layer, LSTM
    from elsewhere import magic
    class Silent(Layer):
        def call(self, x):
            return magic(x)
${layer('Several', '[(s[0], 3), (s[0], 4)]')}
${layer('Other', '(s[0], s[5])')}
${layer('Open', 'magic(s)')}
    h = LSTM(8, return_sequences=True)(Input((10, 4)))
    silent, several, open = Silent()(h), Several()(h), Open()(h)
    other = Other()(h)
    after = Several()(magic(h))
    `);
    for (const name of ['silent', 'several', 'open', 'after']) assert.equal(shapes[name], undefined, name);
    assert.ok([undefined, '(batch, ?)'].includes(shapes['other']));
    assert.deepEqual(codes, []);
  });

  it('is computeOutputShape in TensorFlow.js', () => {
    const { shapes, codes } = shapesOf(
      `import * as tf from '@tensorflow/tfjs';
      import { magic } from './elsewhere';
      class Last extends tf.layers.Layer {
        computeOutputShape(s) { return [s[0], s[2]]; }
        call(x) { return magic(x); }
      }
      const x = tf.layers.lstm({ units: 6, returnSequences: true }).apply(tf.input({ shape: [5, 2] }));
      const y = new Last({}).apply(x);`,
      { language: 'typescript' },
    );
    assert.equal(shapes['y'], '(batch, 6)');
    assert.deepEqual(codes, []);
  });
});
