import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `import numpy as np
import pandas as pd
import keras
from keras import layers, Input, Model, Sequential
from keras.layers import LSTM, Dense, Embedding, Concatenate, concatenate
x = np.zeros((8, 5, 3))
y = np.zeros((8, 1))
a, b = Input((5, 3)), Input((5, 3))
two = Model([a, b], Dense(1)(concatenate([LSTM(4)(a), LSTM(4)(b)])))
one = Sequential([Input((10, 1)), LSTM(4), Dense(1)])
two.compile('sgd', 'mse')
`;
const firstLine = head.split('\n').length;

function codesOf(program: string): string[] {
  return shapesOf(head + program).codes.map((code) => {
    const [name, line] = code.split('@');
    return `${name ?? ''}@${Number(line) - firstLine + 1}`;
  });
}

/** Each was run under Keras 3. */
describe('the data of a model', () => {
  it('must be as many arrays as the model has inputs', () => {
    const refused = [
      'two.fit(x, y)',
      'two.fit([x, x, x], y)',
      'two.fit([x, x], y, validation_data=(x, y))',
      'two.predict([x])',
    ];
    for (const line of refused) assert.deepEqual(codesOf(line), ['data-shape@1'], line);
  });

  it('may be a list, a tuple or come by names', () => {
    const taken = [
      'two.fit([x, x], y, validation_data=([x, x], y))',
      'two.predict((x, x))',
      'two.predict(load())',
      'two.predict([x, load()])',
      'two.predict([x for name in names])',
      "two.predict({'first': x, 'second': x})",
    ];
    for (const line of taken) assert.deepEqual(codesOf(line), [], line);
  });

  it('is given a last axis by Keras, and must fit with it', () => {
    assert.deepEqual(codesOf('one.predict(np.zeros((8, 10)))'), []);
    assert.deepEqual(codesOf('one.predict(np.zeros((8, 10, 1, 1)))'), []);
    assert.deepEqual(codesOf('one.predict(np.zeros((8, 7)))'), ['data-shape@1']);
    assert.deepEqual(codesOf('one.predict(np.zeros((10, 1)))'), ['data-shape@1']);
  });

  it('has one number of samples in all of its arrays', () => {
    const z = 'z = np.zeros((9, 5, 3))\n';
    assert.deepEqual(codesOf(`${z}two.fit([x, z], y)`), ['data-shape@2']);
    assert.deepEqual(codesOf(`${z}two.evaluate([z, z], y)`), ['data-shape@2']);
    assert.deepEqual(codesOf(`${z}two.fit([x, x], y, validation_data=([x, z], y))`), ['data-shape@2']);
    assert.deepEqual(codesOf(`${z}two.fit([z, load()], np.zeros((9, 1)))`), []);
  });

  it('holds the lists themselves where these are not equally long', () => {
    const fit = (lists: string) => `m = Sequential()\nm.add(LSTM(4, input_dim=2))\nm.fit(np.array(${lists}), y)`;
    assert.deepEqual(codesOf(fit('[[[1, 1], [2, 2]], [[1, 1]]]')), ['data-shape@3']);
    assert.deepEqual(codesOf(fit('[[[1, 1]], [[2, 2]]] * 4')), []);
    assert.deepEqual(codesOf('print(np.array([[1, 2], [3]])[0][1], np.array([[1, 2], [3]]).shape)'), []);
  });

  it('has not as many features as samples', () => {
    const fit = (size: string) =>
      `df = pd.read_csv('x.csv')[['a', 'b']]\nm = Sequential()\nm.add(LSTM(4, input_dim=${size}))\nm.fit(df, y)`;
    assert.deepEqual(codesOf(fit('len(df)')), ['samples-in-input-shape@4']);
    assert.deepEqual(codesOf(fit('count')), []);
  });

  it('is no list of words where an Embedding is given one-hot words', () => {
    const model = 'm = Sequential([Input((100,)), Embedding(500, 16), LSTM(4), Dense(1)])\n';
    const words = 'w = keras.utils.pad_sequences(texts, maxlen=100)\n';
    assert.deepEqual(codesOf(`${model}${words}m.predict(keras.utils.to_categorical(np.zeros((8, 100))))`), [
      'data-shape@3',
    ]);
    assert.deepEqual(codesOf(`${model}${words}m.predict(w)`), []);
  });
});

describe('the texts of a data set', () => {
  it('are lists, of which a part may be taken', () => {
    const load = 'from keras.datasets import imdb\n(texts, labels), _ = imdb.load_data(num_words=500)\n';
    assert.deepEqual(codesOf(`${load}print(texts[0][-10:])\nfor text in texts:\n    print(text[3])`), []);
    assert.deepEqual(codesOf(`${load}print(labels[0][-10:])`), ['axis-out-of-range@3']);
  });
});

describe('layers that are not called', () => {
  it('are no tensors', () => {
    assert.deepEqual(codesOf('h = Dense(3)(LSTM(4))'), ['invalid-argument@1']);
    assert.deepEqual(codesOf('h = concatenate([one, two])'), ['invalid-argument@1']);
    assert.deepEqual(codesOf('h = Concatenate()([LSTM(4), LSTM(4)(a)])'), ['invalid-argument@1']);
  });

  it('are what Keras 1 merges, and give tensors when they are called', () => {
    assert.deepEqual(codesOf('h = concatenate([LSTM(4)(a), LSTM(4)(b)])\nk = Dense(3)(two([a, b]))'), []);
    assert.deepEqual(codesOf("from keras.layers import merge\nh = merge([one, one], mode='concat')"), []);
    assert.deepEqual(
      codesOf("from keras.layers import Merge\nm = Sequential()\nm.add(Merge([one, one], mode='concat'))"),
      [],
    );
  });

  it('take no data and no state yet', () => {
    assert.deepEqual(codesOf('h = LSTM(4, initial_state=[a])'), ['invalid-argument@1']);
    assert.deepEqual(codesOf('h = layers.RNN(layers.GRUCell(4), inputs=a)'), ['invalid-argument@1']);
    assert.deepEqual(codesOf('h = LSTM(4)(a, initial_state=None, training=True)'), []);
  });
});
