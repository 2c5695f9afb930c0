import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules } from './pytorchShapes.js';

/** Faults that raise nothing where the shapes are known by what the source calls them, or by where they come from. */
describe('silent faults of PyTorch', () => {
  it('takes the last sample of outputs whose first axis is the time, whatever goes into the layer', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.LSTM(8, 16)
              self.other = nn.LSTM(8, 16, batch_first=True)
          def forward(self, x, y):
              out, _ = self.rnn(x)
              last = out[:, -1, :]  # batch-first silently
              out, _ = self.other(y)
              return last, out[:, -1, :]
    `);
  });

  it('names of sizes tell what the axes are', () => {
    const codesOf = (names: string, call: string) =>
      shapesOf(`
        import torch.nn as nn
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.embedding = nn.Embedding(100, 8)
                self.rnn = nn.LSTM(8, 16)
                self.other = nn.LSTM(8, 16, batch_first=True)
            def forward(self, x):
                ${names}
                out, _ = ${call}
      `).codes;
    const [batch, both] = ['batch_size = x.size(0)', 'seq_len, bsz = x.shape[0], x.shape[1]'];
    assert.deepEqual(codesOf(batch, 'self.rnn(x)'), ['batch-first@10']);
    assert.deepEqual(codesOf(batch, 'self.rnn(self.embedding(x))'), ['batch-first@10']);
    assert.deepEqual(codesOf(both, 'self.other(self.embedding(x))'), ['batch-first@10']);
    for (const call of [
      'self.other(self.embedding(x))',
      'self.rnn(self.embedding(x).unsqueeze(0))',
      'self.rnn(self.embedding(x).transpose(0, 1))',
      'self.rnn(self.embedding(x).view(1, batch_size, -1))',
    ]) {
      assert.deepEqual(codesOf(batch, call), [], call);
    }
    assert.deepEqual(codesOf(both, 'self.rnn(self.embedding(x))'), []);
    // One sequence without a batch.
    assert.deepEqual(codesOf('seq_len = x.size(0)', 'self.other(self.embedding(x))'), []);
  });

  it('a loader has the batch first, whatever its samples are', () => {
    const program = (options: string, call: string) => `
      import torch, numpy as np
      import torch.nn as nn
      from torch.utils.data import DataLoader, TensorDataset
      x, y = np.load('x.npy'), np.load('y.npy')
      loader = DataLoader(TensorDataset(torch.from_numpy(x), torch.from_numpy(y)), batch_size=${options})
      rnn = nn.GRU(8, 16)
      for a, b in loader:
          out, h = rnn(${call})
    `;
    assert.deepEqual(shapesOf(program('32', 'a')).codes, ['batch-first@8']);
    assert.deepEqual(shapesOf(program('32', 'a.float()')).codes, ['batch-first@8']);
    assert.deepEqual(shapesOf(program('32', 'a.transpose(0, 1)')).codes, []);
    assert.deepEqual(shapesOf(program('32', 'a.view(10, -1, 8)')).codes, []);
    assert.deepEqual(shapesOf(program('1', 'a')).codes, []);
    assert.deepEqual(shapesOf(program('32, collate_fn=join', 'a')).codes, []);
  });

  it('attention takes the first axis for the steps as well', () => {
    checkRules(`
      out, _ = nn.LSTM(8, 16, batch_first=True)(torch.randn(32, 10, 8))
      a, _ = nn.MultiheadAttention(16, 2)(out, out, out)  # batch-first silently
      a, _ = nn.MultiheadAttention(16, 2, batch_first=True)(out, out, out)
      steps = out.transpose(0, 1)
      a, _ = nn.MultiheadAttention(16, 2)(steps, steps, steps)
      a = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2), 3)(out)  # batch-first silently
      a = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2, batch_first=True), 3)(out)
      a = nn.TransformerEncoderLayer(16, 2)(out)  # batch-first silently
      a, _ = nn.MultiheadAttention(16, 2)(torch.randn(32, 10, 16), out, out)
    `);
  });

  it('a view in place of a transposition, with the sizes of the tensor itself', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self):
              super().__init__()
              self.embedding = nn.Embedding(100, 8)
              self.rnn = nn.GRU(8, 16, num_layers=2, batch_first=True)
          def forward(self, x, y):
              embedded = self.embedding(x)
              sizes = embedded.shape
              turned = embedded.view(sizes[1], sizes[0], sizes[2])  # reshape-mixes-axes silently
              same = embedded.view(sizes[0], sizes[1], sizes[2])
              other = embedded.view(y.size(1), y.size(0), 8)
              out, h = self.rnn(embedded)
              both = h.view(x.size(0), -1)  # reshape-mixes-axes silently
              both = h.transpose(0, 1).reshape(x.size(0), -1)
              one = h[-1].view(x.size(0), -1)
    `);
  });

  it('rows of the output and of the target in different orders', () => {
    checkRules(`
      out, _ = nn.LSTM(8, 16)(torch.randn(10, 32, 8))
      target = torch.zeros(32, 10, dtype=torch.long)
      loss = nn.CrossEntropyLoss()
      loss(out.view(-1, 16), target.view(-1))  # target-shape silently
      loss(out.view(-1, 16), target.t().reshape(-1))
      loss(out.transpose(0, 1).reshape(-1, 16), target.view(-1))
    `);
  });

  it('a sigmoid before the loss that has its own', () => {
    checkRules(`
      y = nn.Linear(8, 1)(torch.randn(32, 8))
      target = torch.zeros(32, 1)
      nn.BCEWithLogitsLoss()(torch.sigmoid(y), target)  # softmax-before-loss silently
      nn.BCEWithLogitsLoss()(nn.Sigmoid()(y).squeeze(1), target.squeeze(1))  # softmax-before-loss silently
      F.binary_cross_entropy_with_logits(y.sigmoid(), target)  # softmax-before-loss silently
      F.binary_cross_entropy_with_logits(y, target)
      nn.BCELoss()(torch.sigmoid(y), target)
      nn.BCEWithLogitsLoss()(torch.sigmoid(y) * 2, target)
    `);
  });

  it('probabilities that a model gives in every case, and not only when it is asked to', () => {
    const model = (test: string) => `
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.LSTM(8, 5)
          def forward(self, x, probabilities=False):
              scores = self.rnn(x)[0][-1]
              ${test}
                  return F.softmax(scores, dim=1)
              return scores
    `;
    const use = '  nn.CrossEntropyLoss()(Net()(torch.randn(10, 32, 8)), torch.zeros(32, dtype=torch.long))';
    checkRules(`${model('if not self.training:')}${use}\n`);
    checkRules(`${model('if probabilities or not self.training:')}${use}\n`);
    checkRules(`${model('if not probabilities:')}${use}  # softmax-before-loss silently\n`);
  });

  it('lets a softmax be that only some branches have', () => {
    const program = (condition: string) => `
      class Model(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.GRU(8, 16, batch_first=True)
              self.fc = nn.Linear(16, 5)
          def forward(self, x):
              out = self.fc(self.rnn(x)[0][:, -1])
              if ${condition}:
                  out = torch.softmax(out, dim=1)
              return out
      loss = nn.CrossEntropyLoss()(Model()(torch.randn(4, 3, 8)), torch.zeros(4, dtype=torch.long))`;
    checkRules(program('not self.training'));
    checkRules(`${program('True')}  # softmax-before-loss silently`);
  });

  it('logarithms of probabilities over samples or steps in place of classes', () => {
    checkRules(`
      spans, _ = nn.LSTM(8, 16, batch_first=True)(torch.randn(32, 10, 8))
      ends = F.log_softmax(nn.Linear(16, 2)(spans), dim=1)
      out, _ = nn.LSTM(8, 16, batch_first=True)(torch.randn(32, 10, 8))
      fc = nn.Linear(16, 5)
      a = F.log_softmax(fc(out[:, -1]), dim=0)  # softmax-axis silently
      b = F.log_softmax(fc(out), dim=1)  # softmax-axis silently
      c = F.log_softmax(fc(out[:, -1]), dim=1)
      d = F.log_softmax(fc(out), dim=-1)
      e = F.softmax(fc(out), dim=1)
      g = F.log_softmax(nn.Linear(16, 1)(out), dim=1)
    `);
  });

  it('a softmax over the layers of a state in place of the classes', () => {
    checkRules(`
      out, h = nn.GRU(8, 16)(torch.randn(10, 32, 8))
      fc = nn.Linear(16, 5)
      a = F.softmax(fc(h), dim=0)  # softmax-axis silently
      b = nn.LogSoftmax(dim=0)(fc(h))  # softmax-axis silently
      deep, hs = nn.GRU(8, 16, 3)(torch.randn(10, 32, 8))
      c = F.log_softmax(fc(hs), dim=0)  # softmax-axis silently
    `);
    checkRules(`
      out, h = nn.GRU(8, 16)(torch.randn(10, 32, 8))
      fc = nn.Linear(16, 5)
      a = F.softmax(fc(h), dim=2)
      b = F.log_softmax(fc(h[-1]), dim=1)
      deep, hs = nn.GRU(8, 16, 3)(torch.randn(10, 32, 8))
      c = F.softmax(fc(hs), dim=0)
      d = F.softmax(nn.Linear(16, 1)(hs), dim=0)
      e = F.softmax(hs, dim=0)
      class Net(nn.Module):
          def __init__(self, layers=1):
              super().__init__()
              self.gru = nn.GRU(8, 16, layers)
              self.fc = nn.Linear(16, 5)
          def forward(self, x):
              out, h = self.gru(x.view(10, 32, 8))
              return F.softmax(self.fc(h), dim=0)
    `);
  });

  it('the states of several samples in one line', () => {
    checkRules(`
      out, h = nn.GRU(8, 16, 2, bidirectional=True)(torch.randn(10, 32, 8))
      a = h.view(-1, 32)  # reshape-mixes-axes silently
      b = h.view(64, 32)  # reshape-mixes-axes silently
    `);
    checkRules(`
      out, h = nn.GRU(8, 16, 2, bidirectional=True)(torch.randn(10, 32, 8))
      a = h.view(-1, 16)
      b = h.transpose(0, 1).reshape(-1, 64)
      c = h.view(2, 2, 32, 16)
      one, h1 = nn.GRU(8, 16, 2, bidirectional=True)(torch.randn(10, 1, 8))
      d = h1.view(-1, 32)
      def run(x):
          some, hs = nn.GRU(8, 16, 2, bidirectional=True)(x)
          return hs.view(-1, 32)
    `);
  });

  it('a state tells which axis is the batch', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self):
              super().__init__()
              self.embedding = nn.Embedding(100, 8)
              self.rnn = nn.LSTM(8, 16)
              self.other = nn.GRU(8, 16, batch_first=True)
          def forward(self, x):
              h = torch.zeros(1, x.size(0), 16).to(x.device)
              out, _ = self.rnn(x, (h, h))  # batch-first silently
              embedded = self.embedding(x)
              out, _ = self.rnn(embedded, (h, h))  # batch-first silently
              out, _ = self.other(embedded, h)
              out, _ = self.rnn(embedded.transpose(0, 1), (h, h))
              h = torch.zeros((1, x.shape[1], 16))
              out, _ = self.other(embedded, h)  # batch-first silently
              out, _ = self.rnn(embedded, (h, h))
    `);
  });

  it('comments and docstrings tell what the axes of an input are', () => {
    const codesOf = (parameters: string, before: string, layer = 'self.rnn(x)') =>
      shapesOf(
        [
          'import torch.nn as nn',
          'class Model(nn.Module):',
          '    def __init__(self):',
          '        super().__init__()',
          '        self.rnn = nn.LSTM(8, 16)',
          '        self.other = nn.LSTM(8, 16, batch_first=True)',
          `    def forward(self, ${parameters}`,
          ...before.split('\n').map((line) => `        ${line}`),
          `        out, _ = ${layer}`,
        ].join('\n'),
      ).codes.map((code) => code.replace(/@.*/, ''));
    const plain = 'x):';
    assert.deepEqual(codesOf('x):  # x: (batch, seq_len, features)', ''), ['batch-first']);
    assert.deepEqual(codesOf(plain, '# x: (batch, seq_len, features)'), ['batch-first']);
    assert.deepEqual(codesOf(plain, '# x shape: [B, T, F]'), ['batch-first']);
    assert.deepEqual(codesOf(plain, '"""x: (batch, seq_len, features)"""'), ['batch-first']);
    const lines = '"""\nArgs:\n    x (torch.Tensor): frames, shape [batch, time, features]\n"""';
    assert.deepEqual(codesOf(plain, lines), ['batch-first']);
    assert.deepEqual(codesOf(plain, lines, 'self.other(x)'), []);
    assert.deepEqual(codesOf(plain, '# x: (seq_len, batch, features)', 'self.other(x)'), ['batch-first']);
    assert.deepEqual(codesOf(plain, '# x: (seq_len, batch, features)'), []);
    assert.deepEqual(codesOf('\n        x):', '# x: (batch, seq_len, features)'), ['batch-first']);
    assert.deepEqual(codesOf(plain, '# x: (batch, seq_len, features) or (seq_len, batch, features)'), []);
    assert.deepEqual(codesOf(plain, '# x: (batch, channels, steps)'), []);
    assert.deepEqual(codesOf(plain, '# out: (batch, seq_len, features)'), []);
    assert.deepEqual(codesOf(plain, '# x: (batch, seq_len, features)\nx = x.transpose(0, 1)'), []);
    assert.deepEqual(codesOf(plain, 'x = x.transpose(1, -1)\n# x is batch, seq_len, channels'), ['batch-first']);
    assert.deepEqual(codesOf(plain, 'x = x.transpose(1, -1)\n# it is batch, seq_len, channels'), []);
    assert.deepEqual(codesOf(plain, 'x = x.transpose(1, -1)\n\n# x is batch, seq_len, channels'), ['batch-first']);
  });

  it('names for the sizes of outputs the other way round', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.LSTM(8, 16)
              self.other = nn.LSTM(8, 16, batch_first=True)
          def forward(self, x):
              out, _ = self.other(x)  # batch-first silently
              T, b, h = out.size()
              out, _ = self.other(x)
              b, T, h = out.size()
              out, _ = self.other(x)
              t, n, h = out.shape
              out, _ = self.other(x)
              seq_len, batch, h = out.transpose(0, 1).shape
    `);
  });

  it('a name for one size of outputs that belongs to the other', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self):
              super().__init__()
              self.rnn = nn.LSTM(8, 16)
              self.major = nn.LSTM(8, 16, batch_first=True)
          def forward(self, x):
              out, _ = self.rnn(x)  # batch-first silently
              batch_size = out.size(0)
              out, _ = self.major(x)  # batch-first silently
              seq_len = out.shape[0]
              out, _ = self.major(x)
              batch_size, seq_len = out.size(0), out.size(1)
              out, _ = self.rnn(x)
              seq_len, batch_size = out.shape[0], out.shape[1]
              out, _ = self.rnn(x)
              batch_size = out.transpose(0, 1).size(0)
              out, _ = self.major(x)
              seq_len = out[:, -1].size(0)
              out, _ = self.rnn(x)
              num_samples = out.size(0)
      one, _ = nn.LSTM(8, 16)(torch.randn(10, 1, 8))
      batch_size = one.size(0)
    `);
  });

  it('a batch that was merged with another axis is no time', () => {
    checkRules(`
      class Model(nn.Module):
          def __init__(self, C):
              super().__init__()
              self.attention = nn.MultiheadAttention(C, 4)
              self.major = nn.MultiheadAttention(C, 4, batch_first=True)
              self.rnn = nn.GRU(C, 4)
          def forward(self, x):
              B, C, T, H, W = x.shape
              places = x.permute(0, 2, 3, 4, 1).reshape(B * T, H * W, C)
              out, _ = self.attention(places, places, places)  # batch-first silently
              out, _ = self.major(places, places, places)
              steps = x.permute(0, 3, 4, 2, 1).reshape(B * H * W, T, C)
              out, _ = self.rnn(steps)  # batch-first silently
              out, _ = self.rnn(steps.transpose(0, 1))
    `);
  });

  it('a reshape across an axis that was not moved', () => {
    checkRules(`
      values = torch.randn(4, 8, 10, 64)
      n, heads, steps, size = values.shape
      a = values.reshape(n, steps, heads * size)  # reshape-mixes-axes silently
      b = values.permute(0, 2, 1, 3).reshape(n, steps, heads * size)
      c = values.reshape(n * heads, steps, size)
      d = values.permute(0, 2, 1, 3).reshape(-1, size, heads)  # reshape-mixes-axes silently
      e = values.permute(0, 2, 3, 1).reshape(-1, size, heads)
      g = values.permute(0, 2, 1, 3).reshape(-1, 64, 8)
    `);
  });

  it('rows of images that are read as steps without being moved', () => {
    checkRules(`
      from torchvision import datasets, transforms
      digits = datasets.MNIST('data', transform=transforms.ToTensor())
      for images, _ in torch.utils.data.DataLoader(digits, batch_size=100):
          a = images.view(28, -1, 28)  # reshape-mixes-axes silently
          b = images.squeeze(1).view(28, -1, 28)  # reshape-mixes-axes silently
          c = images.view(-1, 28, 28).transpose(0, 1)
          d = images.view(-1, 28, 28)
      for image, _ in torch.utils.data.DataLoader(digits):
          e = image.view(28, -1, 28)
    `);
  });
});
