import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `
import keras
from keras import Input, Model, Sequential, layers as L
from keras.layers import LSTM, GRU, SimpleRNN, Dense, Bidirectional
x = Input((10, 3))
images = Input((10, 32, 32, 3))
words = Input((None,), dtype='int32')
row = Input((8,))
`;

/** Each expression with the shape that Keras 3 gives for it. */
const shapes: readonly (readonly [expression: string, shape: string])[] = [
  ['LSTM(8)(x)', '(batch, 8)'],
  ['GRU(8, return_sequences=True)(x)', '(batch, 10, 8)'],
  ['SimpleRNN(8, go_backwards=True)(x)', '(batch, 8)'],
  ['Bidirectional(LSTM(8))(x)', '(batch, 16)'],
  ['Bidirectional(LSTM(8, return_sequences=True), merge_mode="sum")(x)', '(batch, 10, 8)'],
  ['Bidirectional(LSTM(8), backward_layer=GRU(8, go_backwards=True))(x)', '(batch, 16)'],
  ['L.RNN(L.LSTMCell(7), return_sequences=True)(x)', '(batch, 10, 7)'],
  ['L.RNN([L.LSTMCell(5), L.GRUCell(6)])(x)', '(batch, 6)'],
  ['L.ConvLSTM2D(4, 3)(images)', '(batch, 30, 30, 4)'],
  ['L.ConvLSTM2D(4, (3, 5), padding="same", return_sequences=True)(images)', '(batch, 10, 32, 32, 4)'],
  ['L.ConvLSTM1D(4, 3, strides=2)(Input((10, 16, 3)))', '(batch, 7, 4)'],
  ['L.TimeDistributed(Dense(5))(x)', '(batch, 10, 5)'],
  ['L.TimeDistributed(L.Conv2D(8, 3, strides=2))(images)', '(batch, 10, 15, 15, 8)'],
  ['L.TimeDistributed(LSTM(4))(Input((5, 10, 3)))', '(batch, 5, 4)'],
  ['L.Embedding(100, 16)(words)', '(batch, steps, 16)'],
  ['Dense(5)(x)', '(batch, 10, 5)'],
  ['L.RepeatVector(4)(row)', '(batch, 4, 8)'],
  ['L.Flatten()(x)', '(batch, 30)'],
  ['L.Reshape((6, 5))(x)', '(batch, 6, 5)'],
  ['L.Reshape((-1, 2))(x)', '(batch, 15, 2)'],
  ['L.Permute((2, 1))(x)', '(batch, 3, 10)'],
  ['L.Lambda(lambda t: t[:, -1, :])(x)', '(batch, 3)'],
  ['L.Conv1D(8, 3)(x)', '(batch, 8, 8)'],
  ['L.Conv1D(8, 3, padding="causal", dilation_rate=2)(x)', '(batch, 10, 8)'],
  ['L.Conv1D(8, 3, strides=2, padding="same")(x)', '(batch, 5, 8)'],
  ['L.SeparableConv1D(8, 3)(x)', '(batch, 8, 8)'],
  ['L.Conv1DTranspose(8, 3, strides=2)(x)', '(batch, 21, 8)'],
  ['L.MaxPooling1D(3)(x)', '(batch, 3, 3)'],
  ['L.AveragePooling1D(2, strides=1)(x)', '(batch, 9, 3)'],
  ['L.GlobalAveragePooling1D()(x)', '(batch, 3)'],
  ['L.GlobalMaxPooling1D(keepdims=True)(x)', '(batch, 1, 3)'],
  ['L.UpSampling1D(3)(x)', '(batch, 30, 3)'],
  ['L.ZeroPadding1D(2)(x)', '(batch, 14, 3)'],
  ['L.Cropping1D((1, 2))(x)', '(batch, 7, 3)'],
  ['L.BatchNormalization()(x)', '(batch, 10, 3)'],
  ['L.Dropout(0.5)(L.Masking()(x))', '(batch, 10, 3)'],
  ['L.Concatenate()([x, Input((10, 5))])', '(batch, 10, 8)'],
  ['L.Concatenate(axis=1)([x, Input((4, 3))])', '(batch, 14, 3)'],
  ['L.add([x, Input((10, 3))])', '(batch, 10, 3)'],
  ['L.Multiply()([x, Input((10, 1))])', '(batch, 10, 3)'],
  ['L.Dot(axes=[2, 2])([x, Input((9, 3))])', '(batch, 10, 9)'],
  ['L.Dot(axes=-1)([row, Input((8,))])', '(batch, 1)'],
  ['L.Attention()([x, Input((7, 3))])', '(batch, 10, 3)'],
  ['L.MultiHeadAttention(2, 4)(x, Input((7, 5)))', '(batch, 10, 3)'],
  ['keras.ops.mean(x, axis=1)', '(batch, 3)'],
  ['keras.ops.expand_dims(row, 1)', '(batch, 1, 8)'],
  ['keras.ops.concatenate([x, x], axis=-1)', '(batch, 10, 6)'],
  ['keras.ops.transpose(x, (0, 2, 1))', '(batch, 3, 10)'],
  ['keras.ops.einsum("btf,bsf->bts", x, Input((4, 3)))', '(batch, 10, 4)'],
  ['x[:, -1]', '(batch, 3)'],
  ['x[:, :4] * 2', '(batch, 4, 3)'],
  ['Sequential([LSTM(4), Dense(2)])(x)', '(batch, 2)'],
  ['Model(x, Bidirectional(LSTM(4))(x))(Input((10, 3)))', '(batch, 8)'],
  ['Model(x, LSTM(4)(x)).output', '(batch, 4)'],
  ['Sequential([Input((5, 2)), LSTM(4), Dense(2)]).layers[0].output', '(batch, 4)'],
];

