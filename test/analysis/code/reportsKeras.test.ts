import assert from 'node:assert/strict';
import { shapesOf } from './shapesOf.js';

/** Faults that people reported of Keras and tf.js programs, each with the program put right, which is quiet. */
describe('reported faults of Keras and tf.js programs', () => {
  describe('a target with more axes than the output', () => {
    const program = (target: string, units: number) => `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      model = Sequential([LSTM(4, input_shape=(6, 3)), Dense(${units}, activation='softmax')])
      model.compile(loss='categorical_crossentropy', optimizer='adam')
      model.fit(np.zeros((8, 6, 3)), np.zeros(${target}))`;

    it('is an error where there is a class for each step', () => {
      assert.deepEqual(shapesOf(program('(8, 6, 5)', 5)).codes, ['target-shape@6']);
      assert.deepEqual(shapesOf(program('(8, 2, 6, 5)', 5)).codes, ['target-shape@6']);
      assert.deepEqual(shapesOf(program('(8, 6, 1)', 5)).codes, ['target-shape@6']);
    });

    it('is quiet where the last axis is 1 and dropped', () => {
      assert.deepEqual(shapesOf(program('(8, 5, 1)', 5)).codes, []);
      assert.deepEqual(shapesOf(program('(8, 5)', 5)).codes, []);
    });
  });

  it('compares the batches of a data set with the input and the output', () => {
    const program = (features: number, target: string) => `
      import numpy as np
      import tensorflow as tf
      data = tf.data.Dataset.from_tensor_slices((np.zeros((70, 30, 5)), np.zeros(${target}))).shuffle(70).batch(32)
      model = tf.keras.Sequential([
          tf.keras.Input(shape=(30, ${features})),
          tf.keras.layers.LSTM(8),
          tf.keras.layers.Dense(3, activation='softmax'),
      ])
      model.compile(loss='sparse_categorical_crossentropy', optimizer='adam')
      model.fit(data, epochs=2)
      model.evaluate(data)`;
    assert.deepEqual(shapesOf(program(10, '(70,)')).codes, ['data-shape@10', 'data-shape@11']);
    assert.deepEqual(shapesOf(program(5, '(70, 3)')).codes, ['target-shape@10', 'target-shape@11']);
    assert.deepEqual(shapesOf(program(5, '(70,)')).codes, []);
  });

  it('leaves the batches of a data set alone in a stateful model', () => {
    const { codes } = shapesOf(`
      import numpy as np
      import tensorflow as tf
      data = tf.data.Dataset.from_tensor_slices((np.zeros((64, 30, 5)), np.zeros((64, 1)))).batch(16)
      model = tf.keras.Sequential([
          tf.keras.layers.LSTM(8, stateful=True, batch_input_shape=(16, 30, 5)),
          tf.keras.layers.Dense(1),
      ])
      model.compile(loss='mse', optimizer='adam')
      model.fit(data)`);
    assert.deepEqual(codes, []);
  });

  it('knows the maps that MobileNet gives for each frame', () => {
    const program = (pooled: string) => `
      from keras.applications.mobilenet import MobileNet
      from keras.layers import Input, TimeDistributed, GlobalAveragePooling2D, LSTM
      video = Input(shape=(None, 64, 64, 3))
      frame = MobileNet(weights=None, include_top=False, input_shape=(64, 64, 3))
      frames = TimeDistributed(frame)(video)
      ${pooled}
      out = LSTM(16)(frames)`;
    assert.deepEqual(shapesOf(program('')).codes, ['recurrent-input-rank@7']);
    const { codes, layers } = shapesOf(program('frames = TimeDistributed(GlobalAveragePooling2D())(frames)'));
    assert.deepEqual(codes, []);
    assert.equal(layers.find(({ kind }) => kind === 'LSTM')?.options['inputSize'], 1024);
  });

  it('finds the shape of an output given as the units', () => {
    const program = (units: string) => `
      from keras.layers import LSTM
      from keras.models import Sequential
      model = Sequential()
      model.add(LSTM(${units}, return_sequences=True, input_shape=(10, 3)))`;
    assert.deepEqual(shapesOf(program('(10, 5)')).codes, ['invalid-argument@4']);
    assert.deepEqual(shapesOf(program('5')).codes, []);
  });

  it('warns of one tensor that is taken apart as if it were a list', () => {
    const program = (scores: string) => `
      import tensorflow as tf
      words = tf.keras.Input(shape=(None, 7))
      outputs = tf.keras.layers.LSTM(8, return_sequences=True)(words)
      context, scores = tf.keras.layers.Attention()([outputs, outputs]${scores})
      both = tf.keras.layers.Concatenate()([outputs, context])`;
    assert.deepEqual(shapesOf(program('')).codes, ['unpack-count@4']);
    assert.deepEqual(shapesOf(program(', return_attention_scores=True')).codes, []);
  });

  it('compares the state that a cell is called with to its units', () => {
    const program = (units: number) => `
      import tensorflow as tf
      cell = tf.keras.layers.GRUCell(20)
      output, states = cell(tf.random.uniform([4, 10]), [tf.zeros([4, ${units}])])
      output, states = cell(tf.random.uniform([4, 10]), states)
      output, states = cell(tf.random.uniform([4, 10]), states=[tf.zeros([4, ${units}])])`;
    assert.deepEqual(shapesOf(program(10)).codes, ['initial-state-shape@3', 'initial-state-shape@5']);
    assert.deepEqual(shapesOf(program(20)).codes, []);
  });

  it('takes other steps than declared for an error in tf.js only', () => {
    const script = (steps: number) => `
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential();
      model.add(tf.layers.lstm({ units: 3, inputShape: [3, 1] }));
      model.predict(tf.zeros([1, ${steps}, 1]));`;
    const found = shapesOf(script(2), { language: 'typescript' });
    assert.deepEqual(found.codes, ['data-shape@4']);
    assert.equal(found.problems[0]?.severity, 'error');
    assert.deepEqual(shapesOf(script(3), { language: 'typescript' }).codes, []);
    const python = shapesOf(`
      import numpy as np
      from keras.layers import LSTM
      from keras.models import Sequential
      model = Sequential([LSTM(3, input_shape=(3, 1))])
      model.predict(np.zeros((1, 2, 1)))`);
    assert.deepEqual(
      python.problems.map(({ severity }) => severity),
      ['warning'],
    );
  });

  it('tells that a Dense gets all that a recurrent layer gives', () => {
    const program = (option: string) => `
      from keras import Input, Sequential
      from keras.layers import LSTM, Dense
      model = Sequential([Input((10, 8)), LSTM(16${option}), Dense(1)])`;
    assert.deepEqual(shapesOf(program(', return_state=True')).codes, ['recurrent-in-sequential@3']);
    assert.deepEqual(shapesOf(program('')).codes, []);
  });

  it('tells layers that join from functions that do', () => {
    const codes = (call: string) =>
      shapesOf(`
      from keras import Input
      from keras.layers import LSTM, Add, Concatenate, concatenate
      a, b = LSTM(4)(Input((5, 3))), LSTM(4)(Input((5, 3)))
      c = ${call}`).codes;
    assert.deepEqual(codes('Add([a, b])'), ['invalid-argument@4']);
    assert.deepEqual(codes('Concatenate([a, b])'), ['invalid-argument@4']);
    assert.deepEqual(codes('concatenate()([a, b])'), ['invalid-argument@4']);
    for (const call of ['Add()([a, b])', 'Concatenate()([a, b])', 'Concatenate(1)([a, b])', 'concatenate([a, b], 1)']) {
      assert.deepEqual(codes(call), [], call);
    }
  });

  it('tells that the cells of a stack are one', () => {
    const program = (cells: string) => `
      const tf = require('@tensorflow/tfjs');
      const make = () => tf.layers.lstmCell({units: 8});
      const cell = make();
      const layer = tf.layers.rnn({cell: tf.layers.stackedRNNCells({cells: ${cells}})});`;
    assert.deepEqual(shapesOf(program('[cell, cell]'), { language: 'typescript' }).codes, ['repeated-cell@4']);
    assert.deepEqual(shapesOf(program('[cell, make()]'), { language: 'typescript' }).codes, []);
    assert.deepEqual(shapesOf(program('[cell, other(), other()]'), { language: 'typescript' }).codes, []);
  });

  describe('the samples in the shape of one sample, by their name', () => {
    const program = (data: string, shape: string) => `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      x = np.load('x.npy')
      y = np.load('y.npy')
      x = ${data}
      model = Sequential([LSTM(4, ${shape}), Dense(1)])
      model.compile(loss='mse', optimizer='adam')
      model.fit(x, y)`;
    const steps = 'x.reshape(x.shape[0], 1, x.shape[1])';

    it('are found', () => {
      const found = ['samples-in-input-shape@9'];
      assert.deepEqual(shapesOf(program(steps, 'input_shape=(x.shape[0], x.shape[2])')).codes, found);
      const table = 'x.reshape(len(x), -1)';
      assert.deepEqual(shapesOf(program(table, 'input_dim=len(x)')).codes, found);
    });

    it('are quiet where the steps have another name, or the samples are as many', () => {
      assert.deepEqual(shapesOf(program(steps, 'input_shape=(x.shape[1], x.shape[2])')).codes, []);
      assert.deepEqual(shapesOf(program(steps, 'input_shape=(None, x.shape[2])')).codes, []);
      const square = 'x.reshape(x.shape[0], x.shape[0], 3)';
      assert.deepEqual(shapesOf(program(square, 'input_shape=(x.shape[0], 3)')).codes, []);
    });
  });

  describe('one number as the target of several', () => {
    const program = (units: number, target: string) => `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      model = Sequential([LSTM(4, input_shape=(6, 3)), Dense(${units})])
      model.compile(loss='mse', optimizer='adam')
      model.fit(np.zeros((8, 6, 3)), np.zeros(${target}))`;

    it('is found behind axes of 1', () => {
      assert.deepEqual(shapesOf(program(11, '(8, 1, 1)')).codes, ['target-shape@6']);
    });

    it('is quiet where the output is one number too', () => {
      assert.deepEqual(shapesOf(program(1, '(8, 1, 1)')).codes, []);
      assert.deepEqual(shapesOf(program(11, '(8, 11, 1)')).codes, []);
    });
  });

  it('finds what cannot be run in both directions', () => {
    const inside = (layer: string) =>
      shapesOf(`
      from keras.layers import *
      layer = Bidirectional(${layer})
      other = LSTM(8)`).codes;
    for (const layer of ['Dense(8)', 'GRUCell(8)']) assert.deepEqual(inside(layer), ['invalid-argument@2'], layer);
    const right = ['GRU(8)', 'RNN(GRUCell(8))', 'ConvLSTM1D(4, 3)', 'CuDNNLSTM(8)', 'load()', 'layer=LSTM(8)'];
    for (const layer of right) assert.deepEqual(inside(layer), [], layer);
  });

  it('finds the options of a recurrent layer that are given to its wrapper', () => {
    const program = (layer: string) => `
      from keras.models import Sequential
      from keras.layers import LSTM, Bidirectional, TimeDistributed
      model = Sequential([${layer}])`;
    const { problems, codes } = shapesOf(program('Bidirectional(LSTM(4), return_sequences=True, input_shape=(6, 3))'));
    assert.deepEqual(codes, ['invalid-argument@3']);
    const [problem] = problems;
    const raises = "Unrecognized keyword arguments passed to Bidirectional: {'return_sequences': True}";
    assert.equal(problem && 'raises' in problem && problem.raises, raises);
    const right = 'Bidirectional(LSTM(4, return_sequences=True), merge_mode="sum", input_shape=(6, 3), name="b")';
    assert.deepEqual(shapesOf(program(right)).codes, []);
  });

  it('finds the numbers of a shape that stand beside each other', () => {
    const program = (layer: string) => `
      from keras.models import Sequential
      from keras.layers import LSTM, Permute, Reshape
      model = Sequential([LSTM(4, return_sequences=True, input_shape=(6, 3)), ${layer}])`;
    const { problems, codes } = shapesOf(program('Permute(2, 1)'));
    assert.deepEqual(codes, ['invalid-argument@3']);
    const [problem] = problems;
    const raises = 'Permute.__init__() takes 2 positional arguments but 3 were given';
    assert.equal(problem && 'raises' in problem && problem.raises, raises);
    assert.deepEqual(shapesOf(program('Reshape(4, 6)')).codes, ['invalid-argument@3']);
    assert.deepEqual(shapesOf(program('Permute((2, 1))')).codes, []);
    assert.deepEqual(shapesOf(program('Reshape([4, 6])')).codes, []);
  });

  it('compares the last axes of a target for each step and of an output for all', () => {
    const program = (units: number, target: string) => `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      model = Sequential([LSTM(4, input_shape=(3, 3)), Dense(${units})])
      model.compile(loss='mae', optimizer='adam')
      model.fit(np.zeros((50, 3, 3)), np.zeros(${target}))`;
    assert.deepEqual(shapesOf(program(3, '(50, 3, 2)')).codes, ['target-shape@6']);
    assert.deepEqual(shapesOf(program(3, '(50, 3, 1)')).codes, []);
    assert.deepEqual(shapesOf(program(3, '(50, 3)')).codes, []);
  });

  it('takes what is not known for an array where it is given a shape', () => {
    const program = (steps: number) => `
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      train = train.reshape((60, 97, 21))
      test = test.reshape((60, ${steps}, 21))
      model = Sequential([LSTM(9, input_shape=(train.shape[1], train.shape[2])), Dense(1)])
      model.compile(loss='mse', optimizer='adam')
      model.fit(train, targets, validation_data=(test, others))`;
    assert.deepEqual(shapesOf(program(61)).codes, ['data-shape@7']);
    assert.deepEqual(shapesOf(program(97)).codes, []);
  });

  it('refuses a list with an array for each sample', () => {
    const program = (data: string) => `
      import numpy
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      x = [numpy.random.rand(10) for _ in xrange(100)]
      model = Sequential([LSTM(9, input_shape=(10, 1)), Dense(1)])
      model.compile(loss='mse', optimizer='adam')
      model.fit(${data}, numpy.zeros(100))`;
    assert.deepEqual(shapesOf(program('x')).codes, ['data-shape@7']);
    assert.deepEqual(shapesOf(program('numpy.array(x).reshape(100, 10, 1)')).codes, []);
  });

  it('is refused by tf.js where Keras would widen the target', () => {
    const script = (steps: number) => `
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential();
      model.add(tf.layers.lstm({units: 3, inputShape: [2, 1], returnSequences: true}));
      model.add(tf.layers.dense({units: 1}));
      model.compile({loss: 'meanSquaredError', optimizer: 'sgd'});
      model.fit(tf.zeros([4, 2, 1]), tf.zeros([4, ${steps}, 1]));`;
    const [problem] = shapesOf(script(1), { language: 'typescript' }).problems;
    assert.ok(problem?.code === 'target-shape' && problem.severity === 'error');
    assert.match(problem.raises ?? '', /^target expected a batch of elements/);
    assert.deepEqual(shapesOf(script(2), { language: 'typescript' }).codes, []);
  });

  it('warns of samples that were joined with others before they are added to some of them', () => {
    const program = (axis: number) => `
      from keras.layers import Input, LSTM, Lambda, Add, Multiply
      from keras import backend as K
      x, y = Input((10, 8)), Input((10, 8))
      h, g = LSTM(16, return_sequences=True)(x), LSTM(16, return_sequences=True)(y)
      both = Lambda(lambda t: K.concatenate(t, axis=${axis}))([h, g])
      total = Add()([h, both])
      scaled = Multiply()([both, both])`;
    const { codes, problems } = shapesOf(program(0));
    assert.deepEqual(codes, ['broadcast-shape@6']);
    assert.equal(problems[0]?.severity, 'warning');
    assert.deepEqual(shapesOf(program(1)).codes, ['broadcast-shape@6']);
    const { codes: fits } = shapesOf(program(0).replace('Add()([h, both])', 'Add()([both, both])'));
    assert.deepEqual(fits, []);
  });
});
