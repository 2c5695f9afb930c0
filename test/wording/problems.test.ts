import assert from 'node:assert/strict';
import type { ProblemDetail } from '../../src/analysis/model.js';
import { bytesText, fixTitle, problemMessage } from '../../src/wording/problems.js';

function say(detail: ProblemDetail): string {
  return problemMessage({ ...detail, severity: 'error', span: { start: 0, end: 0 }, fixes: [] });
}

describe('the words for problems', () => {
  it('say the field, what is expected and what was found', () => {
    const sentences: readonly (readonly [ProblemDetail, string])[] = [
      [{ code: 'invalid-size', field: 'steps', found: '-5' }, '`steps` must be a positive integer, but is -5.'],
      [
        { code: 'invalid-size', field: 'steps', found: '1e400' },
        '`steps` must be a positive integer of at most 9,007,199,254,740,991, but is 1e400.',
      ],
      [
        { code: 'wrong-type', field: 'seed', expected: 'a non-negative integer', found: '"x"' },
        '`seed` must be a non-negative integer, but is "x".',
      ],
      [
        { code: 'unknown-value', field: 'cell', allowed: ['a', 'b', 'c'], found: '"x"' },
        '`cell` is "x"; RNN Lens knows a, b and c.',
      ],
      [
        { code: 'missing-field', fields: ['batch'] },
        '`batch` is missing; a run needs batch, steps, features and rnn_size.',
      ],
      [
        { code: 'missing-field', fields: ['batch', 'steps', 'features'] },
        '`batch`, `steps` and `features` are missing; a run needs batch, steps, features and rnn_size.',
      ],
      [
        { code: 'duplicate-key', key: 'batch', other: '2' },
        '`batch` is given again further down (2); this one has no effect.',
      ],
      [
        { code: 'shape-mismatch', field: 'weights.i_b', expected: [7], found: [1, 7] },
        '`weights.i_b` has shape (1, 7), but the config expects (7,).',
      ],
      [
        { code: 'ragged-array', field: 'inputs', index: [0, 1], expected: '2 elements', found: '1' },
        '`inputs[0][1]` should be 2 elements like the first one at this depth, but is 1 element.',
      ],
      [
        { code: 'not-a-number', field: 'inputs', index: [2], found: 'null' },
        '`inputs[2]` must be a finite float32 number, but is null.',
      ],
      [
        { code: 'window-too-long', window: 1500, length: 14 },
        'The window is longer than its series: one line takes steps · features = 1,500 numbers, and the series has 14.',
      ],
      [
        { code: 'series-too-short', length: 4, lines: 1, batch: 4, needed: 5 },
        'The series of 4 numbers gives 1 line, but batch is 4, which needs 5 numbers.',
      ],
      [
        { code: 'run-too-large', bytes: 12_400_000_000, limit: 1e9 },
        'Running this network would take 12.4 GB of memory, over the limit of 1 GB. The shapes are shown all the same.',
      ],
      [{ code: 'not-yet', what: 'a GRU' }, 'RNN Lens shows the shapes of a GRU, but cannot run it yet.'],
      [
        { code: 'not-known', fields: ['seed', 'inputs'] },
        '`seed` and `inputs` do not follow from the text, so the network cannot be run.',
      ],
      [
        { code: 'unreadable-file', path: 'a.csv', reason: 'it is empty' },
        'The file "a.csv" cannot be used: it is empty.',
      ],
    ];
    for (const [detail, sentence] of sentences) assert.equal(say(detail), sentence);
  });

  it('say what a fix does', () => {
    const title = (action: Parameters<typeof fixTitle>[0]['action']) => fixTitle({ action, edits: [] });
    assert.equal(title({ kind: 'replace', text: '5' }), 'Change to 5');
    assert.equal(title({ kind: 'remove-duplicate', key: 'batch' }), 'Remove this `batch`, which has no effect');
    assert.equal(title({ kind: 'set-size', key: 'batch', text: '2' }), 'Set `batch` to 2');
  });
});

describe('the words for bytes', () => {
  it('are short and in powers of 1000', () => {
    for (const [bytes, text] of [
      [0, '0 bytes'],
      [999, '999 bytes'],
      [1000, '1 kB'],
      [1234, '1.23 kB'],
      [999_999, '1000 kB'],
      [1e9, '1 GB'],
      [1.2345e18, '1.23 EB'],
      [1e30, '1.0e+12 EB'],
    ] as const)
      assert.equal(bytesText(bytes), text);
  });
});