describe('shapes of Keras', () => {
  const source = `${head}last = LSTM(1)\n`;
  const program = source + shapes.map(([expression], index) => `r${index} = ${expression}`).join('\n');
  const found = shapesOf(program);

  for (const [index, [expression, shape]] of shapes.entries()) {
    it(`knows ${expression}`, () => {
      assert.equal(found.shapes[`r${index}`], shape);
    });
  }

  it('raises nothing on any of them', () => {
    assert.deepEqual(found.codes, []);
  });
});

describe('layers of Keras', () => {
  it('have weights as Keras makes them when it builds them', () => {
    const { layers } = shapesOf(
      `${head}a = LSTM(8)(x)\nb = GRU(8, use_bias=False)(x)\nc = GRU(5)(x)\nd = SimpleRNN(4)(x)\n`,
    );
    assert.deepEqual(
      layers.map(({ kind, weights, parameters }) => [kind, weights.map(({ shape }) => shape), parameters]),
      [
        ['LSTM', [[3, 32], [8, 32], [32]], 384],
        [
          'GRU',
          [
            [3, 24],
            [8, 24],
          ],
          264,
        ],
        [
          'GRU',
          [
            [3, 15],
            [5, 15],
            [2, 15],
          ],
          150,
        ],
        ['SimpleRNN', [[3, 4], [4, 4], [4]], 32],
      ],
    );
    assert.deepEqual(
      layers[0]?.weights.map(({ name }) => name),
      ['kernel', 'recurrent_kernel', 'bias'],
    );
  });

  it('know their units before they know their input', () => {
    const { layers } = shapesOf(`${head}lstm = LSTM(8, return_sequences=True)\n`);
    const [layer] = layers;
    assert.equal(layer?.name, 'lstm');
    assert.equal(layer.options['units'], 8);
    assert.equal(layer.options['returnSequences'], true);
    assert.deepEqual(
      layer.weights.map(({ shape }) => shape),
      [[null, 32], [8, 32], [32]],
    );
    assert.equal(layer.parameters, null);
  });

  it('are recorded as the wrapper and as what it wraps', () => {
    const { layers } = shapesOf(`${head}h = Bidirectional(LSTM(8, return_sequences=True))(x)\n`);
    assert.deepEqual(
      layers.map(({ kind, input, output, parameters }) => [kind, input, output, parameters]),
      [
        ['Bidirectional', ['batch', 10, 3], ['batch', 10, 16], 768],
        ['LSTM', ['batch', 10, 3], ['batch', 10, 8], 384],
      ],
    );
    assert.equal(layers[0]?.options['units'], 8);
    assert.equal(layers[0].options['inputSize'], 3);
    assert.deepEqual(
      layers[0].weights.map(({ name }) => name.replace(/_.*/, '')),
      ['forward', 'forward', 'forward', 'backward', 'backward', 'backward'],
    );
  });

  it('give their states one by one', () => {
    const { shapes: named, layers } = shapesOf(
      `${head}o, h, c = LSTM(8, return_sequences=True, return_state=True)(x)\np, f, b = Bidirectional(GRU(4, return_state=True))(x)\n`,
    );
    assert.deepEqual([named['o'], named['h'], named['c']], ['(batch, 10, 8)', '(batch, 8)', '(batch, 8)']);
    assert.deepEqual([named['p'], named['f'], named['b']], ['(batch, 8)', '(batch, 4)', '(batch, 4)']);
    assert.deepEqual(layers[0]?.state, [
      ['batch', 8],
      ['batch', 8],
    ]);
  });

  it('read the words of Keras 1', () => {
    const { layers, codes } = shapesOf(`
      from keras.models import Sequential
      from keras.layers.core import Dense, Activation, TimeDistributedDense
      from keras.layers.recurrent import LSTM
      from keras.layers.embeddings import Embedding
      model = Sequential()
      model.add(LSTM(input_dim=3, input_length=20, output_dim=16, return_sequences=True, init='uniform'))
      model.add(LSTM(output_dim=8, dropout_W=0.2, consume_less='gpu'))
      model.add(Dense(output_dim=2))
      model.add(Activation('softmax'))
    `);
    assert.deepEqual(
      layers.map(({ kind, input, output }) => [kind, input, output]),
      [
        ['LSTM', ['batch', 20, 3], ['batch', 20, 16]],
        ['LSTM', ['batch', 20, 16], ['batch', 8]],
        ['Dense', ['batch', 8], ['batch', 2]],
        ['Activation', ['batch', 2], ['batch', 2]],
      ],
    );
    assert.deepEqual(codes, []);
  });

  it('are the same by every name that they were ever imported by', () => {
    const imports = [
      'from tensorflow.keras.layers import LSTM',
      'from tensorflow.python.keras.layers import LSTM',
      'from tensorflow.compat.v1.keras.layers import LSTM',
      'from tf_keras.layers import LSTM',
      'from keras.layers.recurrent import LSTM',
      'from keras.api.layers import LSTM',
      'from keras.layers import *',
      'import tensorflow as tf\nLSTM = tf.keras.layers.LSTM',
      'import keras.layers as L\nLSTM = L.LSTM',
    ];
    for (const line of imports) {
      const { layers } = shapesOf(`${line}\nrnn = LSTM(8)\n`);
      assert.deepEqual(
        layers.map(({ kind }) => kind),
        ['LSTM'],
        line,
      );
    }
  });
});

