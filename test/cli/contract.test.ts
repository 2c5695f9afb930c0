import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';

/** The public JSON of `rnn-lens check`, field by field: what is missing or of another type is a failure. */
type Check = (value: unknown, at: string) => void;

const fail = (at: string, expected: string, value: unknown) =>
  assert.fail(`${at}: expected ${expected}, found ${JSON.stringify(value)}`);
const string: Check = (value, at) =>
  typeof value === 'string' && value !== '' ? undefined : fail(at, 'a text', value);
const text: Check = (value, at) => (typeof value === 'string' ? undefined : fail(at, 'a text', value));
const ordinal: Check = (value, at) =>
  Number.isInteger(value) && (value as number) >= 1 ? undefined : fail(at, 'a number from 1', value);
const count: Check = (value, at) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : fail(at, 'a count', value);
const oneOf =
  (...values: unknown[]): Check =>
  (value, at) =>
    values.includes(value) ? undefined : fail(at, values.join(' or '), value);
const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? undefined : check(value, at);
const arrayOf =
  (check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return fail(at, 'an array', value);
    value.forEach((item, index) => check(item, `${at}[${index}]`));
  };
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(at, 'an object', value);
    assert.deepEqual(Object.keys(value).sort(), Object.keys(fields).sort(), `the fields of ${at}`);
    for (const [name, check] of Object.entries(fields))
      check((value as Record<string, unknown>)[name], `${at}.${name}`);
  };

const position = object({ line: ordinal, column: ordinal });
const range: Check = (value, at) => {
  const isOfNotebook = typeof value === 'object' && value !== null && 'cell' in value;
  object({ start: position, end: position, ...(isOfNotebook && { cell: count }) })(value, at);
  const { start, end } = value as Record<'start' | 'end', { line: number; column: number }>;
  assert.ok(
    start.line < end.line || (start.line === end.line && start.column <= end.column),
    `${at} ends before its start`,
  );
};
const dim: Check = (value, at) =>
  value === null ||
  (typeof value === 'string' && value !== '') ||
  (Number.isSafeInteger(value) && (value as number) > 0)
    ? undefined
    : fail(at, 'a size, a symbol or null', value);
const shape = arrayOf(dim);
const options: Check = (value, at) => {
  assert.ok(typeof value === 'object' && value !== null, at);
  for (const name of ['units', 'inputSize', 'numLayers', 'bidirectional', 'batchFirst', 'returnSequences'])
    assert.ok(name in value, `${at}.${name}`);
};
const layer = object({
  name: string,
  kind: oneOf('SimpleRNN', 'LSTM', 'GRU', 'RNN'),
  range,
  input: orNull(shape),
  output: orNull(shape),
  state: arrayOf(shape),
  options,
  weights: arrayOf(object({ name: string, shape })),
  parameters: orNull(count),
  calls: arrayOf(object({ range, input: orNull(shape), output: orNull(shape), state: arrayOf(shape) })),
});
const codeLayer = object({
  name: string,
  kind: string,
  range,
  input: orNull(shape),
  output: orNull(shape),
  state: arrayOf(shape),
  options: (value, at) => assert.ok(typeof value === 'object' && value !== null, at),
  weights: arrayOf(object({ name: string, shape })),
  parameters: orNull(count),
  calls: arrayOf(object({ range, input: orNull(shape), output: orNull(shape), state: arrayOf(shape) })),
});
const network: Check = (value, at) => {
  const isConfig = (value as { framework: unknown }).framework === 'config';
  const framework = oneOf('config', 'keras', 'pytorch', 'tensorflow1', 'tfjs', 'keras-json', 'jax');
  object({ name: string, framework, range, layers: arrayOf(isConfig ? layer : codeLayer) })(value, at);
};
const problem = object({
  code: string,
  severity: oneOf('error', 'warning', 'info'),
  message: string,
  range,
  fixes: arrayOf(object({ title: string, edits: arrayOf(object({ range, text })) })),
});
const checked = object({
  version: oneOf(1),
  files: arrayOf(
    object({
      path: string,
      networks: arrayOf(network),
      tensors: arrayOf(object({ name: string, range, shape })),
      problems: arrayOf(problem),
    }),
  ),
});

