import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** What layers and models of Keras are given. What raises and what runs was run with Keras 3. */
describe('what Keras is given', () => {
  const keras = `
      import numpy as np
      import keras
      from keras import layers
      `;
  const codes = (program: string) => shapesOf(keras + program.trimStart()).codes;
  const found = (program: string) => shapesOf(keras + program.trimStart()).problems.map(({ code }) => code);

  it('asks for the size of a last axis that is left open', () => {
    const model = (steps: string, last: string) => `
      model = keras.Sequential([keras.Input((${steps}, 8)), layers.LSTM(8, return_sequences=True)])
      ${last}`;
    const flat = 'model.add(layers.Flatten())\n      model.add(layers.Dense(1))';
    assert.deepEqual(codes(model('None', flat)), ['input-size@6']);
    assert.deepEqual(codes(model('10', flat)), []);
    assert.deepEqual(codes(model('None', 'model.add(layers.Dense(1))')), []);
    assert.deepEqual(codes('y = layers.LSTM(4)(keras.Input((10, None)))'), ['input-size@4']);
    assert.deepEqual(codes('y = layers.LSTM(4)(layers.Permute((2, 1))(keras.Input((None, 8))))'), ['input-size@4']);
    // An embedding without a length is built on the data that it is given.
    const words = 'model = keras.Sequential([layers.Embedding(9, 4), layers.LSTM(4, return_sequences=True)])';
    assert.deepEqual(codes(`${words}\n      ${flat}`), []);
    // Others may give a number for the default of a parameter.
    const built = `
      def build(features=None):
          return layers.LSTM(4)(keras.Input((10, features)))`;
    assert.deepEqual(codes(built), []);
    assert.deepEqual(codes(built.replace('(10,', '(None,')), []);
  });

  it('does not hold data against the input_shape inside a Bidirectional, which Keras passes over', () => {
    const model = (data: string, target = '(100, 1)') => `
      model = keras.Sequential([layers.Bidirectional(layers.LSTM(8, input_shape=(99, 5))), layers.Dense(1)])
      model.compile(loss='mse')
      model.fit(np.zeros(${data}), np.zeros(${target}))`;
    assert.deepEqual(codes(model('(100, 10, 3)')), []);
    // Too few axes go into no LSTM, and the target is compared as before.
    assert.deepEqual(codes(model('(100, 3)')), ['data-shape@6']);
    assert.deepEqual(codes(model('(100, 10, 3)', '(100, 10, 1)')), ['target-shape@6']);
    const own = model('(100, 10, 3)')
      .replace(', input_shape=(99, 5))', ')')
      .replace('(8)),', '(8), input_shape=(99, 5)),');
    assert.deepEqual(codes(own), ['data-shape@6']);
  });

  it('wants layers where layers belong, and tensors where tensors do', () => {
    const x = `
      x = keras.Input((10, 8))
      h = layers.LSTM(8, return_sequences=True)(x)
      `;
    assert.deepEqual(codes(`${x}y = layers.TimeDistributed()(h)`)[0], 'invalid-argument@6');
    assert.deepEqual(codes(`${x}y = layers.TimeDistributed(layers.Dense(4)(h))`), ['invalid-argument@6']);
    assert.deepEqual(codes(`${x}y = layers.Bidirectional(layers.LSTM(4)(h))`), ['invalid-argument@6']);
    assert.deepEqual(codes(`${x}y = layers.TimeDistributed(layers.Dense(4))(h)`), []);
    const model = `${x}model = keras.Sequential([keras.Input((10, 8))])\n      `;
    assert.deepEqual(codes(`${model}model.add(layers.LSTM(4)(x))`), ['invalid-argument@7']);
    assert.deepEqual(codes(`${model}model.add([layers.LSTM(4)])`), ['invalid-argument@7']);
    assert.deepEqual(codes(`${model}model.add(layers.LSTM(4))`), []);
    assert.deepEqual(codes('layer = layers.LSTM(units=8, batch_first=True)'), ['invalid-argument@4']);
  });

  it('does not compare targets with what a model of the source makes of vectors, which some versions make columns of', () => {
    const program = (shape: string, target = '20') => `
      import tensorflow as tf
      rnn = layers.LSTM(4)
      class Shift(tf.keras.Model):
          def __init__(self):
              super().__init__()
              self.shift = self.add_weight(shape=(20, 1))
          def call(self, x):
              return tf.add(self.shift, x)
      data = np.random.random(${shape})
      model = Shift()
      model.compile('sgd', 'mean_squared_error')
      model.fit(data, np.zeros(${target}))`;
    assert.deepEqual(codes(program('20')), []);
    assert.deepEqual(codes(program('20', '(20, 3)')), []);
    assert.deepEqual(codes(program('(20, 4)', '(20, 3)')), ['target-shape@15']);
  });

  it('wants several tensors to join', () => {
    const x = `
      x = layers.LSTM(8, return_sequences=True)(keras.Input((10, 8)))
      `;
    for (const one of [
      'Attention()(x)',
      'Concatenate()(x)',
      'Add()(x)',
      'MultiHeadAttention(2, 4)(x)',
      'multiply(x)',
    ]) {
      assert.deepEqual(codes(`${x}y = layers.${one}`), ['invalid-argument@5'], one);
    }
    for (const one of ['Attention()([x, x])', 'Add()([x])', 'MultiHeadAttention(2, 4)(query=x, value=x)']) {
      assert.deepEqual(codes(`${x}y = layers.${one}`), [], one);
    }
    const query = `${x}q = layers.LSTM(16, return_sequences=True)(x)\n      `;
    assert.deepEqual(codes(`${query}y = layers.Attention()([q, x])`), ['matmul-shape@6']);
  });

  it('finds what a model computes from an input that it does not have', () => {
    const program = (inputs: string) => `
      encoder = keras.Input((None, 8))
      output, h, c = layers.LSTM(16, return_state=True)(encoder)
      decoder = keras.Input((None, 5))
      y = layers.LSTM(16, return_sequences=True)(decoder, initial_state=[h, c])
      model = keras.Model(${inputs}, y)`;
    assert.deepEqual(codes(program('decoder')), ['invalid-argument@8']);
    assert.deepEqual(codes(program('[encoder, decoder]')), []);
    assert.deepEqual(codes(program('[decoder, h, c]')), []);
  });

  const twoOutputs = `
      x = keras.Input((10, 8))
      h = layers.LSTM(6)(x)
      model = keras.Model(x, [layers.Dense(1, name='p')(h), layers.Dense(3, activation='softmax', name='q')(h)])
      model.compile(loss=['mse', 'categorical_crossentropy'])
      data, p, q = np.zeros((20, 10, 8)), np.zeros((20, 1)), np.zeros((20, 3))
      `;

  it('compares each of several outputs with its own target', () => {
    const fit = (target: string) => codes(`${twoOutputs}model.fit(data, ${target})`);
    assert.deepEqual(fit('[p, q]'), []);
    assert.deepEqual(fit("{'q': q, 'p': p}"), []);
    assert.deepEqual(fit('q'), ['target-shape@9']);
    assert.deepEqual(fit('[p, q, q]'), ['target-shape@9']);
    assert.deepEqual(fit('[p, np.zeros((20, 4))]'), ['class-count@9']);
    assert.deepEqual(fit('[p, q], validation_data=(data, p, q)'), ['target-shape@9']);
    assert.deepEqual(fit('[p, q], validation_data=(data, [p, q])'), []);
  });

  const model = `
      model = keras.Sequential([keras.Input((5, 2)), layers.LSTM(4), layers.Dense(1)])
      model.compile(loss='mse')
      x, y = np.zeros((20, 5, 2)), np.zeros((20, 1))
      `;

  it('looks at what fit is given beside data and targets', () => {
    const fit = (given: string) => codes(`${model}model.fit(x, y, ${given})`);
    assert.deepEqual(fit('validation_data=x'), ['invalid-argument@7']);
    assert.deepEqual(fit('validation_data=[x, y]'), []);
    assert.deepEqual(fit('class_weight=[1, 2]'), ['invalid-argument@7']);
    assert.deepEqual(fit('class_weight={0: 1, 1: 2}'), []);
    assert.deepEqual(fit('sample_weight=np.ones(19)'), ['data-shape@7']);
    assert.deepEqual(fit('sample_weight=np.ones(20)'), []);
    const shuffled = 'x = np.random.shuffle(x)\n      model.fit(x, y)';
    assert.deepEqual(codes(`${model}${shuffled}`), ['invalid-argument@8']);
    assert.deepEqual(codes(`${model}np.random.shuffle(x)\n      model.fit(x, y)`), []);
    assert.deepEqual(codes(`${model}model = model.add(layers.Dense(2))\n      model.compile()`), ['missing-return@8']);
  });

  it('knows the batches of sequences and generators', () => {
    const own = (features: number) => `${model}
      class Data(keras.utils.Sequence):
          def __len__(self):
              return 4
          def __getitem__(self, index):
              return np.zeros((16, 5, ${features})), np.zeros((16, 1))
      model.fit(Data())`;
    assert.deepEqual(found(own(3)), ['data-shape']);
    assert.deepEqual(found(own(2)), []);
    const windows = (features: number) => `${model}
      from keras.preprocessing.sequence import TimeseriesGenerator
      series = np.zeros((100, ${features}))
      model.fit(TimeseriesGenerator(series, series[:, :1], length=5, batch_size=8))`;
    assert.deepEqual(found(windows(3)), ['data-shape']);
    assert.deepEqual(found(windows(2)), []);
  });
});

