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
      out, h = nn.GRU(8, 4)(pack_padded_sequence(torch.zeros(5, 3, 8), [5, 3, 2]))
      padded, lengths = pad_packed_sequence(out)
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
});
