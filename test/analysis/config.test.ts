import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { spellings } from '../../src/analysis/fields.js';
import { analyzeJson, analyzeTypeScript, applyFix, flows, marks, only } from '../support/analyses.js';

const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';

/** The table of the contract. */
const table: Readonly<Record<string, readonly string[]>> = {
  batch: ['batch', 'batch_size', 'batchSize'],
  steps: ['steps', 'time_steps', 'timesteps', 'timeSteps', 'num_steps', 'seq_len', 'sequence_length', 'sequenceLength'],
  features: ['features', 'num_features', 'n_features', 'input_size', 'inputSize', 'input_dim'],
  rnn_size: ['rnn_size', 'rnnSize', 'units', 'hidden_size', 'hiddenSize', 'num_units'],
  cell: ['cell', 'cell_type'],
};

function isQuiet(text: string, fileName = 'any.json'): void {
  const { networks, problems } = analyzeJson(text, fileName);
  assert.deepEqual([networks.length, problems.length], [0, 0], text);
}

describe('which objects are configs', () => {
  it('knows the spellings of the contract and no others', () => {
    for (const [field, words] of Object.entries(table))
      assert.deepEqual([...spellings[field as 'batch']].sort(), [...words].sort());
  });

  it('reads every spelling of every field', () => {
    for (const batch of table['batch']!)
      for (const steps of table['steps']!)
        for (const features of table['features']!)
          for (const units of table['rnn_size']!) {
            const text = JSON.stringify({ [batch]: 6, [steps]: 5, [features]: 3, [units]: 7 });
            assert.deepEqual(flows(analyzeJson(text)), ['model (6, 5, 3) → (6, 5, 7)'], text);
          }
  });

  it('takes rnn_size or rnnSize with any one of batch, steps and features', () => {
    for (const own of ['rnn_size', 'rnnSize'])
      for (const other of [...table['batch']!, ...table['steps']!, ...table['features']!])
        assert.equal(analyzeJson(JSON.stringify({ [own]: 7, [other]: 6 })).networks.length, 1, `${own} ${other}`);
  });

  it('takes rnn_size alone, or with what is none of the four, for nothing', () => {
    for (const own of ['rnn_size', 'rnnSize']) {
      isQuiet(JSON.stringify({ [own]: 7 }));
      isQuiet(JSON.stringify({ [own]: 7, cell: 'lstm', num_layers: 2, activation: 'tanh', seed: 1 }));
    }
  });

  it('takes the other spellings with steps and features together, or with a cell', () => {
    for (const alias of table['rnn_size']!.slice(2)) {
      for (const steps of table['steps']!)
        for (const features of table['features']!)
          assert.equal(analyzeJson(JSON.stringify({ [alias]: 7, [steps]: 5, [features]: 3 })).networks.length, 1);
      for (const cell of table['cell']!)
        assert.equal(analyzeJson(JSON.stringify({ [alias]: 7, [cell]: 'lstm' })).networks.length, 1);
      for (const other of [...table['batch']!, ...table['steps']!, ...table['features']!])
        isQuiet(JSON.stringify({ [alias]: 7, [other]: 32 }));
      for (const steps of table['steps']!) isQuiet(JSON.stringify({ [alias]: 7, batch_size: 32, [steps]: 5 }));
      for (const features of table['features']!) isQuiet(JSON.stringify({ [alias]: 7, batch: 32, [features]: 5 }));
    }
  });
});

