import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const start = `
  import torch
  import torch.nn as nn

  gru = nn.GRU(8, 4, batch_first=True)
  x = torch.randn(3, 10, 8)
  h = torch.zeros(1, 3, 4)
  outs = []
`;

/** The lines of a loop in a program whose eight lines before it make a layer, its input and its state. */
function codesOf(body: string): readonly string[] {
  return shapesOf(`${start}${body.replace(/^ {4}/gm, '')}`).codes;
}

/** The methods of a module of which nobody knows what goes in. */
function codesIn(methods: string): readonly string[] {
  return shapesOf(`
  import torch
  import torch.nn as nn

  class Net(nn.Module):
      def __init__(self, n, units):
          super().__init__()
          self.gru = nn.GRU(n, units, batch_first=True)
          self.major = nn.GRU(n, units)
          self.many = nn.ModuleList([nn.GRU(n, units, batch_first=True) for _ in range(3)])
          self.fc = nn.Linear(units, n)
${methods}`).codes;
}

describe('a state that is not carried from step to step', () => {
  it('is the same in each turn of a loop over steps, or none', () => {
    assert.deepEqual(
      codesOf(`
      for t in range(10):
          out, new = gru(x[:, t:t + 1], h)
          outs.append(out)
      for i in range(x.size(1)):
          part = x[:, i].unsqueeze(1)
          out, _ = gru(part)
      for piece in x.unbind(1):
          out = gru(piece.unsqueeze(1), h)[0]
`),
      ['state-not-carried@10', 'state-not-carried@14', 'state-not-carried@16'],
    );
  });

  it('is known by the axis that was cut out where nobody knows the input', () => {
    assert.deepEqual(
      codesIn(`
      def forward(self, x, h):
          outs = []
          for t in range(x.size(1)):
              x_t = x[:, t]
              x_t, _ = self.gru(x_t.unsqueeze(1), h)
              outs.append(self.fc(x_t))
          return torch.cat(outs, 1)
      def decode(self, x, seq_len):
          for i in range(seq_len):
              out, new = self.major(x[i:i + 1])
          return out
`),
      ['state-not-carried@16', 'state-not-carried@21'],
    );
  });

  it('is known by the axis along which a split cuts single steps', () => {
    assert.deepEqual(
      codesIn(`
      def forward(self, x, h, more):
          outs = []
          for x_t in x.split(1, dim=1):
              out, new = self.gru(x_t, h)
          for x_t in torch.split(x, 1, 0):
              if more is not None:
                  x_t = torch.cat([x_t, more], 2)
              out, new = self.major(x_t, h)
          return out, new
      def samples(self, x, h):
          for sample in x.split(1):
              out, new = self.gru(sample, h)
          for sample in x.split(1, 1):
              out, new = self.major(sample, h)
          for x_t in x.split(1):
              out, h = self.major(x_t, h)
          for pair in x.split(2):
              out, new = self.major(pair, h)
          return out, new
`),
      ['state-not-carried@15', 'state-not-carried@19'],
    );
  });

  it('is returned as it came in, where the new one has a name that nobody reads', () => {
    assert.deepEqual(
      codesIn(`
      def forward(self, x, hidden):
          out, hdden = self.gru(x, hidden)
          return self.fc(out), hidden
`),
      ['state-not-carried@13'],
    );
    assert.deepEqual(
      codesIn(`
      def forward(self, x, hidden):
          out, hidden = self.gru(x, hidden)
          return self.fc(out), hidden
      def given(self, x, hidden):
          out, _ = self.gru(x, hidden)
          return self.fc(out), hidden
      def both(self, x, hidden):
          out, new = self.gru(x, hidden)
          return self.fc(out), hidden, new
      def alone(self, x, hidden):
          out, new = self.gru(x, hidden)
          return self.fc(out)
      def other(self, x, hidden):
          out, new = self.gru(x)
          return self.fc(out), hidden
`),
      [],
    );
  });

  it('may be carried by another name, kept, or changed in place', () => {
    assert.deepEqual(
      codesOf(`
      for t in range(10):
          out, h = gru(x[:, t:t + 1], h)
      for t in range(10):
          out, new = gru(x[:, t:t + 1], h)
          h = new
      for t in range(10):
          out, new = gru(x[:, t:t + 1], h)
          outs.append(new)
      for t in range(10):
          out, _ = gru(x[:, t:t + 1], h)
          h = out.transpose(0, 1)
      for t in range(10):
          out, _ = gru(x[:, t:t + 1], h)
          h[:] = out.transpose(0, 1)
      for t in range(10):
          if t == 0:
              out, state = gru(x[:, t:t + 1])
          else:
              out, state = gru(x[:, t:t + 1], state)
`),
      [],
    );
  });

  it('starts anew for each sequence, window, column, layer and sample', () => {
    assert.deepEqual(
      codesIn(`
      def sentences(self, docs, h):
          for t in range(docs.size(1)):
              out, _ = self.gru(docs[:, t], h)
          return out
      def windows(self, x):
          for t in range(10, x.size(1)):
              out, _ = self.gru(x[:, t - 10:t])
          return out
      def columns(self, x):
          for i in range(x.size(1)):
              out, _ = self.gru(x[:, :, i:i + 1])
          return out
      def layers(self, x):
          for t in range(3):
              out, _ = self.many[t](x[:, t:t + 1])
          return out
      def again(self, x, steps):
          for t in range(steps):
              out, _ = self.gru(x)
              x = torch.cat([x, self.fc(out[:, -1:])], 1)
          return x
`),
      [],
    );
    assert.deepEqual(
      codesOf(`
      data = torch.randn(100, 1, 8)
      for i in range(100):
          out, _ = gru(data[i].unsqueeze(0))
      for t in range(100):
          out, _ = gru(data[t].unsqueeze(0))
          out.sum().backward()
`),
      [],
    );
  });

  it('may be kept by a module of the source', () => {
    assert.deepEqual(
      codesOf(`
      class Core(nn.Module):
          def __init__(self):
              super().__init__()
              self.gru = nn.GRU(8, 4, batch_first=True)
              self.h = None
          def forward(self, x):
              out, self.h = self.gru(x, self.h)
              return out, self.h
      core = Core()
      for t in range(10):
          out, _ = core(x[:, t:t + 1])
`),
      [],
    );
  });

  it('is the same for each step of a cell, or none', () => {
    const cells = `
      cell = nn.GRUCell(8, 4)
      pair = nn.LSTMCell(8, 4)
      s, z = torch.zeros(3, 4), torch.zeros(3, 4)
`;
    assert.deepEqual(
      codesOf(`${cells}
      for t in range(10):
          out = cell(x[:, t], s)
          outs.append(out)
      for t in range(10):
          a, b = pair(x[:, t], (s, z))
          outs.append(a)
      for t in range(10):
          outs.append(s)
          out = cell(x[:, t])
`),
      ['state-not-carried@14', 'state-not-carried@17', 'state-not-carried@21'],
    );
    assert.deepEqual(
      codesOf(`${cells}
      for t in range(10):
          s = cell(x[:, t], s)
      for t in range(10):
          new = cell(x[:, t], s)
          s = new
      for t in range(10):
          if t > 0:
              s = cell(x[:, t], s)
          else:
              s = cell(x[:, t])
      for t in range(10):
          out = cell(x[:, t], outs[-1])
      for k in range(10):
          out = cell(x[:, 0], s)
`),
      [],
    );
  });

  it('is the same for each step of a recurrent module of the source', () => {
    const program = (parameter: string, kept: string, loop: string) =>
      codesOf(`
      class Core(nn.Module):
          def __init__(self):
              super().__init__()
              self.gru = nn.GRU(8, 4, batch_first=True)
          def forward(self, x, ${parameter}):
              out, new = self.gru(x, ${parameter})
              ${kept}
              return out
      core = Core()
      for t in range(10):
          ${loop}
`);
    assert.deepEqual(program('hidden', 'pass', 'y = core(x[:, t:t + 1], h)'), ['state-not-carried@19']);
    assert.deepEqual(program('hidden', 'pass', 'y = core(x[:, t:t + 1], None)'), ['state-not-carried@19']);
    assert.deepEqual(program('hidden', 'self.new = new', 'y = core(x[:, t:t + 1], h)'), []);
    assert.deepEqual(program('hidden', 'out, self.new = out, new', 'y = core(x[:, t:t + 1], h)'), []);
    assert.deepEqual(program('context', 'pass', 'y = core(x[:, t:t + 1], h)'), []);
    assert.deepEqual(program('hidden', 'pass', 'h = core(x[:, t:t + 1], h).transpose(0, 1)'), []);
  });
});
