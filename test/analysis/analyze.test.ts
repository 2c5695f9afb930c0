import assert from 'node:assert/strict';
import { analyze, languageOf, mayHoldNetwork } from '../../src/analysis/analyze.js';
import { spellings } from '../../src/analysis/fields.js';
import { analyzeJson, analyzeTypeScript, marks, memoryLimit } from '../support/analyses.js';

const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';

describe('the language of a file', () => {
  it('follows its name', () => {
    for (const name of ['a.json', 'a.jsonc', 'rnn.json', 'A.JSON', 'x/y.rnn.json'])
      assert.equal(languageOf(name), 'json');
    for (const name of ['a.ts', 'a.tsx', 'a.mts', 'a.cts', 'a.js', 'a.jsx', 'a.mjs', 'a.cjs', 'a.d.ts'])
      assert.equal(languageOf(name), 'typescript', name);
    for (const name of ['a.py', 'A.PY', 'x/a.pyw']) assert.equal(languageOf(name), 'python');
    for (const name of ['py', 'a.pyi', 'json', 'a.json5', 'a.jsonl', 'a.tss', 'a', '', 'a.mtsx', 'a.vue'])
      assert.equal(languageOf(name), null);
  });
});

describe('the look before a parse', () => {
  it('passes every text that holds a network', () => {
    for (const units of spellings.rnn_size) {
      const text = JSON.stringify({ batch: 1, steps: 2, features: 3, [units]: 4 });
      assert.ok(mayHoldNetwork(text));
      assert.equal(analyzeJson(text).networks.length, 1);
    }
    assert.equal(mayHoldNetwork('{ "batch": 6, "steps": 5 }'), false);
  });
});

describe('problems', () => {
  it('stand in source order', () => {
    const text = `[{ "rnn_size": -1, "batch": -2, "steps": 0.5, "batch": 3 }, ${lecture.replace('5', '-4')}]`;
    assert.deepEqual(marks(text, analyzeJson(text)), [
      'error missing-field {',
      'error invalid-size -1',
      'warning duplicate-key "batch"',
      'error invalid-size 0.5',
      'error invalid-size -4',
    ]);
  });

  it('of a file of ours are known by its name or its schema', () => {
    const text = '{ "rnn_size": 7, "batch_size": 1, "cell": "x" }';
    const severity = (source: string, name: string) => analyzeJson(source, name).problems[0]?.severity;
    for (const name of ['rnn.json', 'a.rnn.json', 'b/rnn.json', 'b\\a.rnn.jsonc'])
      assert.equal(severity(text, name), 'error', name);
    for (const name of ['a.json', 'mernn.json', 'rnn.json.json', 'rnn'])
      assert.equal(severity(text, name), 'info', name);
    for (const schema of [
      'rnn-lens:/rnn.schema.json',
      '../media/rnn.schema.json',
      'https://example.com/rnn-lens/v1.json',
    ])
      assert.equal(severity(text.replace('{', `{ "$schema": "${schema}",`), 'a.json'), 'error', schema);
    assert.equal(severity(text.replace('{', '{ "$schema": "https://json.schemastore.org/package",'), 'a.json'), 'info');
  });
});

describe('the bounds of the analysis', () => {
  it('are a thousand networks', () => {
    const many = `[${Array.from({ length: 1500 }, () => lecture).join()}]`;
    const { networks } = analyzeJson(many);
    assert.equal(networks.length, 1000);
    assert.equal(networks.at(-1)?.name, '[999]');
  });

  it('are a time, after which a text holds nothing', () => {
    const garbage = `"units" ${'{"a": ['.repeat(300_000)}`;
    const start = Date.now();
    assert.deepEqual(analyze(garbage, 'json', { fileName: 'a.json', memoryLimit, timeLimit: 50 }).networks, []);
    assert.deepEqual(analyze(garbage, 'typescript', { fileName: 'a.ts', memoryLimit, timeLimit: 50 }).networks, []);
    assert.ok(Date.now() - start < 5_000);
    const long = `${lecture}${' '.repeat(10)}`;
    assert.equal(
      analyze(`[${`${long},`.repeat(2000)}1]`, 'json', { fileName: 'a.json', memoryLimit, timeLimit: -1 }).networks
        .length,
      0,
    );
  });

  it('are the depth to which expressions and names are followed', () => {
    const nested = `const a = ${'{ a: '.repeat(500)}${lecture}${' }'.repeat(500)};`;
    const [network] = analyzeTypeScript(nested).networks;
    assert.match(network?.name ?? '', /^….*a\.a\.a$/);
    assert.equal(network?.name.length, 80);
  });
});