describe('what TensorFlow 1 and tf.js are given', () => {
  it('asks for sizes that a placeholder leaves open', () => {
    const program = (shape: string, rest: string) => `
      import tensorflow as tf
      x = tf.placeholder(tf.float32, ${shape})
      out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(16), x, dtype=tf.float32)
      ${rest}`;
    const dense = 'y = tf.layers.dense(tf.layers.flatten(out), 3)';
    assert.deepEqual(shapesOf(program('[None, None, None]', '')).codes, ['input-size@3']);
    assert.deepEqual(shapesOf(program('[None, None, 8]', dense)).codes, ['input-size@4']);
    assert.deepEqual(shapesOf(program('[None, 10, 8]', dense)).codes, []);
    assert.deepEqual(shapesOf(program('[None, None, 8]', 'y = tf.unstack(out, axis=1)')).codes, ['invalid-argument@4']);
    assert.deepEqual(shapesOf(program('[None, 10, 8]', 'y = tf.unstack(out, axis=1)')).codes, []);
    const loss = (weights: string) =>
      `loss = tf.contrib.seq2seq.sequence_loss(out, tf.zeros([4, 10], tf.int32), ${weights})`;
    assert.deepEqual(shapesOf(program('[4, 10, 8]', loss('tf.ones([4])'))).codes, ['layer-input-rank@4']);
    assert.deepEqual(shapesOf(program('[4, 10, 8]', loss('tf.ones([4, 10])'))).codes, []);
    const evaluated = 'out.eval(feed_dict={x: np.zeros((4, 80))})';
    const given = program('[None, 10, 8]', evaluated).replace('import', 'import numpy as np\n      import');
    assert.deepEqual(shapesOf(given).codes, ['data-shape@5']);
  });

  it('counts the brackets of values in tf.js, and wants tensors', () => {
    const program = (rest: string) => `
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential();
      model.add(tf.layers.lstm({units: 4, inputShape: [2, 1]}));
      model.compile({loss: 'meanSquaredError', optimizer: 'sgd'});
      ${rest}`;
    const codes = (rest: string) => shapesOf(program(rest), { language: 'typescript' }).codes;
    assert.deepEqual(codes('const x = tf.tensor3d([[1, 2], [3, 4]]);'), ['invalid-argument@5']);
    assert.deepEqual(codes('const x = tf.tensor3d([1, 2, 3, 4]);'), ['invalid-argument@5']);
    assert.deepEqual(codes('const x = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);'), []);
    assert.deepEqual(codes('const x = tf.tensor3d([[1, 2], [3, 4]], [2, 2, 1]);'), ['invalid-argument@5']);
    assert.deepEqual(codes('const x = tf.tensor([[1, 2], [3, 4]], [2, 2, 1]);'), []);
    assert.deepEqual(codes('const x = tf.tensor3d([[[1], [2]], [[3], [4]]]);'), []);
    assert.deepEqual(codes('model.predict([[[1], [2]]]);'), ['invalid-argument@5']);
    assert.deepEqual(codes('model.predict(tf.tensor3d([[[1], [2]]]));'), []);
    assert.deepEqual(codes('model.predict(tf.zeros([1, 2, 1]).print());'), ['invalid-argument@5']);
  });
});
