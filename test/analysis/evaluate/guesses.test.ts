import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapeWords, shapesOf } from '../code/shapesOf.js';

function recurrent(source: string): string[] {
  return shapesOf(source)
    .layers.filter(({ kind }) => /LSTM|GRU/.test(kind))
    .map(
      ({ options, input, output }) =>
        `${String(options.inputSize)} ${String(options.units)} ${input ? shapeWords(input) : '-'} ${output ? shapeWords(output) : '-'}`,
    );
}

describe('methods that are called after they were looked at', () => {
  it('have what their caller gives', () => {
    const found = recurrent(`
      from tensorflow.keras.models import Sequential
      from tensorflow.keras.layers import LSTM

      class Strategy:
          def build_model(self, input_shape):
              model = Sequential()
              model.add(LSTM(64, return_sequences=True, input_shape=input_shape))
              return model

          def train_model(self, X, y):
              model = self.build_model((X.shape[1], 1))
              model.fit(X, y)
    `);
    assert.deepEqual(found, ['1 64 (batch, X.shape[1], 1) (batch, X.shape[1], 64)']);
  });

  it('have names for what nobody gives where nobody calls them', () => {
    const found = recurrent(`
      from tensorflow.keras.models import Sequential
      from tensorflow.keras.layers import LSTM

      class Strategy:
          def build_model(self, steps, features):
              model = Sequential()
              model.add(LSTM(64, input_shape=(steps, features)))
              return model

          def train_model(self, model, X, y):
              model.fit(X, y)
    `);
    assert.deepEqual(found, ['features 64 (batch, steps, features) (batch, 64)']);
  });

  it('are no guess where another method that nobody calls called them before', () => {
    const found = recurrent(`
      import torch
      from torch import nn

      class Coder(nn.Module):
          def __init__(self):
              super().__init__()
              self.encoder = nn.GRU(8, 16, batch_first=True)
              self.decoder = nn.GRU(4, 16, batch_first=True)
              self.mean = nn.Linear(16, 4)

          def decode(self, z):
              out, _ = self.decoder(z.unsqueeze(1))
              return out

          def forward(self, x):
              _, h = self.encoder(x)
              return self.decode(self.mean(h[-1]))

          def sample(self, count=1):
              return self.decode(torch.randn(count, 4))
    `);
    assert.equal(found[1], '4 16 (batch | 1, 1, 4) (batch | 1, 1, 16)');
  });

  it('keep the calls of a layer that only the first look saw', () => {
    const found = recurrent(`
      import torch.nn as nn

      class Net(nn.Module):
          def __init__(self, features):
              super().__init__()
              self.rnn = nn.GRU(features, 32, batch_first=True)

          def forward(self, x):
              return self.rnn(x)

      def main(args):
          net = Net(args.features)
          return net
    `);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', / 32 \(batch, .*\) \(batch, .*, 32\)$/);
  });
});

describe('classes that name themselves', () => {
  it('give the classes that they use their sizes all the same', () => {
    const found = recurrent(`
      import tensorflow as tf

      class Encoder(tf.keras.Model):
          def __init__(self, features, units):
              super(Encoder, self).__init__()
              self.embedding = tf.keras.layers.Embedding(100, features)
              self.gru = tf.keras.layers.GRU(units, return_sequences=True)

          def call(self, x):
              return self.gru(self.embedding(x))

      class Translator:
          def __init__(self):
              self.encoder = Encoder(8, 16)

          def translate(self, x):
              return self.encoder(x)

          @classmethod
          def load(cls):
              return Translator()
    `);
    assert.deepEqual(found, ['8 16 (batch, steps, 8) (batch, steps, 16)']);
  });
});
