import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** What each program begins with. */
const head = `
import numpy as np
import keras
from keras import Input, Model, Sequential, layers
from keras.layers import LSTM, GRU, SimpleRNN, Dense, Embedding, Bidirectional, TimeDistributed, RepeatVector
X = np.zeros((64, 10, 3))
y = np.zeros((64, 1))
x = Input((10, 3))
`;
const headLines = head.split('\n').length - 2;

interface Case {
  readonly title: string;
  /** `code@line`, the lines counted within the program; none: it must stay quiet. */
  readonly codes: readonly string[];
  readonly program: string;
}

/** Each program was run under Keras 3: those with an error raise at that place, the quiet ones do not. */
const cases: readonly Case[] = [
  {
    title: 'a recurrent layer after one that gives its last step only',
    codes: ['recurrent-input-rank@1'],
    program: 'm = Sequential([Input((10, 3)), LSTM(64), LSTM(32)])',
  },
  {
    title: 'a layer without its units',
    codes: ['invalid-argument@1', 'invalid-argument@2'],
    program: "LSTM(return_sequences=True)\nDense(activation='relu')\nGRU(units=4)\nLSTM(**{'units': 4})",
  },
  {
    title: 'the same, added one by one: the added layer is at fault',
    codes: ['recurrent-input-rank@4'],
    program: 'm = Sequential()\nm.add(LSTM(64, input_shape=(10, 3)))\nm.add(layers.Dropout(0.2))\nm.add(GRU(32))',
  },
  {
    title: 'the same without a declared input, seen before any data comes',
    codes: ['recurrent-input-rank@1'],
    program: 'm = Sequential([LSTM(64), LSTM(32)])\nm(X)',
  },
  {
    title: 'stacked layers that return their sequences',
    codes: [],
    program: 'm = Sequential([Input((10, 3)), LSTM(64, return_sequences=True), LSTM(32)])',
  },
  {
    title: 'a Bidirectional after a Bidirectional of the last step',
    codes: ['recurrent-input-rank@2'],
    program: 'h = Bidirectional(LSTM(8))(x)\nh = Bidirectional(LSTM(8))(h)',
  },
  {
    title: 'pooling that takes the steps away',
    codes: ['recurrent-input-rank@2'],
    program: 'h = layers.GlobalMaxPooling1D()(x)\nh = LSTM(8)(h)',
  },
  {
    title: 'pooling that keeps them',
    codes: [],
    program: 'h = layers.MaxPooling1D(2)(x)\nh = LSTM(8)(h)',
  },
  {
    title: 'an input shape without steps',
    codes: ['recurrent-input-rank@1'],
    program: 'm = Sequential([LSTM(8, input_shape=(3,))])',
  },
  {
    title: 'a shape whose last step was picked, as a Dense reads it',
    codes: [],
    program: 'h = LSTM(8, return_sequences=True)(x)\nh = Dense(2)(h[:, -1, :])',
  },
  {
    title: 'the samples in input_shape',
    codes: ['samples-in-input-shape@1'],
    program: 'm = Sequential([LSTM(8, input_shape=(64, 10, 3))])',
  },
  {
    title: 'the shape of all data as input_shape',
    codes: ['samples-in-input-shape@1'],
    program: 'm = Sequential([LSTM(8, input_shape=X.shape)])',
  },
  {
    title: 'the shape of one sample as input_shape',
    codes: [],
    program: 'm = Sequential([LSTM(8, input_shape=X.shape[1:]), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y)',
  },
  {
    title: 'steps and features swapped',
    codes: ['swapped-axes@3'],
    program: 'm = Sequential([Input((3, 10)), LSTM(8), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y)',
  },
  {
    title: 'other features than declared',
    codes: ['data-shape@2'],
    program: 'm = Sequential([Input((10, 4)), LSTM(8), Dense(1)])\np = m.predict(X)',
  },
  {
    title: 'data without steps',
    codes: ['data-shape@2'],
    program: 'm = Sequential([Input((10, 3)), LSTM(8), Dense(1)])\np = m.predict(np.zeros((64, 30)))',
  },
  {
    title: 'a feature axis of one that Keras adds itself',
    codes: [],
    program: 'm = Sequential([Input((10, 1)), LSTM(8), Dense(1)])\np = m.predict(np.zeros((64, 10)))',
  },
  {
    title: 'steps that the model leaves open',
    codes: [],
    program: 'm = Sequential([Input((None, 3)), LSTM(8), Dense(1)])\np = m.predict(np.zeros((64, 25, 3)))',
  },
  {
    title: 'a model called with other features',
    codes: ['data-shape@2'],
    program: 'm = Model(x, LSTM(8)(x))\nz = m(Input((10, 4)))',
  },
  {
    title: 'a Dense called again with other features',
    codes: ['input-size@3'],
    program: 'd = Dense(4)\na = d(Input((5,)))\nb = d(Input((6,)))',
  },
  {
    title: 'a Dense shared by inputs that are alike',
    codes: [],
    program: 'd = Dense(4)\na = d(Input((5,)))\nb = d(Input((5,)))',
  },
  {
    title: 'labels as integers in a loss that wants them one-hot',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(5, activation="softmax")])\nm.compile("adam", "categorical_crossentropy")\nm.fit(X, np.zeros(64))',
  },
  {
    title: 'other classes than units',
    codes: ['class-count@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(5, activation="softmax")])\nm.compile("adam", "categorical_crossentropy")\nm.fit(X, keras.utils.to_categorical(np.zeros(64), 4))',
  },
  {
    title: 'labels one-hot in a loss that wants integers',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(5, activation="softmax")])\nm.compile("adam", "sparse_categorical_crossentropy")\nm.fit(X, np.zeros((64, 5)))',
  },
  {
    title: 'labels as each loss wants them',
    codes: [],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(5, activation="softmax")])\nm.compile("adam", "sparse_categorical_crossentropy")\nm.fit(X, np.zeros(64))\nm.compile("adam", "sparse_categorical_crossentropy")\nm.fit(X, y)\nm.compile("adam", "categorical_crossentropy")\nm.fit(X, np.zeros((64, 5)))',
  },
  {
    title: 'labels for each step',
    codes: [],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8, return_sequences=True), Dense(5, activation="softmax")])\nm.compile("adam", "sparse_categorical_crossentropy")\nm.fit(X, np.zeros((64, 10)))\nm.compile("adam", "sparse_categorical_crossentropy")\nm.fit(X, np.zeros((64, 10, 1)))',
  },
  {
    title: 'the loss as an object',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(5)])\nm.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))\nm.fit(X, np.zeros(64))',
  },
  {
    title: 'an output for each step against a target for the sequence: nothing fails, so it warns',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8, return_sequences=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y)',
  },
  {
    title: 'a target for each step against one output for the sequence',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, np.zeros((64, 10, 1)))',
  },
  {
    title: 'as many units as steps, which Keras compares one by one',
    codes: [],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(10)])\nm.compile("adam", "mse")\nm.fit(X, np.zeros((64, 10, 1)))',
  },
  {
    title: 'an output for each step against a target for each',
    codes: [],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8, return_sequences=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, np.zeros((64, 10, 1)))\nm.compile("adam", "mse")\nm.fit(X, np.zeros((64, 10)))',
  },
  {
    title: 'a vector of targets against one unit, which Keras makes a column of',
    codes: [],
    program: 'm = Sequential([Input((10, 3)), LSTM(8), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, np.zeros(64))',
  },
  {
    title: 'targets that do not broadcast',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(4)])\nm.compile("adam", "mse")\nm.fit(X, np.zeros((64, 3)))',
  },
  {
    title: 'softmax over one unit',
    codes: ['softmax-of-one-unit@1'],
    program: 'm = Sequential([Input((10, 3)), LSTM(8), Dense(1, activation="softmax")])',
  },
  {
    title: 'softmax over one unit of a layer of which nobody knows where it goes',
    codes: ['softmax-of-one-unit@1'],
    program: 'd = Dense(1, activation="softmax")',
  },
  {
    title: 'the states of a layer in a Sequential',
    codes: ['recurrent-in-sequential@3'],
    program: 'm = Sequential([\n  Input((10, 3)),\n  LSTM(8, return_state=True),\n  Dense(1),\n])',
  },
  {
    title: 'the states of a layer in a functional model',
    codes: ['invalid-argument@2'],
    program: 'x = LSTM(8, return_state=True)(Input((10, 3)))\ny = Dense(1)(x)',
  },
  {
    title: 'a declared input, of a layer inside a model, that is the other way round',
    codes: ['swapped-axes@1'],
    program: 'y = LSTM(8, input_shape=(128, 3))(Input((3, 128)))',
  },
  {
    title: 'declared inputs inside a model that say the same, or something else',
    codes: [],
    program:
      'y = LSTM(8, input_shape=(3, 128))(Input((3, 128)))\nz = LSTM(8, input_shape=(None, 128))(Input((3, 128)))\nw = LSTM(8, input_shape=(5, 128))(Input((3, 128)))',
  },
  {
    title: 'a stateful layer behind one of the source, and batches of the usual size',
    codes: ['stateful-batch@7', 'stateful-batch@8'],
    program:
      'class Own(layers.Layer):\n  def call(self, x):\n    return x * 2\ni = Input(batch_shape=(64, 10, 3))\no = Dense(1)(LSTM(8, stateful=True)(Own()(i)))\nm = keras.Model(i, o)\np = m.predict(np.zeros((64, 10, 3)))\nq = m.predict(np.zeros((128, 10, 3)), batch_size=32)\nr = m.predict(np.zeros((128, 10, 3)), batch_size=64)',
  },
  {
    title: 'softmax over one unit, as a layer of its own, and behind a layer of which nothing is known',
    codes: ['softmax-of-one-unit@1', 'softmax-of-one-unit@3', 'softmax-of-one-unit@5', 'softmax-of-one-unit@6'],
    program: [
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(1), layers.Activation("softmax")])',
      'from attention import Attend',
      'm = Sequential([Input((10, 3)), Attend(), Dense(1, activation="softmax")])',
      'import tensorflow as tf; s = Dense(1)(Input((10, 3)))',
      'w = tf.nn.softmax(s)',
      'w = layers.Softmax()(s)',
    ].join('\n'),
  },
  {
    title: 'softmax over the steps, and over several units',
    codes: [],
    program: [
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(2), layers.Activation("softmax")])',
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(1), layers.Activation("sigmoid")])',
      'import tensorflow as tf; s = Dense(1)(Input((10, 3)))',
      'w = tf.nn.softmax(s, axis=1)',
      'w = layers.Softmax(axis=1)(s)',
    ].join('\n'),
  },
  {
    title: 'tensors given where a layer is made, and a layer that is not called',
    codes: ['invalid-argument@3', 'invalid-argument@4', 'invalid-argument@5', 'invalid-argument@6'],
    program: [
      'a = Input((10, 3))',
      'b = LSTM(8, return_sequences=True)(a)',
      'c = layers.Concatenate([a, b])',
      'd = Dense(b)',
      'e = layers.Attention([b, b])',
      'm = Model(a, LSTM(8))',
    ].join('\n'),
  },
  {
    title: 'layers that are called, and models of models',
    codes: [],
    program: [
      'a = Input((10, 3))',
      'b = LSTM(8, return_sequences=True)(a)',
      'c = layers.Concatenate()([a, b])',
      'd = layers.concatenate([a, b])',
      'm = Model(a, [LSTM(8)(b), c])',
      'e = Model(a, m(a))',
      'f = layers.Embedding(10, 3, weights=[np.zeros((10, 3))])',
    ].join('\n'),
  },
  {
    title: 'a word that is no batch of words',
    codes: ['recurrent-input-rank@3'],
    program:
      'import tensorflow as tf; ids = layers.StringLookup(vocabulary=["a", "b"])\nx = layers.Embedding(4, 16)(ids(tf.constant(["a"])))\ny = layers.GRU(8)(x)',
  },
  {
    title: 'a batch of words',
    codes: [],
    program:
      'import tensorflow as tf; ids = layers.StringLookup(vocabulary=["a", "b"])\nx = layers.Embedding(4, 16)(ids(tf.constant([["a"]])))\ny = layers.GRU(8)(x)',
  },
  {
    title: 'a sound whose numbers are samples, not steps',
    codes: ['data-shape@4'],
    program:
      'import librosa\nm = Sequential([Input((5000, 1)), LSTM(8)])\nsound, rate = librosa.load("a.wav")\nm.predict(sound[:, np.newaxis, np.newaxis])\nm.predict(sound[np.newaxis, :, np.newaxis])\nn = Sequential([Input((None, 20)), LSTM(8)])\nn.predict(librosa.feature.mfcc(y=sound, sr=rate).T[np.newaxis])',
  },
  {
    title: 'a sigmoid over one unit',
    codes: [],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8), Dense(1, activation="sigmoid")])\nm.compile("adam", "binary_crossentropy")\nm.fit(X, y)',
  },
  {
    title: 'one truth for each step where there are several targets for it',
    codes: ['target-shape@3'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8, return_sequences=True), Dense(1, activation="sigmoid")])\nm.compile("adam", "binary_crossentropy")\nm.fit(np.zeros((60, 10, 3)), np.zeros((60, 10, 5)))\nm.fit(np.zeros((60, 10, 3)), np.zeros((60, 10, 1)))',
  },
  {
    title: 'a loss over classes with one unit',
    codes: ['class-count@2'],
    program: 'm = Sequential([Input((10, 3)), LSTM(8), Dense(1)])\nm.compile("adam", "categorical_crossentropy")',
  },
  {
    title: 'stateful without a batch size',
    codes: ['stateful-batch@1'],
    program: 'm = Sequential([Input((10, 3)), LSTM(8, stateful=True)])',
  },
  {
    title: 'stateful with a batch size that fit contradicts',
    codes: ['stateful-batch@3'],
    program:
      'm = Sequential([Input((10, 3), batch_size=8), LSTM(8, stateful=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y, batch_size=16)',
  },
  {
    title: 'stateful with samples that are left over',
    codes: ['stateful-batch@3'],
    program:
      'm = Sequential([Input((10, 3), batch_size=8), LSTM(8, stateful=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(np.zeros((60, 10, 3)), np.zeros((60, 1)), batch_size=8)',
  },
  {
    title: 'a stateful model asked with the batches of 32 that Keras takes by itself',
    codes: ['stateful-batch@5', 'stateful-batch@6'],
    program:
      'data = np.array([row for row in X])\nm = Sequential([Input((10, 3), batch_size=64), LSTM(8, stateful=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(data, y, batch_size=64)\nm.evaluate(data[:n], y[:n])\nm.predict(data[:n])',
  },
  {
    title: 'a stateful model of single samples, whose data may be one',
    codes: [],
    program:
      'data = np.array([row for row in X])\nm = Sequential([Input((10, 3), batch_size=1), LSTM(8, stateful=True), Dense(1)])\nm.predict(data[:n])',
  },
  {
    title: 'only the first mistake of a model, whose later layers are not run',
    codes: ['stateful-batch@1'],
    program:
      'm = Sequential([Input((10, 3)), LSTM(8, stateful=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, np.zeros((len(X), 4)))',
  },
  {
    title: 'too few states for stacked cells',
    codes: ['initial-state-shape@2'],
    program:
      's = [Input((4,)), Input((4,))]\nh = layers.RNN([layers.LSTMCell(4), layers.LSTMCell(4)])(x, initial_state=s)',
  },
  {
    title: 'a state of another size for the second of stacked cells',
    codes: ['initial-state-shape@2'],
    program:
      's = [Input((4,)), Input((4,))]\nh = layers.RNN([layers.GRUCell(4), layers.GRUCell(5)])(x, initial_state=s)',
  },
  {
    title: 'states for stacked cells, in pairs',
    codes: [],
    program:
      's = [[Input((4,)), Input((4,))] for _ in range(2)]\nh = layers.RNN([layers.LSTMCell(4), layers.LSTMCell(4)])(x, initial_state=s)',
  },
  {
    title: 'stateful as it should be',
    codes: [],
    program:
      'm = Sequential([Input((10, 3), batch_size=8), LSTM(8, stateful=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y, batch_size=8, shuffle=False)\nm.predict(X, batch_size=8)',
  },
  {
    title: 'stateful, and the batch comes with the data',
    codes: [],
    program: 'm = Sequential([LSTM(8, stateful=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y, batch_size=8)',
  },
  {
    title: 'TimeDistributed on data without steps',
    codes: ['layer-input-rank@2'],
    program: 'h = LSTM(8)(x)\nh = TimeDistributed(Dense(2))(h)',
  },
  {
    title: 'RepeatVector on data with steps',
    codes: ['layer-input-rank@2'],
    program: 'h = LSTM(8, return_sequences=True)(x)\nh = RepeatVector(10)(h)',
  },
  {
    title: 'RepeatVector between an encoder and a decoder',
    codes: [],
    program:
      'h = LSTM(8)(x)\nh = RepeatVector(10)(h)\nh = LSTM(8, return_sequences=True)(h)\nh = TimeDistributed(Dense(2))(h)',
  },
  {
    title: 'a positional True that is the activation',
    codes: ['positional-argument@1'],
    program: 'l = LSTM(32, True)',
  },
  {
    title: 'a positional activation',
    codes: [],
    program: 'l = LSTM(32, "relu")\nd = Dense(10, "softmax")',
  },
  {
    title: 'no units at all',
    codes: ['invalid-argument@1'],
    program: 'l = LSTM(0)',
  },
  {
    title: 'joining along an axis where others differ',
    codes: ['concat-shape@1'],
    program: 'c = layers.Concatenate()([Input((10, 3)), Input((9, 3))])',
  },
  {
    title: 'joining as it should be',
    codes: [],
    program:
      'c = layers.Concatenate()([Input((10, 3)), Input((10, 5))])\nd = layers.concatenate([Input((10, 3)), Input((9, 3))], axis=1)',
  },
  {
    title: 'adding what does not broadcast',
    codes: ['broadcast-shape@1'],
    program: 'c = layers.Add()([Input((10, 3)), Input((9, 3))])',
  },
  {
    title: 'adding what broadcasts',
    codes: [],
    program: 'c = layers.Add()([Input((10, 3)), Input((10, 1))])',
  },
  {
    title: 'a Reshape to another number of elements',
    codes: ['reshape-size@1'],
    program: 'r = layers.Reshape((5, 5))(x)',
  },
  {
    title: 'a Reshape that fits',
    codes: [],
    program: 'r = layers.Reshape((5, 6))(x)\nr = layers.Reshape((-1, 2))(x)',
  },
  {
    title: 'Dot over axes that differ',
    codes: ['matmul-shape@1'],
    program: 'd = layers.Dot(axes=1)([Input((10, 3)), Input((9, 3))])',
  },
  {
    title: 'a convolution that is longer than the series',
    codes: ['window-longer-than-series@1'],
    program: 'c = layers.Conv1D(4, 13)(x)',
  },
  {
    title: 'a convolution with padding',
    codes: [],
    program: 'c = layers.Conv1D(4, 13, padding="same")(x)',
  },
  {
    title: 'a convolution over data without steps',
    codes: ['layer-input-rank@1'],
    program: 'c = layers.Conv1D(4, 3)(Input((5,)))',
  },
  {
    title: 'nothing known of the data',
    codes: [],
    program:
      'def train(data, target, n):\n    m = Sequential([Input((n, 3)), LSTM(8), Dense(n, activation="softmax")])\n    m.compile("adam", "categorical_crossentropy")\n    m.fit(data, target)\n    return m.predict(data)',
  },
  {
    title: 'a subclassed model on data without steps',
    codes: ['recurrent-input-rank@6'],
    program:
      'class M(Model):\n    def __init__(self):\n        super().__init__()\n        self.rnn = LSTM(8)\n    def call(self, inputs):\n        return self.rnn(inputs)\nm = M()\nm(np.zeros((4, 10)))',
  },
];

