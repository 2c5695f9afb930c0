import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const translator = (guard: string) =>
  shapesOf(`
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(8, 16, batch_first=True)

    def decode(self, step, state):
        out, state = self.rnn(step, state)
        return out, state

    def forward(self, x, steps=None, target=None):
        ${guard}
            raise ValueError('one of them is needed')
        state = torch.zeros(1, 32, 16)
        return self.decode(torch.zeros(32, 1, 8), state)
`);

describe('a method that nobody calls', () => {
  it('is given what it would not run without', () => {
    for (const guard of [
      'if steps is None and target is None:',
      'if target is None:',
      'if target is None or steps is None:',
    ]) {
      const { shapes, codes } = translator(guard);
      assert.equal(shapes['out'], '(32, 1, 16)', guard);
      assert.deepEqual(codes, []);
    }
  });

  it('has its defaults where it does not ask for more', () => {
    const { shapes } = translator("if steps == 'never':");
    assert.equal(shapes['out'], '(32, 1, 16)');
  });
});
