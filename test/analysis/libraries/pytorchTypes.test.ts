import assert from 'node:assert/strict';
import { shapesOf, toldOf } from '../code/shapesOf.js';

const start = `
  import numpy as np
  import torch
  import torch.nn as nn
  import torch.nn.functional as F

  rnn = nn.GRU(8, 16, batch_first=True)
  fc = nn.Linear(16, 2)
  x = torch.randn(4, 5, 8)
  out, h = rnn(x)
`;

const told = (lines: string) => toldOf(start, lines);

const notInt = (name: string, type: string, place: number, parameter = 'size') =>
  `${name}(): argument '${parameter}' must be tuple of ints, but found element of type ${type} at pos ${place}`;

/** What PyTorch raises for each; where a shape stands among sizes its words differ by version. */
const sizes: readonly (readonly [string, string])[] = [
  ['y = out.reshape(4, 10, 16 / 2)', notInt('reshape', 'float', 3, 'shape')],
  ['y = out.view(4, -1, 8.0)', notInt('view', 'float', 3)],
  ['y = out.repeat(1, 2.0, 1)', notInt('repeat', 'float', 2, 'repeats')],
  ['h0 = torch.zeros(1, x.size(), 16)', notInt('zeros', 'torch.Size', 2)],
  ['h0 = torch.zeros((1, x.shape, 16))', notInt('zeros', 'torch.Size', 2)],
  ['h0 = torch.zeros(1, x, 16)', notInt('zeros', 'Tensor', 2)],
  ["h0 = torch.zeros(1, '4', 16)", notInt('zeros', 'str', 2)],
  [
    'y = nn.Linear(16 / 2, 4)',
    "empty(): argument 'size' must be tuple of ints, but found element of type float at pos 2",
  ],
  [
    'y = nn.Linear((4, 4), 4)',
    "empty(): argument 'size' must be tuple of ints, but found element of type tuple at pos 2",
  ],
  ['y = nn.Embedding(100 / 2, 8)', 'empty() received an invalid combination of arguments'],
];

/** Tensors in the place of numbers. */
const numbers: readonly (readonly [string, string])[] = [
  ['y = torch.tensor([out, out])', 'only one element tensors can be converted to Python scalars'],
  ['y = torch.tensor([row for row in out])', 'only one element tensors can be converted to Python scalars'],
];

/** Arrays and lists in the place of tensors. */
const inputs: readonly (readonly [string, string])[] = [
  ['y = rnn(np.zeros((4, 5, 8)))', "'numpy.ndarray' object has no attribute 'dim'"],
  ['y = fc(np.zeros((4, 16)))', "linear(): argument 'input' (position 1) must be Tensor, not numpy.ndarray"],
  ['y = rnn([[1.0, 2.0], [3.0, 4.0]])', "'list' object has no attribute 'dim'"],
  ['y = torch.tanh([out, out])', "tanh(): argument 'input' (position 1) must be Tensor, not list"],
  ['y = F.softmax(np.zeros((4, 5)), dim=1)', "'numpy.ndarray' object has no attribute 'softmax'"],
  [
    'y = nn.CrossEntropyLoss()(fc(h[0]), np.zeros(4))',
    "cross_entropy_loss(): argument 'target' (position 2) must be Tensor, not numpy.ndarray",
  ],
  ['y = F.mse_loss(out, np.zeros((4, 5, 16)))', "'numpy.ndarray' object has no attribute 'size'"],
];

describe('types that PyTorch refuses', () => {
  for (const [use, raises] of [...sizes, ...numbers, ...inputs]) {
    it(`reports ${use}`, () => {
      assert.deepEqual(told(use), [['value-type', 'error', raises]]);
    });
  }

  it('reports the output of a recurrent layer, with its state, as what a loss compares', () => {
    const [first] = told('y = F.nll_loss(rnn(x), torch.zeros(4).long())');
    const words = "nll_loss_nd(): argument 'input' (position 1) must be Tensor, not tuple";
    assert.deepEqual(first, ['tuple-as-tensor', 'error', words]);
  });

  it('reads a tensor in a list as its single number, whatever its rank is', () => {
    const { shapes, codes } = shapesOf(`${start}
  _, best = fc(h[0]).topk(1)
  words = torch.LongTensor([[best[0] for i in range(4)]])
  pair = torch.tensor([out.sum(), out.mean()])
  rows = torch.tensor([[best[0], 2], [3, best[1]]])
`);
    assert.deepEqual(codes, []);
    assert.deepEqual([shapes['words'], shapes['pair'], shapes['rows']], ['(1, 4)', '(2,)', '(2, 2)']);
  });

  it('divides by two strokes where one gives a float', () => {
    const [problem] = shapesOf(`${start}  y = out.reshape(4, 10, 16 / 2)\n`).problems;
    assert.deepEqual(
      problem?.fixes.flatMap(({ edits }) => edits.map(({ text }) => text)),
      ['16 // 2'],
    );
  });

  it('says nothing of what PyTorch takes for a size, and of arrays that are made tensors', () => {
    assert.deepEqual(
      told(`n = torch.tensor(4)
y = torch.zeros(2, n, 3)
y = torch.zeros((2, 3), dtype=torch.float)
y = torch.zeros([2, 3], device='cpu')
y = torch.rand(x.shape)
y = out.view(x.size(0), -1)
y = out.view(*x.shape[:2], 16)
y = out.reshape(4, 10, int(16 / 2))
y = out.view(torch.int32)
y = rnn(torch.from_numpy(np.zeros((4, 5, 8))).float())
y = rnn(torch.tensor([[1.0] * 8, [3.0] * 8]))
y = torch.cat([out, out])
y = F.mse_loss(out, torch.as_tensor(np.zeros((4, 5, 16))).float())
pool = nn.AdaptiveAvgPool2d((2, 2))
conv = nn.Conv2d(3, 8, (3, 3))`),
      [],
    );
  });

  it('divides as Python 2 does where the program is one of Python 2', () => {
    const { codes } = shapesOf(`${start}  y = out.view(4, 10, 16 / 2)\n  z = nn.Linear(16 / 2, 4)\n  print 'done'\n`);
    assert.deepEqual(codes, []);
    const later = shapesOf(
      `\n  from __future__ import division${start}  y = out.view(4, 10, 16 / 2)\n  print 'done'\n`,
    );
    assert.equal(later.codes.length, 1);
  });
});
