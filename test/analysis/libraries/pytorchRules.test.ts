import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules } from './pytorchShapes.js';

/**
 * Programs with a mistake, and as many without one. A comment says which rule fires on its line, and what PyTorch 2.13
 * says there; `silently` where it runs on, `warns:` where it warns.
 */
describe('rules for PyTorch', () => {
  it('recurrent-input-rank', () => {
    checkRules(`
      out, (h, c) = nn.LSTM(10, 20)(torch.randn(2, 5, 3, 10))  # recurrent-input-rank: LSTM: Expected input to be 2D or 3D, got 4D instead
      out, h = nn.GRU(10, 20)(torch.randn(10))  # recurrent-input-rank: GRU: Expected input to be 2D or 3D, got 1D instead
      h = nn.GRUCell(10, 20)(torch.randn(5, 3, 10))  # recurrent-input-rank: GRUCell: Expected input to be 1D or 2D, got 3D instead
    `);
    checkRules(`
      from torch.utils.data import DataLoader, TensorDataset
      for (x,) in DataLoader(TensorDataset(torch.randn(64, 10)), batch_size=16):
          out, h = nn.RNN(10, 20)(x)  # recurrent-input-rank silently
    `);
    checkRules(`
      out, (h, c) = nn.LSTM(10, 20)(torch.randn(5, 10))
      out, h = nn.GRU(10, 20)(torch.randn(5, 3, 10))
      h = nn.GRUCell(10, 20)(torch.randn(10))
      h, c = nn.LSTMCell(10, 20)(torch.randn(3, 10))
    `);
  });

  it('input-size', () => {
    checkRules(`
      x = torch.randn(5, 3, 20)
      out, h = nn.GRU(10, 8)(x)  # input-size: input.size(-1) must be equal to input_size. Expected 10, got 20
      h, c = nn.LSTMCell(10, 8)(x[0])  # input-size: input has inconsistent input_size: got 20 expected 10
      y = nn.Linear(10, 5)(x)  # input-size: mat1 and mat2 shapes cannot be multiplied (15x20 and 10x5)
      z = nn.Bilinear(20, 4, 5)(x, torch.zeros(5, 3, 6))  # input-size: bilinear(): input2 size does not match weight size: got 6 but expected 4
      c1 = nn.Conv1d(4, 6, 2)(x)  # input-size: Given groups=1, weight of size [6, 4, 2], expected input[5, 3, 20] to have 4 channels, but got 3 channels instead
      c2 = nn.ConvTranspose1d(4, 6, 2)(x)  # input-size: Given transposed=1, weight of size [4, 6, 2], expected input[5, 3, 20] to have 4 channels, but got 3 channels instead
      n = nn.BatchNorm1d(20)(x)  # input-size: running_mean should contain 3 elements not 20
      l = nn.LayerNorm(10)(x)  # input-size: Given normalized_shape=[10], expected input with shape [*, 10], but got input of size[5, 3, 20]
      a = nn.MultiheadAttention(10, 2)(x, x, x)  # input-size: was expecting embedding dimension of 10, but got 20
      e = nn.TransformerEncoderLayer(10, 2)(x)  # input-size: was expecting embedding dimension of 10, but got 20
    `);
    checkRules(`
      out, (h, c) = nn.LSTM(10, 20, bidirectional=True)(torch.randn(5, 3, 10))
      y = nn.Linear(20, 5)(out[-1])  # input-size: mat1 and mat2 shapes cannot be multiplied (3x40 and 20x5)
    `);
    checkRules(`
      def run(x, hidden, isBoth):
          out, _ = nn.GRU(8, hidden, bidirectional=True, batch_first=True)(x)
          y = nn.Linear(hidden, 5)(out[:, -1, :])  # input-size silently
          z = nn.Linear(2 * hidden, 5)(out[:, -1, :])
          again, _ = nn.LSTM(hidden, 7, batch_first=True)(out)  # input-size: input.size(-1) must be equal to input_size. Expected hidden, got 2*hidden
          again, _ = nn.LSTM(2 * hidden, 7, batch_first=True)(out)
          half, _ = nn.GRU(8, hidden // 2, bidirectional=True)(x)
          y = nn.Linear(hidden, 5)(half)
          either, _ = nn.GRU(8, hidden, bidirectional=isBoth)(x)
          y = nn.Linear(hidden, 5)(either)
    `);
    checkRules(`
      x = torch.randn(5, 3, 20)
      out, h = nn.GRU(20, 8, bidirectional=True)(x)
      y = nn.Linear(16, 5)(out)
      z = nn.LayerNorm([3, 20])(x)
      n = nn.BatchNorm1d(3)(x)
      c = nn.Conv1d(3, 6, 2)(x)
      w = nn.LazyLinear(7)(x)
    `);
  });

  it('layer-input-rank', () => {
    checkRules(`
      x = torch.randn(4, 3, 10, 2)
      c = nn.Conv1d(3, 16, 3)(x)  # layer-input-rank: Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [4, 3, 10, 2]
      m = nn.MaxPool1d(2)(x)  # layer-input-rank: max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:[4, 3, 10, 2]
      b = nn.BatchNorm1d(3)(x)  # layer-input-rank: expected 2D or 3D input (got 4D input)
      d = nn.BatchNorm2d(3)(x[0])  # layer-input-rank: expected 4D input (got 3D input)
    `);
    checkRules(`
      x = torch.randn(4, 3, 10)
      c = nn.Conv1d(3, 16, 3)(x)
      u = nn.Conv1d(3, 16, 3)(x[0])
      m = nn.MaxPool1d(2)(x)
    `);
  });

  it('initial-state-shape', () => {
    checkRules(`
      x = torch.randn(5, 3, 10)
      lstm = nn.LSTM(10, 20)
      a = lstm(x, (torch.zeros(1, 5, 20), torch.zeros(1, 5, 20)))  # initial-state-shape: Expected hidden[0] size (1, 3, 20), got [1, 5, 20]
      b = lstm(x, (torch.zeros(1, 3, 20), torch.zeros(2, 3, 20)))  # initial-state-shape: Expected hidden[1] size (1, 3, 20), got [2, 3, 20]
      c = lstm(x, (torch.zeros(3, 20), torch.zeros(3, 20)))  # initial-state-shape: For batched 3-D input, hx and cx should also be 3-D but got (2-D, 2-D) tensors
      gru = nn.GRU(10, 20, 2, bidirectional=True)
      d = gru(x, torch.zeros(2, 3, 20))  # initial-state-shape: Expected hidden size (4, 3, 20), got [2, 3, 20]
      e = gru(x, torch.zeros(3, 20))  # initial-state-shape: For batched 3-D input, hx should also be 3-D but got 2-D tensor
      f = gru(torch.randn(5, 10), torch.zeros(4, 1, 20))  # initial-state-shape: For unbatched 2-D input, hx should also be 2-D but got 3-D tensor
      g = lstm(torch.randn(5, 10), (torch.zeros(1, 10), torch.zeros(1, 20)))  # initial-state-shape: Expected hidden[0] size (1, 1, 20), got [1, 1, 10]
      i = gru(x, (torch.zeros(4, 3, 20), torch.zeros(4, 3, 20)))  # initial-state-shape: 'tuple' object has no attribute 'dim'
      j = nn.LSTM(10, 20, batch_first=True)(x, (torch.zeros(1, 3, 20), torch.zeros(1, 3, 20)))  # initial-state-shape: Expected hidden[0] size (1, 5, 20), got [1, 3, 20]
    `);
    checkRules(`
      x = torch.randn(3, 10)
      h = nn.GRUCell(10, 20)(x, torch.zeros(5, 20))  # initial-state-shape: Input batch size 3 doesn't match hidden0 batch size 5
      g = nn.RNNCell(10, 20)(x, torch.zeros(3, 21))  # initial-state-shape: hidden0 has inconsistent hidden_size: got 21, expected 20
      c = nn.LSTMCell(10, 20)(x, (torch.zeros(1, 3, 20), torch.zeros(1, 3, 20)))  # initial-state-shape: LSTMCell: Expected hx[0] to be 1D or 2D, got 3D instead
      d = nn.LSTMCell(10, 20)(x, (torch.zeros(3, 20), torch.zeros(3, 2)))  # initial-state-shape: hidden1 has inconsistent hidden_size: got 2, expected 20
    `);
    checkRules(`
      x = torch.randn(5, 3, 10)
      a = nn.LSTM(10, 20, 2)(x, (torch.zeros(2, 3, 20), torch.zeros(2, 3, 20)))
      b = nn.GRU(10, 20, batch_first=True)(x, torch.zeros(1, 5, 20))
      c = nn.LSTM(10, 20, proj_size=4)(x, (torch.zeros(1, 3, 4), torch.zeros(1, 3, 20)))
      d = nn.LSTM(10, 20)(x, [torch.zeros(1, 3, 20), torch.zeros(1, 3, 20)])
      e = nn.GRU(10, 20)(x, None)
      out, state = nn.LSTM(10, 20)(x)
      f = nn.LSTM(10, 20)(x, state)
      h, c = nn.LSTMCell(10, 20)(x[0], (torch.zeros(3, 20), torch.zeros(3, 20)))
    `);
    checkRules(`
      gru = nn.GRU(10, 20)
      def run(x, h):
          a = gru(x, torch.zeros(1, 1, 3, 20))  # initial-state-shape silently
          b = gru(x, h.view(20))  # initial-state-shape silently
          c = gru(x, torch.zeros(1, 3, 20))
          d = gru(x, torch.zeros(1, 20))
    `);
  });

  it('initial-state-pair', () => {
    checkRules(`
      x = torch.randn(5, 3, 10)
      a = nn.LSTM(10, 20)(x, torch.zeros(1, 3, 20))  # initial-state-pair: index 1 is out of bounds for dimension 0 with size 1
      b = nn.LSTM(10, 20, 2)(x, torch.zeros(2, 3, 20))  # initial-state-pair: For batched 3-D input, hx and cx should also be 3-D but got (2-D, 2-D) tensors
      c = nn.LSTMCell(10, 20)(x[0], torch.zeros(3, 20))  # initial-state-pair: lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor
      d = nn.LSTM(10, 20)(x, (torch.zeros(1, 3, 20), torch.zeros(1, 3, 20), torch.zeros(1, 3, 20)))  # initial-state-pair: lstm expects two hidden states
    `);
  });

  it('recurrent-in-sequential', () => {
    checkRules(`
      a = nn.Sequential(
          nn.Linear(4, 5),
          nn.LSTM(5, 6),  # recurrent-in-sequential: linear(): argument 'input' (position 1) must be Tensor, not tuple
          nn.Linear(6, 2),
      )
      a(torch.randn(7, 4))
    `);
    checkRules(`
      a = nn.Sequential(
          nn.GRU(5, 6),  # recurrent-in-sequential: 'tuple' object has no attribute 'dim'
          nn.GRU(6, 6),
      )
      a(torch.randn(7, 5))
    `);
    checkRules(`
      class Output(nn.Module):
          def forward(self, pair):
              return pair[0]
      a = nn.Sequential(nn.LSTM(5, 6), Output(), nn.Linear(6, 2))
      b = nn.Sequential(nn.Linear(4, 5), nn.GRU(5, 6))
      y = a(torch.randn(7, 3, 5))
      z, h = b(torch.randn(7, 3, 4))
    `);
  });

  it('last-step-of-batch-major', () => {
    checkRules(`
      lstm = nn.LSTM(10, 20, batch_first=True)
      out, (h, c) = lstm(torch.randn(4, 7, 10))
      a = out[-1]  # last-step-of-batch-major silently
      b = out[-1, :, :]  # last-step-of-batch-major silently
    `);
    checkRules(`
      x = torch.randn(4, 7, 10)
      out, h = nn.GRU(10, 20)(x)
      a = out[-1]
      out2, h2 = nn.GRU(10, 20, batch_first=True)(x)
      b = out2[:, -1]
      c = out2[-1, -1]
      d = out2.transpose(0, 1)[-1]
      e = h2[-1]
      f = out2[0]
      alone, h3 = nn.GRU(10, 20, batch_first=True)(torch.randn(1, 7, 10))
      g = alone[-1]
    `);
  });

  it('reshape-mixes-axes, of an axis that was made of two', () => {
    checkRules(`
      out, h = nn.GRU(10, 20)(torch.randn(7, 4, 10))
      flat = nn.Linear(20, 5)(out.view(-1, 20))
      a = flat.view(4, 7, 5)  # reshape-mixes-axes silently
      b = flat.view(4, -1, 5)  # reshape-mixes-axes silently
      c = out.flatten(0, 1).reshape(4, 7, -1)  # reshape-mixes-axes silently
      def run(x, steps, batch_size):
          y = torch.zeros(steps, batch_size, 3).view(-1, 3)
          return y.view(batch_size, steps, 3)  # reshape-mixes-axes silently
    `);
    checkRules(`
      out, h = nn.GRU(10, 20)(torch.randn(7, 4, 10))
      flat = nn.Linear(20, 5)(out.view(-1, 20))
      a = flat.view(7, 4, 5)
      b = flat.view(7, -1, 5)
      c = flat.view(14, 2, 5)
      d = out.transpose(0, 1).reshape(-1, 20).view(4, 7, 20)
      e = torch.cat([flat, flat]).view(8, 7, 5)
      scores = nn.GRU(2, 1, batch_first=True)(torch.randn(16, 64, 2))[0].view(16, 1, 64)
      square = nn.GRU(10, 20)(torch.randn(4, 4, 10))[0].view(-1, 20).view(4, 4, 20)
      one = nn.GRU(10, 20)(torch.randn(7, 1, 10))[0].view(-1, 20).view(1, 7, 20)
    `);
  });

  it('reshape-mixes-axes', () => {
    checkRules(`
      out, h = nn.GRU(10, 20, 2, batch_first=True)(torch.randn(4, 7, 10))
      a = out.reshape(7, 4, -1)  # reshape-mixes-axes silently
      b = out.reshape(7, -1)  # reshape-mixes-axes silently
      c = h.view(4, -1)  # reshape-mixes-axes silently
      d = out.reshape(4, 20, 7)  # reshape-mixes-axes silently
      e = h.view(-1, 40)  # reshape-mixes-axes silently
      f = h.view(-1, 40, 1)  # reshape-mixes-axes silently
      g = h.view(1, 4, 40)  # reshape-mixes-axes silently
      both = torch.cat([h[0], h[1]], dim=0)
      i0 = both.view(1, 4, 40)  # reshape-mixes-axes silently
      x = torch.zeros(4, 7, 10)
      i = x.view(x.size(1), x.size(0), 10)  # reshape-mixes-axes silently
      j = x.contiguous().view(x.shape[1], x.shape[0], -1)  # reshape-mixes-axes silently
      rows = torch.zeros(batch_size, 3, 5).view(3, batch_size, 5)  # reshape-mixes-axes silently
      def swap(x, steps, width):
          return torch.zeros(steps, width, 5).view(width, steps, 5)  # reshape-mixes-axes silently
    `);
    checkRules(`
      out, h = nn.GRU(10, 20, 2, bidirectional=True)(torch.randn(7, 4, 10))
      a = h.view(-1, 20)
      b = h.view(2, 2, 4, 20)[-1].transpose(0, 1).reshape(-1, 40)
      c = out.view(7, 4, 2, 20)
      both = torch.cat([h[0], h[1]], dim=0)
      c1 = both.view(2, 4, 20)
      c2 = torch.cat([h[0], h[1]], dim=1).view(1, 4, 40)
      c3 = torch.cat([h[0, :1], h[1, :1], h[0, 1:2], h[1, 1:2]], dim=0).view(2, 40)
      c4 = both.view(-1, 20)
      c5 = both.view(8, 2, 10)
      d = torch.zeros(4, 7, 10).view(7, 4, 10)
      x = torch.zeros(1, 7, 10)
      e = x.view(x.size(1), x.size(0), 10)
      last, state = nn.GRU(10, 20, 2)(torch.randn(7, 1, 10))
      f = state.view(-1, 40)
    `);
    checkRules(`
      out, h = nn.GRU(10, 20, 2, batch_first=True)(torch.randn(4, 7, 10))
      a = out.reshape(-1, 20)
      b = out.reshape(4 * 7, 20).view(4, 7, 20)
      c = out.reshape(4, -1)
      d = h.transpose(0, 1).reshape(4, -1)
      e = h.view(2, 1, 4, 20)
      f = out.transpose(0, 1).reshape(7, 4, 20)
      g = out.reshape(4, 7, 2, 10)
      single, last = nn.GRU(10, 20)(torch.randn(7, 1, 10))
      i = single.view(1, 7, 20)
      j = last.view(1, -1)
    `);
  });

  it('batch-first', () => {
    checkRules(`
      from torch.utils.data import DataLoader, TensorDataset
      gru = nn.GRU(3, 5)
      for x, y in DataLoader(TensorDataset(torch.randn(64, 10, 3), torch.zeros(64)), batch_size=16):
          out, h = gru(x)  # batch-first silently
    `);
    checkRules(`
      batch_size, seq_len = 16, 50
      x = torch.randn(batch_size, seq_len, 8)
      out, h = nn.GRU(8, 32)(x)  # batch-first silently
      z = torch.randn(seq_len, batch_size, 8)
      out, h = nn.GRU(8, 32, batch_first=True)(z)  # batch-first silently
    `);
    checkRules(`
      from torch.utils.data import DataLoader, TensorDataset
      gru = nn.GRU(3, 5, batch_first=True)
      seq = nn.GRU(3, 5)
      for x, y in DataLoader(TensorDataset(torch.randn(64, 10, 3), torch.zeros(64)), batch_size=16):
          out, h = gru(x)
          out, h = seq(x.transpose(0, 1))
          out, h = seq(x.permute(1, 0, 2))
          out, h = seq(x[:, -1].unsqueeze(1))
      a, h = gru(torch.randn(5, 6, 3))
      b, h = seq(torch.randn(5, 6, 3))
    `);
  });

  it('batch-first where only the letters B and T, beside each other, tell the axes', () => {
    checkRules(`
      B, T = 4, 10
      x = torch.randn(B, T, 8)
      out, h = nn.GRU(8, 5)(x)  # batch-first silently
      out, h = nn.GRU(8, 5, batch_first=True)(torch.randn(T, B, 8))  # batch-first silently
      b, t, c, d = torch.randn(4, 10, 2, 4).shape
      out, h = nn.GRU(8, 5)(torch.zeros(4, 10, 2, 4).reshape([b, t, c * d]))  # batch-first silently
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(40, 8)
          def forward(self, x):
              B, T, F = x.shape
              return self.rnn(x)  # batch-first silently
    `);
    checkRules(`
      B, T, D = 4, 10, 8
      out, h = nn.GRU(8, 5, batch_first=True)(torch.randn(B, T, 8))
      out, h = nn.GRU(8, 5)(torch.randn(T, B, 8))
      out, h = nn.GRU(8, 5)(torch.randn(B, D, 8))
      out, h = nn.GRU(8, 5, batch_first=True)(torch.randn(T, D, 8))
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(40, 8)
          def forward(self, x):
              T, B, F = x.shape
              return self.rnn(x)
    `);
  });

  it('batch-first-mismatch', () => {
    checkRules(`
      from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
      padded = pad_sequence([torch.randn(5, 3), torch.randn(2, 3)])
      packed = pack_padded_sequence(padded, [5, 2], batch_first=True)  # batch-first-mismatch: Expected \`len(lengths)\` to be equal to batch_size, but got 2 (batch_size=5)
    `);
    checkRules(`
      from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence
      padded = pad_sequence([torch.randn(5, 3), torch.randn(2, 3)], batch_first=True)
      packed = pack_padded_sequence(padded, [5, 2], batch_first=True)
      out, h = nn.GRU(3, 4)(packed)
      y, lengths = pad_packed_sequence(out, batch_first=True)
    `);
  });

  it('target-shape', () => {
    checkRules(`
      long = torch.long
      loss = nn.CrossEntropyLoss()
      a = loss(torch.randn(32, 10, 5), torch.zeros(32, 10, dtype=long))  # target-shape: Expected target size [32, 5], got [32, 10]
      b = loss(torch.randn(32, 5), torch.zeros(32, 1, dtype=long))  # target-shape: 0D or 1D target tensor expected, multi-target not supported
      c = loss(torch.randn(320, 5), torch.zeros(32, 10, dtype=long))  # target-shape: Expected input batch_size (320) to match target batch_size (32).
      d = loss(torch.randn(32, 5), torch.zeros(32, 5, dtype=long))  # target-shape: Expected floating point type for target with class probabilities, got Long
      e = F.nll_loss(torch.randn(32, 5), torch.zeros(16, dtype=long))  # target-shape: Expected input batch_size (32) to match target batch_size (16).
      f = nn.BCELoss()(torch.rand(32, 1), torch.rand(32))  # target-shape: Using a target size (torch.Size([32])) that is different to the input size (torch.Size([32, 1])) is deprecated. Please ensure they have the same size.
      g = nn.BCEWithLogitsLoss()(torch.rand(32, 1), torch.rand(32))  # target-shape: Target size (torch.Size([32])) must be the same as input size (torch.Size([32, 1]))
      i = loss(torch.randn(5), torch.tensor([3]))  # target-shape: size mismatch (got input: [5], target: [1])
      h = nn.MSELoss()(torch.rand(32, 5), torch.rand(32, 7))  # target-shape: The size of tensor a (5) must match the size of tensor b (7) at non-singleton dimension 1
    `);
    checkRules(`
      long = torch.long
      loss = nn.CrossEntropyLoss()
      a = loss(torch.randn(32, 5, 10), torch.zeros(32, 10, dtype=long))
      b = loss(torch.randn(32, 5), torch.zeros(32, dtype=long))
      c = loss(torch.randn(32, 5), torch.rand(32, 5))
      d = loss(torch.randn(5), torch.tensor(2))
      p = loss(torch.randn(5), torch.rand(5))
      e = nn.BCELoss()(torch.rand(32, 1), torch.rand(32, 1))
      f = nn.MSELoss()(torch.rand(32, 5), torch.rand(32, 5))
      g = nn.KLDivLoss()(torch.rand(32, 5), torch.rand(32, 5))
    `);
  });

  it('loss-broadcast', () => {
    checkRules(`
      out = nn.Linear(5, 1)(torch.randn(32, 5))
      y = torch.randn(32)
      a = nn.MSELoss()(out, y)  # loss-broadcast warns: Using a target size (torch.Size([32])) that is different to the input size (torch.Size([32, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.
      b = F.l1_loss(out, y)  # loss-broadcast warns: Using a target size (torch.Size([32])) that is different to the input size (torch.Size([32, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.
      c = nn.MSELoss()(out, torch.zeros(1, 1))  # loss-broadcast warns: Using a target size (torch.Size([1, 1])) that is different to the input size (torch.Size([32, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.
    `);
    checkRules(`
      out = nn.Linear(5, 1)(torch.randn(32, 5))
      y = torch.randn(32)
      goal = nn.MSELoss()(out, torch.tensor(1.0))
      one = nn.MSELoss()(out[:1], torch.zeros(1))
      a = nn.MSELoss()(out.squeeze(), y)
      b = nn.MSELoss()(out, y.unsqueeze(1))
      c = F.mse_loss(out[:1], y[:1])
    `);
  });

  it('repeated-cell', () => {
    checkRules(`
      cells = nn.ModuleList([nn.LSTMCell(4, 4)] * 3)  # repeated-cell silently
    `);
    checkRules(`
      cells = nn.ModuleList([nn.LSTMCell(4, 4) for _ in range(3)])
      one = nn.ModuleList([nn.LSTMCell(4, 4)])
    `);
  });

  it('positional-argument', () => {
    checkRules(`
      dropout = 0.2
      bidirectional = True
      a = nn.GRU(10, 20, 2, bidirectional)  # positional-argument silently
      b = nn.LSTM(10, 20, 2, True, bidirectional)  # positional-argument silently
      c = nn.LSTM(10, 20, True)  # positional-argument silently
    `);
    checkRules(`
      dropout = 0.2
      batch_first = True
      a = nn.LSTM(10, 20, 2, True)
      b = nn.LSTM(10, 20, 2, True, batch_first, dropout, True)
      c = nn.GRU(10, 20, 2, dropout=dropout)
      d = nn.RNN(10, 20, 1, 'relu', True, True)
      e = nn.LSTMCell(10, 20, False)
    `);
  });

  it('dropout-one-layer', () => {
    checkRules(`
      a = nn.GRU(10, 20, dropout=0.5)  # dropout-one-layer warns: dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got dropout=0.5 and num_layers=1
    `);
    checkRules(`
      a = nn.GRU(10, 20, 2, dropout=0.5)
      b = nn.GRU(10, 20, dropout=0)
      n = 1
      c = nn.GRU(10, 20, n, dropout=0.5 if n > 1 else 0)
    `);
    // Nobody here makes one: others may ask for more layers.
    checkRules(`
      class Encoder(nn.Module):
          def __init__(self, layers=1, dropout=0.5):
              super().__init__()
              self.rnn = nn.GRU(10, 20, layers, dropout=dropout)
    `);
  });

  it('invalid-argument', () => {
    checkRules(`
      a = nn.LSTM(10, 0)  # invalid-argument: hidden_size must be greater than zero
      b = nn.GRU(10, 5, 0)  # invalid-argument: num_layers must be greater than zero
      c = nn.RNN(10, 20, nonlinearity='sigmoid')  # invalid-argument: Unknown nonlinearity 'sigmoid'. Select from 'tanh' or 'relu'.
      d = nn.LSTM(10, 5, proj_size=5)  # invalid-argument: proj_size has to be smaller than hidden_size
      e = nn.GRU(10, 5, proj_size=3)  # invalid-argument: proj_size argument is only supported for LSTM, not RNN or GRU
      f = nn.GRU(10, 5, 2, dropout=2)  # invalid-argument: dropout should be a number in range [0, 1] representing the probability of an element being zeroed
      g = nn.MultiheadAttention(10, 3)  # invalid-argument: embed_dim must be divisible by num_heads
    `);
  });

  it('shapes of operations', () => {
    checkRules(`
      x = torch.randn(3, 4)
      a = x.view(5, -1)  # reshape-size: shape '[5, -1]' is invalid for input of size 12
      b = x.reshape(5, 3)  # reshape-size: shape '[5, 3]' is invalid for input of size 12
      c = torch.mm(x, torch.randn(5, 6))  # matmul-shape: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)
      d = torch.bmm(torch.randn(2, 3, 4), torch.randn(2, 5, 6))  # matmul-shape: Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 5].
      e = torch.matmul(torch.randn(2, 3, 4), torch.randn(5, 6))  # matmul-shape: mat1 and mat2 shapes cannot be multiplied (6x4 and 5x6)
      f = torch.cat([x, torch.randn(3, 5)])  # concat-shape: Sizes of tensors must match except in dimension 0. Expected size 4 but got size 5 for tensor number 1 in the list.
      g = torch.cat([x, torch.randn(3)])  # concat-shape: Tensors must have same number of dimensions: got 2 and 1
      h = torch.stack([x, torch.randn(3, 5)])  # concat-shape: stack expects each tensor to be equal size, but got [3, 4] at entry 0 and [3, 5] at entry 1
      i = x.expand(3, 5)  # broadcast-shape: The expanded size of the tensor (5) must match the existing size (4) at non-singleton dimension 1.  Target sizes: [3, 5].  Tensor sizes: [3, 4]
      j = x.sum(2)  # axis-out-of-range: Dimension out of range (expected to be in range of [-2, 1], but got 2)
      k = x.transpose(1, 2)  # axis-out-of-range: Dimension out of range (expected to be in range of [-2, 1], but got 2)
      k2 = x.permute(0, 2, 1)  # axis-out-of-range: permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 3
      l = F.softmax(x, dim=2)  # axis-out-of-range: Dimension out of range (expected to be in range of [-2, 1], but got 2)
      m = x.unsqueeze(4)  # axis-out-of-range: Dimension out of range (expected to be in range of [-3, 2], but got 4)
      n = x.size(2)  # axis-out-of-range: Dimension out of range (expected to be in range of [-2, 1], but got 2)
      o = x.split([1, 4], dim=1)  # reshape-size: split_with_sizes expects split_sizes to sum exactly to 4 (input tensor's size at dimension 1), but got split_sizes=[1, 4]
      p = x + torch.randn(3, 5)  # broadcast-shape: The size of tensor a (4) must match the size of tensor b (5) at non-singleton dimension 1
      q = torch.bmm(x, x)  # matmul-shape: batch1 must be a 3D tensor
      r = torch.arange(5).unfold(0, 8, 1)  # window-longer-than-series: maximum size for tensor at dimension 0 is 5 but size is 8
    `);
  });

  it('reports one fault of an input that has too many axes', () => {
    const { codes } = shapesOf(`
      import torch
      import torch.nn as nn
      out, h = nn.GRU(8, 16)(torch.zeros(32, 10, 8, 1))
      cell = nn.GRUCell(8, 16)(torch.zeros(32, 10, 9))
    `);
    assert.deepEqual(codes, ['recurrent-input-rank@3', 'recurrent-input-rank@4']);
  });
});
