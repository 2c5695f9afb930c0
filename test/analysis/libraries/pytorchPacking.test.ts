import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules } from './pytorchShapes.js';

const order =
  '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.';

describe('packing in PyTorch', () => {
  it('wants a length for each sample', () => {
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      x = torch.zeros(32, 10, 8)
      a = pack_padded_sequence(x, torch.LongTensor([10, 8, 6]), batch_first=True)  # invalid-argument: Expected \`len(lengths)\` to be equal to batch_size, but got 3 (batch_size=32)
      b = pack_padded_sequence(x, [32] * 32)  # batch-first-mismatch: Expected \`len(lengths)\` to be equal to batch_size, but got 32 (batch_size=10)
    `);
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      a = pack_padded_sequence(torch.zeros(3, 10, 8), torch.LongTensor([10, 8, 6]), batch_first=True)
      def pack(x, lengths):
          return pack_padded_sequence(x, lengths, batch_first=True)
    `);
  });

  it('wants a vector of lengths, whatever it packs', () => {
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      mask = torch.ones(16, 128, dtype=torch.long)
      def pack(x):
          return pack_padded_sequence(x, mask)  # invalid-argument: 'lengths' argument should be a 1D CPU int64 tensor, but got 2D cpu Long tensor
      lengths = mask[:1].sum(1).squeeze()
      falling, order = torch.sort(lengths, dim=0, descending=True)
      one = lengths.index_select(0, order)
      a = pack_padded_sequence(torch.zeros(128, 1, 8), one)  # invalid-argument: 'lengths' argument should be a 1D CPU int64 tensor, but got 0D cpu Long tensor
    `);
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      mask = torch.ones(16, 128, dtype=torch.long)
      def pack(x):
          return pack_padded_sequence(x, mask.sum(1), enforce_sorted=False)
      lengths = mask[:1].sum(1)
      falling, order = torch.sort(lengths, dim=0, descending=True)
      a = pack_padded_sequence(torch.zeros(128, 1, 8), lengths.index_select(0, order))
    `);
  });

  it('wants lengths that fall, above 0', () => {
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      x = torch.zeros(9, 3, 8)
      a = pack_padded_sequence(x, torch.tensor([3, 5, 2]))  # invalid-argument: ${order}
      b = pack_padded_sequence(x, [3, 5, 2], enforce_sorted=True)  # invalid-argument: ${order}
      c = pack_padded_sequence(x, [5, 3, 0], enforce_sorted=False)  # invalid-argument: Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0
    `);
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      x = torch.zeros(9, 3, 8)
      a = pack_padded_sequence(x, torch.tensor([5, 5, 2]))
      b = pack_padded_sequence(x, [3, 5, 2], enforce_sorted=False)
      lengths = torch.tensor([2, 5, 3])
      falling, order = lengths.sort(0, descending=True)
      c = pack_padded_sequence(x[:, order], falling)
      d = pack_padded_sequence(x[:, order], lengths[order])
      e = pack_padded_sequence(x, sorted([2, 5, 3], reverse=True))
      given = [2, 5, 3]
      given.sort(reverse=True)
      f = pack_padded_sequence(x, given)
    `);
  });

  it('takes for the batch what the states take for it', () => {
    const forward = (lines: string) => `
      class Net(nn.Module):
          def __init__(self, words, units):
              super().__init__()
              self.units = units
              self.embedding = nn.Embedding(words, 30)
              self.lstm = nn.LSTM(30, units, batch_first=True)
          def zeros(self, batch):
              return torch.zeros(1, batch, self.units), torch.zeros(1, batch, self.units)
          def forward(self, x, lengths):
              ${lines.replaceAll('\n', '\n              ')}`;
    const packed = (option = '') =>
      `packed = nn.utils.rnn.pack_padded_sequence(self.embedding(x), lengths${option})\nout, state = self.lstm(packed, state)`;
    checkRules(`${forward(`state = self.zeros(x.size(0))\n${packed()}`)}  # batch-first-mismatch silently`);
    checkRules(forward(`state = self.zeros(x.size(0))\n${packed(', batch_first=True')}`));
    checkRules(forward(`state = self.zeros(x.size(1))\n${packed()}`));
    checkRules(forward(`state = self.zeros(len(lengths))\n${packed()}`));
    checkRules(forward(`x = x.t()\nstate = self.zeros(x.size(1))\n${packed()}`));
    checkRules(forward(`state = self.zeros(x.size(0))\nx = x.t()\n${packed()}`));
  });

  it('leaves out the samples beyond the lengths where it sorts them itself', () => {
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      x = torch.zeros(4, 10, 8)
      a = pack_padded_sequence(x, [10, 8, 6], batch_first=True, enforce_sorted=False)  # invalid-argument silently
      b = pack_padded_sequence(x, [9] * 4, enforce_sorted=False)  # batch-first-mismatch silently
      c = pack_padded_sequence(x, [9] * 5, batch_first=True, enforce_sorted=False)  # invalid-argument silently
      d = pack_padded_sequence(x, [6, 8, 10, 7], batch_first=True, enforce_sorted=False)
    `);
    const severityOf = (lengths: string) =>
      shapesOf(`
      import torch
      x = torch.nn.GRU(8, 8, batch_first=True)(torch.zeros(4, 10, 8))[0]
      a = torch.nn.utils.rnn.pack_padded_sequence(x, ${lengths}, batch_first=True, enforce_sorted=False)
      `).problems.map(({ severity }) => severity);
    assert.deepEqual(severityOf('[9] * 3'), ['warning']);
    assert.deepEqual(severityOf('[9] * 5'), ['error']);
  });

  it('is undone of what was packed alone', () => {
    checkRules(`
      from torch.nn.utils.rnn import pad_packed_sequence
      out, h = nn.GRU(8, 4)(torch.zeros(5, 3, 8))
      padded, lengths = pad_packed_sequence(out)  # invalid-argument: 'Tensor' object has no attribute 'batch_sizes'
      packed = nn.utils.rnn.pack_padded_sequence(torch.zeros(5, 3, 8), [5, 3, 2])
      padded, lengths = pad_packed_sequence(nn.LSTM(8, 4)(packed))  # tuple-as-tensor: 'tuple' object has no attribute 'batch_sizes'
    `);
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.gru = nn.GRU(8, 4)
          def forward(self, packed):
              out, h = self.gru(packed)
              return pad_packed_sequence(out)[0]
          def again(self, packed, x):
              out, h = self.gru(packed, torch.zeros(1, x.size(0), 4))
              return pad_packed_sequence(out)[0]
      out, h = nn.GRU(8, 4)(pack_padded_sequence(torch.zeros(5, 3, 8), [5, 3, 2]))
      padded, lengths = pad_packed_sequence(out)
    `);
  });
});

