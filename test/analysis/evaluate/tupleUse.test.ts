import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const start = `
  import torch
  import torch.nn as nn

  lstm = nn.LSTM(8, 64, batch_first=True)
  fc = nn.Linear(64, 1)
  x = torch.randn(32, 10, 8)
`;

describe('a tuple of tensors used as one', () => {
  const uses: [string, string][] = [
    ['fc(lstm(x))', "linear(): argument 'input' (position 1) must be Tensor, not tuple"],
    ['lstm(lstm(x))', "'tuple' object has no attribute 'dim'"],
    ['torch.relu(lstm(x))', "relu(): argument 'input' (position 1) must be Tensor, not tuple"],
    ['nn.functional.softmax(lstm(x), -1)', "'tuple' object has no attribute 'softmax'"],
    ['lstm(x).view(32, -1)', "'tuple' object has no attribute 'view'"],
    ['lstm(x).shape', "'tuple' object has no attribute 'shape'"],
    ['lstm(x)[:, -1]', 'tuple indices must be integers or slices, not tuple'],
    ['lstm(x)[1].squeeze(0)', "'tuple' object has no attribute 'squeeze'"],
  ];
  for (const [use, raises] of uses) {
    it(`reports ${use}`, () => {
      const { problems } = shapesOf(`${start}  y = ${use}\n`);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity, 'raises' in problem && problem.raises]),
        [['tuple-as-tensor', 'error', raises]],
      );
    });
  }

  it('says nothing of what is taken apart, of a tuple’s own methods, and of named tuples', () => {
    const { codes } = shapesOf(`${start}
  out = lstm(x)
  y = fc(out[0][:, -1])
  h, c = out[1]
  n = out.count(x)
  best = torch.max(x, 1).values.squeeze(0)
  both = torch.cat(out[1], dim=-1)
  twice = out * 2
  size = x.shape.numel()
`);
    assert.deepEqual(codes, []);
  });

  it('says nothing where a test may keep the tuple away', () => {
    const { codes } = shapesOf(`${start}
  def detach(state, kind):
      if isinstance(state, tuple):
          return tuple(detach(part, kind) for part in state)
      return state.detach()

  def moved(state, kind):
      if kind.mode == 'GRU':
          return state.cuda()
      return (state[0].cuda(), state[1].cuda())

  class Any:
      pass

  _, state = lstm(x)
  state = detach(state, Any())
  state = moved(state, lstm)
  try:
      state = state.cpu()
  except AttributeError:
      state = state[0].cpu()
`);
    assert.deepEqual(codes, []);
  });

  it('does not take the larger of two tensors for a pair', () => {
    const { codes } = shapesOf(`${start}
  def stable(gate):
      top = torch.max(x.sum(1), gate)
      return top.exp()
`);
    assert.deepEqual(codes, []);
  });
});
