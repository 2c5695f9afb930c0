import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

function sizesOf(size: string): readonly unknown[] {
  const { layers } = shapesOf(`
    import torch.nn as nn
    text = 'abcdefghijklmnopqrstuvwxyz .,'
    words = 'one two three four five six seven eight nine ten'.split()
    letters = [c for c in text]
    index = {c: i for i, c in enumerate(letters)}
    lstm = nn.LSTM(${size}, 4)
  `);
  return layers.map(({ options }) => options.inputSize);
}

describe('comprehensions over an alphabet', () => {
  for (const [size, expected] of [
    ['len(letters)', '29'],
    ['len(index)', '29'],
    ['len(sorted(list(set(text))))', '29'],
    ['len(dict((c, i) for i, c in enumerate(letters)))', '29'],
    ['len({c: i for i, c in enumerate(sorted(set(text)))})', '29'],
    ['len({w: i for i, w in enumerate(set(words))})', '10'],
    ['len([c for c in letters if c != " "])', '28'],
    ['len([i for i in letters for j in words])', '290'],
  ] as const) {
    it(size, () => {
      assert.deepEqual(sizesOf(size).map(String), [expected]);
    });
  }

  it('counts the different letters of a long text', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      text = 'the endless immensity of the sea, and all that is in it, goes on and on'
      chars = list(set(text))
      lstm = nn.LSTM(len(chars), 4)
    `);
    const letters = new Set('the endless immensity of the sea, and all that is in it, goes on and on').size;
    assert.equal(String(layers[0]?.options.inputSize), String(letters));
  });

  it('knows the length of what costs too much to go through', () => {
    const { layers } = shapesOf(`
      import torch.nn as nn
      text = 'abcdefghijklmnopqrstuvwxyz0123456789'
      def slow(c):
          total = 0
          for i in range(20):
              for j in range(3):
                  total += i * j + ord(c) * 3 * 5
          return total
      numbers = [slow(c) for c in text]
      some = [slow(c) for c in text if slow(c) > 3]
      lstm = nn.LSTM(len(numbers), 4)
      other = nn.LSTM(5, len(some))
    `);
    assert.equal(String(layers[0]?.options.inputSize), '36');
    assert.equal(layers[1]?.options.inputSize, 5);
    assert.notEqual(String(layers[1].options.units), '36');
  });
});
