import { shapesOf } from '../code/shapesOf.js';
import { checkRules, checkShapes } from './pytorchShapes.js';
import assert from 'node:assert/strict';

describe('what operations of PyTorch refuse', () => {
  it('windows that are longer than what they slide along', () => {
    checkRules(`
      x = torch.randn(7, 50, 28)
      a = nn.Conv1d(50, 3, 30)(x)  # invalid-argument: Calculated padded input size per channel: (28). Kernel size: (30). Kernel size can't be greater than actual input size
      b = nn.Conv1d(50, 3, 10, dilation=5)(x)  # invalid-argument: Calculated padded input size per channel: (28). Kernel size: (46). Kernel size can't be greater than actual input size
      c = F.max_pool2d(torch.randn(7, 5, 28, 28), (50, 1))  # invalid-argument: Given input size: (5x28x28). Calculated output size: (5x0x28). Output size is too small
      d = F.max_pool1d(x, kernel_size=x.shape[1])  # invalid-argument warns: Given input size: (50x1x28). Calculated output size: (50x1x0). Output size is too small
    `);
    checkRules(`
      x = torch.randn(7, 50, 28)
      a = nn.Conv1d(50, 3, 28)(x)
      b = nn.Conv1d(50, 3, 30, padding=1)(x)
      c = nn.Conv1d(50, 3, 50, padding='same')(x)
      d = F.max_pool1d(x, 50, ceil_mode=True)
      e = F.max_pool1d(x, kernel_size=x.shape[2])
      f = nn.ConvTranspose1d(50, 3, 40)(x)
    `);
  });

  it('tuples where tensors are joined, and lengths that are no vector', () => {
    checkRules(`
      lstm = nn.LSTM(3, 5)
      _, one = lstm(torch.randn(4, 2, 3))
      _, other = lstm(torch.randn(4, 2, 3))
      joined = torch.cat([one, other], dim=-1)  # invalid-argument: expected Tensor as element 0 in argument 0, but got tuple
      lengths = torch.tensor([[4]]).sum(1).squeeze()
      packed = nn.utils.rnn.pack_padded_sequence(torch.randn(1, 4, 3), lengths.squeeze(), batch_first=True)  # invalid-argument: 'lengths' argument should be a 1D CPU int64 tensor, but got 0D cpu Long tensor
    `);
    checkRules(`
      lstm = nn.LSTM(3, 5)
      _, one = lstm(torch.randn(4, 2, 3))
      _, other = lstm(torch.randn(4, 2, 3))
      joined = torch.cat([one[0], other[0]], dim=-1)
      both = torch.cat(one, dim=-1)
      packed = nn.utils.rnn.pack_padded_sequence(torch.randn(1, 4, 3), torch.tensor([4]), batch_first=True)
    `);
  });

  it('a second factor of another rank', () => {
    checkRules(`
      a = torch.bmm(torch.randn(2, 3, 4), torch.randn(2, 1, 4, 1))  # matmul-shape: batch2 must be a 3D tensor
      b = torch.mm(torch.randn(3, 4), torch.randn(4))  # matmul-shape: mat2 must be a matrix
    `);
    checkRules(`
      a = torch.bmm(torch.randn(2, 3, 4), torch.randn(2, 4, 1))
      b = torch.mm(torch.randn(3, 4), torch.randn(4, 5))
      c = torch.matmul(torch.randn(3, 4), torch.randn(4))
    `);
  });
});

describe('images as sequences', () => {
  it('are mixed where an axis is not moved first', () => {
    checkRules(`
      y = nn.Conv2d(1, 16, 3, padding=1)(torch.randn(4, 1, 30, 20))
      b, c, h, w = y.size()
      one = y.view(b, -1, h)  # reshape-mixes-axes silently
      two = y.view(b, w, c * h)  # reshape-mixes-axes silently
      three = y.reshape(b, h, -1)  # reshape-mixes-axes silently
    `);
    checkRules(`
      y = nn.Conv2d(1, 16, 3, padding=1)(torch.randn(4, 1, 30, 20))
      b, c, h, w = y.size()
      groups = 30
      one = y.view(b, c * h, w)
      two = y.view(b, c, h * w)
      three = y.view(b, groups, -1)
      four = y.permute(0, 3, 1, 2).reshape(b, w, -1)
      five = y.mean(3, keepdim=True).view(b, c, h)
      six = nn.Conv2d(1, 1, 3, padding=1)(torch.randn(4, 1, 30, 20)).view(b, h, w)
    `);
  });
});