/** Keras 3 lets these through where they are written, and fails when the model runs; Keras 2 raises at once. */
const symbolicCases: readonly Case[] = [
  {
    title: 'initial states of other units',
    codes: ['initial-state-shape@1'],
    program: 'h = LSTM(4)(x, initial_state=[Input((5,)), Input((5,))])',
  },
  {
    title: 'one initial state for an LSTM',
    codes: ['initial-state-pair@1'],
    program: 'h = LSTM(4)(x, initial_state=Input((4,)))',
  },
  {
    title: 'the states of another layer',
    codes: [],
    program:
      'o, h, c = LSTM(4, return_state=True)(x)\nd = LSTM(4)(x, initial_state=[h, c])\ng = GRU(4)(x, initial_state=h)',
  },
  {
    title: 'the two directions of another layer',
    codes: [],
    program:
      'o, a, b, c, d = Bidirectional(LSTM(4, return_state=True))(x)\nh = layers.Concatenate()([a, c])\ns = layers.Concatenate()([b, d])\ne = LSTM(8)(x, initial_state=[h, s])',
  },
];

describe('the rules for Keras', () => {
  for (const { title, codes, program } of [...cases, ...symbolicCases]) {
    it(`${codes.length === 0 ? 'are quiet about' : 'find'} ${title}`, () => {
      // A program without a recurrent layer is not looked at.
      const { codes: found } = shapesOf(`${head}${program}\nlast = LSTM(2)\n`);
      const lines = codes.map((code) => code.replace(/\d+$/, (line) => String(Number(line) + headLines)));
      assert.deepEqual(found, lines);
    });
  }

  it('say what Keras says, and mend what is certain', () => {
    const text = `${head}m = Sequential()\nm.add(LSTM(64, input_shape=(10, 3)))\nm.add(LSTM(32, name='second'))\n`;
    const { problems } = shapesOf(text);
    const [problem] = problems;
    assert.ok(problem && 'raises' in problem);
    assert.equal(
      problem.raises,
      'Input 0 of layer "second" is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (None, 64)',
    );
    assert.equal(problem.severity, 'error');
    const [fix] = problem.fixes;
    const [edit] = fix?.edits ?? [];
    const source = text.replace(/^\n/, '');
    assert.ok(edit);
    assert.equal(
      (source.slice(0, edit.span.start) + edit.text + source.slice(edit.span.end)).split('\n').at(headLines + 1),
      'm.add(LSTM(64, input_shape=(10, 3), return_sequences=True))',
    );
  });

  it('mend the wrapped layer, and an option that says False', () => {
    const text = `${head}h = Bidirectional(LSTM(8, return_sequences=False))(x)\nh = LSTM(4)(h)\n`.replace(/^\n/, '');
    const [problem] = shapesOf(text).problems;
    const [edit] = problem?.fixes[0]?.edits ?? [];
    assert.ok(edit);
    assert.equal(text.slice(edit.span.start, edit.span.end), 'False');
    assert.equal(edit.text, 'True');
  });

  it('only warn of what runs', () => {
    const { problems } = shapesOf(
      `${head}m = Sequential([Input((10, 3)), LSTM(8, return_sequences=True), Dense(1)])\nm.compile("adam", "mse")\nm.fit(X, y)\n`,
    );
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      ['warning'],
    );
  });
});
