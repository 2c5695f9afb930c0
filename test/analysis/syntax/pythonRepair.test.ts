import assert from 'node:assert/strict';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';
import type { Span } from '../../../src/analysis/model.js';
import { repaired } from '../../../src/analysis/syntax/pythonRepair.js';
import { newKnownBlocks } from '../../../src/analysis/syntax/pythonWholeBlocks.js';
import type { Program, Statement } from '../../../src/analysis/syntax/program.js';

/**
 * Programs as people write them, cut off and edited at many places. What is promised: nothing throws, places stay
 * inside the text, and what stands on other lines than the edit is read as before.
 */
const pytorch = `#!/usr/bin/env python
"""Predicts the next value of a series.

The data is a sine wave: see \`make_windows\`.
"""
import argparse
import math

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

SEQ_LEN = 50
HIDDEN = 128


class Encoder(nn.Module):
    """Runs an LSTM over the windows."""

    def __init__(self, input_size, hidden_size=HIDDEN, num_layers=2, dropout=0.):
        super(Encoder, self).__init__()
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(
            input_size,
            hidden_size,
            num_layers=num_layers,
            batch_first=True,  # (batch, time, features)
            dropout=dropout,
        )
        self.norm = nn.LayerNorm(hidden_size)

    def forward(self, x, state=None):
        """One pass.

        Args:
            x: windows, for example (32, 50, 1).
        """
        if state is None:
            h0 = torch.zeros(2, x.size(0), self.hidden_size)
            state = (h0, torch.zeros_like(h0))
        out, (h, c) = self.lstm(x, state)
        return self.norm(out), (h, c)


class Model(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.encoder = Encoder(1, args.hidden, dropout=args.dropout)
        self.head = nn.Sequential(
            nn.Linear(args.hidden, 64),
            nn.ReLU(),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        out, _ = self.encoder(x)
        return self.head(out[:, -1, :])


def make_windows(series, length):
    xs, ys = [], []
    for i in range(len(series) - length):
        xs.append(series[i:i + length])
        ys.append(series[i + length])
    return np.array(xs)[..., None], np.array(ys)


def train(model, loader, epochs, lr=1e-3):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.MSELoss()
    for epoch in range(epochs):
        total = 0.0
        for batch, target in loader:
            optimizer.zero_grad()
            prediction = model(batch).squeeze(-1)
            loss = loss_fn(prediction, target)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f'epoch {epoch}: {total / len(loader):.4f}')
    return model


def main():
    parser = argparse.ArgumentParser(description="Series")
    parser.add_argument('--hidden', type=int, default=HIDDEN)
    parser.add_argument('--dropout', type=float, default=0.1)
    args = parser.parse_args()
    series = [math.sin(i / 10) for i in range(1000)]
    x, y = make_windows(np.array(series, dtype=np.float32), SEQ_LEN)
    data = TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    loader = DataLoader(data, batch_size=32, shuffle=True)
    model = Model(args)
    try:
        train(model, loader, epochs=10)
    except KeyboardInterrupt:
        print('stopped')
    finally:
        torch.save(model.state_dict(), 'model.pt')


if __name__ == '__main__':
    main()
`;

