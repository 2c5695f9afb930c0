import assert from 'node:assert/strict';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';

/** What is known of the axes of the first assignment, in few words: `batch time 64`, a dot for any other axis. */
function axesOf(text: string): string | null {
  const [statement] = pythonProgram(text, Number.POSITIVE_INFINITY)?.body ?? [];
  if (statement?.kind !== 'assign' || !statement.axes) return null;
  return statement.axes.map(({ role, size }) => `${role ?? '.'}${size ?? ''}`).join(' ');
}

describe('comments that name axes', () => {
  const said: [comment: string, axes: string][] = [
    ['(batch, seq, feat)', 'batch time .'],
    ['[B, T, F]', 'batch time .'],
    ['(batch_size, seq_len, input_size)', 'batch time .'],
    ['(seq_len, batch, input_size)', 'time batch .'],
    ['x: (N, L, H)', 'batch time .'],
    ['shape: (batch size, sequence length, 64)', 'batch time .64'],
    ['batch=32, seq=10, features=64', 'batch32 time10 .64'],
    ['B x T x C -> T x B x C', 'time batch .'],
    ['[batch_size, n_step, n_hidden * num_directions(=2)]', 'batch time .'],
    ['バッチサイズ=16, シーケンス長=10, 入力特徴量=5', 'batch16 time10 .5'],
    ['(B, T)', 'batch time'],
  ];
  for (const [comment, axes] of said) it(comment, () => assert.equal(axesOf(`x = f(1)  # ${comment}`), axes));

  it('says nothing where a word is none for an axis, or batch and time are not both told', () => {
    const comments = [
      '(batch, hidden)',
      '(layers, batch, hidden)',
      '(a, b)',
      '(maybe, later)',
      '(32, 10, 64)',
      'B',
      '(B, T) (T, B)',
    ];
    for (const comment of comments) assert.equal(axesOf(`x = f(1)  # ${comment}`), null, comment);
  });

  it('reads the comment of the same line, wherever the statement began', () => {
    assert.equal(axesOf('x = f(1)\n# (batch, seq, feat)'), null);
    assert.equal(axesOf('f(1)  # (batch, seq, feat)\nx = 1'), null);
    assert.equal(axesOf('x = f(1,\n  2)  # (batch, seq, feat)\ny = 1'), 'batch time .');
  });
});
