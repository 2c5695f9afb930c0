import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const classifier = (kinds: string, read: string) => `
import torch
import torch.nn as nn

class Classifier(nn.Module):
    def __init__(self, features, hidden=16, kind='LSTM', deep=False, branches=1):
        super().__init__()
        self.kind = kind
        self.deep = deep
${kinds}
        self.branches = nn.ModuleList()
        if branches > 1:
            for _ in range(branches - 1):
                self.branches.append(nn.GRU(hidden, 4, batch_first=True))
        if not deep:
            self.plain = nn.Linear(hidden, 2)
        else:
            self.more = nn.RNN(hidden, 32, batch_first=True)

    def forward(self, x):
        if self.kind == 'LSTM':
            out, (state, memory) = self.rnn(x)
        else:
            out, ${read} = self.rnn(x)
        for branch in self.branches:
            part, _ = branch(out)
        if self.deep:
            out, deepest = self.more(out)
            return out
        return self.plain(out)
`;

const byName = `        if kind == 'LSTM':
            self.rnn = nn.LSTM(features, hidden, batch_first=True)
        elif kind.upper() == 'GRU':
            self.rnn = nn.GRU(features, hidden, 2, batch_first=True)
        elif kind in ('RNN', 'TANH'):
            self.rnn = nn.RNN(features, hidden, 3, batch_first=True)
        else:
            raise ValueError(kind)`;

const byElse = `        if kind == 'LSTM':
            self.rnn = nn.LSTM(features, hidden, batch_first=True)
        else:
            self.rnn = nn.GRU(features, hidden, 2, batch_first=True)`;

const shown = (text: string) =>
  shapesOf(text)
    .layers.filter(({ kind }) => kind !== 'Linear')
    .map(({ kind, output, calls }) => `${kind} ${output?.join(' ') ?? 'none'} ${String(calls.length)}`);

describe('layers of a mode that is not the default', () => {
  it('meet the input where their mode is asked for', () => {
    assert.deepEqual(shown(classifier(byName, 'last')), [
      'LSTM batch steps 16 2',
      'GRU batch steps 16 1',
      'RNN batch steps 16 1',
      'GRU batch steps 4 1',
      'RNN batch steps 32 1',
    ]);
    assert.deepEqual(shown(classifier(byElse, 'last')), [
      'LSTM batch steps 16 2',
      'GRU batch steps 16 1',
      'GRU batch steps 4 1',
      'RNN batch steps 32 1',
    ]);
  });

  it('change nothing of what the default gives', () => {
    const { shapes, layers, codes } = shapesOf(classifier(byName, 'last'));
    assert.equal(shapes['memory'], '(1, batch, 16)');
    assert.equal(shapes['deepest'], '(1, batch, 32)');
    assert.deepEqual(layers[0]?.state, [
      [1, 'batch', 16],
      [1, 'batch', 16],
    ]);
    assert.deepEqual(codes, []);
  });

  it('have nothing reported, as nobody is seen to ask for them', () => {
    assert.deepEqual(shapesOf(classifier(byElse, '(last, gone, none)')).codes, []);
  });

  it('are left alone where the program makes its own instance', () => {
    const program = `${classifier(byName, 'last')}
net = Classifier(8, kind='GRU')
y = net(torch.zeros(2, 5, 8))
`;
    assert.deepEqual(shown(program), ['GRU 2 5 16 1']);
  });

  it('meet it where an expression chooses between them', () => {
    const text = `
import torch.nn as nn

class Net(nn.Module):
    def __init__(self, features, kind='lstm', both=False):
        super().__init__()
        cell = nn.LSTM if kind == 'lstm' else nn.GRU
        self.first = cell(features, 8, batch_first=True)
        self.rnn = nn.LSTM(8, 6, batch_first=True) if not both else nn.LSTM(8, 6, bidirectional=True, batch_first=True)

    def forward(self, x):
        out, _ = self.first(x)
        out, _ = self.rnn(out)
        return out
`;
    assert.deepEqual(shown(text), [
      'LSTM batch steps 8 1',
      'GRU batch steps 8 1',
      'LSTM batch steps 6 1',
      'LSTM batch steps 12 1',
    ]);
    assert.deepEqual(shapesOf(text).codes, []);
  });

  it('meet it in a function that nobody calls', () => {
    const text = (head: string, end = '') => `
from keras import Input, Model, Sequential
from keras.layers import LSTM, GRU, SimpleRNN, Dense, Bidirectional

def build(${head}):
    model = Sequential()
    rnn = LSTM(8, return_sequences=deep) if kind == 'lstm' else GRU(8, return_sequences=deep)
    model.add(Bidirectional(rnn, input_shape=(9, 4)) if both else SimpleRNN(5, return_sequences=True, input_shape=(9, 4)))
    model.add(rnn)
    if deep:
        model.add(SimpleRNN(3))
    model.add(Dense(1))
    return model
${end}`;
    const modes = text("kind='lstm', both=False, deep=False");
    assert.deepEqual(
      shown(modes).filter((line) => !/^Dense/.test(line)),
      ['LSTM batch 8 1', 'GRU batch 8 1', 'Bidirectional batch 16 1', 'SimpleRNN batch 9 5 1', 'SimpleRNN batch 3 1'],
    );
    assert.deepEqual(shapesOf(modes).codes, []);
    const called = text("kind='lstm', both=False, deep=False", 'build()');
    assert.deepEqual(
      shown(called).filter((line) => !/^Dense/.test(line)),
      ['LSTM batch 8 1', 'SimpleRNN batch 9 5 1'],
    );
  });
});
