import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** Faults of TensorFlow programs that raise nothing. */
describe('silent faults of TensorFlow', () => {
  const codes = (lines: string) =>
    shapesOf(`
      import tensorflow as tf
      x = tf.placeholder(tf.float32, [None, 10, 8])
      y = tf.placeholder(tf.int32, [None])
      one_hot = tf.placeholder(tf.float32, [None, 5])
      outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(16), x, dtype=tf.float32)
      ${lines.trim()}`).codes;

  it('a softmax or a sigmoid before the loss that has its own', () => {
    const softmax = 'p = tf.nn.softmax(tf.layers.dense(state, 5))';
    for (const loss of [
      'tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=p)',
      'tf.nn.softmax_cross_entropy_with_logits_v2(labels=one_hot, logits=p)',
      'tf.losses.softmax_cross_entropy(one_hot, p)',
      'tf.losses.sparse_softmax_cross_entropy(y, p)',
    ]) {
      assert.deepEqual(codes(`${softmax}\n      loss = ${loss}`), ['softmax-before-loss@7'], loss);
      assert.deepEqual(codes(`p = tf.layers.dense(state, 5)\n      loss = ${loss}`), [], loss);
    }
    const sigmoid = 'tf.nn.sigmoid_cross_entropy_with_logits(labels=one_hot, logits=p)';
    const dense = (activation: string) => `p = tf.layers.dense(state, 5, activation=${activation})`;
    assert.deepEqual(codes(`${dense('tf.sigmoid')}\n      loss = ${sigmoid}`), ['softmax-before-loss@7']);
    assert.deepEqual(codes(`${dense('tf.nn.relu')}\n      loss = ${sigmoid}`), []);
  });

  it('lets be what is no more a probability, is one by choice, or stands in the other order', () => {
    const softmax = 'p = tf.nn.softmax(tf.layers.dense(state, 5))';
    const loss = 'tf.nn.softmax_cross_entropy_with_logits(labels=one_hot, logits=q)';
    assert.deepEqual(codes(`${softmax}\n      q = tf.log(p)\n      loss = ${loss}`), []);
    assert.deepEqual(codes(`${softmax}\n      q = tf.nn.log_softmax(p)\n      loss = ${loss}`), []);
    assert.deepEqual(codes(`${softmax}\n      q = p if FLAGS.test else p * 1.0\n      loss = ${loss}`), []);
    const teacher = 'q = tf.layers.dense(state, 5)';
    const distilled = 'tf.nn.softmax_cross_entropy_with_logits(labels=p, logits=q)';
    assert.deepEqual(codes(`${softmax}\n      ${teacher}\n      loss = ${distilled}`), []);
    // TensorFlow 0 took the scores first.
    const old = 'tf.nn.softmax_cross_entropy_with_logits(q, p)';
    assert.deepEqual(codes(`${softmax}\n      ${teacher}\n      loss = ${old}`), []);
  });

  it('the last unit of every step where the last step is meant', () => {
    const unit = 'last-step-of-batch-major@6';
    assert.deepEqual(codes('last = outputs[..., -1]\n      z = tf.layers.dense(last, 5)'), [unit]);
    const weights = 'w = tf.get_variable("w", [10, 3])';
    assert.deepEqual(codes(`last = outputs[:, :, -1]\n      ${weights}\n      z = tf.matmul(last, w)`), [unit]);
    assert.deepEqual(codes('last = outputs[..., -1, :]\n      z = tf.layers.dense(last, 5)'), []);
    assert.deepEqual(codes('per_step = outputs[..., -1]\n      z = tf.reduce_mean(per_step, 1)'), []);
  });
});
