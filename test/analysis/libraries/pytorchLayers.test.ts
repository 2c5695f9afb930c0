import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkShapes } from './pytorchShapes.js';

/** The shapes in the comments are those of PyTorch 2.13 (and 1.13), which ran these very lines. */
describe('PyTorch layers', () => {
  it('runs recurrent layers', () => {
    checkShapes(`
      x = torch.randn(7, 3, 10)  # (7, 3, 10)
      lstm = nn.LSTM(10, 20, num_layers=2, bidirectional=True)
      out, (h, c) = lstm(x)  # (7, 3, 40) (4, 3, 20) (4, 3, 20)
      projected = nn.LSTM(10, 20, proj_size=5, batch_first=True, bidirectional=True)
      out2, (h2, c2) = projected(x)  # (7, 3, 10) (2, 7, 5) (2, 7, 20)
      gru = nn.GRU(10, 8, 3, batch_first=True)
      out3, h3 = gru(x, torch.zeros(3, 7, 8))  # (7, 3, 8) (3, 7, 8)
      rnn = nn.RNN(10, 8, nonlinearity='relu')
      out4, h4 = rnn(x)  # (7, 3, 8) (1, 3, 8)
      out5, h5 = rnn(torch.randn(7, 10))  # (7, 8) (1, 8)
      out6, (h6, c6) = nn.LSTM(10, 20)(torch.randn(7, 10), (torch.zeros(1, 20), torch.zeros(1, 20)))  # (7, 20) (1, 20) (1, 20)
      out7, h7 = nn.RNN(10, 8, 1, 'relu')(x)  # (7, 3, 8) (1, 3, 8)
      last = out[-1]  # (3, 40)
      w = lstm.weight_ih_l1_reverse  # (80, 40)
      b = projected.weight_hr_l0  # (5, 20)
    `);
  });

  it('runs cells', () => {
    checkShapes(`
      x = torch.randn(3, 10)  # (3, 10)
      h, c = nn.LSTMCell(10, 20)(x)  # (3, 20) (3, 20)
      h2, c2 = nn.LSTMCell(10, 20)(x, (torch.zeros(3, 20), torch.zeros(3, 20)))  # (3, 20) (3, 20)
      h3 = nn.GRUCell(10, 20)(x)  # (3, 20)
      h4 = nn.RNNCell(10, 20, nonlinearity='relu')(x, torch.zeros(3, 20))  # (3, 20)
      h5 = nn.GRUCell(10, 20)(torch.randn(10))  # (20,)
    `);
  });

  it('runs linear layers, embeddings and the like', () => {
    checkShapes(`
      x = torch.randn(4, 7, 10)  # (4, 7, 10)
      ids = torch.randint(0, 50, (4, 7))  # (4, 7)
      a = nn.Linear(10, 5)(x)  # (4, 7, 5)
      b = nn.Linear(10, 5, bias=False)(x[0, 0])  # (5,)
      c = nn.Bilinear(10, 6, 3)(x, torch.zeros(4, 7, 6))  # (4, 7, 3)
      d = nn.Embedding(50, 16)(ids)  # (4, 7, 16)
      e = nn.Embedding.from_pretrained(torch.zeros(50, 12))(ids)  # (4, 7, 12)
      f = nn.EmbeddingBag(50, 9)(ids)  # (4, 9)
      g = nn.EmbeddingBag(50, 9)(torch.zeros(12, dtype=torch.long), torch.tensor([0, 4]))  # (2, 9)
      h = nn.Identity()(x)  # (4, 7, 10)
      i = nn.Flatten()(x)  # (4, 70)
      j = nn.Unflatten(1, (7, 10))(i)  # (4, 7, 10)
      k = nn.Dropout(0.1)(x)  # (4, 7, 10)
      l = nn.Softmax(dim=-1)(x)  # (4, 7, 10)
      m = nn.GLU()(x)  # (4, 7, 5)
      n = nn.LazyLinear(3)(x)  # (4, 7, 3)
      w = nn.Linear(10, 5).weight  # (5, 10)
    `);
  });

  it('gives the places of what it pools where they are asked for', () => {
    checkShapes(`
      x = torch.randn(4, 5, 20)  # (4, 5, 20)
      a, at = nn.MaxPool1d(2, return_indices=True)(x)  # (4, 5, 10) (4, 5, 10)
      b, bt = F.max_pool1d(x, 4, return_indices=True)  # (4, 5, 5) (4, 5, 5)
      c, ct = nn.AdaptiveMaxPool1d(3, return_indices=True)(x)  # (4, 5, 3) (4, 5, 3)
      d = nn.MaxPool1d(2)(x)  # (4, 5, 10)
      w, each = nn.MultiheadAttention(20, 2)(x, x, x, average_attn_weights=False)  # (4, 5, 20) (5, 2, 4, 4)
    `);
  });

  it('slides windows and normalises', () => {
    checkShapes(`
      x = torch.randn(4, 6, 50)  # (4, 6, 50)
      img = torch.randn(2, 3, 32, 30)  # (2, 3, 32, 30)
      a = nn.Conv1d(6, 16, 3)(x)  # (4, 16, 48)
      b = nn.Conv1d(6, 16, kernel_size=5, stride=2, padding=2, dilation=1)(x)  # (4, 16, 25)
      c = nn.Conv1d(6, 16, 3, padding='same')(x)  # (4, 16, 50)
      d = nn.ConvTranspose1d(6, 8, 4, stride=2, padding=1)(x)  # (4, 8, 100)
      e = nn.MaxPool1d(2)(x)  # (4, 6, 25)
      f = nn.MaxPool1d(kernel_size=3, stride=2, ceil_mode=True)(x)  # (4, 6, 25)
      g = nn.AvgPool1d(5)(x)  # (4, 6, 10)
      h = nn.AdaptiveAvgPool1d(1)(x)  # (4, 6, 1)
      i = nn.AdaptiveMaxPool1d(7)(x)  # (4, 6, 7)
      j = nn.Conv2d(3, 8, 3, padding=1)(img)  # (2, 8, 32, 30)
      k = nn.Conv2d(3, 8, (3, 5), stride=(2, 1))(img)  # (2, 8, 15, 26)
      l = nn.MaxPool2d(2)(img)  # (2, 3, 16, 15)
      m = nn.AdaptiveAvgPool2d((1, None))(img)  # (2, 3, 1, 30)
      n = F.max_pool1d(x, 2)  # (4, 6, 25)
      o = F.conv1d(x, torch.zeros(9, 6, 3), padding=1)  # (4, 9, 50)
      p = F.adaptive_avg_pool1d(x, 4)  # (4, 6, 4)
      q = F.max_pool2d(img, (2, 3))  # (2, 3, 16, 10)
      r = nn.Conv1d(6, 12, 3, groups=3)(x)  # (4, 12, 48)
      s = nn.BatchNorm1d(6)(x)  # (4, 6, 50)
      t = nn.LayerNorm(50)(x)  # (4, 6, 50)
      u = nn.BatchNorm2d(3)(img)  # (2, 3, 32, 30)
      v = nn.GroupNorm(3, 6)(x)  # (4, 6, 50)
      w = nn.Conv1d(6, 12, 3, groups=3).weight  # (12, 2, 3)
      y = nn.ConvTranspose2d(3, 4, 2, stride=2)(img)  # (2, 4, 64, 60)
    `);
  });

  it('attends', () => {
    checkShapes(`
      x = torch.randn(7, 3, 16)  # (7, 3, 16)
      mem = torch.randn(9, 3, 16)  # (9, 3, 16)
      a, w = nn.MultiheadAttention(16, 4)(x, mem, mem)  # (7, 3, 16) (3, 7, 9)
      b, w2 = nn.MultiheadAttention(16, 4, batch_first=True)(x, x, x)  # (7, 3, 16) (7, 3, 3)
      layer = nn.TransformerEncoderLayer(d_model=16, nhead=2)
      c = layer(x)  # (7, 3, 16)
      d = nn.TransformerEncoder(layer, num_layers=2)(x)  # (7, 3, 16)
      e = nn.Transformer(16, 2)(mem, x)  # (7, 3, 16)
      f = F.scaled_dot_product_attention(x, mem, mem) if False else x  # (7, 3, 16)
    `);
  });

  it('holds layers in containers', () => {
    checkShapes(`
      net = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 5))
      x = torch.randn(3, 10)
      a = net(x)  # (3, 5)
      b = net[0](x)  # (3, 20)
      layers = nn.ModuleList([nn.Linear(10, 10) for _ in range(3)])
      for layer in layers:
          x = torch.relu(layer(x))  # (3, 10)
      both = nn.ModuleDict({'lstm': nn.LSTM(10, 4), 'out': nn.Linear(4, 2)})
      c, (d, e) = both['lstm'](torch.randn(6, 3, 10))  # (6, 3, 4) (1, 3, 4) (1, 3, 4)
      f = both['out'](c)  # (6, 3, 2)
      g = nn.DataParallel(net)(x)  # (3, 5)
      h = net.to('cpu').eval()(x)  # (3, 5)
      growing = nn.Sequential()
      growing.add_module('first', nn.Linear(10, 30))
      i = growing(x)  # (3, 30)
    `);
  });

  it('compares in losses', () => {
    checkShapes(`
      out = torch.randn(8, 5)  # (8, 5)
      a = nn.CrossEntropyLoss()(out, torch.zeros(8, dtype=torch.long))  # ()
      b = F.mse_loss(out, torch.zeros(8, 5))  # ()
      c = nn.BCEWithLogitsLoss(reduction='none')(out, torch.zeros(8, 5))  # (8, 5)
      d = F.nll_loss(F.log_softmax(out, dim=1), torch.zeros(8, dtype=torch.long))  # ()
      e = nn.L1Loss()(out, out)  # ()
      f = nn.CrossEntropyLoss()(out, torch.ones(8, 5))  # ()
      g = nn.CrossEntropyLoss()(torch.randn(8, 5, 7), torch.zeros(8, 7, dtype=torch.long))  # ()
    `);
  });

  it('pads and packs sequences', () => {
    checkShapes(`
      from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence, pack_sequence
      parts = [torch.randn(5, 3), torch.randn(4, 3), torch.randn(2, 3)]
      a = pad_sequence(parts)  # (5, 3, 3)
      b = pad_sequence(parts, batch_first=True)  # (3, 5, 3)
      packed = pack_padded_sequence(b, [5, 4, 2], batch_first=True)
      out, h = nn.GRU(3, 6, batch_first=True, bidirectional=True)(packed)
      c, lengths = pad_packed_sequence(out, batch_first=True, total_length=5)  # (3, 5, 12) (3,)
      d, _ = pad_packed_sequence(out, total_length=5)  # (5, 3, 12)
      e = packed.batch_sizes if False else h  # (2, 3, 6)
      packed2 = pack_padded_sequence(a, torch.tensor([5, 4, 2]))
      out2, (h2, c2) = nn.LSTM(3, 6)(packed2)
    `);
  });

  it('loads data in batches', () => {
    checkShapes(`
      from torch.utils.data import DataLoader, TensorDataset, random_split
      data = TensorDataset(torch.randn(96, 10, 3), torch.zeros(96, 1))
      loader = DataLoader(data, batch_size=32, shuffle=True)
      for x, y in loader:
          out, h = nn.GRU(3, 5, batch_first=True)(x)  # (32, 10, 5) (1, 32, 5)
      train, rest = random_split(data, [64, 32])
      for i, (xt, yt) in enumerate(DataLoader(train, batch_size=10, drop_last=True)):
          z = xt + yt.unsqueeze(-1)  # (10, 10, 3)
      first, target = next(iter(loader))  # (32, 10, 3) (32, 1)
      one, label = data[0]  # (10, 3) (1,)
      n = torch.zeros(len(loader), len(data))  # (3, 96)
    `);
  });

  it('takes a batch that nobody knows from the state', () => {
    checkShapes(`
      def run(x, y, z):
          out, h = nn.GRU(8, 16)(x, torch.zeros(1, 32, 16))  # (steps, 32, 16) (1, 32, 16)
          again, h2 = nn.GRU(16, 4)(y, torch.zeros(1, 5, 4))  # (steps, 5, 4) (1, 5, 4)
          a, (b, c) = nn.LSTM(8, 16, batch_first=True)(x, (torch.zeros(1, 32, 16), torch.zeros(1, 32, 16)))  # (32, steps, 16) (1, 32, 16) (1, 32, 16)
          known, _ = nn.GRU(8, 16)(torch.zeros(7, 32, 8), h)  # (7, 32, 16)
          plain, _ = nn.GRU(8, 16)(z, torch.zeros(1, 16))  # (steps, 16)
    `);
  });

  it('learns rank and channels from a layer that takes one rank only', () => {
    checkShapes(`
      def run(x, y, z):
          a = nn.BatchNorm2d(64)(nn.Conv2d(1, 64, 3)(x))  # (batch, 64, ?, ?)
          b = nn.Conv2d(64, 128, 3, padding=1)(a).flatten(2)  # (batch, 128, ?)
          n, c, h, w = nn.Conv2d(64, 128, 3, padding=1)(a).size()
          columns = nn.MaxPool2d(2)(a).view(n, c // 2 * h, w)  # (batch, 64*h, w)
          d = nn.BatchNorm3d(8)(z)  # (batch, 8, ?, ?, ?)
    `);
    const { shapes } = shapesOf(`
      import torch.nn as nn
      nn.LSTM(1, 1)
      def run(x):
          e = nn.BatchNorm1d(64)(x)
          f = nn.InstanceNorm2d(64)(x)
    `);
    assert.deepEqual([shapes['e'], shapes['f']], [undefined, undefined]);
  });
});

