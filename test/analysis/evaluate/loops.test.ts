import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { evaluateProgram } from '../../../src/analysis/evaluate/evaluate.js';
import { pythonLibraries } from '../../../src/analysis/libraries/all.js';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';
import { shapesOf } from '../code/shapesOf.js';

function workOf(source: string): number {
  const text = source.replace(/^ {10}/gm, '');
  const program = pythonProgram(text, Infinity);
  assert.ok(program);
  return evaluateProgram(program, { text, library: pythonLibraries, tensors: null, programOf: () => null }).work;
}

describe('loops of which nobody knows how many turns they have', () => {
  it('keep what goes from turn to turn where a turn makes lists of its own', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      from somewhere import batches
      lstm = nn.LSTM(3, 51)
      hidden = torch.zeros(1, 6, 51)
      for batch in batches():
          seen = []
          table = {}
          for step in batch:
              seen.append(step)
              table[step] = 1
          now = torch.tanh(hidden)
          hidden = torch.zeros(1, batch.size(0), 51)
    `);
    assert.match(String(shapes.now), /^\(1, .*, 51\)$/);
  });

  it('keep the axes that are the same in all turns', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      from somewhere import batches
      rnn = nn.LSTM(3, 51)
      hidden = torch.zeros(1, 6, 51)
      x = torch.zeros(4, 2)
      for batch in batches():
          left = hidden
          other = x
          hidden = torch.zeros(1, batch.size(0), 51)
          x = torch.zeros(4, len(batch))
    `);
    assert.match(String(shapes.left), /^\(1, .*, 51\)$/);
    assert.match(String(shapes.other), /^\(4, .*\)$/);
  });

  it('forget the axis that grows', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      from somewhere import batches
      rnn = nn.LSTM(3, 51)
      sequence = torch.zeros(1, 6, 3)
      for batch in batches():
          sequence = torch.cat([sequence, torch.zeros(1, 1, 3)], dim=1)
      longer = sequence
    `);
    assert.doesNotMatch(String(shapes.longer), /[67]/);
  });

  it('keep the axes of what is assumed where a turn makes sure of them', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      from somewhere import count
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.lstm = nn.LSTM(64, 64, batch_first=True)
          def forward(self, x):
              state, _ = self.lstm(x)
              for i in range(count):
                  now = state
                  state = torch.zeros(state.size(0), state.size(1), 64)
    `);
    assert.equal(shapes.now, '(batch, steps, 64)');
  });

  it('end where a loop in a loop counts anew', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      from somewhere import batches
      lstm = nn.LSTM(3, 51)
      i = 0
      rows = torch.zeros(5, 6, 3)
      for epoch in range(1000):
          for i in range(len(batches)):
              for j in range(batches[i]):
                  kept = rows
                  rows = torch.zeros(5, batches[j], 3)
    `);
    assert.match(String(shapes.kept), /^\(5, .*, 3\)$/);
  });
});

describe('loops of more turns than are run one by one', () => {
  const program = (rest: string) => `
      import torch
      from torch import nn
      gru = nn.GRU(8, 10, batch_first=True)
      ids = torch.zeros(64, 1, dtype=torch.long)
      done = torch.zeros(64)
      for t in range(30):
          steps = ids.size(1)
          out, h = gru(nn.Embedding(10, 8)(ids))
          ids = out[:, -1].max(1)[1]${rest}
    `;
  const said = (source: string) => shapesOf(source).problems.map(({ code, severity }) => `${severity} ${code}`);

  it('fail in the second one, of what the first one left', () => {
    assert.deepEqual(said(program('')), ['error axis-out-of-range']);
  });

  it('may have ended before it', () => {
    assert.deepEqual(said(program('\n          if done.sum() == 64:\n              break')), [
      'warning axis-out-of-range',
    ]);
  });

  it('do not fail where it begins as the first one did', () => {
    assert.deepEqual(said(program('.unsqueeze(1)')), []);
    assert.deepEqual(said(program('').replace('range(30)', 'range(1)')), []);
  });
});

describe('loops over what is known item by item', () => {
  it('fail in the first turn that does, as the framework says', () => {
    const { problems } = shapesOf(`
      import torch
      from torch import nn
      cell = nn.GRUCell(3, 7)
      x = torch.zeros(4, 5, 3)
      h = torch.zeros(4, 7)
      for t in range(8):
          h = cell(x[:, t], h)
    `);
    const [problem, ...others] = problems;
    assert.ok(problem && 'raises' in problem);
    assert.equal(problem.raises, 'index 5 is out of bounds for dimension 1 with size 5');
    assert.deepEqual(others, []);
  });

  for (const [what, target, items, body] of [
    ['appends a loss', 'epoch', 'range(TURNS)', 'losses.append(loss.item())'],
    ['counts in a loop', 'epoch', 'range(TURNS)', 'for step in range(100): total.append((step, loss))'],
    ['goes by pairs', 'i, name', 'enumerate(["a"] * TURNS)', 'losses.append(loss)'],
  ] as const) {
    it(`cost the same for any number of turns, where each ${what}`, () => {
      const [few, many] = ['4', '20'].map((turns) =>
        workOf(`
          import torch
          from torch import nn
          from somewhere import loss
          lstm = nn.LSTM(3, 7)
          losses, total = [], []
          for ${target} in ${items.replace('TURNS', turns)}:
              out, state = lstm(torch.zeros(5, 6, 3))
              ${body}
        `),
      );
      assert.equal(few, many);
    });
  }

  it('run a loop that stands in them no more than twice, where nobody uses the item', () => {
    const program = (loops: string) => `
      import torch
      from torch import nn
      lstm = nn.LSTM(3, 7)
      losses = []
      ${loops}out, state = lstm(torch.zeros(5, 6, 3)); losses.append(out.mean().item())
    `;
    const once = workOf(program('for step in range(100): '));
    const twice = workOf(program('for epoch in range(20):\n        for step in range(100): '));
    assert.ok(twice < 2 * once, `${twice} against ${once}`);
  });

  it('are not cut short where a later turn leaves, fills another list or lets go of items', () => {
    const { shapes } = shapesOf(`
      import torch
      from collections import deque
      rnn = torch.nn.RNN(3, 7)
      step = torch.zeros(2, 3)
      skipped, left, some, window = [], [], [], []
      pair, groups, made = [[], []], {}, {}
      last = deque(maxlen=4)
      for t in range(6):
          if t == 2:
              continue
          skipped.append(step)
      for t in range(6):
          if t == 4:
              break
          left.append(step)
      for t in range(6):
          some.append(step)
          last.append(step)
      for t in range(6):
          window.append(step)
          if len(window) > 3:
              window.pop(0)
      for t in range(6):
          pair[t % 2].append(step)
          groups.setdefault(t % 2, []).append(step)
      for t in range(6):
          if t // 2 not in made:
              made[t // 2] = list()
          made[t // 2].append(step)
      a = torch.stack(skipped)
      b = torch.stack(left)
      c = torch.stack(some)
      d = torch.stack(window)
      e = torch.stack(pair[0])
      f = torch.stack(groups[1])
      g = torch.stack(made[2])
      h = torch.stack(list(last))
    `);
    assert.deepEqual(
      [shapes.a, shapes.b, shapes.c, shapes.d, shapes.e, shapes.f, shapes.g, shapes.h],
      ['(5, 2, 3)', '(4, 2, 3)', '(6, 2, 3)', '(3, 2, 3)', '(3, 2, 3)', '(3, 2, 3)', '(?, 2, 3)', undefined],
    );
  });

  it('are not cut short where a method asks how long its list has become', () => {
    const { shapes } = shapesOf(`
      import torch
      rnn = torch.nn.RNN(3, 7)
      class Window:
          def __init__(self): self.steps = []
          def push(self, step):
              self.steps.append(step)
              if len(self.steps) > 3:
                  self.steps = self.steps[-3:]
      window = Window()
      for _ in range(8):
          window.push(torch.zeros(2, 3))
      a = torch.stack(window.steps)
    `);
    assert.equal(shapes.a, '(3, 2, 3)');
  });

  it('leave their last item behind, also where nobody used it', () => {
    const { shapes } = shapesOf(`
      import torch
      rnn = torch.nn.RNN(3, 7)
      kept = []
      for i in range(9):
          kept.append(torch.zeros(2, 3))
      a = torch.zeros(i, 4)
      for i in range(7):
          pass
      b = torch.zeros(i, 4)
    `);
    assert.deepEqual([shapes.a, shapes.b], ['(8, 4)', '(6, 4)']);
  });

  it('do not take the numbers of one turn for those of another', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      from somewhere import batches
      lstm = nn.LSTM(3, 7)
      size = torch.tensor([4, 3])
      for batch in batches():
          x = torch.zeros(*size)
          size = torch.tensor([5, 3])
      for batch in batches():
          y = torch.zeros(*size)
    `);
    assert.doesNotMatch(String(shapes.x), /[45]/);
    assert.equal(shapes.y, '(5, 3)');
  });

  it('tell the sizes of a layer that each turn makes', () => {
    const { layers } = shapesOf(`
      import torch
      from torch import nn
      layers = []
      for width in (8, 16, 32):
          layers.append(nn.LSTM(3, width))
    `);
    assert.equal(layers[0]?.options.hiddenSize, '8 | 16 | 32');
  });

  it('say nothing of a counter whose turns were not all looked at', () => {
    const { analysis } = shapesOf(`
      import torch
      from torch import nn
      hidden = 7
      cell = nn.GRUCell(3, hidden)
      h = torch.zeros(4, hidden)
      for t in range(8):
          print(t + 1)
    `);
    const names = new Set(analysis.sizes.map(({ name }) => name));
    assert.deepEqual([...names], ['hidden']);
  });
});
