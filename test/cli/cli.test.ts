import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createEngine } from '../../src/engine/engine.js';
import { readView, type NumericArray, type TensorView } from '../../src/engine/tensors.js';
import { runRequest } from '../../src/runner/runRequest.js';
import { lectureRequest } from '../support/runRequests.js';

/** The bundled command line, which the build makes before the tests. */
const cli = resolve('dist/cli.js');
const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }\n';

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder = '';

function rnnLens(args: readonly string[], input = ''): Result {
  // With this process's flags, so that both choose the same kernels.
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, cli, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, out: stdout, err: stderr };
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function json(result: Result): unknown {
  return JSON.parse(result.out);
}

describe('rnn-lens', function () {
  this.timeout(30_000);
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rnn-lens-cli-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('can be executed as a command, and tells its version', () => {
    assert.match(readFileSync(cli, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(rnnLens(['--version']).out, `${version}\n`);
  });

  it('shows no control characters of a file in the terminal', () => {
    write({ 'a.json': lecture.replace('{', '{ "name": "\\u001b[31mred\\u202e",') });
    const { out } = rnnLens(['check', 'a.json']);
    assert.match(out, /red/);
    assert.ok(!out.includes('\u001b') && !out.includes('\u202e'));
  });

  describe('check', () => {
    it('prints the networks of a file as JSON, as the contract has it', () => {
      write({ 'lecture.json': lecture });
      const result = rnnLens(['check', '--format', 'json', 'lecture.json']);
      const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 57 } };
      assert.deepEqual(json(result), {
        version: 1,
        files: [
          {
            path: 'lecture.json',
            networks: [
              {
                name: 'lecture',
                framework: 'config',
                range,
                layers: [
                  {
                    name: 'simple_rnn',
                    kind: 'SimpleRNN',
                    range,
                    input: [6, 5, 3],
                    output: [6, 5, 7],
                    state: [[6, 7]],
                    options: {
                      units: 7,
                      inputSize: 3,
                      outputSize: 7,
                      activation: 'tanh',
                      numLayers: 1,
                      bidirectional: false,
                      batchFirst: true,
                      returnSequences: true,
                    },
                    weights: [
                      { name: 'i_w', shape: [3, 7] },
                      { name: 'i_b', shape: [7] },
                      { name: 'h_w', shape: [7, 7] },
                      { name: 'h_b', shape: [7] },
                      { name: 'o_w', shape: [7, 7] },
                      { name: 'o_b', shape: [7] },
                    ],
                    parameters: 140,
                    calls: [],
                  },
                ],
              },
            ],
            tensors: [],
            problems: [],
          },
        ],
      });
      assert.deepEqual([result.code, result.err], [0, '']);
    });

    it('prints what one would like to read in a terminal', () => {
      write({ 'lecture.json': lecture, 'wrong.json': '{ "batch": 6, "steps": -5, "features": 3, "rnn_size": 7 }' });
      const result = rnnLens(['check', '.']);
      assert.equal(
        result.out,
        [
          'lecture.json',
          '  1:1  lecture  SimpleRNN  (6, 5, 3) → (6, 5, 7)  state (6, 7)  140 parameters',
          '',
          'wrong.json',
          '  1:1  wrong  SimpleRNN  (6, steps, 3) → (6, steps, 7)  state (6, 7)  140 parameters',
          '  1:24  error  `steps` must be a positive integer, but is -5.  invalid-size',
          '',
          '2 networks in 2 files: 1 error, 0 warnings',
          '',
        ].join('\n'),
      );
      assert.equal(result.code, 1);
    });

    it('gives problems their ranges, messages and fixes, counted from 1, also behind CRLF and a byte order mark', () => {
      write({ 'a.rnn.json': '\uFEFF{\r\n  "batch": 6,\r\n  "steps": "5",\r\n  "features": 3, "rnn_size": 7 }' });
      const result = rnnLens(['check', '--format', 'json', 'a.rnn.json']);
      const range = { start: { line: 3, column: 12 }, end: { line: 3, column: 15 } };
      const [file] = (json(result) as { files: { problems: unknown[] }[] }).files;
      assert.deepEqual(file?.problems, [
        {
          code: 'wrong-type',
          severity: 'error',
          message: '`steps` must be a positive integer, but is "5".',
          range,
          fixes: [{ title: 'Change to 5', edits: [{ range, text: '5' }] }],
        },
      ]);
    });

    it('searches folders, and leaves alone what is not the own source of the person', () => {
      write({
        'src/a.ts': 'export const a = { batch: 2, steps: 3, features: 4, rnn_size: 5 };',
        'src/deep/b.tsx': 'const b = <p>{f({ batch: 2, steps: 3, features: 4, rnn_size: 5 })}</p>;',
        'node_modules/x/c.json': lecture,
        '.git/d.json': lecture,
        'notes.txt': lecture,
      });
      const { files } = json(rnnLens(['check', '--format', 'json', '.'])) as { files: { path: string }[] };
      assert.deepEqual(
        files.map(({ path }) => path.replaceAll('\\', '/')),
        ['src/a.ts', 'src/deep/b.tsx'],
      );
    });

    it('reads standard input in the language that is named', () => {
      const typescript = 'const S = 5; const n = { batch: 6, steps: S, features: 3, rnn_size: 7 } as const;';
      const result = rnnLens(['check', '--language', 'typescript', '-'], typescript);
      assert.match(result.out, /\(6, 5, 3\) → \(6, 5, 7\)/);
      assert.equal(result.code, 0);
      assert.equal(rnnLens(['check', '-'], lecture).code, 2);
    });

    it('goes on where one of several paths cannot be read, and says so on standard error', () => {
      write({ 'lecture.json': lecture });
      const result = rnnLens(['check', 'gone.json', 'lecture.json']);
      assert.equal(result.code, 0);
      assert.match(result.err, /gone\.json/);
      assert.doesNotMatch(result.out, /gone/);
    });

    it('ends with 2 where nothing could be read, and for wrong usage', () => {
      write({ 'notes.txt': 'no network' });
      const wrong = [
        ['check', 'gone.json'],
        ['check', 'notes.txt'],
        ['check'],
        ['check', '--format', 'xml', '.'],
        ['check', '--nonsense', '.'],
        ['run'],
        ['run', 'a.json', 'b.json'],
        ['walk'],
        [],
      ];
      for (const args of wrong) {
        const { code, out, err } = rnnLens(args);
        assert.deepEqual([code, out], [2, ''], args.join(' '));
        assert.match(err, /^rnn-lens: /, args.join(' '));
      }
    });
  });

  describe('run', () => {
    it('prints the whole trace as JSON, as the contract has it', () => {
      write({ 'lecture.json': lecture });
      const result = rnnLens(['run', 'lecture.json', '--format', 'json']);
      const { run, inputs, weights } = runRequest(createEngine(), lectureRequest());
      const { layers, outputs } = run.trace;
      const plain = ({ shape, data }: NumericArray) => ({ shape, data: [...data] });
      const read = (view: TensorView | undefined) => (view ? plain(readView(view)) : assert.fail());
      const direction = layers[0]?.directions[0];
      const { network, ...numbers } = json(result) as { network: { name: string } };
      assert.equal(network.name, 'lecture');
      const all: Record<string, NumericArray> = { ...weights.layers[0]?.[0], ...weights.output };
      assert.deepEqual(numbers, {
        version: 1,
        inputs: plain(inputs),
        weights: Object.fromEntries(Object.entries(all).map(([name, array]) => [name, plain(array)])),
        initialState: { shape: [6, 7], data: Array(42).fill(0) },
        steps: [
          {
            layer: 0,
            direction: 'forward',
            inputProjection: read(direction?.arrays['inputProjection']),
            hiddenProjection: read(direction?.arrays['hiddenProjection']),
            state: read(direction?.state),
            output: read(outputs),
          },
        ],
        outputs: read(outputs),
        state: read(direction?.finalState),
      });
      assert.deepEqual((numbers as unknown as { inputs: { data: number[] } }).inputs.data.slice(-3), [18, 19, 20]);
      assert.deepEqual([result.code, result.err], [0, '']);
    });

    it('prints every gate of every layer and direction of an LSTM, and the state of each', () => {
      const stack = { num_layers: 2, bidirectional: true, output_size: 4, return_sequences: false };
      write({ 'stack.json': JSON.stringify({ batch: 2, steps: 3, features: 5, rnn_size: 3, cell: 'lstm', ...stack }) });
      const { network, inputs, weights, steps, ...rest } = json(rnnLens(['run', 'stack.json', '--format', 'json'])) as {
        network: { layers: { kind: string }[] };
        inputs: NumericArray;
        weights: Record<string, NumericArray>;
        steps: ({ layer: number; direction: string; preActivations: Record<string, NumericArray> } & Record<
          'inputGate' | 'forgetGate' | 'cellCandidate' | 'outputGate' | 'cellState' | 'state',
          NumericArray
        >)[];
      } & Record<string, NumericArray>;
      assert.deepEqual(
        network.layers.map(({ kind }) => kind),
        ['LSTM', 'LSTM'],
      );
      assert.deepEqual(inputs.shape, [2, 3, 5]);
      assert.deepEqual(weights['layers[1].backward.i_w']?.shape, [6, 12]);
      assert.deepEqual(weights['o_w']?.shape, [6, 4]);
      assert.deepEqual(
        steps.map(({ layer, direction }) => [layer, direction]),
        [
          [0, 'forward'],
          [0, 'backward'],
          [1, 'forward'],
          [1, 'backward'],
        ],
      );
      for (const { inputGate, forgetGate, cellCandidate, outputGate, cellState, state, preActivations } of steps)
        for (let i = 0; i < 2 * 3 * 3; i++) {
          const at = (array: NumericArray | undefined): number => array?.data[i] ?? NaN;
          const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
          const near = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-6);
          near(at(inputGate), sigmoid(at(preActivations['inputGate'])));
          near(at(forgetGate), sigmoid(at(preActivations['forgetGate'])));
          near(at(cellCandidate), Math.tanh(at(preActivations['cellCandidate'])));
          near(at(outputGate), sigmoid(at(preActivations['outputGate'])));
          near(at(state), at(outputGate) * Math.tanh(at(cellState)));
        }
      const shapes = Object.entries(rest).map(([name, array]) => [name, array.shape]);
      assert.deepEqual(shapes, [
        ['version', undefined],
        ['initialState', [4, 2, 3]],
        ['outputs', [2, 4]],
        ['state', [4, 2, 3]],
        ['cellState', [4, 2, 3]],
      ]);
    });

    it('shows the gates of each layer and direction in a terminal', () => {
      write({
        'gru.json': JSON.stringify({ batch: 1, steps: 2, features: 1, rnn_size: 2, cell: 'gru', num_layers: 2 }),
      });
      const { out, code } = rnnLens(['run', 'gru.json']);
      assert.equal(code, 0);
      for (const word of ['layer 0', 'layer 1', 'step 1', 'update gate', 'reset gate', 'candidate', 'S_t'])
        assert.ok(out.includes(word), word);
      assert.doesNotMatch(out, /forward/);
    });

    it('computes the step that one can work out by hand', () => {
      // S_0 = 0.5·2 + 1 + (3·0.5 + 0) = 3.5; Output_0 = 3.5·2 − 1 = 6
      const config = {
        batch: 1,
        steps: 1,
        features: 1,
        rnn_size: 1,
        activation: 'linear',
        inputs: [[[0.5]]],
        initial_state: [[3]],
        weights: { i_w: [[2]], i_b: [1], h_w: [[0.5]], h_b: [0], o_w: [[2]], o_b: [-1] },
      };
      write({ 'hand.json': JSON.stringify(config) });
      const run = json(rnnLens(['run', 'hand.json', '--format', 'json'])) as Record<string, { data: number[] }>;
      assert.deepEqual(run['state']?.data, [3.5]);
      assert.deepEqual(run['outputs']?.data, [6]);
      assert.match(rnnLens(['run', 'hand.json']).out, /Output_t = S_t·o_w \+ o_b\s+6\.0000/);
    });

    it('runs the network that is named, of several', () => {
      const other = '{ "batch": 1, "steps": 2, "features": 1, "rnn_size": 2 }';
      write({ 'two.json': `{ "first": ${lecture}, "second": ${other} }` });
      const shapeOf = (result: Result) => (json(result) as { outputs: { shape: number[] } }).outputs.shape;
      assert.deepEqual(shapeOf(rnnLens(['run', 'two.json', '--network', 'second', '--format', 'json'])), [1, 2, 2]);
      const first = rnnLens(['run', 'two.json', '--format', 'json']);
      assert.deepEqual(shapeOf(first), [6, 5, 7]);
      assert.match(first.err, /"first", "second"/);
      const none = rnnLens(['run', 'two.json', '--network', 'third']);
      assert.deepEqual([none.code, none.out], [2, '']);
      assert.match(none.err, /third/);
    });

    it('says where and why a network cannot be run', () => {
      write({
        'wrong.json': '{ "batch": 6, "steps": -5, "features": 3, "rnn_size": 7 }',
        'large.json': '{ "batch": 6, "steps": 1000000000, "features": 3, "rnn_size": 7 }',
        'many.json': '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7, "num_layers": 10000000000 }',
        'none.json': '{}',
      });
      const expected = {
        'wrong.json': /wrong\.json:1:24: `steps` must be a positive integer/,
        'large.json': /large\.json:1:24: Running this network would take \d+ GB/,
        'many.json': /many\.json:1:71: Running this network would take \d+\.\d TB/,
        'none.json': /there is no network/,
      };
      for (const [file, message] of Object.entries(expected)) {
        const { code, out, err } = rnnLens(['run', file]);
        assert.deepEqual([code, out], [2, ''], file);
        assert.match(err, message);
      }
    });

    it('tells the sizes that a file of weights brings, in check and in run', () => {
      const weights = '{ "o_w": [[1, 2], [3, 4], [5, 6]] }';
      const config = '{ "batch": 2, "steps": 2, "features": 1, "rnn_size": 3, "weights": "w.json" }';
      write({ 'net.rnn.json': config, 'w.json': weights });
      const checked = json(rnnLens(['check', '--format', 'json', 'net.rnn.json'])) as {
        files: { networks: { layers: { output: number[]; parameters: number }[] }[] }[];
      };
      const [layer] = checked.files[0]?.networks[0]?.layers ?? [];
      assert.deepEqual([layer?.output, layer?.parameters], [[2, 2, 2], 26]);
      const run = json(rnnLens(['run', '--format', 'json', 'net.rnn.json'])) as { outputs: { shape: number[] } };
      assert.deepEqual(run.outputs.shape, [2, 2, 2]);
    });

    it('reads only regular files, beside the config or below the folder that it runs in', () => {
      const config = (path: string) =>
        JSON.stringify({ batch: 1, steps: 1, features: 1, rnn_size: 1, inputs: path, name: path });
      mkdirSync(join(folder, 'folder.json'));
      write({ 'nets/up.rnn.json': config('../data.json'), 'data.json': '[[[1]]]' });
      assert.equal(rnnLens(['run', 'nets/up.rnn.json']).code, 0);
      const refused = {
        '../../../../../../../../dev/zero.json': /leads out of the folder/,
        '/etc/passwd.json': /relative to the config/,
        'file:///etc/passwd.json': /relative to the config/,
        'folder.json': /no regular file/,
        'gone.json': /no such file/,
      };
      for (const [path, message] of Object.entries(refused)) {
        write({ 'a.rnn.json': config(path) });
        const { code, err } = rnnLens(['run', 'a.rnn.json']);
        assert.equal(code, 2, path);
        assert.match(err, message, path);
      }
      write({ 'a.rnn.json': config('secret.json'), 'secret.json': 'root:x:0:0' });
      assert.doesNotMatch(rnnLens(['run', 'a.rnn.json']).err, /root:x/);
    });

    it('takes no folder', () => {
      write({ 'lecture.json': lecture });
      assert.deepEqual([rnnLens(['run', '.']).code, rnnLens(['run', '.']).out], [2, '']);
    });

    it('reads the series of a CSV file beside the config', () => {
      const series = { batch: 2, steps: 2, features: 1, rnn_size: 1, series: { file: 'data.csv', column: 'b' } };
      write({ 'net/s.rnn.json': JSON.stringify(series), 'net/data.csv': 'a,b\n1,10\n2,20\n3,30\n' });
      const run = json(rnnLens(['run', 'net/s.rnn.json', '--format', 'json'])) as { inputs: { data: number[] } };
      assert.deepEqual(run.inputs.data, [10, 20, 20, 30]);
    });
  });
});
