import assert from 'node:assert/strict';
import { ruleMessage } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

/** Losses over classes take probabilities, or the scores before them, as they are told. */
describe('the activation before a loss of Keras', () => {
  const program = (last: string, loss: string) =>
    shapesOf(`
      import tensorflow as tf
      from tensorflow.keras import Sequential
      from tensorflow.keras.layers import LSTM, Dense, Activation, Softmax, TimeDistributed, Dropout, Lambda
      model = Sequential([LSTM(8, input_shape=(10, 3), return_sequences=True), ${last}])
      model.compile('adam', loss=${loss})`);
  const codes = (last: string, loss: string) => program(last, loss).codes;
  const sparse = (options = '') => `tf.keras.losses.SparseCategoricalCrossentropy(${options})`;
  const found = ['softmax-before-loss@5'];

  it('is one too many for a loss that takes scores', () => {
    const { problems, codes: all } = program("LSTM(4), Dense(5, activation='softmax')", sparse('from_logits=True'));
    assert.deepEqual(all, found);
    assert.ok(problems[0]?.code === 'softmax-before-loss' && problems[0].severity === 'warning');
    assert.match(ruleMessage(problems[0]), /^SparseCategoricalCrossentropy takes scores, and a softmax made/);
    const binary = 'tf.keras.losses.BinaryCrossentropy(True)';
    assert.deepEqual(codes("LSTM(4), Dense(1), Activation('sigmoid')", binary), found);
    assert.deepEqual(codes('Dense(5), Softmax()', sparse('from_logits=True')), found);
    assert.deepEqual(codes('Dense(5)', sparse('from_logits=True')), []);
  });

  it('is missing before a loss that takes probabilities', () => {
    const { problems, codes: all } = program('LSTM(4), Dense(5)', "'categorical_crossentropy'");
    assert.deepEqual(all, found);
    assert.ok(problems[0]?.code === 'softmax-before-loss');
    assert.equal(
      ruleMessage(problems[0]),
      'categorical_crossentropy takes probabilities, and nothing makes them of the scores: end with the activation `softmax`, or take a loss for scores.',
    );
    assert.deepEqual(codes('TimeDistributed(Dense(5))', sparse()), found);
    assert.deepEqual(codes("Dense(5, activation='tanh')", sparse()), found);
    assert.deepEqual(codes('Dense(1)', "'binary_crossentropy'"), found);
    assert.deepEqual(codes("Dense(5, activation='linear')", 'tf.keras.losses.categorical_crossentropy'), found);
    assert.deepEqual(codes('LSTM(5)', "'sparse_categorical_crossentropy'"), found);
    assert.deepEqual(codes("Dense(5), Activation('linear')", sparse()), found);
  });

  it('is let be where it is right, or nobody knows it', () => {
    for (const last of [
      "Dense(5, activation='softmax')",
      'Dense(5, activation=tf.nn.softmax)',
      "Dense(5), Activation('softmax')",
      "Dense(5, activation='softmax'), Activation('linear')",
      "Dense(5, activation='relu')",
      'Dense(5, activation=own)',
      'Dense(5), Lambda(own)',
      'Dense(5), Dropout(0.1)',
      "TimeDistributed(Dense(5, activation='softmax'))",
      "LSTM(5, activation='sigmoid')",
    ]) {
      assert.deepEqual(codes(last, "'categorical_crossentropy'"), [], last);
    }
    assert.deepEqual(codes("Dense(1, activation='tanh')", "'binary_crossentropy'"), []);
    assert.deepEqual(codes('Dense(5)', 'own'), []);
    assert.deepEqual(codes('Dense(5)', 'lambda y, p: tf.keras.losses.mse(y, p)'), []);
    assert.deepEqual(codes('Dense(5)', sparse('**options')), []);
    assert.deepEqual(codes('Dense(5)', "'mse'"), []);
  });

  it('is let be where one of two branches has it', () => {
    const build = (one: string, other: string) => `
      from keras.models import Model
      from keras.layers import Input, LSTM, Dense, Activation
      def build(is_trained):
          x = Input((10, 3))
          h = LSTM(8)(x)
          y = Dense(5)(h)
          if is_trained:
              y = ${one}
          else:
              y = ${other}
          model = Model(x, y)
          model.compile('adam', loss='categorical_crossentropy')`;
    assert.deepEqual(shapesOf(build('y', "Activation('softmax')(y)")).codes, []);
    assert.deepEqual(shapesOf(build("Activation('softmax')(y)", 'y')).codes, []);
    assert.deepEqual(shapesOf(build('Dense(5)(h)', "Dense(5, activation='softmax')(h)")).codes, []);
    assert.deepEqual(shapesOf(build('y', 'y')).codes, ['softmax-before-loss@12']);
  });

  it('is missing in tf.js as well', () => {
    const script = (activation: string) => `
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential();
      model.add(tf.layers.lstm({units: 8, inputShape: [10, 3]}));
      model.add(tf.layers.dense({units: 5${activation}}));
      model.compile({optimizer: 'adam', loss: 'categoricalCrossentropy'});`;
    const codesOf = (activation: string) => shapesOf(script(activation), { language: 'typescript' }).codes;
    assert.deepEqual(codesOf(''), found);
    assert.deepEqual(codesOf(", activation: 'softmax'"), []);
  });
});