describe('a step of a decoder', () => {
  it('takes the axes of what it joins from the one whose rank is known', () => {
    const { shapes, layers, codes } = shapesOf(`
      import torch
      from torch import nn
      class Decoder(nn.Module):
          def __init__(self):
              super().__init__()
              self.table = nn.Embedding(9, 5)
              self.encoder = nn.GRU(4, 6)
              self.rnn = nn.GRU(11, 7)
              self.out = nn.Linear(11, 9)
          def forward(self, source, tokens):
              context = self.encoder(source)[0].mean(0, keepdim=True)
              words = self.table(tokens.unsqueeze(0))
              joined = torch.cat((words, context), dim=2)
              steps, state = self.rnn(joined)
              last = torch.cat((words, context), dim=-1)
              longer = torch.cat((words, context), dim=1)
              return self.out(last), self.out(longer)
    `);
    assert.deepEqual([shapes['steps'], shapes['last']], ['(1, batch, 7)', '(1, batch, 11)']);
    const decoder = layers.filter(({ kind }) => kind === 'GRU')[1];
    assert.deepEqual(
      [decoder?.input, decoder?.output],
      [
        [1, 'batch', 11],
        [1, 'batch', 7],
      ],
    );
    assert.deepEqual(codes, []);
  });

  it('takes as many features as it was made for, where nothing else says how many', () => {
    const { layers, codes } = shapesOf(`
      import torch
      from torch import nn
      from embeddings import embed
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(5, 4)
              self.cell = nn.LSTMCell(3, 4)
              self.other = nn.GRUCell(6, 4)
              self.known = nn.GRUCell(8, 4)
          def forward(self, steps, size, words):
              length, batch, features = steps.shape
              self.rnn(steps)
              state = (torch.zeros(size, 4), torch.zeros(size, 4))
              h, c = self.cell(embed(words), state)
              self.other(words)
              return self.known(torch.cat((h, c), dim=1))
    `);
    assert.deepEqual(
      layers.map(({ input }) => input),
      [
        ['length', 'batch', 5],
        ['size', 3],
        ['batch', 6],
        ['size', 8],
      ],
    );
    assert.deepEqual(codes, []);
  });

  it('keeps what the source says of the features, where that may be as many', () => {
    const { layers, codes } = shapesOf(`
      import torch
      from torch import nn
      class Net(nn.Module):
          def __init__(self, units):
              super().__init__()
              self.rnn = nn.GRU(12, 4)
              self.cell = nn.GRUCell(12, 4)
              self.wrong = nn.GRUCell(12, 4)
              self.units = units
          def forward(self, steps):
              self.rnn(torch.zeros(7, 2, 2 * self.units))
              self.wrong(torch.zeros(7, 11))
              return self.cell(torch.zeros(7, 3 * self.units))
    `);
    assert.deepEqual(
      layers.map(({ input }) => input),
      [
        [7, 2, '2*units'],
        [7, '3*units'],
        [7, 11],
      ],
    );
    assert.deepEqual(codes, ['input-size@12']);
  });

  it('goes by what is written where nothing else is known of its sizes', () => {
    const { layers, shapes, codes } = shapesOf(`
      from torch import nn
      class Net(nn.Module):
          def __init__(self, n, sizes):
              super().__init__()
              half = round(n * 0.5)
              self.a = nn.GRU(n, round(n * 0.8), bidirectional=True)
              self.b = nn.LSTMCell(self.width(), hidden_size=int(n * 0.5))
              self.c = nn.GRU(half, sizes[-1] // 2, bidirectional=True)
              self.d = nn.GRU(input_size=n if n else 'a long way to say what it is, over a line',
                              hidden_size=3)
              units = sizes[-1]
              self.e = nn.GRU(3, units)
          def width(self):
              return measure()
          def forward(self, x):
              steps, state = self.a(x)
              return nn.Linear(3, 4)(steps)
    `);
    assert.deepEqual(
      layers
        .filter(({ kind }) => kind !== 'Linear')
        .map(({ options }) => `${String(options.inputSize)}, ${String(options.units)}`),
      ['n, round(n * 0.8)', 'width(), int(n * 0.5)', 'half, sizes[-1] // 2', 'null, 3', '3, units'],
    );
    assert.equal(shapes.steps, '(steps, batch, 2*round(n * 0.8))');
    assert.deepEqual(codes, []);
  });
});
