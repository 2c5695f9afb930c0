import assert from 'node:assert/strict';
import { shapesOf } from './shapesOf.js';

/** Faults that people reported of what they train their Keras and tf.js models with, and the same put right. */
describe('reported faults of training data', () => {
  const keras = `
      import numpy as np
      import pandas as pd
      from keras.models import Sequential
      from keras.layers import Bidirectional, Dense, Embedding, LSTM`;

  it('compares a target with the steps of the data where the input is not declared', () => {
    const program = (rest: string) => `${keras}
      model = Sequential([Embedding(50, 8), LSTM(4${rest}), Dense(1, activation='sigmoid')])
      model.compile(loss='binary_crossentropy', optimizer='adam')
      words, labels = np.zeros((20, 74)), np.zeros(20)
      model.fit(words, labels, validation_data=[words, labels])`;
    assert.deepEqual(shapesOf(program(', return_sequences=True')).codes, ['target-shape@8']);
    assert.deepEqual(shapesOf(program('')).codes, []);
  });

  it('looks at what is validated with, beside a generator too', () => {
    const program = (features: number, targets: number) => `${keras}
      model = Sequential([LSTM(4, input_shape=(None, 3)), Dense(2)])
      model.compile(loss='mse', optimizer='adam')
      x, y = np.zeros((20, 6, ${features})), np.zeros((20, ${targets}))
      model.fit_generator(batches(), validation_data=(x, y))
      model.fit(np.zeros((20, 6, 3)), np.zeros((20, 2)), validation_data=(x, y))`;
    assert.deepEqual(shapesOf(program(1, 2)).codes, ['data-shape@8', 'data-shape@9']);
    assert.deepEqual(shapesOf(program(3, 5)).codes, ['target-shape@8', 'target-shape@9']);
    assert.deepEqual(shapesOf(program(3, 2)).codes, []);
  });

  it('knows a list of arrays for as many inputs', () => {
    const program = (data: string) => `${keras}
      x = [np.random.rand(10) for _ in range(100)]
      pair = [np.zeros((5, 10, 1)), np.zeros((5, 10, 1))]
      one = [np.zeros((5, 10, 1))]
      model = Sequential([LSTM(20, input_shape=(10, 1)), Dense(1)])
      model.predict(${data})`;
    assert.deepEqual(shapesOf(program('x')).codes, ['data-shape@9']);
    const pair = shapesOf(program('pair'));
    assert.deepEqual(pair.codes, ['data-shape@9']);
    assert.deepEqual(
      [...pair.problems, ...shapesOf(program('x')).problems].map(({ severity }) => severity),
      ['warning', 'error'],
    );
    assert.deepEqual(shapesOf(program('one')).codes, []);
    assert.deepEqual(shapesOf(program('np.array(x).reshape(100, 10, 1)')).codes, []);
    assert.deepEqual(
      shapesOf(`
        import numpy as np
        from keras.layers import Input, LSTM, concatenate
        from keras.models import Model
        a, b = Input((10, 1)), Input((10, 1))
        Model([a, b], LSTM(4)(concatenate([a, b]))).predict([np.zeros((5, 10, 1)), np.zeros((5, 10, 1))])`).codes,
      [],
    );
  });

  it('takes data frames for the arrays in them', () => {
    const program = (x: string) => `${keras}
      frame = pd.DataFrame(np.random.rand(500, 10))
      model = Sequential([LSTM(20, input_shape=(1, 10)), Dense(1)])
      model.compile(loss='mse', optimizer='adam')
      model.fit(${x}, pd.Series(np.zeros(500)))`;
    assert.deepEqual(shapesOf(program('frame')).codes, ['data-shape@8']);
    assert.deepEqual(shapesOf(program('frame.values.reshape(500, 1, 10)')).codes, []);
  });

  it('counts the batches of a stateful model on both sides of a validation split', () => {
    const program = (samples: number, share: string) => `${keras}
      model = Sequential([LSTM(8, stateful=True, batch_input_shape=(5, 5, 7)), Dense(2)])
      model.compile(loss='mse', optimizer='adam')
      x, y = np.zeros((${samples}, 5, 7)), np.zeros((${samples}, 2))
      model.fit(x, y, batch_size=5, validation_split=${share}, shuffle=False)`;
    assert.deepEqual(shapesOf(program(432, '0.2')).codes, ['stateful-batch@8']);
    assert.deepEqual(shapesOf(program(425, '0.2')).codes, []);
    assert.deepEqual(shapesOf(program(425, 'share')).codes, []);
  });

  it('warns of attention between a vector and a sequence', () => {
    const program = (rest: string) => `
      import tensorflow as tf
      inputs = tf.keras.Input((12, 7))
      outputs = tf.keras.layers.LSTM(16, return_sequences=True)(inputs)
      query = tf.keras.layers.LSTM(16${rest})(inputs)
      context = tf.keras.layers.Attention()([query, outputs])`;
    const { codes, problems } = shapesOf(program(''));
    assert.deepEqual(codes, ['layer-input-rank@5']);
    assert.equal(problems[0]?.severity, 'warning');
    assert.deepEqual(shapesOf(program(', return_sequences=True')).codes, []);
  });

  it('reads data under the name that Keras 1 gave it', () => {
    const program = (x: string) => `${keras}
      from keras.layers.recurrent import SimpleRNN
      frame = pd.DataFrame(np.random.rand(119, 80))
      model = Sequential()
      model.add(SimpleRNN(init='uniform', output_dim=1, input_dim=len(frame.columns)))
      model.compile(loss='mse', optimizer='sgd')
      model.fit(X=${x}, y=np.zeros(119), batch_size=len(frame.index))`;
    assert.deepEqual(shapesOf(program('frame.values')).codes, ['data-shape@10']);
    assert.deepEqual(shapesOf(program('frame.values.reshape(119, 1, 80)')).codes, []);
  });

  it("joins the models in Keras 1's Merge", () => {
    const program = (sequences: string, mode: string) => `${keras}
      from keras.layers import Activation, Merge
      one, other = Sequential(), Sequential()
      one.add(LSTM(100${sequences}, input_shape=(20, 8)))
      other.add(Activation('linear', input_shape=(100,)))
      both = Sequential()
      both.add(Merge([one, other], mode='${mode}'))
      both.add(Dense(1))
      both.compile(loss='mse', optimizer='adam')
      both.fit([np.zeros((50, 20, 8)), np.zeros((50, 100))], np.zeros((50, 1)))`;
    const found = shapesOf(program('', 'concat'));
    assert.deepEqual(found.codes, []);
    assert.deepEqual(found.layers.find(({ kind }) => kind === 'Dense')?.input, ['batch', 200]);
    assert.deepEqual(shapesOf(program('', 'sum')).layers.at(-1)?.input, ['batch', 100]);
    assert.deepEqual(shapesOf(program(', return_sequences=True', 'concat')).codes, ['concat-shape@10']);
    const stacked = shapesOf(program('', 'concat').replace('Dense(1)', 'LSTM(1)'));
    assert.deepEqual(stacked.codes, ['recurrent-input-rank@11']);
  });

  it('looks into lists of lists for the data of each input', () => {
    const program = (data: string) => `
      import numpy as np
      from keras.layers import Dense, Input, LSTM, concatenate
      from keras.models import Model
      a, b = Input((50, 5)), Input((1,))
      model = Model([a, b], Dense(1)(concatenate([LSTM(50)(a), b])))
      for prices, extra in zip(np.zeros((675, 50, 5)), np.zeros((675, 1))):
          model.predict(${data})`;
    assert.deepEqual(shapesOf(program('[[prices], [extra]]')).codes, ['data-shape@7']);
    assert.deepEqual(shapesOf(program('[np.array([prices]), np.array([extra])]')).codes, []);
  });

  it('knows how two directions can be merged', () => {
    const program = (mode: string) => `${keras}
      model = Sequential([Bidirectional(LSTM(4), merge_mode='${mode}', input_shape=(7, 10))])`;
    const script = (mode: string) => `
      import * as tf from '@tensorflow/tfjs';
      const layer = tf.layers.lstm({ units: 5 });
      const both = tf.layers.bidirectional({ layer, inputShape: [7, 10], mergeMode: '${mode}' });`;
    assert.deepEqual(shapesOf(program('add')).codes, ['invalid-argument@5']);
    assert.deepEqual(shapesOf(program('ave')).codes, []);
    assert.deepEqual(shapesOf(script('add'), { language: 'typescript' }).codes, ['invalid-argument@3']);
    assert.deepEqual(shapesOf(script('sum'), { language: 'typescript' }).codes, []);
  });

  it('gives data to the inputs by their names', () => {
    const program = (inputs: string, data: string) => `
      import numpy as np
      from keras.layers import Dense, Input, LSTM, concatenate
      from keras.models import Model
      a, b = Input((50, 5), name='prices'), Input((1,), name='extra')
      model = Model(${inputs}, Dense(1)(concatenate([LSTM(50)(a), b])))
      model.predict(${data})`;
    const right = "{'extra': np.zeros((9, 1)), 'prices': np.zeros((9, 50, 5))}";
    const wrong = "{'extra': np.zeros((9, 1)), 'prices': np.zeros((9, 50, 6))}";
    for (const inputs of ['[a, b]', "{'prices': a, 'extra': b}", "{'extra': b, 'prices': a}"]) {
      assert.deepEqual(shapesOf(program(inputs, right)).codes, []);
      assert.deepEqual(shapesOf(program(inputs, wrong)).codes, ['data-shape@6']);
    }
    assert.deepEqual(shapesOf(program('[a, b]', "{'other': np.zeros((9, 1)), 'prices': np.zeros(3)}")).codes, []);
  });

  it('takes the features of each step for more than the one number that a target has for it', () => {
    const program = (units: number, target: string) => `${keras}
      model = Sequential([LSTM(4, return_sequences=True, input_shape=(3, 3)), Dense(${units})])
      model.compile(loss='mse', optimizer='adam')
      model.fit(np.zeros((640, 3, 3)), np.zeros(${target}))`;
    assert.deepEqual(shapesOf(program(3, '(640, 3)')).codes, ['target-shape@7']);
    assert.deepEqual(shapesOf(program(3, '(640, 3, 3)')).codes, []);
    assert.deepEqual(shapesOf(program(1, '(640, 3)')).codes, []);
  });

  it('takes a word for a truth, as Python does', () => {
    const program = (word: string) => `${keras}
      model = Sequential([LSTM(4, return_sequences=${word}, input_shape=(6, 3)), LSTM(2)])`;
    assert.deepEqual(shapesOf(program("'true'")).codes, []);
    assert.deepEqual(shapesOf(program("'False'")).codes, []);
    assert.deepEqual(shapesOf(program("''")).codes, ['recurrent-input-rank@5']);
  });
});