describe('what stays quiet', () => {
  it('a Transformer', () => {
    isQuiet('{"hidden_size": 768, "batch_size": 32}');
    isQuiet(
      JSON.stringify({
        architectures: ['BertForMaskedLM'],
        hidden_act: 'gelu',
        hidden_size: 768,
        intermediate_size: 3072,
        max_position_embeddings: 512,
        num_attention_heads: 12,
        num_hidden_layers: 12,
        type_vocab_size: 2,
        vocab_size: 30522,
      }),
    );
  });

  it('package.json, tsconfig.json and JSON Schemas', () => {
    isQuiet(readFileSync('package.json', 'utf8'), 'package.json');
    isQuiet(readFileSync('tsconfig.json', 'utf8'), 'tsconfig.json');
    const schema = readFileSync('media/rnn.schema.json', 'utf8');
    isQuiet(schema, 'rnn.schema.json');
    isQuiet(`{ "properties": { "batch": { "type": "integer" }, "steps": {}, "features": {}, "rnn_size": {} } }`);
    isQuiet(`{ "properties": { "batch": true, "rnn_size": { "type": "integer" } } }`);
    isQuiet(`{ "required": ["batch", "rnn_size"], "rnn_size": ["batch"], "batch": ["steps"] }`);
  });

  it('search spaces and grids of experiments', () => {
    isQuiet(
      JSON.stringify({
        method: 'bayes',
        parameters: { rnn_size: { values: [64, 128] }, batch_size: { value: 32 }, steps: { min: 5, max: 50 } },
      }),
    );
    isQuiet(JSON.stringify({ rnn_size: [64, 128, 256], batch_size: [16, 32], seq_len: [10] }));
  });

  it('labels, templates and flags', () => {
    isQuiet('{ "batch": "Batch size", "steps": "Time steps", "features": "Features", "rnn_size": "Units" }', 'de.json');
    isQuiet('{ "batch": "{{batch}}", "steps": "{{steps}}", "features": "{{features}}", "rnn_size": "{{units}}" }');
    isQuiet('{ "batch": true, "steps": false, "features": true, "rnn_size": true }');
  });

  it('lengths on a page, table cells and sliders', () => {
    for (const text of [
      `const style = { units: 'px', cell: td };`,
      `const style = { units: 'px', cell: 'header' };`,
      `const grid = { units: 12, cell: { width: 3 } };`,
      `const slider = { units: 'ms', steps: 5, features: ['drag'] };`,
      `const grid = { units: 3, cell: cellOf(row) };`,
    ]) {
      const { networks, problems } = analyzeTypeScript(text);
      assert.deepEqual([networks.length, problems.length], [0, 0], text);
    }
  });

  it('gives at most notes on the configs of other programs', () => {
    for (const text of [
      '{ "rnn_size": 128, "num_layers": 1, "batch_size": 50, "seq_length": 50, "model": "lstm", "learning_rate": 0.002 }',
      '{ "rnn_size": 512, "batch_size": null, "dropout": 0.5, "seed": -1, "inputs": "tokens", "weights": "imagenet" }',
      '{ "rnn_size": 512, "batch_size": -1, "time_steps": -1, "features": "auto", "seed": "random" }',
      '{ "rnn_size": 512, "batch_size": 8, "bidirectional": 1, "return_sequences": "both", "activation": "selu" }',
      '{ "rnn_size": 512, "batch_size": 8, "cell": "nas", "output": "softmax", "inputs": [["a"], ["b", "c"]] }',
      '{ "hidden_size": 512, "cell_type": "LSTM", "weights": [0.1, 0.9], "series": {"name": "a"}, "initial_state": {} }',
    ]) {
      const { problems } = analyzeJson(text);
      assert.deepEqual(
        problems.filter(({ severity }) => severity !== 'info'),
        [],
        text,
      );
    }
  });
});

