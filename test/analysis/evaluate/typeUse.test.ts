import assert from 'node:assert/strict';
import { shapesOf, toldOf } from '../code/shapesOf.js';

const start = `
  import torch
  import torch.nn as nn
  import torch.nn.functional as F
  import numpy as np

  rnn = nn.GRU(8, 16, batch_first=True)
  fc = nn.Linear(16, 2)
  x = torch.randn(4, 5, 8)
  out, h = rnn(x)
`;

const told = (lines: string) => toldOf(start, lines);

/** What PyTorch 1.13 and Python 3 raise for each. */
const uses: readonly (readonly [string, string])[] = [
  ['loss = out.sum().item()\nloss.backward()', "'float' object has no attribute 'backward'"],
  ['y = x.size(0).unsqueeze(0)', "'int' object has no attribute 'unsqueeze'"],
  ['y = [out, out].size(0)', "'list' object has no attribute 'size'"],
  [
    'ys = []\nfor t in range(5):\n    ys.append(out[:, t])\ny = ys.view(-1, 16)',
    "'list' object has no attribute 'view'",
  ],
  ['y = np.zeros((4, 5)).unsqueeze(0)', "'numpy.ndarray' object has no attribute 'unsqueeze'"],
  ['n = x.size(0)[0]', "'int' object is not subscriptable"],
  ['n = x.size[0]', "'builtin_function_or_method' object is not subscriptable"],
  ['n = x.shape(0)', "'torch.Size' object is not callable"],
  ['y = h(x)', "'Tensor' object is not callable"],
  ['for i in x.size(1):\n    print(i)', "'int' object is not iterable"],
  ['b, t = x.size(0)', 'cannot unpack non-iterable int object'],
  ['n = x.shape - 1', "unsupported operand type(s) for -: 'torch.Size' and 'int'"],
  ['kernel = (3, 3)\npad = kernel // 2', "unsupported operand type(s) for //: 'tuple' and 'int'"],
  [
    'rows = [1, 2, 3]\nsome = rows[: 0.8 * len(rows)]',
    'slice indices must be integers or None or have an __index__ method',
  ],
  ['y = x[:, : 10 / 4]', 'slice indices must be integers or None or have an __index__ method'],
  ['for i in range(x.size(1) / 2):\n    print(i)', "'float' object cannot be interpreted as an integer"],
  ['y = np.zeros((4, 10 / 2))', "'float' object cannot be interpreted as an integer"],
  ['y = np.zeros((4, 10)).reshape(2, 0.5 * 40)', "'float' object cannot be interpreted as an integer"],
  ['y = out + [out]', "unsupported operand type(s) for +: 'Tensor' and 'list'"],
];

describe('values used as another type takes them', () => {
  for (const [use, raises] of uses) {
    it(`reports ${use.split('\n').at(-1)}`, () => {
      assert.deepEqual(told(use), [['value-type', 'error', raises]]);
    });
  }

  it('offers a range for a number that is gone through', () => {
    const [problem] = shapesOf(`${start}  for i in x.size(1):\n      print(i)\n`).problems;
    assert.deepEqual(
      problem?.fixes.flatMap(({ edits }) => edits.map(({ text }) => text)),
      ['range(x.size(1))'],
    );
  });

  it('says nothing of what each type has', () => {
    assert.deepEqual(
      told(`y = np.float32(3.0).reshape(1)
n = len([1, 2])
for i in range(x.size(1)):
    n = n + i
names = ['a', 'b']
names.append('c')
b, t, d = x.shape
more = x.shape + (1,)
twice = x.shape * 2
kernel = (3, 3)
pad = kernel[0] // 2
area = np.prod(kernel)
parts = nn.ParameterList([nn.Parameter(torch.zeros(2)) for _ in range(2)]).cuda()
blocks = nn.ModuleList([nn.Linear(16, 2) for _ in range(2)]).float()
y = np.zeros((4, 5)) + [1, 2, 3, 4, 5]
z = torch.tensor(2) * [1, 2]
z = torch.tensor([2]) * [1, 2]
line = '%s' % out
line = 'shape %s' % out.shape
at = np.random.randint(0, 4)
some = x[:, at : at + 2]
for i in range(np.max([x.size(0), at])):
    print(i)
wide = nn.GRU(8, np.int64(8.0))
some = [1, 2, 3][: int(0.8 * 3)]
steps = np.arange(0, 1.0, 0.1)
steps = np.linspace(0, 1.5, 10)[: 10 // 3]
loss = 0
for part in (out, h):
    loss = loss + part.sum()
loss.backward()`),
      [],
    );
  });

  it('says nothing of what is known by its name only, which may be a tensor', () => {
    assert.deepEqual(
      told(`from tools import weights, share
def step(loss, parts):
    loss = loss / parts
    loss.backward()
    (loss / loss).backward()
    (weights[0] / weights[1]).detach()
    for one in loss / share:
        print(one[0])`),
      [],
    );
  });

  it('says nothing of floats that NumPy rounded for Python 2', () => {
    assert.deepEqual(told("y = np.zeros((4, 0.5 * 10))\nz = y[: 0.5 * 10]\nprint 'done'"), []);
  });

  it('says nothing where a test may ask for the type', () => {
    assert.deepEqual(
      told(`def size_of(value):
    if hasattr(value, 'shape'):
        return value.shape[0]
    return len(value)
n = size_of([1, 2, 3])
m = size_of(x)
def total(loss, scale):
    if torch.is_tensor(loss):
        loss.backward()
    return loss * scale
total(3.0, 2)
def go(steps=3, sizes=4):
    first = sizes[0]
    for step in steps:
        print(step)`),
      [],
    );
  });
});
