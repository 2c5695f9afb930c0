import assert from 'node:assert/strict';
import { configFields } from '../../src/analysis/model.js';
import { fieldHover, fieldSentence, networkHover, tensorRows } from '../../src/wording/hovers.js';
import { analyzeJson, analyzeTypeScript, only } from '../support/analyses.js';

const lecture = { batch: 6, steps: 5, features: 3, rnn_size: 7 };

function network(options: object = {}) {
  return only(analyzeJson(JSON.stringify({ ...lecture, ...options })));
}

/** The names and shapes that the hover over a field shows. */
function shapesOf(field: string, options: object = {}): string[] {
  const found = network(options);
  const hover = fieldHover(
    found,
    found.config!.fields.find(({ spelling }) => spelling === field)!,
  );
  return [...hover.matchAll(/^\| (.+?) \| `(.+?)` \|/gm)].map(([, name, shape]) => `${name!} ${shape!}`);
}

describe('the hover over a network', () => {
  it("shows the lecture's whole table", () => {
    assert.equal(
      networkHover(network()),
      [
        '**model** · SimpleRNN · 140 parameters',
        '',
        '| tensor | shape | |',
        '|:--|:--|:--|',
        '| input | `(6, 5, 3)` | (batch, steps, features) |',
        '| i_w | `(3, 7)` | input kernel |',
        '| i_b | `(7,)` | input bias |',
        '| h_w | `(7, 7)` | recurrent kernel |',
        '| h_b | `(7,)` | recurrent bias |',
        '| o_w | `(7, 7)` | output kernel |',
        '| o_b | `(7,)` | output bias |',
        "| one line's output | `(1, 5, 7)` | one line of the batch |",
        '| outputs | `(6, 5, 7)` | every step |',
        '| state | `(6, 7)` | after the last step |',
      ].join('\n'),
    );
  });

  it('shows each layer and direction, and the state of the cell', () => {
    const names = tensorRows(network({ cell: 'lstm', num_layers: 2, bidirectional: true })).map(({ name }) => name);
    assert.ok(names.includes('lstm_1.forward.i_w') && names.includes('lstm_2.backward.h_b'));
    assert.equal(names.at(-1), 'cell state');
    assert.equal(new Set(names).size, names.length);
  });

  it('leaves out the outputs whose shape is not known, and what a cell that is not decides', () => {
    const base = 'batch: 6, steps: 5, features: 3, rnn_size: 7';
    const flag = only(analyzeTypeScript(`const a = { ${base}, return_sequences: flag };`));
    assert.doesNotMatch(networkHover(flag), /outputs/);
    const kind = only(analyzeTypeScript(`const a = { ${base}, cell: kind };`));
    assert.deepEqual(tensorRows(kind)[1]?.shape, [3, null]);
  });

  it('takes a name for words and no Markdown', () => {
    const name = '[a](command:x) `b` **c** <d> | e\n# f ![g](h)';
    const [title = ''] = networkHover(network({ name })).split('\n');
    assert.ok(title.endsWith('** · SimpleRNN · 140 parameters'));
    assert.doesNotMatch(title.slice(2, -'** · SimpleRNN · 140 parameters'.length), /(?<!\\)[[\]`*<>|#!()]/);
  });
});

describe('the hover over a field', () => {
  it('says what it means, in one sentence', () => {
    const found = network();
    const steps = found.config!.fields.find(({ name }) => name === 'steps')!;
    assert.match(fieldHover(found, steps), /^\*\*steps\*\* — The time axis: .*same weights at every step\.\n\n\|/);
    for (const field of configFields) assert.match(fieldSentence(field), /^[A-Z`][^]*\.$/, field);
  });

  it('names the field that another spelling stands for', () => {
    const found = only(analyzeJson('{ "hidden_size": 7, "seq_len": 5, "input_size": 3 }'));
    assert.match(fieldHover(found, found.config!.fields[0]!), /^\*\*hidden\\_size\*\* \(`rnn_size`\) — The size/);
  });

  it('shows every tensor that the field takes part in', () => {
    assert.deepEqual(shapesOf('steps'), ['input (6, 5, 3)', "one line's output (1, 5, 7)", 'outputs (6, 5, 7)']);
    assert.deepEqual(shapesOf('batch'), ['input (6, 5, 3)', 'outputs (6, 5, 7)', 'state (6, 7)']);
    assert.deepEqual(shapesOf('features'), ['input (6, 5, 3)', 'i_w (3, 7)']);
    assert.deepEqual(shapesOf('rnn_size'), [
      'i_w (3, 7)',
      'i_b (7,)',
      'h_w (7, 7)',
      'h_b (7,)',
      'o_w (7, 7)',
      'o_b (7,)',
      "one line's output (1, 5, 7)",
      'outputs (6, 5, 7)',
      'state (6, 7)',
    ]);
    assert.deepEqual(shapesOf('output_size', { output_size: 2 }), [
      'o_w (7, 2)',
      'o_b (2,)',
      "one line's output (1, 5, 2)",
      'outputs (6, 5, 2)',
    ]);
    assert.ok(!shapesOf('rnn_size', { output_size: 2 }).includes('outputs (6, 5, 2)'));
    assert.deepEqual(shapesOf('steps', { return_sequences: false }), ['input (6, 5, 3)']);
    assert.deepEqual(shapesOf('return_sequences', { return_sequences: false }), [
      "one line's output (1, 7)",
      'outputs (6, 7)',
    ]);
    assert.deepEqual(shapesOf('seed', { seed: 3 }), []);
  });
});