const cli = resolve('dist/cli.js');
const base = '"batch": 6, "steps": 5, "features": 3, "rnn_size": 7';

describe('the JSON of rnn-lens', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'rnn-lens-contract-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function rnnLens(...args: string[]): { code: number | null; value: unknown } {
    const { status, stdout } = spawnSync(process.execPath, [cli, ...args, '--format', 'json'], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    return { code: status, value: JSON.parse(stdout) };
  }

  it('has the fields of the contract for the examples', () => {
    const { code, value } = rnnLens('check', 'examples');
    checked(value, 'check');
    assert.equal(code, 1);
    const { files } = value as { files: { path: string; networks: unknown[] }[] };
    assert.ok(files.length >= 5 && files.every(({ networks }) => networks.length > 0));
  });

  it('has the fields of the contract for code, in files and notebooks', () => {
    const torch = [
      'import torch',
      'import torch.nn as nn',
      'lstm = nn.LSTM(8, 64, num_layers=2, batch_first=True)',
      'out, (h, c) = lstm(torch.randn(32, 10, 8))',
      'y = nn.Linear(63, 10)(out)',
    ];
    const keras = ['from tensorflow.keras import layers', 'h = layers.LSTM(16)(layers.Input((None, 5)))'];
    writeFileSync(join(folder, 'torch.py'), torch.join('\n'));
    writeFileSync(join(folder, 'keras.py'), keras.join('\n'));
    const cells = [torch.slice(0, 2), ['# text'], torch.slice(2)];
    const notebook = {
      cells: cells.map((lines) => ({
        cell_type: lines[0]!.startsWith('#') ? 'markdown' : 'code',
        source: lines.map((line) => `${line}\n`),
      })),
      metadata: { kernelspec: { language: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(join(folder, 'cells.ipynb'), JSON.stringify(notebook));
    const names = ['torch.py', 'keras.py', 'cells.ipynb'];
    const { code, value } = rnnLens('check', ...names.map((name) => join(folder, name)));
    checked(value, 'check');
    assert.equal(code, 1);
    interface Found {
      readonly networks: {
        framework: string;
        layers: { kind: string; output: unknown; options: { units: unknown } }[];
      }[];
      readonly tensors: { name: string; shape: unknown; range: { start: unknown; cell?: number } }[];
      readonly problems: { code: string; fixes: unknown[]; range: { cell?: number } }[];
    }
    const { files } = value as { files: Found[] };
    assert.deepEqual(
      files.map(({ networks }) => networks.map(({ framework }) => framework)),
      [['pytorch'], ['keras'], ['pytorch']],
    );
    const [first, second, third] = files as [Found, Found, Found];
    const [lstm] = first.networks[0]!.layers;
    assert.deepEqual([lstm?.kind, lstm?.output, lstm?.options.units], ['LSTM', [32, 10, 64], 64]);
    assert.deepEqual(
      second.tensors.map(({ name, shape: found }) => [name, found]),
      [['h', ['batch', 16]]],
    );
    assert.deepEqual(first.tensors.map(({ name, shape: found }) => [name, found]).slice(0, 3), [
      ['out', [32, 10, 64]],
      ['h', [2, 32, 64]],
      ['c', [2, 32, 64]],
    ]);
    for (const { problems } of [first, third]) {
      assert.deepEqual(
        problems.map(({ code: found, fixes }) => [found, fixes.length]),
        [['input-size', 1]],
      );
    }
    assert.deepEqual(third.tensors[0]?.range, { start: { line: 2, column: 1 }, end: { line: 2, column: 4 }, cell: 2 });
    assert.equal(third.problems[0]?.range.cell, 2);
    assert.ok(!('cell' in first.tensors[0]!.range));
  });

  it('has the fields of the contract for networks and problems of every kind', () => {
    const configs = [
      `{ ${base} }`,
      `{ ${base}, "cell": "lstm", "num_layers": 2, "bidirectional": true, "output_size": 3 }`,
      `{ ${base}, "cell": "gru", "return_sequences": false }`,
      `{ ${base}, "cell": "nas" }`,
      `{ ${base}, "output": "state", "inputs": [[[1, 2], [3]]] }`,
      `{ ${base}, "series": [1, 2, 3], "weights": { "i_w": [["x"]] }, "initial_state": "gone.json" }`,
      `{ ${base}, "steps": "5", "batch": -1, "seed": -1, "stride": 1e400 }`,
      '{ "rnnSize": 7, "batch_size": null }',
      '{ "hidden_size": 7, "cell": "LSTM" }',
      `{ ${base}, "num_layers": 1000000000 }`,
      `{ ${base.replace('7', '9007199254740991')} }`,
    ];
    writeFileSync(join(folder, 'all.json'), `[${configs.join(',\n')}]`);
    const sizes = 'batch: B, steps: 2 * T, features: f(), rnn_size: 7';
    writeFileSync(join(folder, 'all.ts'), `const T = 5;\nconst a = { ${sizes}, num_layers: n, bidirectional: b };\n`);
    const { value } = rnnLens('check', join(folder, 'all.json'), join(folder, 'all.ts'));
    checked(value, 'check');
    const { files } = value as {
      files: { networks: { layers: { input: unknown }[] }[]; problems: { code: string }[] }[];
    };
    assert.equal(files[0]?.networks.length, configs.length);
    assert.deepEqual(files[1]?.networks[0]?.layers[0]?.input, ['B', 10, 'features']);
    const codes = new Set(files.flatMap(({ problems }) => problems.map(({ code }) => code)));
    for (const code of [
      'ragged-array',
      'window-too-long',
      'wrong-type',
      'invalid-size',
      'duplicate-key',
      'run-too-large',
      'unreadable-file',
    ])
      assert.ok(codes.has(code), code);
  });

  it('has arrays as long as their shapes in a run', () => {
    const array: Check = (value, at) => {
      object({ shape: arrayOf(count), data: arrayOf(() => undefined) })(value, at);
      const { shape: sizes, data } = value as { shape: number[]; data: unknown[] };
      assert.equal(
        data.length,
        sizes.reduce((product, size) => product * size, 1),
        at,
      );
      assert.ok(
        data.every((number) => typeof number === 'number'),
        at,
      );
    };
    const weights = { i_w: array, i_b: array, h_w: array, h_b: array };
    const run = (all: Readonly<Record<string, Check>>) =>
      object({
        version: oneOf(1),
        network,
        inputs: array,
        weights: object(all),
        initialState: array,
        steps: arrayOf(
          object({
            layer: oneOf(0),
            direction: oneOf('forward'),
            inputProjection: array,
            hiddenProjection: array,
            state: array,
            output: array,
          }),
        ),
        outputs: array,
        state: array,
      });
    const file = join(folder, 'run.json');
    for (const [more, outputs, all] of [
      ['', [6, 5, 7], { ...weights, o_w: array, o_b: array }],
      [', "output_size": 2, "return_sequences": false', [6, 2], { ...weights, o_w: array, o_b: array }],
      [', "output": "state"', [6, 5, 7], weights],
    ] as const) {
      writeFileSync(file, `{ ${base}${more} }`);
      const { code, value } = rnnLens('run', file);
      run(all)(value, 'run');
      const found = value as Record<'inputs' | 'outputs' | 'state' | 'initialState', { shape: number[] }>;
      assert.deepEqual(
        [code, found.inputs.shape, found.outputs.shape, found.state.shape, found.initialState.shape],
        [0, [6, 5, 3], outputs, [6, 7], [6, 7]],
      );
    }
  });
});
