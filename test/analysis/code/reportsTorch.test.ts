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
    assert.deepEqual(codes('a.view(8 / 3, -1)'), ['value-type@4']);
    assert.deepEqual(codes('a.view(8 // 2, -1)'), []);
    assert.deepEqual(codes('y = nn.LSTM(8, 4, bidirectional=1)(a)'), ['invalid-argument@4']);
    assert.deepEqual(codes('y = nn.LSTM(8, 4, bidirectional=True)(a)'), []);
    assert.deepEqual(codes('nn.NLLLoss()(a[0], torch.zeros(1, 1, dtype=torch.long))'), ['target-shape@4']);
    assert.deepEqual(codes('nn.NLLLoss()(a[0], torch.zeros(1, dtype=torch.long))'), ['target-shape@4']);
    assert.deepEqual(codes('nn.NLLLoss()(a[0], torch.tensor(3))'), []);
    assert.deepEqual(codes('nn.NLLLoss()(a[0, :1], torch.zeros(1, dtype=torch.long))'), []);
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

  it('looks at the first turn of a loop in the functions that it calls', () => {
    const program = (batch: number, test = '') => `${torch}
      class Cell(nn.Module):
        def __init__(self):
          super().__init__()
          self.a, self.b = nn.Linear(4, 8), nn.Linear(8, 8)
        def forward(self, x, h):
          return self.a(x) + self.b(h)
      class Net(nn.Module):
        def __init__(self):
          super().__init__()
          self.cell, self.rnn = Cell(), nn.GRU(8, 8)
        def forward(self, x, h):
          for t in range(x.size(0)):
            ${test}h = self.cell(x[t], h)
          return h
      Net()(torch.randn(50, 32, 4), torch.zeros(${batch}, 8))`;
    assert.deepEqual(shapesOf(program(50)).codes, ['broadcast-shape@8']);
    assert.deepEqual(shapesOf(program(32)).codes, []);
    assert.deepEqual(shapesOf(program(50, 'if unknown(t): ')).codes, []);
  });

  it('keeps the shape of a state that only comes to have a meaning in a long loop', () => {
    const { shapes } = shapesOf(`${torch}
      cell, h = nn.GRUCell(4, 8), torch.zeros(32, 8)
      x = torch.randn(50, 32, 4)
      for t in range(50):
        before = h
        h = cell(x[t], h)`);
    assert.equal(shapes['before'], '(32, 8)');
  });

  it('knows a softmax over the one unit of a linear layer', () => {
    const codes = (line: string) =>
      shapesOf(`${torch}
      import torch.nn.functional as F
      out, _ = nn.GRU(8, 8)(torch.randn(50, 32, 8))
      score = nn.Linear(8, 1)(out)
      ${line}`).codes;
    assert.deepEqual(codes('w = F.softmax(score, dim=2)'), ['softmax-of-one-unit@6']);
    assert.deepEqual(codes('w = score.log_softmax(-1)'), ['softmax-of-one-unit@6']);
    assert.deepEqual(codes('w = nn.Softmax(dim=-1)(score)'), ['softmax-of-one-unit@6']);
    assert.deepEqual(codes('w = F.softmax(score, dim=0)'), []);
    assert.deepEqual(codes('w = nn.Softmax(dim=0)(score)'), []);
    assert.deepEqual(codes('w = F.softmax(score.squeeze(-1), dim=1)'), []);
    assert.deepEqual(codes('w = F.softmax(out[:, :1], dim=1)'), []);
    assert.deepEqual(codes('w = nn.Softmax()(score[0])'), ['softmax-of-one-unit@6']);
  });

  it('does not hold a default against a class that nobody makes', () => {
    const codes = (units: string, made = '') =>
      shapesOf(`${torch}
      class Net(nn.Module):
          def __init__(self, classes=1):
              super().__init__()
              self.rnn = nn.GRU(8, 8)
              self.fc = nn.Linear(8, ${units})

          def forward(self, x):
              out, h = self.rnn(torch.zeros(50, 32, 8))
              return torch.softmax(self.fc(h[-1]), dim=1)
      ${made}`).codes;
    assert.deepEqual(codes('classes'), []);
    assert.deepEqual(codes('1'), ['softmax-of-one-unit@11']);
    assert.deepEqual(codes('classes', 'Net()(1)'), ['softmax-of-one-unit@11']);
    assert.deepEqual(codes('classes', 'Net(5)(1)'), []);
  });

  it('knows a softmax over the samples of a batch', () => {
    const codes = (line: string, options = '') =>
      shapesOf(`${torch}
      import torch.nn.functional as F
      out, _ = nn.GRU(8, 8${options})(torch.randn(50, 32, 8))
      score = nn.Linear(8, 5)(out)
      ${line}`).codes;
    assert.deepEqual(codes('w = F.softmax(score, dim=1)'), ['softmax-axis@6']);
    assert.deepEqual(codes('w = score.log_softmax(-2)'), ['softmax-axis@6']);
    assert.deepEqual(codes('w = nn.Softmax(dim=0)(score)', ', batch_first=True'), ['softmax-axis@6']);
    // Without an axis, the first of three.
    assert.deepEqual(codes('w = F.softmax(score)', ', batch_first=True'), ['softmax-axis@6']);
    assert.deepEqual(codes('w = F.softmax(score)'), []);
    assert.deepEqual(codes('w = F.softmax(score, dim=0)'), []);
    assert.deepEqual(codes('w = F.softmax(score, dim=2)'), []);
    assert.deepEqual(codes('w = F.softmax(score, dim=1)', ', batch_first=True'), []);
    // The sentences of one document, a bag of instances: the samples are what is weighed.
    assert.deepEqual(codes('w = F.softmax(score[-1], dim=0)'), []);
  });

  it('knows probabilities in a loss that takes scores', () => {
    const codes = (output: string, loss = 'nn.CrossEntropyLoss()') =>
      shapesOf(`${torch}
      import torch.nn.functional as F
      out, _ = nn.GRU(8, 8)(torch.randn(50, 32, 8))
      score = nn.Linear(8, 5)(out[-1])
      y = ${output}
      ${loss}(y, torch.zeros(32, dtype=torch.long))`).codes;
    const code = 'softmax-before-loss@7';
    assert.deepEqual(codes('F.softmax(score, dim=1)'), [code]);
    assert.deepEqual(codes('score.softmax(-1)', 'F.cross_entropy'), [code]);
    assert.deepEqual(codes('nn.Softmax(dim=1)(score)', 'F.nll_loss'), [code]);
    assert.deepEqual(codes('nn.Sequential(nn.ReLU(), nn.Softmax(dim=1))(score)'), [code]);
    assert.deepEqual(codes('score'), []);
    assert.deepEqual(codes('F.log_softmax(score, dim=1)'), []);
    assert.deepEqual(codes('nn.LogSoftmax(dim=1)(F.softmax(score, dim=1))'), []);
    assert.deepEqual(codes('torch.log(F.softmax(score, dim=1))', 'nn.NLLLoss()'), []);
    assert.deepEqual(codes('(F.softmax(score, dim=1) + 1e-9).log()', 'nn.NLLLoss()'), []);
    assert.deepEqual(codes('F.softmax(score, dim=1).clamp(1e-9).log()', 'F.nll_loss'), []);
    assert.deepEqual(codes('F.softmax(score, dim=1) * score'), []);
  });

  it('knows the last unit of each step where the last step is meant', () => {
    const codes = (use: string, layer = 'nn.GRU(8, 16, batch_first=True)') =>
      shapesOf(`${torch}
      out, _ = ${layer}(torch.randn(32, 16, 8))
      y = ${use}`).codes;
    const code = 'last-step-of-batch-major@4';
    assert.deepEqual(codes('nn.Linear(16, 1)(out[:, :, -1])'), [code]);
    assert.deepEqual(codes('nn.Linear(16, 1)(nn.Dropout(0.5)(out[..., -1]))'), [code]);
    assert.deepEqual(codes('nn.Linear(16, 1)(out[:, -1, :])'), []);
    // An output of the layer itself, and a layer of a single unit.
    assert.deepEqual(codes('out[:, :, -1].sum(dim=1)'), []);
    assert.deepEqual(codes('nn.Linear(16, 1)(out[:, :, -1])', 'nn.GRU(8, 1, batch_first=True)'), []);
    assert.deepEqual(codes('nn.Linear(16, 1)(torch.randn(32, 16, 8)[:, :, -1])'), []);
  });

  it('knows a matrix that a view is meant to turn', () => {
    const codes = (line: string) =>
      shapesOf(`${torch}
      import numpy as np
      lstm, x, a = nn.LSTM(1, 4), torch.randn(80, 20), np.zeros((80, 20, 3))
      y = ${line}`).codes;
    assert.deepEqual(codes('x.view(20, -1, 1)'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('x.view(20, 80, 1)'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('a[:, :, 0].reshape(20, 80, 1)'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('a.reshape(20, 80, -1)'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('x.t().reshape(20, 80, 1)'), []);
    assert.deepEqual(codes('x.view(80, 20, 1)'), []);
    assert.deepEqual(codes('x.view(20, -1)'), []);
    assert.deepEqual(codes('x.view(40, -1, 1)'), []);
    assert.deepEqual(codes('a.reshape(80, 60)'), []);
    assert.deepEqual(codes('a.reshape(1600, 3)'), []);
  });

  it('knows rows of (time, batch) that are read as rows of (batch, time)', () => {
    const codes = (shape: string) =>
      shapesOf(`${torch}
      out, _ = nn.LSTM(8, 6)(torch.randn(50, 32, 8))
      score = torch.mm(torch.reshape(out, [-1, 6]), torch.zeros(6, 1))
      w = torch.reshape(score, ${shape})`).codes;
    assert.deepEqual(codes('[-1, 50]'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('[32, -1]'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('[-1, 50, 1]'), ['reshape-mixes-axes@5']);
    assert.deepEqual(codes('[-1, 32]'), []);
    assert.deepEqual(codes('[50, -1]'), []);
    assert.deepEqual(codes('[-1, 10]'), []);
  });

  it('knows lengths that are no lengths of the padded tensor', () => {
    const codes = (line: string) =>
      shapesOf(`${torch}
      from torch.nn.utils.rnn import pack_padded_sequence
      mask = torch.ones(7, 3, dtype=torch.long)
      packed = pack_padded_sequence(torch.randn(5, 3, 8), ${line})
      out, _ = nn.GRU(8, 8)(packed)`).codes;
    assert.deepEqual(codes('[6, 2, 1]'), ['index-out-of-range@6']);
    assert.deepEqual(codes('[5, 2, 1]'), []);
    assert.deepEqual(codes('[6, 2, 1])\n      packed = pack_padded_sequence(torch.randn(6, 3, 8), [6, 2, 1]'), []);
    assert.deepEqual(codes('mask.sum(1).tolist()[:5]'), ['batch-first-mismatch@5']);
    assert.deepEqual(codes('mask.sum(0).tolist()'), []);
  });

  it('joins no numbers without an axis, and multiplies vectors by their old name', () => {
    const { codes, shapes } = shapesOf(`${torch}
      out, _ = nn.GRU(8, 8)(torch.randn(5, 8))
      a = torch.ger(out[0], out[1, :3])
      b = torch.cat([out[0], out[1]])
      c = torch.cat([out[0, 0], out[0, 1]])`);
    assert.deepEqual([shapes['a'], shapes['b'], codes], ['(8, 3)', '(16,)', ['axis-out-of-range@6']]);
  });

  it('compares the rows of what was packed with those of targets that have the batch first', () => {
    const program = (padded: string, rows: string) => `${torch}
      from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
      words, tags = torch.zeros(900, 20).long(), torch.zeros(900, 20).long()
      data = torch.utils.data.TensorDataset(words, tags, torch.zeros(900).long())
      embedding, gru = nn.Embedding(90, 8), nn.GRU(8, 5, batch_first=True)
      for word, tag, lengths in torch.utils.data.DataLoader(data, batch_size=16):
        out, h = gru(pack_padded_sequence(embedding(word), lengths, batch_first=True, enforce_sorted=False))
        out, n = pad_packed_sequence(out${padded})
        loss = nn.CrossEntropyLoss()(out.reshape(-1, 5), ${rows})`;
    assert.deepEqual(shapesOf(program('', 'tag.view(-1)')).codes, ['target-shape@10']);
    assert.deepEqual(shapesOf(program('', 'tag.t().reshape(-1)')).codes, []);
    assert.deepEqual(shapesOf(program(', batch_first=True', 'tag.view(-1)')).codes, []);
  });
});