describe('the last step of what was packed', () => {
  const start = `
      from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
      class Net(nn.Module):
          def __init__(self, n, units):
              super().__init__()
              self.lstm = nn.LSTM(n, units, batch_first=True)
              self.major = nn.LSTM(n, units)`;
  const run = (lengths: string, last: string) => `${start}
          def forward(self, x, lengths, n):
              lengths = ${lengths}
              packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
              out, (h, c) = self.lstm(packed)
              out, sizes = pad_packed_sequence(out, batch_first=True)
              return ${last}`;

  it('is padding for the shorter ones', () => {
    for (const lengths of ['lengths', 'lengths.cpu()', 'torch.tensor([len(one) for one in x])', '(x != 0).sum(1)']) {
      checkRules(run(lengths, 'out[:, -1]  # last-step-of-padded silently'));
    }
    checkRules(run('lengths', 'out[:, -1, :]  # last-step-of-padded silently'));
    checkRules(`${start}
          def forward(self, x, lengths):
              out, state = self.major(pack_padded_sequence(x, lengths))
              out, sizes = pad_packed_sequence(out)
              return out[-1]  # last-step-of-padded silently
    `);
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
      packed = pack_padded_sequence(torch.zeros(3, 10, 8), [10, 7, 4], batch_first=True)
      out, h = nn.GRU(8, 4, batch_first=True)(packed)
      out, sizes = pad_packed_sequence(out, batch_first=True)
      last = out[:, -1]  # last-step-of-padded silently
    `);
  });

  it('is padding as well in another tensor, and with the samples in another order', () => {
    for (const line of [
      'out = out.contiguous()',
      'out = torch.relu(out)',
      'out = out[unsorted]',
      'out = out[perm_idx].contiguous()',
      'out = out.index_select(0, unsorted)',
    ]) {
      checkRules(`${start}
          def forward(self, x, lengths, unsorted, perm_idx):
              packed = pack_padded_sequence(x, lengths, batch_first=True)
              out, state = self.lstm(packed)
              out, sizes = pad_packed_sequence(out, batch_first=True)
              ${line}
              return out[:, -1]  # last-step-of-padded silently
      `);
    }
  });

  it('is a sample’s own where it is taken by itself, or nobody knows what was taken', () => {
    for (const last of ['out[i][-1]', 'out[picked][:, -1]', 'out.sum(1)[:, -1]', 'out[unsorted][0]']) {
      checkRules(`${start}
          def forward(self, x, lengths, unsorted, picked, i):
              packed = pack_padded_sequence(x, lengths, batch_first=True)
              out, state = self.lstm(packed)
              out, sizes = pad_packed_sequence(out, batch_first=True)
              return ${last}
      `);
    }
  });

  it('is that of all where they are of one length, and the state or the length tells it', () => {
    const alike = ['torch.full((x.size(0),), n)', 'torch.LongTensor([n] * 8)', '[n] * 8', '[x.size(1)] * x.size(0)'];
    for (const lengths of [...alike, 'torch.ones(8).long().to("cpu")', 'torch.tensor([x.size(1) for _ in x])'])
      checkRules(run(lengths, 'out[:, -1]'));
    checkRules(run('lengths', 'out[:, 0], h[-1], out[torch.arange(x.size(0)), sizes - 1]'));
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
      packed = pack_padded_sequence(torch.zeros(3, 10, 8), [10, 10, 10], batch_first=True)
      out, h = nn.GRU(8, 4, batch_first=True)(packed)
      out, sizes = pad_packed_sequence(out, batch_first=True)
      last = out[:, -1]
      one, h1 = nn.GRU(8, 4, batch_first=True)(pack_padded_sequence(torch.zeros(1, 10, 8), sizes[:1], batch_first=True))
      one, steps = pad_packed_sequence(one, batch_first=True)
      end = one[:, -1]
      plain, h2 = nn.GRU(8, 4, batch_first=True)(torch.zeros(3, 10, 8))
      tail = plain[:, -1]
    `);
  });
});