const keras = `from __future__ import print_function
import numpy as np
from keras.models import Sequential, Model
from keras.layers import (
    LSTM, Dense, Dropout, Embedding, Input,
    TimeDistributed, RepeatVector,
)
from keras.callbacks import ModelCheckpoint

maxlen = 40
step = 3
config = {
    'units': 128,
    'layers': [64, 32],
    'names': {'in': "input's", 'out': 'output'},
}

text = open('nietzsche.txt').read().lower()
chars = sorted(list(set(text)))
char_indices = dict((c, i) for i, c in enumerate(chars))
indices_char = {i: c for i, c in enumerate(chars)}

sentences = []
next_chars = []
for i in range(0, len(text) - maxlen, step):
    sentences.append(text[i: i + maxlen])
    next_chars.append(text[i + maxlen])

x = np.zeros((len(sentences), maxlen, len(chars)), dtype=bool)
y = np.zeros((len(sentences), len(chars)), dtype=bool)
for i, sentence in enumerate(sentences):
    for t, char in enumerate(sentence):
        x[i, t, char_indices[char]] = 1
    y[i, char_indices[next_chars[i]]] = 1


def build(units=config['units'], merge='concat'):
    # A model of two layers
    model = Sequential()
    model.add(LSTM(units, return_sequences=True, input_shape=(maxlen, len(chars))))
    model.add(Dropout(0.2))
    model.add(LSTM(units))
    model.add(Dense(len(chars), activation='softmax'))
    model.compile(loss='categorical_crossentropy', optimizer='adam')
    return model


def autoencoder(timesteps, features):
    inputs = Input(shape=(timesteps, features))
    encoded = LSTM(64)(inputs)
    decoded = RepeatVector(timesteps)(encoded)
    decoded = LSTM(64, return_sequences=True)(decoded)
    outputs = TimeDistributed(Dense(features))(decoded)
    return Model(inputs, outputs)


def sample(preds, temperature=1.0):
    '''Draws an index.'''
    preds = np.asarray(preds).astype('float64')
    preds = np.log(preds) / temperature
    exp_preds = np.exp(preds)
    return np.argmax(np.random.multinomial(1, exp_preds / np.sum(exp_preds), 1))


class Generator(object):

    names = ['a',
             'b']

    def __init__(self, model, seed):
        self.model = model
        self.seed = seed

    @property
    def length(self):
        return len(self.seed)

    def generate(self, count):
        result = ''
        while len(result) < count:
            window = np.zeros((1, maxlen, len(chars)))
            for t, char in enumerate(self.seed):
                window[0, t, char_indices[char]] = 1.
            preds = self.model.predict(window, verbose=0)[0]
            result += indices_char[sample(preds)]
            if not result or \\
                    len(result) > 1000:
                break
        else:
            print("done: %d" % len(result))
        return result


model = build()
model.fit(x, y,
          batch_size=128,
          epochs=60)
generator = Generator(model, text[:maxlen])
print(generator.generate(400))
`;

const tensorflow1 = `import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_integer('batch_size', 20, 'Size of a batch.')
flags.DEFINE_integer(
    'num_steps', 35, 'Steps that are unrolled.')
FLAGS = flags.FLAGS

class Config(object):
  """Small."""
  init_scale = 0.1
  num_layers = 2
  hidden_size = 200
  vocab_size = 10000

def lstm_cell(config, is_training):
  cell = tf.contrib.rnn.BasicLSTMCell(config.hidden_size, forget_bias=0.0, state_is_tuple=True)
  if is_training and config.keep_prob < 1:
    cell = tf.contrib.rnn.DropoutWrapper(cell, output_keep_prob=config.keep_prob)
  elif is_training:
    pass
  return cell

class PTBModel(object):
  def __init__(self, is_training, config, input_):
    self._input = input_
    batch_size = input_.batch_size
    size = config.hidden_size
    cell = tf.contrib.rnn.MultiRNNCell(
        [lstm_cell(config, is_training) for _ in range(config.num_layers)], state_is_tuple=True)
    self._initial_state = cell.zero_state(batch_size, tf.float32)
    with tf.device("/cpu:0"), tf.variable_scope("embedding") as scope:
      embedding = tf.get_variable("embedding", [config.vocab_size, size], dtype=tf.float32)
      inputs = tf.nn.embedding_lookup(embedding, input_.input_data)
    outputs = []
    state = self._initial_state
    with tf.variable_scope("RNN"):
      for time_step in range(FLAGS.num_steps):
        if time_step > 0: tf.get_variable_scope().reuse_variables()
        (cell_output, state) = cell(inputs[:, time_step, :], state)
        outputs.append(cell_output)
    output = tf.reshape(tf.concat(outputs, 1), [-1, size])
    softmax_w = tf.get_variable("softmax_w", [size, config.vocab_size])
    self._logits = tf.matmul(output, softmax_w)
    self._cost = lambda targets: tf.reduce_sum(targets)

  def run(self, session, verbose=False):
    costs = 0.0; iters = 0
    for step in range(10):
      vals = session.run({"cost": self._cost, "state": self._initial_state},
                         feed_dict={})
      costs += vals["cost"]
      if verbose and step % 10 == 1:
        print("%.3f perplexity: %.3f" % (step * 1.0 / 10, costs))
    return costs

def main(_):
  config = Config()
  with tf.Graph().as_default():
    initializer = tf.random_uniform_initializer(-config.init_scale, config.init_scale)
    with tf.name_scope("Train"):
      m = PTBModel(True, config, None)
    with tf.Session() as session:
      session.run(tf.global_variables_initializer())
      print("Perplexity: %.3f" % m.run(session, verbose=True))

if __name__ == "__main__":
  tf.app.run()
`;

