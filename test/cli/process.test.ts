import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const cli = resolve('dist/cli.js');
const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';

describe('rnn-lens as a process', function () {
  this.timeout(30_000);
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rnn-lens-process-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  }

  function rnnLens(args: readonly string[], { input = '', node = [] as readonly string[] } = {}) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...node, cli, ...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    return { code: status, out: stdout, err: stderr };
  }

  it('ends quietly when its reader has seen enough', async () => {
    write({ 'long.json': lecture.replace('5', '3000') });
    const child = spawn(process.execPath, [cli, 'run', 'long.json', '--format', 'json'], { cwd: folder });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.on('exit', done));
    assert.deepEqual([code, complaints], [0, '']);
  });

  it('writes every byte of a long result into a pipe', () => {
    write({ 'long.json': lecture.replace('5', '3000') });
    const { code, out } = rnnLens(['run', 'long.json', '--format', 'json']);
    const run = JSON.parse(out) as { outputs: { data: number[] } };
    assert.deepEqual([code, run.outputs.data.length], [0, 6 * 3_000 * 7]);
  });

  it('keeps results on standard output, and all else off it', () => {
    write({ 'two.json': `[${lecture}, ${lecture}]`, 'note.txt': '', 'a.ts': `const a = ${lecture};` });
    const run = rnnLens(['run', 'two.json', '--format', 'json']);
    assert.doesNotThrow(() => JSON.parse(run.out) as unknown);
    assert.match(run.err, /^rnn-lens: running the first of "\[0\]", "\[1\]"/);
    const check = rnnLens(['check', 'gone.json', 'note.txt', 'a.ts', '--format', 'json']);
    assert.equal((JSON.parse(check.out) as { files: unknown[] }).files.length, 1);
    assert.equal(check.err.trim().split('\n').length, 2);
    assert.deepEqual([check.code, run.code], [0, 0]);
    for (const flag of ['--help', '-h', '--version']) {
      const { code, out, err } = rnnLens([flag]);
      assert.ok(code === 0 && out !== '' && err === '', flag);
    }
  });

  it('says which words of its command line are wrong', () => {
    for (const [args, message] of [
      [['check', '--language', 'rust', '-'], /--language is json or typescript or python, not "rust"/],
      [['check', '--format', 'xml', '.'], /--format is .*not "xml"/],
      [['check', '--network', 'a', '.'], /--network goes with run/],
      [['check', '--memory-limit', '0', '.'], /--memory-limit is a positive number/],
      [['check', '--max-file-size', 'big', '.'], /--max-file-size is a positive number/],
      [['constructor'], /there is no command "constructor"/],
      [['run', '.'], /./],
    ] as const) {
      const { code, out, err } = rnnLens(args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, message);
      assert.doesNotMatch(err, /\n\s+at /, 'no stack');
    }
  });

  it('reads no file over its limit, and none that is no file', function () {
    write({ 'big.json': lecture + ' '.repeat(2_000) });
    const big = rnnLens(['check', '--max-file-size', '0.001', 'big.json']);
    assert.equal(big.code, 2);
    assert.match(big.err, /big\.json: .*larger than the limit of 1 kB/);
    const input = rnnLens(['check', '--max-file-size', '0.001', '--language', 'json', '-'], {
      input: lecture + ' '.repeat(2_000),
    });
    assert.equal(input.code, 2);
    if (process.platform === 'win32') this.skip();
    symlinkSync('/dev/zero', join(folder, 'endless.json'));
    assert.equal(rnnLens(['check', 'endless.json']).code, 2);
    write({ 'a.json': lecture.replace(' }', ', "inputs": "endless.json" }') });
    assert.match(rnnLens(['check', 'a.json']).out, /it is no regular file/);
  });

  it('says so where a file may not be read', function () {
    write({ 'secret.json': lecture });
    chmodSync(join(folder, 'secret.json'), 0);
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    const { code, err } = rnnLens(['check', 'secret.json']);
    assert.equal(code, 2);
    assert.match(err, /secret\.json: .*cannot be read/);
  });

  it('reads data files beside the config alone', () => {
    const config = (path: string) => lecture.replace(' }', `, "inputs": ${JSON.stringify(path)} }`);
    write({ 'in/side/a.json': config('../data.json'), 'in/data.json': '[[[1]]]', 'outside.json': '[]' });
    assert.match(rnnLens(['check', 'in/side/a.json']).out, /`inputs` has shape \(1, 1, 1\)/);
    for (const path of [
      join(folder, 'outside.json'),
      'file:///etc/hosts.json',
      'C:\\a.json',
      '../../../../../../etc/hosts.json',
    ]) {
      write({ 'in/side/a.json': config(path) });
      const { code, out } = rnnLens(['check', 'in/side/a.json']);
      assert.equal(code, 1, path);
      assert.match(out, /cannot be used: its path/, path);
    }
  });

  it('runs what its data files hold, and names what is wrong in them', () => {
    const config = '{ "batch": 1, "steps": 2, "features": 1, "rnn_size": 1, "inputs": "i.json", "weights": "w.json" }';
    const weights = '{ "i_w": [[1]], "i_b": [0], "h_w": [[1]], "h_b": [0], "o_w": [[1]], "o_b": [0.5] }';
    write({
      'a.json': config.replace(' }', ', "activation": "linear" }'),
      'i.json': '[[[2], [3]]]',
      'w.json': weights,
    });
    const run = JSON.parse(rnnLens(['run', 'a.json', '--format', 'json']).out) as { outputs: { data: number[] } };
    assert.deepEqual(run.outputs.data, [2.5, 5.5]);
    write({ 'i.json': '[[[2], ["x"]]]' });
    const { code, err } = rnnLens(['run', 'a.json']);
    assert.equal(code, 2);
    assert.match(err, /a\.json:1:67: `inputs\[0\]\[1\]\[0\]` must be a finite float32 number, but is "x"/);
  });

  it('does not run by numbers of its own what the text leaves open', () => {
    write({ 'a.ts': 'const a = { batch: 1, steps: 2, features: 1, rnn_size: 1, inputs, seed: Date.now() };' });
    const { code, out, err } = rnnLens(['run', 'a.ts']);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /`seed` and `inputs` do not follow from the text/);
  });

  it('shows the first and the last steps of a long run', () => {
    write({ 'long.json': lecture.replace('5', '1000') });
    const { out } = rnnLens(['run', 'long.json']);
    assert.deepEqual(
      [...out.matchAll(/^ {2}(step \d+|… \d+ steps …)$/gm)].map((match) => match[1]),
      [
        'step 0',
        'step 1',
        'step 2',
        'step 3',
        'step 4',
        '… 990 steps …',
        'step 995',
        'step 996',
        'step 997',
        'step 998',
        'step 999',
      ],
    );
  });

  it('survives a text on which Lezer runs out of stack', () => {
    // Nested arrows: Lezer builds their nodes by recursion.
    const deep = `const a = ${lecture}; ${'b=>'.repeat(40_000)}`;
    const node = ['--stack-size=300'];
    write({ 'deep.ts': deep, 'lecture.json': lecture });
    const parse = `import { parser } from '@lezer/javascript'; parser.configure({ dialect: 'ts' }).parse(${JSON.stringify(deep)});`;
    const bare = spawnSync(process.execPath, [...node, '--input-type=module'], { input: parse, encoding: 'utf8' });
    assert.match(bare.stderr, /RangeError: Maximum call stack size exceeded/);
    const { code, out, err } = rnnLens(['check', 'deep.ts', 'lecture.json'], { node });
    assert.deepEqual([code, err], [0, 'rnn-lens: deep.ts: too long or too deep to be read\n']);
    assert.match(out, /\(6, 5, 3\) → \(6, 5, 7\)/);
  });

  const model = [
    'import torch',
    'import torch.nn as nn',
    '',
    'class Net(nn.Module):',
    '    def __init__(self, features):',
    '        super().__init__()',
    '        self.lstm = nn.LSTM(features, 64, batch_first=True)',
    '        self.fc = nn.Linear(64, 10)',
    '',
    '    def forward(self, x):',
    '        out, _ = self.lstm(x)',
    '        return self.fc(out[:, -1])',
    '',
  ].join('\n');
  const wrong = `${model.replace('Linear(64', 'Linear(65')}\nNet(8)(torch.randn(32, 10, 8))\n`;

  it('shows the layers of code, and its problems with what to do', () => {
    write({ 'net.py': wrong });
    const { code, out } = rnnLens(['check', 'net.py']);
    assert.equal(code, 1);
    assert.deepEqual(out.split('\n'), [
      'net.py',
      '  4:7  Net  PyTorch  19,604 parameters',
      '    7:21  LSTM    lstm  (32, 10, 8) → (32, 10, 64)  state (1, 32, 64) (1, 32, 64)  18,944',
      '    8:19  Linear  fc    (32, 64) → (32, 10)                                        660',
      '  12:16  error  mat1 and mat2 shapes cannot be multiplied (32x64 and 65x10)  input-size',
      '                The last axis of (32, 64) is 64, not 65: write `in_features=64`, or change what goes in.',
      '',
      '1 network in 1 file: 1 error, 0 warnings',
      '',
    ]);
  });

  it('finds Python and notebooks in folders, and leaves those of others alone', () => {
    const notebook = JSON.stringify({ cells: [{ cell_type: 'code', source: model }], metadata: {}, nbformat: 4 });
    write({
      'a.py': model,
      'deep/b.ipynb': notebook,
      'c.js': '',
      'node_modules/d.py': model,
      '.venv/e.py': model,
      'venv/f.py': model,
      'lib/site-packages/g.py': model,
      '__pycache__/h.py': model,
      'broken.ipynb': '{',
    });
    const { code, out, err } = rnnLens(['check', '.', '--format', 'json']);
    const { files } = JSON.parse(out) as { files: { path: string; networks: unknown[] }[] };
    assert.deepEqual(
      files.map(({ path, networks }) => [path, networks.length]),
      [
        ['a.py', 1],
        ['c.js', 0],
        [join('deep', 'b.ipynb'), 1],
      ],
    );
    assert.equal(code, 0);
    assert.match(err, /^rnn-lens: broken\.ipynb: it is no notebook of Python\n$/);
  });

  it('reads Python from standard input', () => {
    const { code, out } = rnnLens(['check', '--language', 'python', '-'], { input: wrong });
    assert.equal(code, 1);
    assert.match(out, /^-\n {2}4:7 {2}Net {2}PyTorch/);
  });

  it('follows imports into other files, up to the folder that it runs in', () => {
    write({
      'package/net.py': model,
      'package/main.py': 'import torch\nfrom .net import Net\ny = Net(8)(torch.randn(32, 10, 8))\n',
      'runs/train.py': 'import torch\nfrom package.net import Net\ny = Net(8)(torch.randn(4, 10, 8))\n',
    });
    const { out } = rnnLens(['check', 'package/main.py', 'runs/train.py', '--format', 'json']);
    const { files } = JSON.parse(out) as { files: { tensors: { name: string; shape: number[] }[] }[] };
    assert.deepEqual(
      files.map(({ tensors }) => tensors.map(({ name, shape }) => [name, shape])),
      [[['y', [32, 10]]], [['y', [4, 10]]]],
    );
  });

  it('writes SARIF with the rules, their help, places and fixes', () => {
    write({ 'net.py': wrong, 'sizes.json': lecture.replace('5', '-5') });
    const { code, out } = rnnLens(['check', '--format', 'sarif', 'net.py', 'sizes.json']);
    assert.equal(code, 1);
    interface Sarif {
      readonly version: string;
      readonly runs: {
        readonly tool: { readonly driver: { readonly rules: { id: string; help?: { markdown: string } }[] } };
        readonly results: {
          readonly ruleId: string;
          readonly ruleIndex: number;
          readonly level: string;
          readonly message: { readonly text: string };
          readonly locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
          readonly relatedLocations?: { message: { text: string } }[];
          readonly fixes?: { artifactChanges: { replacements: { insertedContent: { text: string } }[] }[] }[];
        }[];
      }[];
    }
    const { version, runs } = JSON.parse(out) as Sarif;
    assert.equal(version, '2.1.0');
    const { tool, results } = runs[0]!;
    const { rules } = tool.driver;
    assert.match(rules.find(({ id }) => id === 'input-size')?.help?.markdown ?? '', /Wrong:[^]*Right:/);
    assert.deepEqual(
      results.map(({ ruleId, ruleIndex, level }) => [ruleId, rules[ruleIndex]?.id, level]),
      [
        ['input-size', 'input-size', 'error'],
        ['invalid-size', 'invalid-size', 'error'],
      ],
    );
    const size = results[0]!;
    assert.deepEqual(size.locations[0]?.physicalLocation, {
      artifactLocation: { uri: 'net.py' },
      region: { startLine: 12, startColumn: 16, endLine: 12, endColumn: 35 },
    });
    assert.match(size.message.text, /^mat1 and mat2 shapes/);
    assert.ok(size.relatedLocations?.some(({ message }) => message.text === 'The layer was made here'));
    assert.equal(size.fixes?.length, 1);
  });

  it('runs a layer of code whose sizes are known', () => {
    write({ 'net.py': wrong.replace('65', '64'), 'open.py': model });
    const { code, out } = rnnLens(['run', 'net.py', '--network', 'lstm', '--format', 'json']);
    assert.equal(code, 0);
    assert.deepEqual((JSON.parse(out) as { outputs: { shape: number[] } }).outputs.shape, [32, 10, 64]);
    const open = rnnLens(['run', 'open.py']);
    assert.equal(open.code, 2);
    assert.match(open.err, /lstm cannot be run\n.*`batch`.*not follow from the text/);
  });
});
