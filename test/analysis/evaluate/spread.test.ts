import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

describe('items that are spread and put back', () => {
  it('takes pairs apart that are all alike, however many', () => {
    const { shapes } = shapesOf(`
      import torch
      lstm = torch.nn.LSTM(3, 4, batch_first=True)
      count = int(input())
      pairs = [(torch.zeros(5, 3), torch.zeros(1)) for _ in range(count)]
      steps, labels = zip(*pairs)
      x = torch.stack(steps)
      y = torch.stack(labels)
      out, _ = lstm(x)
    `);
    assert.equal(shapes.x, '(count, 5, 3)');
    assert.equal(shapes.y, '(count, 1)');
    assert.equal(shapes.out, '(count, 5, 4)');
  });

  it('fills a list anew by a slice of all, and forgets it by any other', () => {
    const { shapes } = shapesOf(`
      import torch
      lstm = torch.nn.LSTM(3, 4, batch_first=True)
      steps, labels, some = [], [], [torch.zeros(2, 3)]
      steps[:], labels[:] = zip(*[(torch.zeros(5, 3), torch.zeros(1)) for _ in range(7)])
      x = torch.stack(steps)
      y = torch.stack(labels)
      some[1:] = [torch.zeros(2, 3)] * 3
      z = torch.cat(some)
    `);
    assert.equal(shapes.x, '(7, 5, 3)');
    assert.equal(shapes.y, '(7, 1)');
    assert.notEqual(shapes.z, '(2, 3)');
  });

  it('knows what was taken out of lists and dicts', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      lstm = torch.nn.LSTM(3, 4)
      steps = [torch.zeros(2, 3)] * 6
      del steps[0]
      a = torch.stack(steps)
      del steps[-2]
      b = torch.stack(steps)
      del steps[:int(input())]
      c = torch.stack(steps)
      groups = {'x': torch.zeros(2, 3), 'y': torch.zeros(4, 3), 'z': torch.zeros(8, 3)}
      del groups['z']
      d = torch.cat(list(groups.values()))
      y = groups.pop('y')
      e = torch.cat(list(groups.values()))
      groups['w'] = torch.zeros(5, 3)
      groups.popitem()
      f = torch.cat(list(groups.values()))
      groups.clear()
      groups['v'] = torch.zeros(7, 3)
      g = torch.cat(list(groups.values()))
      out, _ = lstm(torch.zeros(5, 2, 3))
    `);
    assert.deepEqual(
      [shapes.a, shapes.b, shapes.c, shapes.d, shapes.y, shapes.e, shapes.f, shapes.g],
      ['(5, 2, 3)', '(4, 2, 3)', undefined, '(6, 3)', '(4, 3)', '(2, 3)', undefined, '(7, 3)'],
    );
    assert.deepEqual(codes, []);
  });

  it('knows no place behind what is not known', () => {
    const { shapes, codes } = shapesOf(`
      import numpy as np
      import torch
      lstm = torch.nn.LSTM(3, 4)
      def step(x, y=None, z=None):
          return x
      def made(shape, x):
          a = np.random.rand(*shape, 2)
          b = np.random.randn(*shape)
          c = np.zeros((4, 3)).reshape(*shape, -1)
          d = np.zeros((4, 3)).transpose(*shape)
          e = np.einsum('ij,jk->ik', *shape)
          f = np.where(x > 0, *shape)
          g = step(*shape, torch.zeros(2, 3))
          h = torch.einsum('ij,jk->ik', *shape)
          i = np.random.rand(2, *shape[:0], 3)
          return lstm(torch.zeros(5, 2, 3))
    `);
    assert.deepEqual(codes, []);
    for (const name of 'abcefghi') assert.equal(shapes[name], undefined);
    assert.equal(shapes.d, '(?, ?)');
  });

  it('knows nothing of what is not known', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      lstm = torch.nn.LSTM(3, 4, batch_first=True)
      def collate(batch):
          steps, labels = zip(*batch)
          x = torch.stack(steps)
          out, _ = lstm(x)
          return out, labels
    `);
    assert.deepEqual(codes, []);
    assert.equal('x' in shapes, false);
  });

  it('takes `**kwargs` of a function that nobody calls for more than is known', () => {
    const { codes, shapes, layers } = shapesOf(`
      import torch
      import torch.nn as nn

      class Plain(nn.Module):
          def __init__(self, **kwargs):
              super().__init__()
              self.a = nn.LSTM(**kwargs)
              self.b = nn.LSTM(input_size=3, **kwargs)
              self.c = nn.GRU(**dict(kwargs, bias=False))
              self.d = nn.GRU(**{**kwargs, 'bias': False})
              options = {'bias': False}
              options.update(kwargs)
              self.e = nn.GRU(**options)
              self.f = nn.GRU(**kwargs.copy())

      class Named(nn.Module):
          def __init__(self, **kwargs):
              super().__init__()
              units = kwargs['hidden_size']
              kwargs['batch_first'] = True
              self.rnn = nn.GRU(**kwargs, bidirectional=False)
              self.fc = nn.Linear(units, 2)

          def forward(self, x):
              out, _ = self.rnn(x)
              return out

      class Child(Named):
          def __init__(self, **kwargs):
              super().__init__(**kwargs)

      def inner(x, **kwargs):
          return nn.GRU(**kwargs)(x)

      def outer(x, **kwargs):
          return inner(x, **kwargs)
    `);
    assert.deepEqual(codes, []);
    assert.equal(shapes.out, '(batch, steps, hidden_size)');
    assert.equal(layers.find(({ name }) => name === 'b')?.options.inputSize, 3);
  });

  it('gives what is asked for by itself its default, and a base of the source its own', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn

      class Base(nn.Module):
          def __init__(self, features, units=128):
              super().__init__()
              self.rnn = nn.GRU(features, units)

      class Child(Base):
          def __init__(self, **kwargs):
              super().__init__(**kwargs)
              self.top = nn.GRU(kwargs.get('top', 64), 2)
    `);
    assert.deepEqual(
      layers.map(({ options }) => `${String(options.inputSize)} ${String(options.units)}`),
      ['features 128', '64 2'],
    );
  });

  it('takes a dict that was updated by what is not known for more than is known', () => {
    const { codes } = shapesOf(`
      import json
      import torch.nn as nn
      config = {}
      with open('config.json') as file:
          config.update(json.load(file))
      rnn = nn.GRU(**config)
    `);
    assert.deepEqual(codes, []);
  });

  it('still knows all of a call that gives everything itself', () => {
    const { codes } = shapesOf(`
      import torch.nn as nn

      def build(**kwargs):
          return nn.GRU(**kwargs)

      rnn = build(bias=False)
      config = {'bias': False}
      config.update({'dropout': 0})
      other = nn.GRU(**config)
    `);
    assert.deepEqual(codes, ['invalid-argument@4', 'invalid-argument@9']);
  });
});