const programs = { PyTorch: pytorch, Keras: keras, 'TensorFlow 1': tensorflow1 };

interface Unit {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Functions by their path, and the statements that stand in no function. */
function unitsOf(program: Program | null, text: string): Unit[] {
  const units: Unit[] = [];
  const at = program?.at ?? (() => 0);
  const visit = (statements: readonly Statement[], path: string): void => {
    for (const statement of statements) {
      if (statement.kind === 'class') visit(statement.body, `${path}${statement.name}.`);
      else {
        const [start, end] = [at(statement.span.start), at(statement.span.end)];
        units.push({ key: `${path}${text.slice(start, end)} ${JSON.stringify(statement, withoutPlaces)}`, start, end });
      }
    }
  };
  visit(program?.body ?? [], '');
  return units;
}

function withoutPlaces(key: string, value: unknown): unknown {
  return /span$/i.test(key) ? undefined : value;
}

/** How many of the units that the edit does not touch are still there. */
function keptUnits(text: string, units: readonly Unit[], edit: Edit): { expected: number; kept: number } {
  const edited = text.slice(0, edit.at) + edit.inserted + text.slice(edit.at + edit.removed);
  const program = pythonProgram(edited, Infinity);
  const found = new Set(unitsOf(program, edited).map(({ key }) => key));
  const lineStart = text.lastIndexOf('\n', edit.at - 1) + 1;
  const lineEnd = text.indexOf('\n', edit.at + edit.removed);
  const untouched = units.filter(({ start, end }) => end <= lineStart || (lineEnd >= 0 && start > lineEnd));
  return { expected: untouched.length, kept: untouched.filter(({ key }) => found.has(key)).length };
}

interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

function share(text: string, edits: readonly Edit[]): number {
  const units = unitsOf(pythonProgram(text, Infinity), text);
  let expected = 0;
  let kept = 0;
  for (const edit of edits) {
    const counts = keptUnits(text, units, edit);
    expected += counts.expected;
    kept += counts.kept;
  }
  return kept / expected;
}

function places(text: string, step: number): number[] {
  return Array.from({ length: Math.floor(text.length / step) }, (_, index) => index * step);
}

/** Whatever is typed into the middle of a line; `\n` is the return key. */
const typed = ['(', ')', '[', ']', '}', '"', "'", '"""', ':', ',', '=', '.', ' ', 'x', '#', '\\', '\n'];

for (const [name, text] of Object.entries(programs)) {
  describe(`broken Python: ${name}`, function () {
    this.timeout(30_000);

    const keeps = (edits: readonly Edit[]): void => {
      const found = share(text, edits);
      assert.ok(found >= 0.98, `only ${(100 * found).toFixed(1)} % are as before`);
    };

    it('is not changed where it is whole, save for spellings of the same length', () => {
      const { text: changed, at } = repaired(text);
      assert.equal(changed.length, text.length);
      assert.equal(at(100), 100);
      assert.equal(changed.replaceAll(/(\d)0/g, '$1.'), text.replaceAll(/(\d)0/g, '$1.'));
    });

    it('keeps all that stands before the place where the text ends', () => {
      keeps(places(text, 7).map((at) => ({ at, removed: text.length - at, inserted: '' })));
    });

    it('keeps all other lines when the rest of one is not typed yet', () => {
      keeps(places(text, 7).map((at) => ({ at, removed: Math.max(0, text.indexOf('\n', at) - at), inserted: '' })));
    });

    it('keeps all other lines when a character is deleted', () => {
      keeps(places(text, 5).map((at) => ({ at, removed: 1, inserted: '' })));
    });

    for (const inserted of typed) {
      it(`keeps all other lines when ${JSON.stringify(inserted)} is typed`, () => {
        keeps(places(text, 89).map((at) => ({ at, removed: 0, inserted })));
      });
    }
  });
}

describe('Python and random edits', function () {
  this.timeout(30_000);

  it('throws at none, and every place stays inside the text', () => {
    const random = generator(42);
    for (let round = 0; round < 150; round++) {
      let text = Object.values(programs)[round % 3] ?? '';
      for (let edit = 0; edit < 8; edit++) {
        const at = Math.floor(random() * text.length);
        const inserted = typed[Math.floor(random() * typed.length)] ?? '';
        text = text.slice(0, at) + (random() < 0.5 ? inserted : '') + text.slice(at + Math.floor(random() * 4));
      }
      const { body, at } = pythonProgram(text, Infinity) ?? { body: [], at: () => -1 };
      assert.ok(body.length > 0);
      JSON.stringify(body, (key, value: unknown) => {
        if (!/span$/i.test(key) || value === null) return value;
        const { start, end } = placed(value as Span, at);
        assert.ok(start >= 0 && start <= end && end <= text.length, `${key} ${start} to ${end}`);
        return undefined;
      });
    }
  });
});

/** Numbers from 0 to 1, the same ones each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe('Python that was read before', function () {
  this.timeout(30_000);

  it('is repaired and read as it is where nothing is remembered', () => {
    const random = generator(7);
    const known = newKnownBlocks();
    let round = 0;
    for (const original of Object.values(programs)) {
      // The second half has the same statements as the first.
      const twice = `${original}\n${original}`;
      let text = twice;
      for (let edit = 0; edit < 150; edit++) {
        const at = Math.floor(random() * text.length);
        const inserted = typed[Math.floor(random() * typed.length)] ?? '';
        const edited = text.slice(0, at) + inserted + text.slice(at + Math.floor(random() * 3));
        const [remembered, fresh] = [repaired(edited, known), repaired(edited)];
        assert.deepEqual([remembered.text, remembered.pieces], [fresh.text, fresh.pieces]);
        assert.deepEqual(everyTenth(fresh.text, remembered.at), everyTenth(fresh.text, fresh.at));
        assert.equal(
          placedBody(pythonProgram(edited, Infinity)),
          placedBody(pythonProgram(edited, Infinity, `never seen ${round++}`)),
        );
        text = random() < 0.1 ? twice : random() < 0.3 ? edited : text;
      }
    }
  });

  it('tells two statements of the same text apart', () => {
    const text = 'def f():\n    return 1\n\n\n' + `x = [${'0, '.repeat(200)}]\n`.repeat(3);
    const { body = [], at = () => 0 } = pythonProgram(text, Infinity) ?? {};
    assert.equal(new Set(body.map(({ span }) => at(span.start))).size, 4);
  });
});

function everyTenth(text: string, at: (offset: number) => number): number[] {
  return places(text, 10).map(at);
}

function placedBody(program: Program | null): string {
  return JSON.stringify(program?.body, (key, value: unknown) =>
    /span$/i.test(key) && value !== null ? placed(value as Span, program?.at) : value,
  );
}

function placed({ start, end }: Span, at: Program['at'] = () => 0): Span {
  return { start: at(start), end: at(end) };
}
