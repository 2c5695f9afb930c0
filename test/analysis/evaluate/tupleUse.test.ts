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

  it('reports several axes of a list of steps, and says nothing of one that is stacked', () => {
    const steps = `${start}
  cell = nn.LSTMCell(8, 64)
  state = (torch.zeros(32, 64), torch.zeros(32, 64))
  steps = []
  for t in range(10):
      state = cell(x[:, t], state)
      steps.append(state[0])
`;
    assert.deepEqual(shapesOf(`${steps}\n  last = steps[:, -1]\n`).codes, ['tuple-as-tensor@15']);
    const { codes } = shapesOf(`${steps}
  last = steps[-1][:, 0]
  both = torch.stack(steps, dim=1)[:, -1]
  steps = torch.stack(steps)
  first = steps[:, 0]
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

describe('a tuple of states of TensorFlow 1', () => {
  const unrolled = (cell: string, rest: string) =>
    shapesOf(`
      import tensorflow as tf
      x = tf.placeholder(tf.float32, [32, 20, 10])
      cell = ${cell}
      stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(64) for _ in range(2)])
      outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
${rest}`);
  const stack = 'tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(64) for _ in range(2)])';
  const single = 'tf.nn.rnn_cell.LSTMCell(64)';

  it('of several cells has no `c` and `h`, nor has that of both directions', () => {
    const { problems } = unrolled(stack, '      c = state.c\n');
    const [problem] = problems;
    assert.equal(problem?.code, 'tuple-as-tensor');
    assert.equal('raises' in problem && problem.raises, "'tuple' object has no attribute 'c'");
    const both =
      '      _, states = tf.nn.bidirectional_dynamic_rnn(cell, cell, x, dtype=tf.float32)\n      h = states.h\n';
    assert.deepEqual(unrolled(single, both).codes, ['tuple-as-tensor@7']);
  });

  it('has none of a tensor’s methods', () => {
    const { problems } = unrolled(single, '      first = cell.zero_state(32, tf.float32).eval()\n');
    const [problem] = problems;
    assert.equal(problem && 'raises' in problem && problem.raises, "'LSTMStateTuple' object has no attribute 'eval'");
    assert.deepEqual(unrolled(stack, '      n = state.get_shape()\n').codes, ['tuple-as-tensor@6']);
  });

  it('has no axes, nor have the outputs of both directions, and a list of steps', () => {
    const both =
      '      outs, _ = tf.nn.bidirectional_dynamic_rnn(cell, cell, x, dtype=tf.float32)\n      last = outs[:, -1]\n';
    assert.deepEqual(unrolled(single, both).codes, ['tuple-as-tensor@7']);
    assert.deepEqual(unrolled(single, '      h = state[:, -1]\n').codes, ['tuple-as-tensor@6']);
    const steps =
      '      outs, _ = tf.nn.static_rnn(cell, tf.unstack(x, 20, 1), dtype=tf.float32)\n      last = outs[:, -1]\n';
    const { problems, codes } = unrolled(single, steps);
    assert.deepEqual(codes, ['tuple-as-tensor@7']);
    const [problem] = problems;
    const raises = 'list indices must be integers or slices, not tuple';
    assert.equal(problem && 'raises' in problem && problem.raises, raises);
  });

  it('of a stack cannot be cloned', () => {
    const first = '      first = stack.zero_state(32, tf.float32).clone(cell_state=state)\n';
    assert.deepEqual(unrolled(single, first).codes, ['tuple-as-tensor@6']);
  });

  it('says nothing where the state of one cell is asked, nor where a test or a handler keeps the tuple away', () => {
    const { codes } = unrolled(
      stack,
      `      c = state[0].c
      last = state[-1].h
      both = tf.nn.rnn_cell.LSTMStateTuple(state[0], state[1]).c

      def final(state):
          if isinstance(state, tf.nn.rnn_cell.LSTMStateTuple):
              return state.c
          return state[-1].c

      def named(state):
          return state.c if hasattr(state, 'c') else state[-1].c

      def tried(state):
          try:
              return state.c
          except AttributeError:
              return state[-1].c

      for one in (state, state[0]):
          final(one)
          named(one)
          tried(one)
`,
    );
    assert.deepEqual(codes, []);
  });
});

describe('an index into the shape of a tensor', () => {
  const seen = (lines: string) =>
    shapesOf(`
      import numpy as np
      import torch
      from keras.layers import LSTM
      X = np.zeros((40, 5, 3))
      x = torch.zeros(4, 5)
      layer = LSTM(4)
      ${lines.trim()}
`);

  it('is refused where the tensor has fewer axes', () => {
    for (const line of ['n = X.shape[3]', 'n = X[:20].shape[-4]', 'n = x.shape[2]', 'n = x.size()[2]']) {
      const { problems } = seen(line);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.severity, 'raises' in problem && problem.raises]),
        [['axis-out-of-range', 'error', 'tuple index out of range']],
        line,
      );
    }
  });

  it('is let be where it is one, where nobody knows, and where a test or a handler stands before it', () => {
    for (const lines of [
      'n = X.shape[2] + X.shape[-3] + x.size()[-2]',
      'n = X.shape[3:]',
      'n = unknown.shape[3]',
      'n = X[list(places)].shape[3] if X.ndim == 4 else X.shape[2]',
      'n = X.shape[3] if len(X.shape) > 3 else 1',
      'n = X.shape[3] if channels else 1',
      'try:\n          n = X.shape[3]\n      except IndexError:\n          n = 1',
      'def features(data):\n          return data.shape[3]',
    ]) {
      assert.deepEqual(seen(lines).codes, [], lines);
    }
  });
});
