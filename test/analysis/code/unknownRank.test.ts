import assert from 'node:assert/strict';
import { shapesOf } from './shapesOf.js';

const imports = 'import torch\nimport torch.nn as nn\n';

/** A class with a GRU over 10 features whose `forward` has these lines. */
const forward = (lines: string, made = 'nn.GRU(10, 20, batch_first=True)') =>
  shapesOf(`${imports}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(100, 10)
        self.rnn = ${made}

    def forward(self, x, t):
${lines.replace(/^/gm, '        ')}
`);

describe('a tensor of unknown rank', () => {
  it('has the axis that was put into it', () => {
    const { shapes } = forward('out, _ = self.rnn(x.unsqueeze(1))');
    assert.equal(shapes['out'], '(batch, 1, 20)');
    assert.equal(forward('out, _ = self.rnn(x.unsqueeze(0))').shapes['out'], '(1, steps, 20)');
  });

  it('keeps it when it is embedded', () => {
    const { shapes } = forward('out, _ = self.rnn(self.embedding(x[:, t].unsqueeze(1)))');
    assert.equal(shapes['out'], '(batch, 1, 20)');
  });

  it('is cut into pieces of one step', () => {
    const { shapes, codes } = forward(`outs = torch.zeros(32, 1, 20)
h = None
for piece in x.split(1, dim=1):
    out, h = self.rnn(piece, h)
    outs = torch.cat((outs, out), dim=1)
last = outs[:, -1]`);
    assert.equal(shapes['out'], '(batch, 1, 20)');
    assert.equal(shapes['outs'], '(32, ?, 20)');
    assert.deepEqual(codes, []);
  });

  it('is not told of steps that may be without a batch', () => {
    const { shapes } = forward('out, _ = self.rnn(x.unsqueeze(1))', 'nn.GRU(1, 20)');
    assert.equal(shapes['out'], '(steps, batch, 20)');
  });

  it('is not spoken of by the rule of states', () => {
    const { codes } = forward('h = torch.zeros(1, 32, 20)\nout, h = self.rnn(x.unsqueeze(0), h)');
    assert.deepEqual(codes, []);
  });

  it('is any tensor again where two branches meet', () => {
    const { shapes } = forward(`if t:
    y = x.unsqueeze(1)
else:
    y = x
out, _ = self.rnn(y)`);
    assert.equal(shapes['out'], '(batch, steps, 20)');
  });
});

describe('a tensor made of a shape', () => {
  it('has that shape, and not its numbers', () => {
    const { shapes } = shapesOf(`${imports}std = torch.zeros(32, 20)
a = std.data.new(std.size()).normal_()
b = torch.Tensor(std.shape)
c = torch.FloatTensor(std.size()[:1])
lstm = nn.LSTM(3, 4)`);
    assert.equal(shapes['a'], '(32, 20)');
    assert.equal(shapes['b'], '(32, 20)');
    assert.equal(shapes['c'], '(32,)');
  });

  it('is as unknown as the tensor', () => {
    const { shapes, codes } = forward(`y = nn.Linear(7, 10)(x)
z = y.new(y.size()).normal_() + y
out, _ = self.rnn(z)`);
    assert.equal(shapes['out'], '(batch, steps, 20)');
    assert.deepEqual(codes, []);
  });

  it('holds numbers where a list gives them', () => {
    const { shapes } = shapesOf(`${imports}a = torch.Tensor([32, 20])\nlstm = nn.LSTM(3, 4)`);
    assert.equal(shapes['a'], '(2,)');
  });
});

