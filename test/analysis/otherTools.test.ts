import assert from 'node:assert/strict';
import { analyzeJson, analyzeTypeScript, flows, only } from '../support/analyses.js';

/** Networks and problems of a text: both are to be empty where it means something else. */
function found(text: string) {
  const { networks, problems } = analyzeJson(text);
  return [networks.length, problems.length];
}

describe('the configs of other tools', () => {
  it('are grids, search spaces and networks of other kinds, and none of ours', () => {
    for (const text of [
      '{ "rnn_size": [64, 128], "batch": [16, 32], "steps": 20, "features": 8 }',
      '{ "encoder_type": "transformer", "rnn_size": 512, "heads": 8, "batch_size": 4096 }',
      '{ "seq_len": 96, "input_size": 7, "hidden_size": 64, "n_heads": 4 }',
      '{ "model_type": "rwkv", "hidden_size": 64, "seq_len": 9, "input_size": 3 }',
      '{ "units": 2, "steps": ["mix", "fry"], "features": ["vegan"] }',
      '{ "units": 0.001, "steps": 1000, "features": 4 }',
    ])
      assert.deepEqual(found(text), [0, 0], text);
  });

  it('name their cell in words of their own', () => {
    const base = '"batch_size": 6, "seq_len": 5, "input_size": 3, "hidden_size": 7';
    for (const [word, kind] of [
      ['"rnn_type": "LSTM"', 'LSTM'],
      ['"model": "gru"', 'GRU'],
      ['"model_type": "char-rnn"', 'RNN'],
      ['"model": "v2"', 'SimpleRNN'],
    ] as const)
      assert.equal(only(analyzeJson(`{ ${base}, ${word} }`)).layers[0]?.kind, kind, word);
    const unknown = 'const a = { cell: options.cell, hidden_size: 20, input_size: 10, seq_len: 5 };';
    assert.equal(only(analyzeTypeScript(unknown)).layers[0]?.kind, 'RNN');
  });

  it('leave a size open where two of their spellings disagree', () => {
    const text = '{ "input_size": 32, "hidden_size": 256, "seq_len": 50, "num_steps": 500000, "batch_size": 128 }';
    assert.deepEqual(flows(analyzeJson(text)), ['model (128, steps, 32) → (128, steps, 256)']);
    assert.deepEqual(flows(analyzeJson(text.replace('500000', '50'))), ['model (128, 50, 32) → (128, 50, 256)']);
  });

  it('have zeros, large runs, LSTMs and paths that are nobody’s mistake', () => {
    for (const text of [
      '{ "units": 0, "steps": 0, "features": 0 }',
      '{ "units": 64, "cell_type": "LSTM", "n_features": -1 }',
      '{ "cell": "simple_rnn", "batch_size": 256, "seq_len": 1000000, "input_size": 64, "hidden_size": 1024 }',
      '{ "input_size": 5, "hidden_size": 32, "seq_len": 20, "inputs": "data/train.json", "weights": "w.json" }',
    ])
      assert.deepEqual(analyzeJson(text).problems, [], text);
  });
});

describe('a file of ours', () => {
  const codes = (text: string) => analyzeJson(text, 'a.rnn.json').problems.map(({ code }) => code);

  it('is a network also without its hidden size', () => {
    assert.deepEqual(codes('{ "batch": 6, "steps": 5, "features": 3 }'), ['missing-field']);
    assert.deepEqual(codes('{ "name": "nothing yet" }'), []);
    assert.deepEqual(codes('{ "a": { "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 } }'), []);
  });

  it('has its slips of the key named, with what was meant', () => {
    const text = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7, "activaton": "relu", "note": 1 }';
    const [problem, ...others] = analyzeJson(text, 'a.rnn.json').problems;
    assert.deepEqual([problem?.code, others.length], ['unknown-field', 0]);
    assert.deepEqual(problem?.fixes[0]?.edits[0]?.text, '"activation"');
  });
});
