import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

describe('what a dict has under a word that nobody put there', () => {
  it('goes by that word', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      import torch.nn as nn

      class Net(nn.Module):
          def __init__(self, **kwargs):
              super().__init__()
              self.rnn = nn.GRU(kwargs['features'], kwargs['units'], batch_first=True)
              self.fc = nn.Linear(kwargs['units'], 2)

          def forward(self, x):
              out, _ = self.rnn(x)
              logits = self.fc(out)
              return logits
    `);
    assert.equal(shapes['out'], '(batch, steps, units)');
    assert.equal(shapes['logits'], '(batch, steps, 2)');
    assert.deepEqual(codes, []);
  });

  it('is what is put there, where it is', () => {
    const { shapes } = shapesOf(`
      import torch
      import torch.nn as nn
      rnn = nn.GRU(3, 5)
      sizes = {}
      a, _ = rnn(torch.zeros(sizes['n'], 3))
      sizes['n'] = 4
      b, _ = rnn(torch.zeros(sizes['n'], 3))
    `);
    assert.equal(shapes['a'], '(n, 5)');
    assert.equal(shapes['b'], '(4, 5)');
  });

  it('is no size that differs from another one', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn

      def run(**kwargs):
          rnn = nn.GRU(kwargs['a'], 4)
          return rnn(torch.zeros(2, 3, kwargs['b']))
    `);
    assert.deepEqual(codes, []);
  });
});

describe('what an instance has from a base in another file', () => {
  it('goes by its name', () => {
    const { shapes, codes } = shapesOf(`
      import torch.nn as nn
      from base import BaseModel, build

      class Net(BaseModel):
          def __init__(self, config):
              super().__init__(config)
              self.rnn = nn.GRU(self.config['model']['features'], self.units, batch_first=True)

          def forward(self, x):
              out, _ = self.rnn(x)
              return out

      class Other(build()):
          def __init__(self):
              super().__init__()
              self.other = nn.GRU(3, self.config.units)

          def forward(self, x):
              last, _ = self.other(x)
              return last
    `);
    assert.equal(shapes['out'], '(batch, steps, units)');
    assert.equal(shapes['last'], '(steps, batch, units)');
    assert.deepEqual(codes, []);
  });

  it('is missing where all bases are known', () => {
    const { codes } = shapesOf(`
      import torch.nn as nn

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(3, self.units)

          def forward(self, x):
              out, _ = self.rnn(x)
              return out

      net = Net()
    `);
    assert.deepEqual(codes, ['missing-attribute@6']);
  });
});
