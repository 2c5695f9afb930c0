import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** The problems of a method of a module with several recurrent layers. */
function codesOf(body: string, defaults = ''): readonly string[] {
  return shapesOf(`
  import torch
  import torch.nn as nn

  class Net(nn.Module):
      def __init__(self, layers${defaults}):
          super().__init__()
          self.lstm = nn.LSTM(8, 16, num_layers=3, batch_first=True)
          self.both = nn.GRU(8, 16, 2, bidirectional=True, batch_first=True)
          self.one = nn.LSTM(8, 16, bidirectional=True, batch_first=True)
          self.any = nn.GRU(8, 16, layers, batch_first=True)
          self.fc = nn.Linear(16, 2)
      def forward(self, x):
${body.replace(/^ ?/gm, '          ')}
`).codes;
}

describe('the states of the first of several layers', () => {
  it('are a suspicion where nothing else is read', () => {
    for (const body of [
      'out, (h, c) = self.lstm(x)\n return self.fc(h[0])',
      'out, (h, c) = self.lstm(x)\n out = self.fc(h[0, :, :])\n return out',
      '_, (h, c) = self.lstm(x)\n return self.fc(h[0]), c[0]',
      '_, h = self.both(x)\n h = torch.cat((h[0], h[1]), 1)\n return h',
      '_, h = self.both(x)\n return self.fc(h[1])',
    ]) {
      assert.deepEqual(codesOf(body), ['state-of-first-layer@13'], body);
    }
  });

  it('are one where there are several by default, and none where nobody says how many', () => {
    const body = '_, h = self.any(x)\n return self.fc(h[0])';
    assert.deepEqual(codesOf(body, '=2'), ['state-of-first-layer@13']);
    assert.deepEqual(codesOf(body, '=1'), []);
    assert.deepEqual(codesOf(body), []);
  });

  it('are none where the outputs or other layers are read as well, or there is one layer', () => {
    for (const body of [
      'out, (h, c) = self.lstm(x)\n return self.fc(h[-1])',
      'out, (h, c) = self.lstm(x)\n return self.fc(h[2])',
      'out, (h, c) = self.lstm(x)\n return self.fc(h[0]) + self.fc(out[:, -1])',
      'out, (h, c) = self.lstm(x)\n return self.fc(h[0]), h',
      'out, (h, c) = self.lstm(x)\n y = self.fc(h[0])\n for i in range(3):\n     y = y + self.fc(h[i])\n return y',
      'out, (h, c) = self.lstm(x)\n return self.fc(h[0]), c[2]',
      'out, state = self.lstm(x)\n return self.fc(state[0][-1])',
      '_, h = self.both(x)\n return torch.cat((h[2], h[3]), 1)',
      '_, (h, c) = self.one(x)\n return torch.cat((h[0], h[1]), 1)',
      '_, h = self.any(x)\n return self.fc(h[0])',
      'out, (h, c) = self.lstm(x)\n return out',
    ]) {
      assert.deepEqual(codesOf(body), [], body);
    }
  });
});