describe('models of Keras', () => {
  it('meet their first data and know all sizes then', () => {
    const { layers, shapes: named } = shapesOf(`
      import numpy as np
      from keras import Sequential, layers
      model = Sequential([layers.LSTM(8, return_sequences=True), layers.GRU(4), layers.Dense(1)])
      model.compile('adam', 'mse')
      model.fit(np.zeros((100, 20, 5)), np.zeros((100, 1)))
      p = model.predict(np.zeros((7, 20, 5)))
    `);
    assert.deepEqual(
      layers.map(({ input }) => input),
      [
        ['batch', 20, 5],
        ['batch', 20, 8],
        ['batch', 4],
      ],
    );
    assert.equal(named['p'], '(7, 1)');
  });

  it('give what they are given as much of', () => {
    const { shapes: named } = shapesOf(`
      import numpy as np
      from keras import Input, Model, layers
      i = Input((None, 3))
      model = Model(i, layers.LSTM(8, return_sequences=True)(i))
      p = model.predict(np.zeros((7, 25, 3)))
      q = model(np.zeros((2, 5, 3)))
    `);
    assert.deepEqual([named['p'], named['q']], ['(7, 25, 8)', '(2, 5, 8)']);
  });

  it('predict all samples, whatever the batch is', () => {
    const { shapes: named, codes } = shapesOf(`
      import numpy as np
      from keras import Input, Sequential, layers
      model = Sequential([Input((3, 1), batch_size=4), layers.LSTM(8, stateful=True), layers.Dense(1)])
      p = model.predict(np.zeros((92, 3, 1)), batch_size=4)
    `);
    assert.equal(named['p'], '(92, 1)');
    assert.deepEqual(codes, []);
  });

  it('know the last axis of what comes of an input of any rank', () => {
    const { layers, codes } = shapesOf(`
      from keras import Input, layers
      def build(shape):
          x = Input(shape)
          layers.LSTM(8)(layers.Dropout(0.5)(layers.Dense(128)(x)))
          layers.GRU(8)(layers.ReLU()(layers.TimeDistributed(layers.Dense(64))(x)))
          layers.SimpleRNN(8)(layers.TimeDistributed(layers.LSTM(16))(x))
          layers.ConvLSTM1D(8, 3)(layers.Dense(32)(x))
          layers.Dense(3)(layers.Flatten()(layers.Dense(128)(x)))
    `);
    const recurrent = layers.filter(({ options }) => options['units'] === 8);
    assert.deepEqual(
      recurrent.map(({ kind, options }) => [kind, options['inputSize']]),
      [
        ['LSTM', 128],
        ['GRU', 64],
        ['SimpleRNN', 16],
        ['ConvLSTM1D', 32],
      ],
    );
    assert.deepEqual(layers.at(-1)?.input, null);
    assert.deepEqual(codes, []);
  });

  it('are joined also where nobody knows how many there are', () => {
    const { shapes: named, codes } = shapesOf(`
      from keras import Input, layers
      def build(shapes, names):
          outs = []
          for shape in shapes:
              outs.append(layers.LSTM(16)(Input(shape)))
          a = layers.Concatenate()(outs)
          b = layers.Add()(outs)
          c = layers.Dense(4)(a)
    `);
    assert.deepEqual([named['a'], named['b'], named['c']], ['(batch, ?)', '(batch, 16)', '(batch, 4)']);
    assert.deepEqual(codes, []);
  });

  it('have inputs, outputs and layers to make others of', () => {
    const { shapes: named } = shapesOf(`
      from keras import Input, Model, layers
      i = Input((10, 3))
      h = layers.LSTM(8, return_sequences=True, name='first')(i)
      model = Model(i, layers.Dense(2)(layers.LSTM(4)(h)))
      a = model.get_layer('first').output
      b = Model(model.input, model.layers[-2].output)(Input((10, 3)))
      c = model.outputs[0]
      d, e = model.output_shape
    `);
    assert.deepEqual([named['a'], named['b'], named['c']], ['(batch, 10, 8)', '(batch, 4)', '(batch, 2)']);
  });

  it('of the source run their call, and build their own weights', () => {
    const { shapes: named, codes } = shapesOf(`
      import keras
      from keras import layers, ops
      class Pool(layers.Layer):
          def build(self, input_shape):
              self.w = self.add_weight(shape=(input_shape[-1], 1))
          def call(self, inputs):
              scores = ops.matmul(inputs, self.w)
              return ops.sum(inputs * ops.softmax(scores, axis=1), axis=1)
      class Net(keras.Model):
          def __init__(self, units):
              super().__init__()
              self.rnn = layers.LSTM(units, return_sequences=True)
              self.pool = Pool()
          def call(self, inputs):
              return self.pool(self.rnn(inputs))
      net = Net(16)
      out = net(keras.Input((10, 3)))
    `);
    assert.equal(named['out'], '(batch, 16)');
    assert.deepEqual(codes, []);
  });
});