describe('fields that are missing', () => {
  it('are an error where the config is certainly ours', () => {
    const three = '{ "batch": 6, "features": 3, "rnn_size": 7 }';
    assert.deepEqual(marks(three, analyzeJson(three)), ['error missing-field {']);
    const two = '{ "rnnSize": 7, "batch_size": 6 }';
    assert.deepEqual(marks(two, analyzeJson(two)), ['info missing-field {']);
    assert.deepEqual(marks(two, analyzeJson(two, 'rnn.json')), ['error missing-field {']);
    assert.deepEqual(marks(two, analyzeJson(two, 'some/folder/lecture.rnn.json')), ['error missing-field {']);
    const withSchema = '{ "$schema": "rnn-lens:/rnn.schema.json", "rnn_size": 7, "batch": 6 }';
    assert.deepEqual(marks(withSchema, analyzeJson(withSchema)), ['error missing-field {']);
    const ts = `const net = { batch: 6, features: 3, rnn_size: 7 };`;
    assert.deepEqual(marks(ts, analyzeTypeScript(ts)), ['info missing-field {']);
  });

  it('are named, all of them', () => {
    const [problem] = analyzeJson('{ "rnn_size": 7, "steps": 6 }').problems;
    assert.ok(problem?.code === 'missing-field');
    assert.deepEqual(problem.fields, ['batch', 'features']);
  });

  it('are none of ours in the configs of others, and where the data tell them or may', () => {
    for (const text of [
      '{ "hidden_size": 7, "cell": "rnn" }',
      '{ "rnn_size": 2, "inputs": [[[1, 2], [3, 4]]], "batch": 1 }',
      '{ "rnn_size": 2, "inputs": "data.json", "batch": 1, "steps": 3 }',
      '{ "rnn_size": 2, "steps": 2, "features": 1, "series": "data.csv" }',
      '{ "rnn_size": 2, "steps": 2, "features": 1, "series": [1, 2, 3] }',
      '{ "rnn_size": 2, "steps": 2, "batch": 1, "weights": { "i_w": [[1, 2]] } }',
      '{ "rnn_size": 2, "steps": 2, "batch": 1, "weights": "weights.json" }',
    ])
      assert.deepEqual(marks(text, analyzeJson(text)), [], text);
    for (const text of [
      'const a = { rnn_size: 2, batch: 1, inputs };',
      'const a = { rnn_size: 2, steps: 2, features: 1, series: load() };',
      'const a = { rnn_size: 2, steps: 2, batch: 1, weights: load() };',
      'const a = { rnn_size: 2, steps: 2, batch: 1, ...more };',
      'const a = { rnn_size: 2, steps: 2, batch: 1, [key]: 3 };',
      'const a = { rnn_size: 2, steps: 2, batch: 1 }; const b = { ...a, features: 3 };',
      'const models = { a: { rnn_size: 2, steps: 2, batch: 1 } }; const b = { ...models.a, features: 3 };',
      'const a = { rnn_size: 2, steps: 2, batch: 1 }; a.features = 3;',
      'const a = { rnn_size: 2, steps: 2, batch: 1 }; Object.assign(a, { features: 3 });',
    ])
      assert.deepEqual(marks(text, analyzeTypeScript(text)), [], text);
  });

  it('are not reported while somebody types', () => {
    for (const text of ['{ "batch": 6, "steps": 5, "rnn_size": 7, "fe }', '{ "batch": 6, "steps": 5, "rnn_size": 7,'])
      assert.deepEqual(marks(text, analyzeJson(text)), [], text);
  });
});