describe('channels as features', () => {
  it('are mixed with places where they are not moved behind them', () => {
    checkRules(`
      y = nn.Conv2d(1, 16, 3, padding=1)(torch.randn(4, 1, 7, 9))
      b, c, h, w = y.size()
      one = y.view(b, h * w, c)  # reshape-mixes-axes silently
      two = y.view(b, -1, 16)  # reshape-mixes-axes silently
    `);
    checkRules(`
      y = nn.Conv2d(1, 16, 3, padding=1)(torch.randn(4, 1, 7, 9))
      b, c, h, w = y.size()
      one = y.view(b, c, h * w)
      two = y.permute(0, 2, 3, 1).reshape(b, -1, c)
      three = nn.AdaptiveAvgPool2d(1)(y).view(b, -1, c)
      four = nn.Conv2d(1, 63, 3, padding=1)(torch.randn(4, 1, 7, 9)).view(b, -1, 63)
    `);
  });
});

describe('ways to write an operation of PyTorch', () => {
  it('a method of the class, an outer product, a size to interpolate to, samples in lists', () => {
    checkShapes(`
      from torch.utils.data import DataLoader
      x = torch.zeros(16, 64, 200)
      a = torch.Tensor.reshape(x, [-1, 200])  # (1024, 200)
      b = torch.Tensor.permute(x, 1, 0, 2)  # (64, 16, 200)
      c = torch.ger(torch.zeros(3), torch.zeros(4))  # (3, 4)
      d = F.interpolate(torch.zeros(4, 8, 75, 1), size=(298, 1))  # (4, 8, 298, 1)
      e = F.interpolate(torch.zeros(4, 8, 75), size=20)  # (4, 8, 20)
      samples = []
      for i in range(100):
          samples.append([torch.zeros(7), torch.zeros(3, 2)])
      for f, g in DataLoader(samples, batch_size=10):
          first, second = f, g  # (10, 7) (10, 3, 2)
    `);
  });

  it('a pattern of einops', () => {
    checkShapes(`
      from einops import rearrange
      x = torch.zeros(4, 20, 32)
      a = rearrange(x, 'b t (h d) -> b h t d', h=8)  # (4, 8, 20, 4)
      b = rearrange(x, 'b t d -> (b t) d')  # (80, 32)
      c = rearrange(x, 'b t d -> b 1 t d')  # (4, 1, 20, 32)
      d = rearrange(x, 'b t d -> t b d')  # (20, 4, 32)
    `);
    checkRules(`
      from einops import rearrange
      x = rearrange(torch.zeros(1, 32).squeeze(), 'b (h d) -> b h d', h=8)  # layer-input-rank: Wrong shape: expected 2 dims. Received 1-dim tensor.
      y = rearrange(torch.zeros(1, 32), 'b (h d) -> b h d', h=8)
      z = rearrange([torch.zeros(3), torch.zeros(3)], 'b d -> d b')
      lstm = nn.LSTM(4, 5)(y)
    `);
  });

  it('asks which module a layer is', () => {
    const { codes } = shapesOf(`
      import torch
      from torch import nn
      rnn = getattr(nn, 'LSTM')(3, 5)
      state = (torch.zeros(1, 2, 5), torch.zeros(1, 2, 5))
      if isinstance(rnn, nn.GRU):
          out, last = rnn(torch.zeros(4, 2, 3), state[0])
      elif isinstance(rnn, nn.Module) and isinstance(rnn, (nn.RNN, nn.LSTM)):
          out, last = rnn(torch.zeros(4, 2, 3), state)
      else:
          out, last = rnn(torch.zeros(4, 2, 3), state[0])
    `);
    assert.deepEqual(codes, []);
  });
});