describe('a packed sequence used as a tensor', () => {
  const start = `
      from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence
      x = torch.zeros(32, 10, 8)
      packed = pack_padded_sequence(x, torch.randint(1, 11, (32,)), batch_first=True, enforce_sorted=False)
      out, h = nn.LSTM(8, 4, batch_first=True)(packed)`;

  it('has no axes, none of their methods, and is read by recurrent layers alone', () => {
    checkRules(`${start}
      a = out[:, -1]  # tuple-as-tensor: tuple indices must be integers or slices, not tuple
      b = out.view(32, -1)  # tuple-as-tensor: 'PackedSequence' object has no attribute 'view'
      c = out.size(0)  # tuple-as-tensor: 'PackedSequence' object has no attribute 'size'
      d = out.shape  # tuple-as-tensor: 'PackedSequence' object has no attribute 'shape'
      e = nn.Linear(4, 2)(out)  # tuple-as-tensor: linear(): argument 'input' (position 1) must be Tensor, not PackedSequence
      f = torch.tanh(out)  # tuple-as-tensor: tanh(): argument 'input' (position 1) must be Tensor, not PackedSequence
      g = F.softmax(out, -1)  # tuple-as-tensor: 'PackedSequence' object has no attribute 'softmax'
    `);
  });

  it('is a tuple of its own data', () => {
    checkRules(`${start}
      a = out[0]
      b = out.data.size(0)
      data, sizes, order, back = out
      c, h2 = nn.GRU(4, 2)(out)
      d = out._replace(data=torch.relu(out.data))
      e = out.to('cpu').float()
      f, lengths = pad_packed_sequence(out, batch_first=True)
      g = f[:, -1]
      i = nn.Identity()(out)
    `);
  });

  it('says nothing where a test may keep it away', () => {
    checkRules(`${start}
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.lstm = nn.LSTM(8, 4, batch_first=True)
              self.fc = nn.Linear(4, 2)
          def forward(self, x, lengths=None):
              if lengths is not None:
                  x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
              out, state = self.lstm(x)
              if lengths is not None:
                  out, lengths = pad_packed_sequence(out, batch_first=True)
              return self.fc(out[:, 0])
      def drop(x):
          if isinstance(x, PackedSequence):
              return PackedSequence(F.dropout(x.data), x.batch_sizes)
          return F.dropout(x)
      def count(x):
          if type(x) is PackedSequence:
              return int(x.batch_sizes[0])
          return x.size(0)
      def last(x):
          if hasattr(x, 'batch_sizes'):
              x, lengths = pad_packed_sequence(x, batch_first=True)
          return x[:, 0]
      def size(x):
          try:
              return x.size(0)
          except AttributeError:
              return int(x.batch_sizes[0])
      a = Net()(x, torch.randint(1, 11, (32,)))
      b = Net()(x)
      c = drop(out)
      d = count(out)
      e = last(out)
      f = size(out)
    `);
  });
});

