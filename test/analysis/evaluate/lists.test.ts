import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const tagger = (reading: string) =>
  shapesOf(`
import torch
import torch.nn as nn
${reading}
embed = nn.Embedding(len(vocab) + 1, 5)
rnn = nn.GRU(5, 8)
out, state = rnn(embed(torch.zeros(6, 2).long()))
scores = nn.Linear(8, len(labels))(out)
for word in range(len(vocab)):
    seen = torch.zeros(3)
loss = nn.CrossEntropyLoss()(scores.view(12, -1), torch.tensor([4] * 12))
`);

describe('empty lists and dicts that are given to what nobody knows', () => {
  for (const [what, imports] of [
    ['a function of another file', 'from words import read'],
    ['whatever another file has', 'from words import *'],
  ] as const) {
    it(`are filled by ${what}`, () => {
      const { shapes, codes } = tagger(`${imports}\nvocab = {}\nlabels = []\nread('words.txt', vocab, labels)`);
      assert.equal(shapes['scores'], '(6, 2, len(labels))');
      assert.equal(shapes['seen'], '(3,)');
      assert.deepEqual(codes, []);
    });
  }

  it('are no reason to call an input or a state wrong', () => {
    const program = (reading: string) => `
import torch
import torch.nn as nn
from words import read
letters, tags = {}, []
${reading}
nn.GRU(len(letters), 8)(torch.zeros(5, 1, 57))
nn.GRU(57, len(tags))(torch.zeros(5, 1, 57), torch.zeros(1, 1, 12))
`;
    assert.deepEqual(shapesOf(program("read('words.txt', letters, tags)")).codes, []);
    const { codes } = shapesOf(program("letters['a'] = 0\ntags.append('N')"));
    assert.deepEqual(codes, ['input-size@7', 'initial-state-shape@8']);
  });

  for (const [where, reading, count] of [
    ['a dict', "held = {'words': [], 'tags': {}}\nread(held)", "len(held['words'])"],
    ['a dict of dicts', "held = {'words': [], 'tags': {}}\nread(held)", "len(held['tags'])"],
    ['a tuple', 'words = []\nread((words, 3))', 'len(words)'],
    ['an object', 'held = Words()\nread(held)', 'len(held.index)'],
    ['an object that counts', 'held = Words()\nread(held)', 'held.count'],
    ['an object that gives itself', 'held = Reader()', 'len(held.words)'],
  ] as const) {
    it(`are filled within ${where}, too`, () => {
      const program = (imports: string) => `
import torch
import torch.nn as nn
${imports}
class Words:
    def __init__(self):
        self.index = {}
        self.count = 0
class Reader:
    def __init__(self):
        self.words = []
        read(self)
${reading}
nn.GRU(${count}, 8)(torch.zeros(5, 1, 57))
`;
      assert.deepEqual(shapesOf(program('from words import read')).codes, []);
      const [code] = shapesOf(program('def read(given): return given')).codes;
      assert.match(String(code), /^input-size@/);
    });
  }

  it('are left alone where modules are added to them', () => {
    const { shapes } = shapesOf(`
import torch
import torch.nn as nn
from parts import register
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        register(self)
        self.layers.append(nn.GRU(3, 8))
    def forward(self, x):
        for layer in self.layers:
            x, state = layer(x)
        return x
y = Net()(torch.zeros(5, 2, 3))
`);
    assert.equal(shapes['y'], '(5, 2, 8)');
  });

  it('stay what they are where nobody else gets them', () => {
    const { shapes } = tagger("vocab = {}\nlabels = ['a', 'b', 'c', 'd', 'e']\nprint(vocab, labels)");
    assert.equal(shapes['scores'], '(6, 2, 5)');
    assert.equal(shapes['seen'], undefined);
  });

  it('keep what was put into them before', () => {
    const { shapes } = shapesOf(`
import torch
import torch.nn as nn
from logs import write
config = {'hidden': 8}
sizes = [3]
write(config)
out, state = nn.GRU(sizes[0], config['hidden'])(torch.zeros(5, 2, 3))
`);
    assert.equal(shapes['state'], '(1, 2, 8)');
  });

  it('stand for no options where they are a default', () => {
    const { layers } = shapesOf(`
import torch.nn as nn
from parts import Attention
class Net(nn.Module):
    def __init__(self, features, options={}):
        super().__init__()
        self.attention = Attention(features, options)
        self.rnn = nn.GRU(features, options.get('hidden', 8))
    def forward(self, x):
        return self.rnn(x)
`);
    assert.deepEqual(
      layers.map(({ output }) => output),
      [['steps', 'batch', 8]],
    );
  });
});

describe('lists and dicts that are filled one by one, nobody knows how often', () => {
  for (const [how, filling] of [
    ['a list in a comprehension', "held = []\n[held.append(word) for word in open('words.txt')]"],
    ['a dict by `setdefault`', "held = {}\nfor word in open('words.txt'): held.setdefault(word, len(held))"],
    [
      'a list by a lambda that somebody else calls',
      "held = []\npandas.read_csv('words.csv').apply(lambda row: held.append(row))",
    ],
  ] as const) {
    it(`have any length: ${how}`, () => {
      const { codes, layers } = shapesOf(`
import pandas
import torch
import torch.nn as nn
${filling}
nn.GRU(len(held), 8)(torch.zeros(5, 1, 57))
`);
      assert.deepEqual(codes, []);
      assert.equal(layers[0]?.options.inputSize, 'len(held)');
    });
  }

  it('have the length that is known where the turns are', () => {
    const { codes } = shapesOf(`
import torch
import torch.nn as nn
held, other = [], {}
[held.append(word) for word in ('a', 'b')]
other.setdefault('a', 0)
nn.GRU(len(held), 8)(torch.zeros(5, 1, 57))
nn.GRU(len(other), 8)(torch.zeros(5, 1, 57))
`);
    assert.deepEqual(codes, ['input-size@6', 'input-size@7']);
  });
});
