import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

describe('generators', () => {
  it('give what they yield, turn by turn', () => {
    const { shapes, codes } = shapesOf(`
      import numpy as np
      import torch
      from torch import nn
      lstm = nn.LSTM(3, 7, batch_first=True)
      def batches(size, steps):
          while True:
              rows = []
              for i in range(size):
                  rows.append(np.zeros((steps, 3)))
              yield np.array(rows), np.zeros(size)
      x, y = next(batches(32, 10))
      for first, second in batches(16, 5):
          out, _ = lstm(torch.from_numpy(first).float())
      many = list(batches(4, 6))
      z = many[0][1]
    `);
    assert.deepEqual([shapes.x, shapes.y], ['(32, 10, 3)', '(32,)']);
    assert.deepEqual([shapes.first, shapes.second, shapes.out], ['(16, 5, 3)', '(16,)', '(16, 5, 7)']);
    assert.equal(shapes.z, '(4,)');
    assert.deepEqual(codes, []);
  });

  it('give what others yield, those of a class that are gone through, and nothing known by a yield alone', () => {
    const { shapes } = shapesOf(`
      import numpy as np
      import torch
      from torch import nn
      lstm = nn.LSTM(3, 7)
      class Batches:
          def __init__(self, size):
              self.size = size
          def __iter__(self):
              for i in range(100):
                  yield np.zeros((self.size, i, 3))
      def all_of(size):
          yield from Batches(size)
      def waiting():
          got = yield
          yield got
      for a in Batches(8):
          pass
      for b in all_of(9):
          pass
      for c in waiting():
          d = c
    `);
    assert.deepEqual([shapes.a, shapes.b], ['(8, i, 3)', '(9, i, 3)']);
    assert.equal(shapes.d, undefined);
  });

  it('change nothing before they are asked, and their mistakes are warnings', () => {
    const { shapes, problems } = shapesOf(`
      import torch
      from torch import nn
      lstm = nn.LSTM(3, 7)
      size = 5
      def later():
          global size
          size = 6
          out, _ = lstm(torch.zeros(2, 4, 9))
          yield out
      waiting = later()
      x = torch.zeros(size, 3)
    `);
    assert.equal(shapes.x, '(5, 3)');
    assert.deepEqual(
      problems.map(({ code, severity }) => `${code} ${severity}`),
      ['input-size warning'],
    );
  });

  it('are looked at where nobody calls them', () => {
    const { shapes } = shapesOf(`
      import torch
      from torch import nn
      def outputs(hidden):
          lstm = nn.LSTM(3, hidden)
          out, _ = lstm(torch.zeros(2, 4, 3))
          yield out
    `);
    assert.equal(shapes.out, '(2, 4, hidden)');
  });

  it('are the data of a model that is fitted to them', () => {
    const program = (features: number) => `
      import numpy as np
      from keras.models import Sequential
      from keras.layers import LSTM, Dense
      def batches(x, y):
          while True:
              yield x[:32], y[:32]
      model = Sequential([LSTM(7, input_shape=(10, 3)), Dense(1)])
      model.compile(loss='mse', optimizer='adam')
      x, y = np.zeros((100, 10, ${features})), np.zeros((100, 1))
      model.fit_generator(batches(x, y), steps_per_epoch=3)
      model.fit(batches(x, y), steps_per_epoch=3)
    `;
    assert.deepEqual(shapesOf(program(3)).codes, []);
    assert.deepEqual(shapesOf(program(4)).codes, ['data-shape@10', 'data-shape@11']);
  });
});