describe('what a dict out of sight holds', () => {
  it('is called by its key, and is the same wherever it is read', () => {
    const { layers, codes } = shapesOf(`${imports}checkpoint = torch.load('model.pt')
hparams = checkpoint['hparams']
lstm = nn.LSTM(hparams['emb'], hparams['hidden'], bidirectional=True)
fc = nn.Linear(hparams['hidden'] * 2, 10)
out, _ = lstm(torch.zeros(5, 32, hparams['emb']))
y = fc(out)`);
    assert.equal(layers[0]!.options['units'], 'hidden');
    assert.equal(layers[0]!.options['inputSize'], 'emb');
    assert.deepEqual(codes, []);
  });

  it('is another number under another key, which may be equal', () => {
    const { codes } = shapesOf(`${imports}def build(params, x):
    lstm = nn.LSTM(8, params['hidden'], batch_first=True)
    fc = nn.Linear(params['units'], 10)
    return fc(lstm(x)[0])`);
    assert.deepEqual(codes, []);
  });

  it('is another number once it is stored anew', () => {
    const { layers, codes } = shapesOf(`${imports}class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.rnn = nn.GRU(8, config['units'], bidirectional=True, batch_first=True)
        config['units'] *= 2
        self.fc = nn.Linear(config['units'], 10)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])`);
    assert.equal(layers[0]!.options['units'], 'units');
    assert.deepEqual(codes, []);
  });

  it('fails where twice as much comes in', () => {
    const { codes } = shapesOf(`${imports}class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.rnn = nn.GRU(8, config['units'], bidirectional=True, batch_first=True)
        self.fc = nn.Linear(config['units'], 10)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])`);
    assert.deepEqual(codes, ['input-size@10']);
  });

  it('may lie in a module out of sight', () => {
    const { layers, codes } = shapesOf(`${imports}import settings
from settings import params, hidden, Config
first = nn.LSTM(settings.size, hidden)
second = nn.LSTM(params['size'], settings.params['hidden'])
third = nn.LSTM(8, Config.hidden)
out, _ = first(torch.zeros(5, 3, hidden))
y = nn.Linear(settings.hidden, 4)(out)`);
    assert.deepEqual(
      layers.slice(0, 2).map(({ options }) => [options['inputSize'], options['units']]),
      [
        ['size', 'hidden'],
        ['size', 'hidden'],
      ],
    );
    assert.deepEqual(codes, []);
  });

  it('is no size of a library', () => {
    const { layers } = shapesOf(`${imports}import numpy as np\nlstm = nn.LSTM(8, np.hidden)`);
    assert.equal(layers[0]!.options['units'], null);
  });
});

describe('a state that is assumed', () => {
  it('tells the batch of an input that has one', () => {
    const { shapes } = shapesOf(`${imports}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.GRU(5, 20, batch_first=True)
        self.decoder = nn.GRU(20, 20, batch_first=True)

    def forward(self, x, y):
        _, h = self.encoder(x)
        out, _ = self.decoder(y.view(-1, 1, 20), h)
        return out`);
    assert.equal(shapes['out'], '(batch, 1, 20)');
  });

  it('has as many axes as the letters of einsum', () => {
    const { shapes, codes } = forward(
      `weights = torch.softmax(nn.Linear(20, 1)(t), dim=0)
context = torch.einsum('snk,snl->knl', weights, t)
step = self.embedding(x.unsqueeze(0))
out, _ = self.rnn(torch.cat((context, step), dim=2))`,
      'nn.GRU(30, 20)',
    );
    assert.equal(shapes['context'], '(1, ?, ?)');
    assert.equal(shapes['out'], '(1, batch, 20)');
    assert.deepEqual(codes, []);
  });

  it('is no guess where a packed sequence or a state has a batch', () => {
    const program = (lines: string, option = '') =>
      shapesOf(`${imports}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(8, 20, bidirectional=True${option})

    def forward(self, x, lengths):
${lines.replace(/^/gm, '        ')}
        return h.view(-1, 40)`).codes;
    const mixed = (lines: string) => program(lines).map((code) => code.replace(/@.*/, ''));
    assert.deepEqual(mixed('out, h = self.rnn(x)'), []);
    assert.deepEqual(mixed('out, h = self.rnn(x, torch.zeros(2, x.size(1), 20))'), ['reshape-mixes-axes']);
    assert.deepEqual(mixed('packed = nn.utils.rnn.pack_padded_sequence(x, lengths)\nout, h = self.rnn(packed)'), [
      'reshape-mixes-axes',
    ]);
    assert.deepEqual(
      mixed('out, h = self.rnn(x, torch.zeros(2, x.size(1), 20))\nh = h.transpose(0, 1).reshape(-1, 40)'),
      [],
    );
  });
});