describe('the last sample for the last step', () => {
  it('is a warning where the layer takes the first axis for time', () => {
    checkRules(`
      out, h = nn.GRU(8, 4)(torch.zeros(32, 10, 8))
      a = out[:, -1]  # batch-first silently
      b = out[:, -1, :]  # batch-first silently
    `);
    checkRules(`
      out, h = nn.GRU(8, 4)(torch.zeros(32, 10, 8))
      a = out[-1]
      b = out[:, 0]
      c = out[:, -1, 2]
      d = out[-1, -1]
      one, h1 = nn.GRU(8, 4)(torch.zeros(32, 1, 8))
      e = one[:, -1]
      major, h2 = nn.GRU(8, 4, batch_first=True)(torch.zeros(32, 10, 8))
      f = major[:, -1]
      g = out.transpose(0, 1)[:, -1]
      some, h3 = nn.GRU(8, 4)(torch.zeros(32, 7, 8)[:, torch.rand(7) > 0.5])
      i = some[:, -1]
    `);
    checkRules(`
      class Net(nn.Module):
          def __init__(self, units):
              super().__init__()
              self.gru = nn.GRU(8, 4)
              self.one = nn.GRU(8, 1)
          def forward(self, x):
              out, h = self.gru(x)
              last = out[:, -1]  # batch-first silently
              out, h = self.one(x)
              return out[:, -1]
    `);
  });

  it('packs again what a layer has gone over', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence
      packed = pack_sequence([torch.zeros(5, 3), torch.zeros(4, 3)])
      fc = torch.nn.Linear(3, 6)
      again = PackedSequence(fc(packed.data), packed.batch_sizes)
      once_more = packed._replace(data=fc(packed.data))
      out, h = torch.nn.GRU(6, 7)(again)
      other, _ = torch.nn.GRU(6, 8)(once_more)
      padded, lengths = pad_packed_sequence(other, batch_first=True)
      wrong, _ = torch.nn.GRU(3, 7)(PackedSequence(fc(packed.data), packed.batch_sizes))
    `);
    assert.equal(shapes.out, undefined);
    assert.equal(shapes.other, undefined);
  });
});
