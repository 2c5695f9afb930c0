import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

describe('axes that only a comment tells', () => {
  const codes = (line: string, options = '') =>
    shapesOf(`
      import torch
      import torch.nn as nn
      lstm = nn.LSTM(64, 128${options})
      ${line}
      out, _ = lstm(x)`).codes;

  it('are what a layer reads its input by', () => {
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)  # (batch, seq, feat)'), ['batch-first@5']);
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)  # [B, T, F]'), ['batch-first@5']);
    assert.deepEqual(codes('x = torch.randn(10, 32, 64)  # (seq, batch, feat)', ', batch_first=True'), [
      'batch-first@5',
    ]);
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)  # (batch, seq, feat)', ', batch_first=True'), []);
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)  # (seq, batch, feat)'), []);
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)'), []);
  });

  it('are not believed against what is known, or of another rank', () => {
    assert.deepEqual(codes('seq_len, batch = 10, 32\n      x = torch.randn(seq_len, batch, 64)  # (B, T, F)'), []);
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)  # batch=10, seq=32, features=64'), []);
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)  # (batch, seq)'), []);
  });

  it('are not those of a value that has another name', () => {
    assert.deepEqual(codes('x = torch.randn(32, 10, 64)\n      y = x  # (batch, seq, feat)'), []);
  });
});
