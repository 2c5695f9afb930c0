import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from './shapesOf.js';

describe('faults as people report them', () => {
  it('tells of a state of another batch once, and nothing that follows from it', () => {
    const program = (batch: string) => `
      import torch
      import torch.nn as nn
      x = torch.randn(8, 32, 100)
      lstm = nn.LSTM(100, 256)
      h0 = torch.zeros(1, ${batch}, 256)
      out, (h, c) = lstm(x, (h0, h0))
      y = nn.Linear(256, 5)(h.squeeze(0))
      loss = nn.CrossEntropyLoss()(y, torch.randint(0, 5, (8,)))
    `;
    assert.deepEqual(shapesOf(program('x.size(0)')).codes, ['initial-state-shape@6']);
    assert.deepEqual(shapesOf(program('x.size(1)')).codes, ['target-shape@8']);
  });

  it('tells of a state of another rank once, and nothing that follows from it', () => {
    const program = (step: string) => `
      import torch
      import torch.nn as nn
      step = torch.randn(1, 50)
      state = (torch.zeros(1, 1, 20), torch.zeros(1, 1, 20))
      out, (h, c) = nn.LSTM(50, 20)(${step}, state)
      best = nn.Linear(20, 40)(h[0]).argmax(1)
    `;
    assert.deepEqual(shapesOf(program('step')).codes, ['initial-state-shape@5']);
    assert.deepEqual(shapesOf(program('step.unsqueeze(0)')).codes, []);
  });

  it('still tells what follows where only the number of layers is wrong', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      x = torch.randn(9, 3, 4)
      out, h = nn.GRU(4, 5, 2)(x, torch.zeros(4, 3, 5))
      y = nn.Linear(6, 1)(out)
    `);
    assert.deepEqual(codes, ['initial-state-shape@4', 'input-size@5']);
  });

  it('tells that dynamic_rnn gets a list of steps', () => {
    const program = (unroll: string) => `
      import tensorflow as tf
      x = tf.placeholder(tf.float32, [5, 15])
      steps = tf.split(x, 15, 1)
      cell = tf.nn.rnn_cell.BasicLSTMCell(4)
      outputs, state = ${unroll}(cell, steps, dtype=tf.float32)
    `;
    const { codes, problems } = shapesOf(program('tf.nn.dynamic_rnn'));
    assert.deepEqual(codes, ['recurrent-input-rank@5']);
    const [problem] = problems;
    assert.equal(problem && 'raises' in problem && problem.raises, 'Shape (1, 5) must have rank at least 3');
    assert.deepEqual(shapesOf(program('tf.nn.static_rnn')).codes, []);
  });

  it('leaves several whole sequences side by side to the cells that take them', () => {
    const { codes } = shapesOf(`
      import tensorflow as tf
      a = tf.placeholder(tf.float32, [5, 15, 2])
      b = tf.placeholder(tf.float32, [5, 15, 3])
      outputs, state = tf.nn.dynamic_rnn(PairCell(4), (a, b), dtype=tf.float32)
    `);
    assert.deepEqual(codes, []);
  });

  it('tells that sequence_length has more than the axis of the batch', () => {
    const program = (lengths: string) => `
      import tensorflow as tf
      x = tf.placeholder(tf.float32, [24, 7, 2])
      lengths = ${lengths}
      cell = tf.nn.rnn_cell.BasicLSTMCell(64)
      outputs, state = tf.nn.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
    `;
    const { codes, problems } = shapesOf(program('tf.placeholder(tf.int32, [24, 2])'));
    assert.deepEqual(codes, ['invalid-argument@5']);
    const [problem] = problems;
    assert.equal(
      problem && 'raises' in problem && problem.raises,
      'sequence_length must be a vector of length batch_size, but saw shape: (24, 2)',
    );
    assert.deepEqual(shapesOf(program('7')).codes, ['invalid-argument@5']);
    assert.deepEqual(shapesOf(program('[7] * 24')).codes, []);
    assert.deepEqual(shapesOf(program('tf.placeholder(tf.int32, [24])')).codes, []);
    assert.deepEqual(shapesOf(program('tf.placeholder(tf.int32)')).codes, []);
  });

  it('tells of a mask that does not go over the energies', () => {
    const program = (mask: string, name = 'masked_fill') => `
      import torch
      energy, hidden = torch.nn.GRU(8, 17)(torch.randn(32, 8))
      mask = ${mask}
      energy = energy.${name}(mask == 0, -1e10)
    `;
    const words = (a: number, b: number) =>
      `The size of tensor a (${a}) must match the size of tensor b (${b}) at non-singleton dimension 1`;
    for (const [name, raised] of [
      ['masked_fill', words(32, 17)],
      ['masked_fill_', words(17, 32)],
    ]) {
      const { codes, problems, shapes } = shapesOf(program('torch.ones(17, 32)', name));
      assert.deepEqual(codes, ['broadcast-shape@4']);
      const [problem] = problems;
      assert.equal(problem && 'raises' in problem && problem.raises, raised);
      assert.equal(shapes['energy'], '(32, 17)');
    }
    for (const mask of ['torch.ones(32, 17)', 'torch.ones(1, 17)', 'torch.ones(17)', 'load()']) {
      for (const name of ['masked_fill', 'masked_fill_']) assert.deepEqual(shapesOf(program(mask, name)).codes, []);
    }
  });
});
