import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** The problems of a module with an LSTM, a cell and a GRU, whose `forward` begins in the tenth line. */
function codesOf(forward: string): readonly string[] {
  return shapesOf(`
  import torch
  import torch.nn as nn
  class Net(nn.Module):
      def __init__(self, n, units):
          super().__init__()
          self.lstm = nn.LSTM(n, units, batch_first=True)
          self.cell = nn.LSTMCell(n, units)
          self.fc = nn.Linear(units, 2)
      def forward(self, x, h, c):
${forward.replace(/^ */gm, '          ')}
`).codes;
}

describe('the states of an LSTM by the names of each other', () => {
  it('are a suspicion where one of them is used by itself', () => {
    for (const body of [
      'out, (c, h) = self.lstm(x)\nreturn self.fc(h[-1])',
      'out, (c_n, h_n) = self.lstm(x)\nreturn self.fc(h_n[-1])',
      '_, (cell, hidden) = self.lstm(x)\nreturn self.fc(hidden[-1])',
      'c, h = self.cell(x, (h, c))\nreturn self.fc(h)',
      'next_c, next_h = self.cell(x)\nreturn self.fc(next_h), (next_h, next_c)',
      'out, (c, h) = self.lstm(x, (h, c))\nreturn out',
    ]) {
      assert.deepEqual(codesOf(body), ['states-swapped@10'], body);
    }
  });

  it('are none in their order, by other names, or where they only go back as they came', () => {
    for (const body of [
      'out, (h, c) = self.lstm(x)\nreturn self.fc(h[-1])',
      'h, c = self.cell(x, (h, c))\nreturn self.fc(h)',
      'out, (c, h) = self.lstm(x)\nreturn self.fc(out[:, -1])',
      'out, (c, h) = self.lstm(x, (c, h))\nout, (c, h) = self.lstm(x, (c, h))\nreturn out, (c, h)',
      'out, (c, h) = self.lstm(x, (c.unsqueeze(0), h.unsqueeze(0)))\nself.keep(c.squeeze(0), h.squeeze(0))\nreturn out',
      'out, (a, b) = self.lstm(x)\nreturn self.fc(b[-1])',
      'c, h = x.chunk(2)\nreturn self.lstm(x)[0], h',
      'out, (c, n) = self.lstm(x)\nreturn self.fc(n[-1])',
    ]) {
      assert.deepEqual(codesOf(body), [], body);
    }
  });
});
