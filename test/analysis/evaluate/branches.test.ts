import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const net = `
import sys
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.layers = nn.ModuleList()
        self.layers.append(nn.GRU(features, hidden, batch_first=True))
        self.layers.append(nn.GRU(hidden, hidden, batch_first=True))
        self.head = nn.Sequential()
        self.head.add_module('out', nn.Linear(hidden, 2))

    def forward(self, x):
        for layer in self.layers:
            x, state = layer(x)
        return self.head(x)
`;

describe('what a branch returns', () => {
  for (const [what, rest] of [
    ['before an error', "    raise ValueError('no such kind')"],
    ['before nothing', ''],
    ['beside an error', "    else:\n        raise ValueError('no such kind')"],
    ['beside something else', '    else:\n        return nn.Linear(3, 2)'],
  ] as const) {
    it(`keeps what it was given there, ${what}`, () => {
      const { shapes, codes } = shapesOf(`${net}
def build(kind):
    if kind == 'net':
        made = Net(3, 8)
        return made
${rest}
y = build(sys.argv[1])(torch.zeros(4, 5, 3))
`);
      assert.equal(shapes['state'], '(1, 4, 8)');
      assert.equal(shapes['y'], '(4, 5, 2)');
      assert.deepEqual(codes, []);
    });
  }

  it('keeps it where nobody calls the function', () => {
    const { shapes } = shapesOf(`${net}
def build(kind):
    if kind:
        return Net(3, 8)
`);
    assert.equal(shapes['state'], '(1, batch, 8)');
  });

  it('is a model with its layers in Keras and TensorFlow.js', () => {
    const python = shapesOf(`
import sys
import numpy as np
from keras.models import Sequential
from keras.layers import GRU, Dense

def build(kind):
    if kind == 'gru':
        model = Sequential()
        model.add(GRU(8, input_shape=(5, 3)))
        model.add(Dense(2))
        return model
    raise ValueError(kind)

y = build(sys.argv[1]).predict(np.zeros((4, 5, 3)))
`);
    assert.equal(python.shapes['y'], '(4, 2)');
    const javascript = shapesOf(
      `
import * as tf from '@tensorflow/tfjs';
function build(kind) {
  if (kind === 'gru') {
    const model = tf.sequential();
    model.add(tf.layers.gru({ units: 8, inputShape: [5, 3] }));
    model.add(tf.layers.dense({ units: 2 }));
    return model;
  }
  throw new Error(kind);
}
const y = build(process.argv[2]).predict(tf.zeros([4, 5, 3]));
`,
      { language: 'typescript' },
    );
    assert.equal(javascript.shapes['y'], '(4, 2)');
  });

  it('changes nothing that was there before', () => {
    const { shapes } = shapesOf(`${net}
kept = {'width': 6}
def build(kind):
    if kind == 'net':
        kept['width'] = 7
        return Net(3, 8)
    return nn.GRU(3, kept['width'], batch_first=True)
out, last = nn.GRU(3, kept['width'])(torch.zeros(5, 4, 3))
`);
    assert.equal(shapes['last'], '(1, 4, 6)');
  });

  it('has a wrong input reported as anything else', () => {
    const { codes } = shapesOf(`${net}
def build(kind):
    if kind == 'net':
        return Net(3, 8)
    raise ValueError('no such kind')
y = build(sys.argv[1])(torch.zeros(4, 5, 6))
`);
    assert.deepEqual(codes, ['input-size@16']);
  });
});

describe('lists that are made in a branch', () => {
  it('are as long as that branch left them', () => {
    const { layers } = shapesOf(`
import sys
import torch
import torch.nn as nn
if len(sys.argv) > 1:
    layers = nn.ModuleList()
    layers.append(nn.GRU(3, 8))
    layers.append(nn.GRU(8, 5))
x = torch.zeros(6, 4, 3)
for layer in layers:
    x, state = layer(x)
`);
    assert.deepEqual(
      layers.map(({ output }) => output),
      [
        [6, 4, 8],
        [6, 4, 5],
      ],
    );
  });
});

describe('a size that is one of several', () => {
  const inputOf = (sizes: string) =>
    shapesOf(`
      from keras import Input
      from keras.layers import GRU
      def build(first_window_features, second_window_features, third_window_features, kind):
          if kind == 1:
              x = Input((9, first_window_features))
          elif kind == 2:
              x = Input((9, second_window_features))
          else:
              x = Input((9, ${sizes}))
          return GRU(4)(x)
    `).layers[0]?.input?.at(-1);

  it('has the names of two, however long they are, and no more than a few words', () => {
    assert.equal(inputOf('second_window_features'), 'first_window_features | second_window_features');
    assert.equal(inputOf('third_window_features'), null);
  });

  it('goes by a name of its own where nothing is said of it', () => {
    const { layers, codes } = shapesOf(`
      from keras import Sequential
      from keras.layers import LSTM, Dense
      def build(input_shape, rows):
          model = Sequential([LSTM(8, return_sequences=True, input_shape=input_shape), LSTM(4), Dense(1)])
          model.compile('adam', 'mse')
          model.fit(rows, rows)
          return model.predict(rows[:5])
    `);
    assert.deepEqual(layers[0]?.input, ['batch', 'steps', 'features']);
    assert.deepEqual(layers[1]?.input, ['batch', 'steps', 8]);
    assert.deepEqual(codes, []);
  });
});