describe('keys that are given twice', () => {
  it('are a warning on the earlier one, which the fix removes', () => {
    for (const [twice, fixed] of [
      [lecture.replace('"steps"', '"steps": 9, "steps"'), lecture],
      ['{\n  "batch": 1,\n  "batch": 2,\n  "rnn_size": 3\n}', '{\n  "batch": 2,\n  "rnn_size": 3\n}'],
      ['{ "batch": 1 /* a */ , /* b */ "batch": 2, "rnn_size": 3 }', '{ /* b */ "batch": 2, "rnn_size": 3 }'],
    ] as const) {
      const { problems } = analyzeJson(twice);
      const [problem] = problems.filter(({ code }) => code === 'duplicate-key');
      assert.equal(problem?.severity, 'warning');
      assert.equal(applyFix(twice, problem.fixes[0]!), fixed);
      assert.deepEqual(
        analyzeJson(fixed).problems.filter(({ code }) => code === 'duplicate-key'),
        [],
      );
    }
    const text = '{ "batch": 1, "batch": 2, "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';
    assert.deepEqual(marks(text, analyzeJson(text)), [
      'warning duplicate-key "batch"',
      'warning duplicate-key "batch"',
    ]);
    assert.deepEqual(flows(analyzeJson(text)), ['model (6, 5, 3) → (6, 5, 7)']);
  });

  it('remove nothing else, whatever stands between', () => {
    const text =
      'const more = { steps: 4 }; const a = { batch: 1, ...more, /* two */ batch: 2, steps: 5, features: 3, rnn_size: 7 };';
    const [problem] = analyzeTypeScript(text).problems;
    assert.equal(problem?.code, 'duplicate-key');
    assert.equal(applyFix(text, problem.fixes[0]!), text.replace('batch: 1, ', ''));
  });

  it('are quiet in two spellings, in what a spread brings, and in fields that are none of ours', () => {
    const two = '{ "batch": 6, "batch_size": 4, "steps": 5, "features": 3, "rnn_size": 7, "note": 1, "note": 2 }';
    assert.deepEqual(marks(two, analyzeJson(two)), []);
    assert.deepEqual(flows(analyzeJson(two)), ['model (6, 5, 3) → (6, 5, 7)']);
    const spread = 'const a = { batch: 1, steps: 5, features: 3, rnn_size: 7 }; const b = { ...a, batch: 2 };';
    assert.deepEqual(marks(spread, analyzeTypeScript(spread)), []);
    const accessors = 'const a = { get batch() { return 1; }, set batch(b) {}, steps: 5, features: 3, rnn_size: 7 };';
    assert.deepEqual(marks(accessors, analyzeTypeScript(accessors)), []);
  });
});

describe('a config', () => {
  it('lists its fields in source order with their places and spellings', () => {
    const text = '{ "hidden_size": 7, "batch_size": 6, "other": 1, "seq_len": 5, "n_features": 3 }';
    const { config } = only(analyzeJson(text));
    assert.deepEqual(
      config?.fields.map(({ name, spelling, keySpan, valueSpan }) => [
        name,
        spelling,
        text.slice(keySpan.start, keySpan.end),
        text.slice(valueSpan.start, valueSpan.end),
      ]),
      [
        ['rnn_size', 'hidden_size', '"hidden_size"', '7'],
        ['batch', 'batch_size', '"batch_size"', '6'],
        ['steps', 'seq_len', '"seq_len"', '5'],
        ['features', 'n_features', '"n_features"', '3'],
      ],
    );
  });

  it('has the defaults of the contract', () => {
    const { config } = only(analyzeJson(lecture));
    assert.ok(config);
    const { cell, activation, outputSize, numLayers, bidirectional, returnSequences, seed, stride } = config;
    assert.deepEqual(
      { cell, activation, outputSize, numLayers, bidirectional, returnSequences, seed, stride },
      {
        cell: 'simple_rnn',
        activation: 'tanh',
        outputSize: 7,
        numLayers: 1,
        bidirectional: false,
        returnSequences: true,
        seed: 0,
        stride: 1,
      },
    );
    assert.deepEqual([config.inputs, config.series, config.initialState, config.weights], [null, null, null, null]);
    assert.deepEqual([config.outputIsState, config.notKnown], [false, []]);
  });

  it('takes the defaults for undefined, and says what is given and not known', () => {
    const options =
      'activation: undefined, cell: undefined, num_layers: undefined, bidirectional: undefined, seed: undefined';
    const text = `const a = { batch: 6, steps: 5, features: 3, rnn_size: 7, ${options}, inputs: undefined };`;
    const defaults = only(analyzeTypeScript(text)).config;
    assert.deepEqual(marks(text, analyzeTypeScript(text)), []);
    assert.deepEqual(
      [defaults?.activation, defaults?.cell, defaults?.numLayers, defaults?.bidirectional, defaults?.notKnown],
      ['tanh', 'simple_rnn', 1, false, []],
    );
    const open = 'inputs, series: read(), initial_state: s, weights: { i_w: w }, seed: Date.now(), stride, output: o';
    const given = only(
      analyzeTypeScript(`const a = { batch: 6, steps: 5, features: 3, rnn_size: 7, ${open} };`),
    ).config;
    assert.deepEqual(given?.notKnown, ['output', 'seed', 'stride', 'inputs', 'series', 'initial_state', 'weights.i_w']);
  });
});
