import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

describe('functions given to something that nobody knows', () => {
  const program = (use: string) => `
      import torch.nn as nn
      from threading import Thread
      from somewhere import later

      sizes = []
      def add(n=4):
          sizes.append(n)
          sizes.append(n)
      class Keeper:
          def keep(self):
              sizes.append(4)
      ${use}
      a, b = sizes
      rnn = nn.LSTM(a, 8)
  `;

  it('may have run by the time of anything that follows', () => {
    for (const use of [
      'run = later(add); run(4)',
      'run = later(key=add); run()',
      'thread = Thread(target=add); thread.start()',
      'run = later(lambda: sizes.extend([1, 2])); run()',
      'run = later(Keeper().keep); run(); run()',
    ]) {
      assert.deepEqual(shapesOf(program(use)).codes, [], use);
    }
  });

  it('change nothing where they are given to nothing', () => {
    assert.deepEqual(shapesOf(program('run = add')).codes, ['unpack-count@13']);
    assert.deepEqual(shapesOf(program('run = later(sizes == [])')).codes, ['unpack-count@13']);
  });
});
