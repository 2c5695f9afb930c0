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
