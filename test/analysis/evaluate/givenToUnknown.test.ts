import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

function sizesOf(source: string): string[] {
  return shapesOf(source).layers.map(({ options }) => `${String(options.inputSize)} ${String(options.units)}`);
}

describe('what a program gives to something that nobody knows', () => {
  it('is read again: attributes and keys of parameters and of what is imported', () => {
    const sizes = sizesOf(`
      import torch.nn as nn
      from settings import config

      config['units'] = 32

      class Net(nn.Module):
          def __init__(self, hp):
              super().__init__()
              hp.kind = '3point'
              if hp.kind == '3point':
                  n = 3
              elif hp.kind == '5point':
                  n = 5
              hp.size = 128
              self.a = nn.GRU(n, hp.size)
              self.b = nn.GRU(hp.size, config['units'])
              self.c = nn.GRU(config['units'], hp.other)
    `);
    assert.deepEqual(sizes, ['3 128', '128 32', '32 other']);
  });

  it('is another one where only a branch gives it, or a function that nobody knows may have', () => {
    const sizes = sizesOf(`
      import torch.nn as nn
      from settings import fill

      def build(hp, flag):
          if flag:
              hp.n = 5
          a = nn.GRU(3, hp.n)
          hp.n = 6
          fill(hp)
          b = nn.GRU(3, hp.n)
          hp.n = 7
          hp.n = None
          c = nn.GRU(3, hp.n)
          return a, b, c
    `);
    assert.deepEqual(sizes, ['3 hp.n', '3 n', '3 n']);
  });

  it('is not the same before and after it', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      import torch.nn as nn

      def build(hp):
          x = torch.zeros(7, 2, hp.n)
          hp.n = hp.n * 2
          rnn = nn.GRU(hp.n, 4)
          y = torch.zeros(7, 2, hp.n)
          out, _ = rnn(y)
          return x, out
    `);
    assert.deepEqual([shapes.x, shapes.y, shapes.out], ['(7, 2, n)', '(7, 2, 2*n)', '(7, 2, 4)']);
    assert.deepEqual(codes, []);
  });

  it('does not speak of None, which others may have replaced', () => {
    const { codes } = shapesOf(`
      import torch.nn as nn

      def build(hp):
          hp.net = None
          train(hp)
          return hp.net.forward(3)

      def train(hp):
          hp.net = nn.GRU(3, 4)
    `);
    assert.deepEqual(codes, []);
  });

  it('has no size that a loop has counted on', () => {
    const sizes = sizesOf(`
      import torch.nn as nn

      def build(hp, times):
          n = hp.n
          for _ in range(times):
              n = n + 2
              hp.m = hp.m * 2
          return nn.GRU(n, hp.m)
    `);
    assert.equal(sizes.length, 1);
    assert.doesNotMatch(sizes.join(), /2/);
  });
});

describe('items of lists of sizes that nobody knows', () => {
  it('go by their places, and are others after the list has changed', () => {
    const { layers, codes } = shapesOf(`
      import torch.nn as nn
      from settings import change

      class Net(nn.Module):
          def __init__(self, hidden_dims, args, points, **kwargs):
              super().__init__()
              self.a = nn.GRU(hidden_dims[0], args.sizes[-1])
              self.b = nn.GRU(kwargs['x'][0], points[0])
              hidden_dims[0] = 5
              args.sizes.append(64)
              self.c = nn.GRU(hidden_dims[0], args.sizes[-1])

          def forward(self, x):
              steps, _ = self.c(self.a(x)[0])
              return steps
    `);
    assert.deepEqual(
      layers.map(({ options }) => `${String(options.inputSize)} ${String(options.units)}`),
      ['hidden_dims[0] sizes[-1]', 'x[0] points[0]', 'hidden_dims[0] sizes[-1]'],
    );
    assert.deepEqual(codes, []);
  });

  it('are the same as long as nothing changes them', () => {
    const { shapes } = shapesOf(`
      import torch
      import torch.nn as nn

      def build(sizes):
          a = torch.zeros(2, sizes[0])
          b = torch.zeros(2, sizes[0])
          c = torch.cat((a, b), dim=1)
          sizes.pop(0)
          d = torch.cat((a, torch.zeros(2, sizes[0])), dim=1)
          return nn.GRU(3, 4), c, d
    `);
    assert.equal(shapes['c'], '(2, 2*sizes[0])');
    assert.notEqual(shapes['d'], '(2, 2*sizes[0])');
  });
});
