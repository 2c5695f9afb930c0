import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules, checkShapes } from './pytorchShapes.js';

describe('sizes that are no whole numbers', () => {
  it('are refused by recurrent layers', () => {
    checkRules(`
      hidden = 6
      a = nn.LSTM(5, hidden / 2, bidirectional=True)  # invalid-argument: hidden_size should be of type int, got: float
      b = nn.GRU(5.0, 4)  # invalid-argument: input_size should be of type int, got: float
      c = nn.LSTMCell(5, hidden / 2)  # invalid-argument silently
    `);
    checkRules(`
      hidden = 6
      a = nn.LSTM(5, hidden // 2, bidirectional=True)
      b = nn.GRU(int(hidden / 2), 4)
      c = nn.LSTMCell(5, round(hidden / 2))
      def made(size): return nn.LSTM(5, size)
    `);
  });
});

describe('layers under another name', () => {
  it('are called through their class by what derives from them', () => {
    checkShapes(`
      class Dropped(nn.LSTM):
          def forward(self, x, hx=None):
              out, state = super().forward(x * 2, hx)
              return out, state
      class Cell(nn.GRUCell):
          def __init__(self, size):
              super().__init__(size, 20)
      out, (h, c) = Dropped(10, 20, batch_first=True)(torch.randn(3, 5, 10))  # (3, 5, 20) (1, 3, 20) (1, 3, 20)
      step = Cell(10).forward(torch.randn(3, 10))  # (3, 20)
    `);
    checkRules(`
      class Cell(nn.GRUCell):
          def __init__(self, size):
              super().__init__(size, 20)
      step = Cell(10).forward(torch.randn(3, 10), torch.randn(3, 40))  # initial-state-shape: hidden0 has inconsistent hidden_size: got 40, expected 20
    `);
  });

  it('read what a weight reads that they share', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self, size, hidden, tied):
              super().__init__()
              self.encoder = nn.Linear(size, hidden)
              self.rnn = nn.LSTM(hidden, hidden)
              self.decoder = nn.Linear(hidden, size)
              if tied:
                  self.decoder.weight = self.encoder.weight
          def forward(self, x):
              out, _ = self.rnn(self.encoder(x))
              return self.decoder(out)  # matmul-shape: mat1 and mat2 shapes cannot be multiplied (20x32 and 2x32)
      y = Model(2, 32, True)(torch.randn(5, 4, 2))
      z = Model(2, 32, False)(torch.randn(5, 4, 2))
    `);
    checkRules(`
      encoder = nn.Embedding(100, 32)
      rnn = nn.LSTM(32, 32)
      decoder = nn.Linear(32, 100)
      decoder.weight = encoder.weight
      out, _ = rnn(encoder(torch.zeros(5, 4).long()))
      y = decoder(out)
    `);
  });
});

describe('packed sequences', () => {
  it('are four things, and no tensors', () => {
    checkRules(`
      from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence
      packed = pack_padded_sequence(torch.randn(4, 3, 10), [4, 3, 2])
      data, sizes = packed  # unpack-count: too many values to unpack (expected 2)
    `);
    checkRules(`
      from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence
      packed = pack_padded_sequence(torch.randn(4, 3, 10), [4, 3, 2])
      data, sizes, sorted_indices, unsorted_indices = packed
      data, *_ = packed
      class Mask(nn.Module):
          def forward(self, x):
              if isinstance(x, PackedSequence):
                  x, sizes, *_ = x
                  m = torch.ones(1, 10)
              else:
                  m = torch.ones(1, x.size(1), 10)
              return x * m
      a = Mask()(packed)
      b = Mask()(torch.randn(4, 3, 10))
    `);
  });
});

describe('a step that is cut out of a sequence', () => {
  it('is a step of each sample', () => {
    checkRules(`
      encoder = nn.LSTM(10, 20, batch_first=True)
      decoder = nn.LSTM(20, 20)
      f, _ = encoder(torch.randn(32, 5, 10))
      out, _ = decoder(f[:, 0:1])  # batch-first silently
    `);
    checkRules(`
      encoder = nn.LSTM(10, 20, batch_first=True)
      decoder = nn.LSTM(20, 20)
      first = nn.LSTM(20, 20, batch_first=True)
      f, _ = encoder(torch.randn(32, 5, 10))
      a, _ = decoder(f[:, -1].unsqueeze(1))
      b, _ = first(f[:, 0:1])
      c, _ = decoder(f[0:1, 0:1])
      d, _ = decoder(f.transpose(0, 1)[0:1])
    `);
  });
});

describe('what is assigned to a part of a tensor', () => {
  it('must go over it', () => {
    checkRules(`
      best = torch.zeros(29, 50)
      best[3] = torch.zeros(50, 1)  # broadcast-shape: expand(torch.FloatTensor{[50, 1]}, size=[50]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)
      best[:, 0] = torch.zeros(28)  # broadcast-shape: The expanded size of the tensor (29) must match the existing size (28) at non-singleton dimension 0.  Target sizes: [29].  Tensor sizes: [28]
    `);
    checkRules(`
      best = torch.zeros(29, 50)
      best[3] = torch.zeros(1, 50)
      best[:, 0] = torch.zeros(1)
      best[:, :3] = torch.zeros(3)
      best[best > 0] = torch.zeros(7)
      best[0, 0] = torch.zeros(1, 1)
      for i in range(29):
          best[i] = torch.zeros(50)
    `);
  });

  it('needs a place in a list', () => {
    checkRules(`
      cell = nn.LSTMCell(10, 20)
      x = torch.randn(6, 3, 10)
      h, c = torch.zeros(3, 20), torch.zeros(3, 20)
      outputs = []
      for i in range(6):
          h, c = cell(x[i], (h, c))
          outputs[i] = h  # index-out-of-range: list assignment index out of range
    `);
    checkRules(`
      cell = nn.LSTMCell(10, 20)
      x = torch.randn(6, 3, 10)
      h, c = torch.zeros(3, 20), torch.zeros(3, 20)
      places, filled, given = [None] * 6, [], []
      given.append(h)
      given[0] = c
      for i in range(6):
          h, c = cell(x[i], (h, c))
          places[i] = h
          filled += [h]
          filled[i] = c
    `);
  });
});

describe('parts of series of any length', () => {
  const n = 'part';

  it('are as many where as many are taken', () => {
    const { shapes } = shapesOf(`
      import pandas as pd
      import torch
      rows = pd.read_csv('a.csv').values
      lstm = torch.nn.LSTM(1, 1)
      count = int(len(rows) * 0.7)
      x = torch.zeros(len(rows), 3)[:count]
      y = torch.zeros(len(rows))[0:count]
      both = x * y.unsqueeze(1)
      for i in range(len(rows)):
          some = torch.zeros(len(rows), 3)[:i]
    `);
    assert.deepEqual([shapes.x, shapes.y, shapes.both, shapes.some], [`(${n}, 3)`, `(${n},)`, `(${n}, 3)`, '(?, 3)']);
  });

  it('are not as many as the states of all layers', () => {
    const program = (layers: number, loss: string, target: string) => `
      import pandas as pd
      rows = pd.read_csv('a.csv').values
      count = int(len(rows) * 0.7)
      x = torch.zeros(len(rows), 7, 1)[:count]
      y = torch.zeros(len(rows), 1)[:count]
      lstm = nn.LSTM(1, 5, ${layers}, batch_first=True)
      _, (h, _) = lstm(x)
      out = nn.Linear(5, 1)(h.view(-1, 5))
      value = nn.${loss}()(out, ${target})`;
    checkRules(
      `${program(2, 'MSELoss', 'y')}  # target-shape: The size of tensor a (2*${n}) must match the size of tensor b (${n}) at non-singleton dimension 0`,
    );
    checkRules(
      `${program(2, 'CrossEntropyLoss', 'y[:, 0].long()')}  # target-shape: Expected input batch_size (2*${n}) to match target batch_size (${n}).`,
    );
    checkRules(program(1, 'MSELoss', 'y'));
    checkRules(program(1, 'CrossEntropyLoss', 'y[:, 0].long()'));
  });
});

