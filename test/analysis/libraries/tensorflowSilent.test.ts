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

  it('the output of the network as the labels of what is fed', () => {
    const loss = (labels: string, logits: string, name = 'softmax_cross_entropy_with_logits_v2') =>
      `p = tf.layers.dense(state, 5)\n      loss = tf.nn.${name}(labels=${labels}, logits=${logits})`;
    assert.deepEqual(codes(loss('p', 'one_hot')), ['target-shape@7']);
    assert.deepEqual(codes(loss('p', 'one_hot', 'sigmoid_cross_entropy_with_logits')), ['target-shape@7']);
    assert.deepEqual(codes(loss('one_hot', 'p')), []);
    assert.deepEqual(codes(loss('tf.one_hot(y, 5)', 'one_hot')), []);
    assert.deepEqual(codes(loss('tf.nn.softmax(p)', 'tf.layers.dense(one_hot, 5)')), []);
    assert.deepEqual(codes('loss = tf.nn.softmax_cross_entropy_with_logits(one_hot, tf.layers.dense(state, 5))'), []);
  });

  describe('directions that do not belong together', () => {
    const two = `(fw, bw), _ = tf.nn.bidirectional_dynamic_rnn(
          tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4), x, dtype=tf.float32)
      `;
    const run = (name: string, input: string) =>
      `${name}, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(16), ${input}, dtype=tf.float32)\n      `;

    it('one joined with itself', () => {
      assert.deepEqual(codes(`${two}out = tf.concat([fw, fw], 2)`), ['joined-directions@8']);
      assert.deepEqual(codes(`${two}out = tf.concat((bw, x, bw), -1)`), ['joined-directions@8']);
      assert.deepEqual(codes(`${two}out = tf.concat([fw, bw], 2)`), []);
      assert.deepEqual(codes(`${two}out = tf.concat([fw, bw, fw * bw, fw], 2)`), []);
      assert.deepEqual(codes(`${two}energy = fw * fw + bw * bw`), []);
      assert.deepEqual(codes(`out = tf.concat([outputs, outputs], 2)`), []);
    });

    it('an output that is turned where its input was not', () => {
      const turned = 'back = tf.reverse(back, [1])\n      ';
      assert.deepEqual(codes(`${run('back', 'x')}${turned}out = outputs + back`), ['joined-directions@8']);
      assert.deepEqual(codes(`${run('back', 'x')}${turned}out = tf.concat([outputs, back], 2)`), [
        'joined-directions@8',
      ]);
      const cut = 'back = tf.reverse_sequence(back, y, seq_axis=1, batch_axis=0)\n      ';
      assert.deepEqual(codes(`${run('back', 'x')}${cut}out = tf.add(outputs, back)`), ['joined-directions@8']);
      const input = 'r = tf.reverse(x, [1])\n      ';
      assert.deepEqual(codes(`${input}${run('back', 'r')}${turned}out = outputs + back`), []);
      assert.deepEqual(codes(`${run('back', 'x')}${turned}${turned}out = outputs + back`), []);
      assert.deepEqual(codes(`${run('back', 'x')}back = tf.reverse(back, [2])\n      out = outputs + back`), []);
      assert.deepEqual(codes('last = tf.reverse_sequence(outputs, y, 1)[:, 0]'), []);
    });
  });
});
