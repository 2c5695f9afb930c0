import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const python = (cells: string) =>
  shapesOf(`
    from keras import Input, layers
    def build(depth, size):
        cells = []
        ${cells}
        out = layers.RNN(cells, return_sequences=True)(Input((10, 3)))
  `);

describe('a stack of nobody knows how many cells', () => {
  it('gives what each of them would', () => {
    for (const cells of [
      'for _ in range(depth): cells.append(layers.LSTMCell(16))',
      'cells = [layers.LSTMCell(16) for _ in range(depth)]',
      'cells = layers.StackedRNNCells([layers.GRUCell(16) for _ in range(depth)])',
    ]) {
      const { shapes, layers, codes } = python(cells);
      assert.equal(shapes['out'], '(batch, 10, 16)', cells);
      assert.deepEqual(layers.find(({ kind }) => kind === 'RNN')?.options['units'], 16, cells);
      assert.deepEqual(codes, [], cells);
    }
  });

  it('is not known where they differ', () => {
    for (const cells of [
      'for i in range(depth): cells.append(layers.LSTMCell(16 if i else 8))',
      'for _ in range(depth): cells.append(layers.LSTMCell(size) if size > 4 else layers.GRUCell(16))',
    ]) {
      const { shapes, codes } = python(cells);
      assert.equal(shapes['out'], '(batch, 10, ?)', cells);
      assert.deepEqual(codes, [], cells);
    }
  });

  it('may be of one cell or another, as long as both have as many units', () => {
    for (const cells of [
      'cells = [layers.LSTMCell(16) if size > 4 else layers.GRUCell(16) for _ in range(depth)]',
      'cells = layers.LSTMCell(16) if size > 4 else layers.GRUCell(16)',
      'cells = layers.StackedRNNCells([layers.LSTMCell(16) if size else layers.GRUCell(16) for _ in range(depth)])',
    ]) {
      const { shapes, layers, codes } = python(cells);
      assert.equal(shapes['out'], '(batch, 10, 16)', cells);
      const inner = layers.filter(({ kind }) => kind.endsWith('Cell'));
      assert.deepEqual(
        inner.map(({ input, output }) => [input?.at(-1), output?.at(-1)]),
        [
          [3, 16],
          [3, 16],
        ],
        cells,
      );
      assert.deepEqual(codes, [], cells);
    }
  });

  it('is the same in TensorFlow.js', () => {
    const { layers, codes } = shapesOf(
      `import * as tf from '@tensorflow/tfjs';
      function build(depth) {
        const cells = [];
        for (let i = 0; i < depth; i++) cells.push(tf.layers.lstmCell({units: 16}));
        const model = tf.sequential();
        model.add(tf.layers.rnn({cell: cells, inputShape: [10, 3]}));
      }`,
      { language: 'typescript' },
    );
    assert.deepEqual(layers.find(({ kind }) => kind === 'RNN')?.output, ['batch', 16]);
    assert.deepEqual(codes, []);
  });
});

describe('what runs in a layer that is given its cells', () => {
  const optionsOf = (source: string, kind: string) => {
    const { layers, codes } = shapesOf(source);
    assert.deepEqual(codes, []);
    const { cell, numLayers } = layers.find((layer) => layer.kind === kind)?.options ?? {};
    return [cell, numLayers];
  };

  it('is told for Keras where the cells are alike', () => {
    const keras = (cells: string) =>
      optionsOf(
        `from keras import Input, layers\nout = layers.RNN(${cells}, return_sequences=True)(Input((10, 3)))`,
        'RNN',
      );
    assert.deepEqual(keras('layers.GRUCell(16)'), ['GRUCell', 1]);
    assert.deepEqual(keras('[layers.LSTMCell(16), layers.LSTMCell(16)]'), ['LSTMCell', 2]);
    assert.deepEqual(keras('layers.StackedRNNCells([layers.LSTMCell(16) for _ in range(3)])'), ['LSTMCell', 3]);
    assert.deepEqual(keras('[layers.LSTMCell(16), layers.LSTMCell(8)]'), [null, undefined]);
    assert.deepEqual(keras('[layers.LSTMCell(16), layers.GRUCell(16)]'), [null, undefined]);
  });

  it('is told for TensorFlow 1 where the cells are alike, and nothing more than cells', () => {
    const unrolled = (cell: string) =>
      optionsOf(
        `import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 20, 16])
rnn = tf.nn.rnn_cell
def one(units):
    return rnn.DropoutWrapper(rnn.BasicLSTMCell(units), output_keep_prob=0.5)
out, state = tf.nn.dynamic_rnn(${cell}, x, dtype=tf.float32)`,
        'dynamic_rnn',
      );
    assert.deepEqual(unrolled('rnn.GRUCell(8)'), ['GRUCell', 1]);
    assert.deepEqual(unrolled('one(8)'), ['BasicLSTMCell', 1]);
    assert.deepEqual(unrolled('rnn.MultiRNNCell([one(8) for _ in range(3)])'), ['BasicLSTMCell', 3]);
    assert.deepEqual(unrolled('rnn.MultiRNNCell([one(8), rnn.MultiRNNCell([one(8)])])'), ['BasicLSTMCell', 2]);
    assert.deepEqual(unrolled('rnn.MultiRNNCell([one(8), one(4)])'), [null, undefined]);
    assert.deepEqual(unrolled('rnn.LSTMCell(8, num_proj=4)'), [null, undefined]);
    assert.deepEqual(unrolled('rnn.LSTMCell(8, use_peepholes=True)'), [null, undefined]);
    assert.deepEqual(unrolled('rnn.ResidualWrapper(rnn.GRUCell(16))'), [null, undefined]);
  });
});

describe('stacked cells that are called by themselves', () => {
  it('take one step, each with what the one before it gives', () => {
    const { shapes, layers, codes } = shapesOf(`
      from keras import Input, layers
      cell = layers.StackedRNNCells([layers.LSTMCell(16), layers.GRUCell(8)])
      x = Input((3,))
      out, states = cell(x, cell.get_initial_state(32))
      h = states[0][1]
      last = states[1][0]
    `);
    assert.equal(shapes['out'], '(batch, 8)');
    assert.equal(shapes['h'], '(batch, 16)');
    assert.equal(shapes['last'], '(batch, 8)');
    assert.deepEqual(
      layers.map(({ kind, options }) => [kind, options['inputSize'], options['units']]),
      [
        ['StackedRNNCells', 3, 8],
        ['LSTMCell', 3, 16],
        ['GRUCell', 16, 8],
      ],
    );
    assert.deepEqual(codes, []);
  });

  it('are not known where one is of the source', () => {
    const { shapes, codes } = shapesOf(`
      from keras import Input, layers
      from cells import MyCell
      cell = layers.StackedRNNCells([layers.LSTMCell(16), MyCell(8)])
      out, states = cell(Input((3,)), cell.get_initial_state(32))
      h = states[0]
    `);
    assert.equal(shapes['out'], '(batch, ?)');
    assert.equal(shapes['h'], undefined);
    assert.deepEqual(codes, []);
  });
});
