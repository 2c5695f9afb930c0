import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const policy = `
  import torch
  import torch.nn as nn

  class Policy(nn.Module):
      def __init__(self, features, use_text=False, mode='gru'):
          super().__init__()
          self.use_text = use_text
          self.width = 64
          if use_text:
              self.width += 128
              self.text = nn.GRU(32, 128, batch_first=True)
          if mode == 'gru':
              self.rnn = nn.GRU(features, self.width)
          elif mode == 'lstm':
              self.rnn = nn.LSTM(features, self.width)
          self.out = nn.Linear(self.width, 2)

      def forward(self, x, words):
          y, _ = self.rnn(x)
          if self.use_text:
              _, last = self.text(words)
              y = torch.cat([y[-1], last[-1]], dim=1)
          return self.out(y)
`;

describe('branches that a default rules out', () => {
  it('has the layers that are made there', () => {
    const { layers, problems } = shapesOf(policy);
    const made = layers.filter(({ kind }) => kind !== 'Linear');
    assert.deepEqual(
      made.map(({ kind, options }) => `${kind} ${String(options.inputSize)} ${String(options.units)}`),
      ['GRU 32 128', 'GRU features 64', 'LSTM features 64'],
    );
    assert.deepEqual(problems, []);
  });

  it('has what comes out of them', () => {
    assert.equal(shapesOf(policy).shapes.last, '(1, batch, 128)');
  });

  it('takes nothing over from them', () => {
    const { layers } = shapesOf(policy);
    const linear = layers.find(({ kind }) => kind === 'Linear');
    assert.deepEqual(linear?.weights[0]?.shape, [2, 64]);
  });

  it('leaves them alone where the program itself says that they are not taken', () => {
    const { layers } = shapesOf(`${policy}
  policy = Policy(8)
  policy(torch.rand(5, 3, 8), None)
`);
    assert.deepEqual(
      layers.filter(({ kind }) => kind !== 'Linear').map(({ kind }) => kind),
      ['GRU'],
    );
  });

  it('makes no layer of a size that is nothing as long as the flag is off', () => {
    const { layers, problems } = shapesOf(`
      import torch.nn as nn
      class Net(nn.Module):
          def __init__(self, features, use_extra=False, extra=0):
              super().__init__()
              self.rnn = nn.GRU(features, 8)
              if use_extra:
                  self.extra = nn.GRU(extra, 8)
    `);
    assert.deepEqual(
      layers.map(({ options }) => options.inputSize),
      ['features'],
    );
    assert.deepEqual(problems, []);
  });

  it('reports nothing in them, and still looks at the classes that they make', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      class Inner(nn.Module):
          def __init__(self, width):
              super().__init__()
              self.rnn = nn.GRU(8, 16)
              self.out = nn.Linear(15, 1)
          def forward(self, x):
              y, _ = self.rnn(x)
              return self.out(y)
      class Net(nn.Module):
          def __init__(self, deep=False, width=0):
              super().__init__()
              self.rnn = nn.GRU(4, 8)
              if deep:
                  self.inner = Inner(width)
                  self.wrong = nn.Linear(3, 4)(torch.rand(2, 5))
    `);
    assert.deepEqual(codes, ['input-size@10']);
  });
});
