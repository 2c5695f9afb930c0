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
});
