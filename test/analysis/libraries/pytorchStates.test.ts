import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules } from './pytorchShapes.js';

describe('the states given to recurrent layers of PyTorch', () => {
  it('are tensors, and no pairs of them', () => {
    checkRules(`
      cell = nn.LSTMCell(10, 20)
      x, h = torch.zeros(6, 3, 10), torch.zeros(3, 20)
      a = cell(x[0], ((h, h), h))  # initial-state-shape silently
      b = cell(x[0], (h, (h, h)))  # initial-state-shape silently
      s = torch.zeros(1, 3, 20)
      c = nn.LSTM(10, 20)(x, ((s, s), s))  # initial-state-shape: 'tuple' object has no attribute 'dim'
      d = nn.LSTM(10, 20)(x, (s, s))
      e = cell(x[0], (h, h))
    `);
  });

  it('are a pair from the second step on where the pair is taken for one of them', () => {
    checkRules(`
      cell = nn.LSTMCell(10, 20)
      x, h, c = torch.zeros(6, 3, 10), torch.zeros(3, 20), torch.zeros(3, 20)
      for i in range(6):
          h = cell(x[i], (h, c))  # initial-state-shape silently
    `);
    checkRules(`
      cell = nn.LSTMCell(10, 20)
      x, h, c = torch.zeros(6, 3, 10), torch.zeros(3, 20), torch.zeros(3, 20)
      for i in range(6):
          h, c = cell(x[i], (h, c))
      state = (h, c)
      for i in range(6):
          state = cell(x[i], state)
    `);
  });

  const seq2seq = (layers: string, taken: string) => `
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.encoder = nn.LSTM(30, 16, ${layers})
              self.decoder = nn.LSTM(30, 16, 2)
          def forward(self, x, y):
              out, (h, c) = self.encoder(x)
              h, c = ${taken}
              return self.decoder(y, (h, c))`;

  it('are of as many layers as it has, whether there is a batch or not', () => {
    checkRules(
      `${seq2seq('2', 'h[1:2], c[1:2]')}  # initial-state-shape: Expected hidden[0] size (2, batch, 16), got [1, batch, 16]`,
    );
    for (const taken of ['h, c', 'h[:2], c[:2]', 'h.transpose(0, 1), c', 'h[-1], c[-1]', 'h.unsqueeze(0), c'])
      checkRules(seq2seq('2', taken));
    checkRules(seq2seq('1', 'torch.cat((h, h), 0), c.repeat(2, 1, 1)'));
  });

  it('are looked at where a loop begins, whatever its later tests say and however long it is', () => {
    const loop = (state: string, head: string) => `
      import torch
      import torch.nn as nn
      import random

      class Net(nn.Module):
          def __init__(self, n):
              super().__init__()
              self.cell = nn.GRUCell(n, 20)
          def forward(self, x, y):
              h = torch.zeros(${state})
              for ${head}:
                  h = self.cell(x, h)
                  x = y if random.random() < 0.5 else h
              return h`;
    for (const head of ['t in range(y.size(1))', 't in range(len(y))', 't in range(50)', 'part in y'])
      assert.deepEqual(shapesOf(loop('1, 3, 20', head)).codes, ['initial-state-shape@12'], head);
    assert.deepEqual(shapesOf(loop('3, 20', 't in range(len(y))')).codes, []);
    const tested = loop('1, 3, 20', 't in range(len(y))').replace(
      'h = self.cell(x, h)',
      'h = self.cell(x, h) if y[t] else self.cell(x)',
    );
    assert.deepEqual(shapesOf(tested).codes, []);
  });
});

describe('sizes by their names', () => {
  it('are others where one is several times the other', () => {
    const codes = (made: string, line: string) =>
      shapesOf(`
      import torch
      import torch.nn as nn

      class Net(nn.Module):
          def __init__(self, n, m):
              super().__init__()
              self.gru = nn.GRU(n, n, batch_first=True)
              self.fc = nn.Linear(${made}, 1)
          def forward(self, x, y):
              out, h = self.gru(x)
              return self.fc(${line})`).codes;
    assert.deepEqual(codes('2 * n', 'out'), ['input-size@11']);
    assert.deepEqual(codes('n', 'torch.cat((out, out), -1)'), ['input-size@11']);
    assert.deepEqual(codes('2 * n', 'torch.cat((out, out, out), -1)'), []);
    assert.deepEqual(codes('n * 2', 'torch.cat((out, out), -1)'), []);
    assert.deepEqual(codes('n + m', 'out'), []);
    assert.deepEqual(codes('n * m', 'out'), []);
  });

  it('are those of all that are stacked where one is known', () => {
    checkRules(`
      class Net(nn.Module):
          def __init__(self, words):
              super().__init__()
              self.embedding = nn.Embedding(words, 30)
              self.gru = nn.GRUCell(30, 30)
              self.both = nn.Linear(60, 30)
          def forward(self, x):
              h = torch.zeros(7, 30)
              return self.both(torch.stack([h, self.embedding(x)], dim=1))  # input-size silently
          def joined(self, x):
              h = torch.zeros(7, 30)
              return self.both(torch.cat([h, self.embedding(x)], dim=1))
          def unknown(self, x, h):
              return self.both(torch.stack([h, self.embedding(x)], dim=1))
    `);
  });

  it('say that there is no batch', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      import torch.nn as nn
      from data import load
      x = load()
      y, h = nn.GRU(4, 5)(x, torch.zeros(1, 5))
      z, (a, b) = nn.LSTM(4, 5, batch_first=True)(x, (torch.zeros(1, 5), torch.zeros(1, 5)))
    `);
    assert.deepEqual([shapes.y, shapes.h, shapes.z, shapes.a], ['(steps, 5)', '(1, 5)', '(steps, 5)', '(1, 5)']);
    assert.deepEqual(codes, []);
  });
});
