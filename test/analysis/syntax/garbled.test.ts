import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

describe('what is not understood between brackets', () => {
  const model = (constructor: string) => `
    import torch
    import torch.nn as nn
    rnn = ${constructor}
    out, h = rnn(torch.rand(1, 6, 3), torch.zeros(1, 1, 5))
  `;

  it('may be an option of the layer', () => {
    assert.deepEqual(shapesOf(model('nn.RNN(input_size=3, 8idden_size=5, batch_first=True)')).codes, []);
    assert.deepEqual(shapesOf(model('nn.RNN(3, 5 batch_first=True)')).codes, []);
    assert.deepEqual(shapesOf(model('nn.RNN(3, 5, $batch_first=True)')).codes, []);
  });

  it('is none where only a value is missing', () => {
    assert.deepEqual(shapesOf(model('nn.RNN(3, 5, dropout=)')).codes, ['initial-state-shape@4']);
    assert.deepEqual(shapesOf(model('nn.RNN(3, 5,, dropout=0)')).codes, ['initial-state-shape@4']);
  });

  it('may be items of a list and entries of a dict', () => {
    const rnn = 'import torch.nn as nn\nrnn = nn.GRU(3, 4)\n';
    const { codes } = shapesOf(`
      import torch
      rnn = torch.nn.GRU(3, 4)
      a, b, c = [1, 2 3]
      d, e = [1 2, 3]
      x = torch.zeros(2, 3)
      y = torch.zeros(*[4 3]) + x
    `);
    assert.deepEqual(codes, []);
    assert.deepEqual(shapesOf(`${rnn}a, b, c = [1, 3]\n`).codes, ['unpack-count@3']);
  });

  it('may be options of a layer of tf.js', () => {
    const program = (options: string) => `
      import * as tf from '@tensorflow/tfjs';
      const model = tf.sequential();
      model.add(tf.layers.lstm({ units: 5, inputShape: [4, 3]${options} }));
      model.add(tf.layers.lstm({ units: 6 }));
    `;
    const codes = (options: string) => shapesOf(program(options), { language: 'typescript' }).codes;
    assert.deepEqual(codes(''), ['recurrent-input-rank@4']);
    assert.deepEqual(codes(', / steps and features\n returnSequences: true'), []);
    assert.deepEqual(codes(', returnSequences true'), []);
  });

  it('is not taken for another value', () => {
    const { codes, shapes } = shapesOf(`
      import torch
      import torch.nn as nn
      a = nn.Sequential(
          nn.Linear(8, 6),
          nn.Dropout(0.1)"
      )
      b = nn.Sequential(nn.Linear(6, 4))
      rnn = nn.GRU(4, 3)
      x = a(torch.rand(2, 8))
      y = b(x)
    `);
    assert.deepEqual(codes, []);
    assert.equal(shapes.y, '(2, 4)');
  });
});

describe('a statement that is not understood to its end', () => {
  const rnn = 'import torch\nimport torch.nn as nn\nrnn = nn.GRU(3, 4)\n';

  it('gives no value that is known', () => {
    const { codes, shapes } = shapesOf(`${rnn}def pair(a, b):
    return a b
x = torch.zeros(5, 4)
one, two = pair(x, x)
outputs, state = rnn(torch.zeros(5, 2, 3),/ torch.zeros(1, 2, 4))
y = torch.zeros(2, 3) torch.zeros(3)
`);
    assert.deepEqual(codes, []);
    assert.equal(shapes.y, undefined);
  });

  it('gives its value where all is understood', () => {
    const { codes } = shapesOf(`${rnn}def pair(a, b):
    return a
one, two = pair(torch.zeros(5, 4), 1)
`);
    assert.deepEqual(codes, ['unpack-count@6']);
  });
});

describe('an open bracket that takes the next assignment for its own', () => {
  it('leaves both names unknown', () => {
    const { codes, shapes } = shapesOf(`
      import torch
      rnn = torch.nn.GRU(4, 3)
      a = torch.zeros(2, 3, dtype=_d'float')
      b = torch.zeros(4, 5)
      c = torch.ones(2, 3) @ a
    `);
    assert.deepEqual(codes, []);
    assert.equal(shapes.c, undefined);
  });

  it('is not a chain of assignments', () => {
    const { shapes } = shapesOf(`
      import torch
      rnn = torch.nn.GRU(4, 3)
      class State:
          pass
      s = State()
      a = s.b = torch.zeros(4, 5)
      c = s.b
    `);
    assert.equal(shapes.a, '(4, 5)');
    assert.equal(shapes.c, '(4, 5)');
  });
});

describe('rows of unequal lengths in tf.js', () => {
  const program = (rows: string) => `
    import * as tf from '@tensorflow/tfjs';
    const xs = tf.tensor3d([[[1], [2]], [[1], [2]]]);
    const ys = tf.tensor3d(${rows});
    const model = tf.sequential();
    model.add(tf.layers.lstm({ units: 1, inputShape: [2, 1], returnSequences: true }));
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    model.fit(xs, ys);
  `;
  const codes = (rows: string) => shapesOf(program(rows), { language: 'typescript' }).codes;

  it('say nothing of their number', () => {
    assert.deepEqual(codes('[[[1], [2], [[1], [2]]]]'), []);
    assert.deepEqual(codes('[[[1], [2]], [[1]], [[1], [2]]]'), []);
  });

  it('are told from equal ones', () => {
    assert.deepEqual(codes('[[[1], [2]]]'), ['data-shape@7']);
  });
});
