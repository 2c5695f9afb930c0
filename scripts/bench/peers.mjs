// @ts-check
// Who is measured, each in a process of its own.
import { build } from 'esbuild';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { startChild, stopChild } from '../children.mjs';
import { compileKernels } from '../kernels.mjs';
import { root } from '../paths.mjs';
import { operations } from './cases.mjs';

/**
 * @typedef {object} Peer
 * @property {string} name for `--peers`
 * @property {string} title
 * @property {boolean} isOurs
 * @property {string} program in scripts/bench
 * @property {string[]} [arguments]
 * @property {string[]} [nodeFlags]
 * @property {boolean} [resetBefore] has a GRU with reset before only, which is measured instead
 * @property {number} [speed] about how many operations a millisecond it does, where it is slow
 * @property {number} [stepCost] milliseconds that a step costs whatever its size, where that is much
 * @property {number} [copyCost] milliseconds for each weight of a GRU that it copies in every step, as tf.js does
 */

/** @type {Peer[]} */
export const peers = [
  { name: 'ours', title: 'RNN Lens', isOurs: true, program: 'engine.ts', arguments: ['narrow'] },
  {
    name: 'ours-wide',
    title: '256-bit',
    isOurs: true,
    program: 'engine.ts',
    arguments: ['wide'],
    // V8 makes 256-bit operations of pairs of 128-bit ones.
    nodeFlags: ['--experimental-wasm-revectorize'],
  },
  {
    name: 'ours-threads',
    title: '256-bit, 2 threads',
    isOurs: true,
    program: 'engine.ts',
    arguments: ['threads'],
    nodeFlags: ['--experimental-wasm-revectorize'],
  },
  {
    name: 'ours-plain',
    title: 'plain JavaScript',
    isOurs: true,
    program: 'engine.ts',
    arguments: ['plain'],
    speed: 2e6,
  },
  { name: 'ort-node', title: 'ONNX Runtime', isOurs: false, program: 'onnx.ts', arguments: ['node'] },
  { name: 'ort-web', title: 'ONNX Runtime Web', isOurs: false, program: 'onnx.ts', arguments: ['web'] },
  {
    name: 'tfjs-wasm',
    title: 'tf.js wasm',
    isOurs: false,
    program: 'tfjs.mjs',
    arguments: ['wasm'],
    resetBefore: true,
    speed: 3e6,
    stepCost: 0.2,
    copyCost: 1e-5,
  },
  {
    name: 'tfjs-cpu',
    title: 'tf.js cpu',
    isOurs: false,
    program: 'tfjs.mjs',
    arguments: ['cpu'],
    resetBefore: true,
    speed: 3e5,
    stepCost: 0.1,
    copyCost: 9e-4,
  },
  { name: 'pytorch', title: 'PyTorch', isOurs: false, program: 'pytorch.py' },
];

/**
 * About how many milliseconds one run takes: a lower bound for those who are fast, whom nobody needs to leave out.
 *
 * @param {Peer} peer
 * @param {Omit<import('./cases.mjs').Case, 'file'>} task
 */
export function estimatedTime({ speed = 1e8, stepCost = 0, copyCost = 0 }, task) {
  const copied = task.cell === 'gru' ? task.gates * task.units ** 2 : 0;
  return operations(task) / speed + task.steps * (stepCost + copyCost * copied);
}

/**
 * Makes JavaScript of the programs, in out/bench/.
 *
 * @param {string[]} programs
 */
export async function bundlePrograms(programs) {
  await compileKernels();
  await build({
    absWorkingDir: root,
    entryPoints: programs.map((name) => `scripts/bench/${name}`),
    outdir: 'out/bench',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    loader: { '.wasm': 'binary' },
    logLevel: 'warning',
  });
}

/**
 * @typedef {object} RunningPeer
 * @property {Peer} peer
 * @property {string} version
 * @property {string} [note] what a reader of its times should know
 * @property {string} [node] of those that run in Node
 * @property {(request: object) => Promise<any>} ask rejects with what went wrong in the peer's process
 * @property {() => void} stop
 */

/**
 * Starts a peer's process; RNN_LENS_PYTHON names the Python that has PyTorch. Rejects where it does not run on this machine.
 *
 * @param {Peer} peer
 * @param {string} node
 * @returns {Promise<RunningPeer>}
 */
export async function startPeer(peer, node) {
  if (!peer.program.endsWith('.py')) {
    const program = join(root, 'out/bench', peer.program.replace(/\.\w+$/, '.mjs'));
    return startCommand(peer, node, [...(peer.nodeFlags ?? []), program, ...(peer.arguments ?? [])]);
  }
  const own = process.env['RNN_LENS_PYTHON'];
  /** @type {unknown} */
  let failure;
  for (const python of own ? [own] : ['python3', '/usr/bin/python3', 'python'])
    try {
      return await startCommand(peer, python, [join(root, 'scripts/bench', peer.program)]);
    } catch (error) {
      failure ??= error;
    }
  throw failure;
}

/**
 * @param {Peer} peer
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<RunningPeer>}
 */
async function startCommand(peer, command, args) {
  const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const child = startChild(command, args, {
    cwd: root,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void } | undefined} */
  let waiting;
  const fail = (/** @type {string} */ reason) => waiting?.reject(new Error(reason));
  const mark = 'bench:';
  if (!child.stdout || !child.stderr || !child.stdin) throw new Error('The process has no streams.');
  child.stderr.on('data', (/** @type {Buffer} */ data) => (log = (log + data.toString()).slice(-5000)));
  child.stdin.on('error', (error) => fail(error.message));
  child.once('error', (error) => fail(error.message));
  child.once('close', (code) => fail(`The process of ${peer.title} ended with code ${code ?? 'none'}.\n${log.trim()}`));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith(mark)) return;
    const answer = JSON.parse(line.slice(mark.length));
    if (answer.error) fail(answer.error);
    else waiting?.resolve(answer);
  });
  /** @param {object} request */
  const ask = (request) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      child.stdin?.write(`${JSON.stringify(request)}\n`);
    });
  const stop = () => stopChild(child);
  try {
    const { version, note, node } = await ask({ do: 'hello' });
    return { peer, version, note, node, ask, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
