import assert from 'node:assert/strict';
import { shapesOf } from './shapesOf.js';

/** Faults that people reported of their PyTorch programs, and the same put right. */
describe('reported faults of PyTorch programs', () => {
  const torch = `
      import torch
      import torch.nn as nn`;

  it('compares the rank of a cell’s state with that of its input', () => {
    const program = (input: string) => `${torch}
      cell = nn.LSTMCell(10, 20)
      h, c = torch.zeros(3, 20), torch.zeros(3, 20)
      h, c = cell(${input}, (h, c))`;
    assert.deepEqual(shapesOf(program('torch.randn(10)')).codes, ['initial-state-shape@5']);
    assert.deepEqual(shapesOf(program('torch.randn(3, 10)')).codes, []);
  });

  it('looks at the initial state of a loop of many steps', () => {
    const program = (state: string, body: string) => `${torch}
      cell = nn.GRUCell(10, 20)
      x = torch.randn(3, 50, 10)
      h = torch.zeros(${state})
      for t in range(50):
        ${body}`;
    const step = 'h = cell(x[:, t], h)';
    assert.deepEqual(shapesOf(program('1, 3, 20', step)).codes, ['initial-state-shape@7']);
    assert.deepEqual(shapesOf(program('3, 20', step)).codes, []);
    assert.deepEqual(shapesOf(program('1', 'h = cell(x[:, t], h) if t > 0 else cell(x[:, t])')).codes, []);
    assert.deepEqual(shapesOf(program('1', `if t > 0: ${step}\n        else: h = cell(x[:, t])`)).codes, []);
  });

  it('knows what takes vectors only, sizes that are whole and directions that are True or False', () => {
    const codes = (line: string) =>
      shapesOf(`${torch}\n      a, _ = nn.GRU(3, 8)(torch.randn(1, 3))\n      ${line}`).codes;
    assert.deepEqual(codes('a.dot(a)'), ['matmul-shape@4']);
    assert.deepEqual(codes('a[0].dot(a[0])'), []);
    assert.deepEqual(codes('a.view(8 / 3, -1)'), ['invalid-argument@4']);
    assert.deepEqual(codes('a.view(8 // 2, -1)'), []);
    assert.deepEqual(codes('y = nn.LSTM(8, 4, bidirectional=1)(a)'), ['invalid-argument@4']);
    assert.deepEqual(codes('y = nn.LSTM(8, 4, bidirectional=True)(a)'), []);
    assert.deepEqual(codes('nn.NLLLoss()(a[0], torch.zeros(1, 1, dtype=torch.long))'), ['target-shape@4']);
    assert.deepEqual(codes('nn.NLLLoss()(a[0], torch.zeros(1, dtype=torch.long))'), []);
  });

  it('knows a view that makes steps of the first axis of samples', () => {
    const program = (shape: string) => `${torch}
      out, _ = nn.LSTM(8, 4, batch_first=True)(torch.randn(50, 200, 8))
      out = out.view(${shape})`;
    assert.deepEqual(shapesOf(program('-1, 50, 4')).codes, ['reshape-mixes-axes@4']);
    assert.deepEqual(shapesOf(program('-1, 200, 4')).codes, []);
  });

  it('reads what the sizes of random integers are called', () => {
    const program = (option: string) => `${torch}
      batch_size, seq_len = 64, 150
      words = nn.Embedding(100, 8)(torch.randint(0, 100, (batch_size, seq_len)))
      out, _ = nn.LSTM(8, 4${option})(words)`;
    assert.deepEqual(shapesOf(program('')).codes, ['batch-first@5']);
    assert.deepEqual(shapesOf(program(', batch_first=True')).codes, []);
  });
});
