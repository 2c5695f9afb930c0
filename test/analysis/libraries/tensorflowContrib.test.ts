import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const head = `
      import tensorflow as tf
      import tensorflow.contrib.slim as slim
      cell = tf.nn.rnn_cell.GRUCell(4)
      x = tf.placeholder(tf.float32, [None, 84, 84, 3])
`;

/** As TensorFlow 1.15 has them. */
const expressions: Readonly<Record<string, string>> = {
  'slim.conv2d(x, 16, [8, 8], [4, 4], "VALID")': '(?, 20, 20, 16)',
  'slim.conv2d(inputs=x, num_outputs=16, kernel_size=[8, 8], stride=[4, 4])': '(?, 21, 21, 16)',
  'tf.contrib.layers.conv2d(x, 16, 3)': '(?, 84, 84, 16)',
  'slim.max_pool2d(x, [2, 2])': '(?, 42, 42, 3)',
  'slim.avg_pool2d(x, 3, stride=1, padding="SAME")': '(?, 84, 84, 3)',
  'slim.flatten(slim.conv2d(x, 2, 3))': '(?, 14112)',
  'slim.fully_connected(slim.flatten(x), 9)': '(?, 9)',
  'tf.expand_dims(x, [0])': '(1, ?, 84, 84, 3)',
  'tf.layers.flatten(unheard_of(x))': '(?, ?)',
  'tf.layers.conv2d(unheard_of(x), 7, 3)': '(?, ?, ?, 7)',
};

describe('the layers of contrib, and of slim', () => {
  for (const [expression, shape] of Object.entries(expressions)) {
    it(`give the shape of ${expression}`, () => {
      const { shapes, codes } = shapesOf(`${head}      y = ${expression}\n`);
      assert.equal(shapes.y?.replace('batch', '?'), shape);
      assert.deepEqual(codes, []);
    });
  }

  it('lead to the cell behind them', () => {
    const { layers } = shapesOf(`${head}
      hidden = slim.fully_connected(slim.flatten(unheard_of(x)), 256)
      out, state = tf.nn.dynamic_rnn(cell, tf.expand_dims(hidden, [0]), dtype=tf.float32)
    `);
    const own = layers.find(({ kind }) => kind === 'dynamic_rnn');
    assert.deepEqual(
      [own?.input, own?.output],
      [
        [1, null, 256],
        [1, null, 4],
      ],
    );
  });

  it('have the cell that reads what cuDNN has written', () => {
    const { shapes, layers, codes } = shapesOf(`${head}
      lstm = tf.contrib.cudnn_rnn.CudnnCompatibleLSTMCell(6)
      seen = tf.placeholder(tf.float32, [2, 5, 3])
      out, (memory, state) = tf.nn.dynamic_rnn(lstm, seen, dtype=tf.float32)
    `);
    assert.deepEqual([shapes.out, shapes.memory, shapes.state], ['(2, 5, 6)', '(2, 6)', '(2, 6)']);
    const cell = layers.find(({ kind }) => kind === 'CudnnCompatibleLSTMCell');
    assert.deepEqual(
      cell?.weights.map(({ shape }) => shape),
      [[9, 24], [24]],
    );
    assert.deepEqual(codes, []);
  });

  it('have other defaults under an argument scope: only what is given is known', () => {
    const { shapes } = shapesOf(`${head}
      with slim.arg_scope([slim.conv2d], padding='VALID', stride=2):
          a = slim.conv2d(x, 16, 3)
          b = slim.conv2d(x, 16, 4, stride=4, padding='SAME')
    `);
    assert.match(shapes.a ?? '', /, \?, \?, 16\)$/);
    assert.match(shapes.b ?? '', /, 21, 21, 16\)$/);
  });

  it('have gaps in their filters by a rate, and take other ranks in older versions', () => {
    const { shapes } = shapesOf(`${head}
      a = slim.conv2d(x, 16, 3, rate=2, padding='VALID')
      b = slim.conv2d(unheard_of(x), 16, 3)
    `);
    assert.deepEqual([shapes.a, shapes.b], [undefined, undefined]);
  });
});