describe('the state of a GRU', () => {
  it('is no pair, also where nobody knows the rank of the input', () => {
    checkRules(`
      class Net(nn.Module):
          def __init__(self, size):
              super().__init__()
              self.one = nn.GRU(size, 20)
              self.two = nn.GRU(size, 20, num_layers=2)
          def forward(self, x):
              _, (h, c) = self.one(x)  # state-unpacked-as-pair: not enough values to unpack (expected 2, got 1)
              _, (hn, cn) = self.two(x)  # state-unpacked-as-pair silently
              return h
    `);
  });

  it('is two states for two directions, and a pair where it may be that of an LSTM', () => {
    checkRules(`
      class Net(nn.Module):
          def __init__(self, size, kind):
              super().__init__()
              self.kind = kind
              self.both = nn.GRU(size, 20, bidirectional=True)
              self.rnn = nn.LSTM(size, 20) if kind == 'LSTM' else nn.GRU(size, 20)
              self.any = getattr(nn, kind)(size, 20)
          def forward(self, x):
              _, (forward, backward) = self.both(x)
              if self.kind == 'LSTM':
                  _, (h, c) = self.rnn(x)
              else:
                  _, h = self.rnn(x)
              _, (hn, cn) = self.any(x)
              return h
      _, (first, last) = nn.GRU(8, 20, num_layers=2)(torch.randn(3, 4, 8))
    `);
  });
});
