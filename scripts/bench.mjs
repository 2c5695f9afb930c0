// @ts-check
// Measures our engine beside ONNX Runtime, tf.js and PyTorch, the analysis of code, and a keystroke in the editor:
// `npm run bench -- [--only engine,analysis,keystroke] [--quick] [--shapes S0,S2] [--cells lstm]
// [--peers ours,ort-node] [--markdown] [--json FILE]`. Outputs are compared before anything is timed; it fails where one
// differs.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cells, shapes, writeCase } from './bench/cases.mjs';
import { editorTable, measureAnalysis, measureKeystroke } from './bench/editor.mjs';
import { measure } from './bench/measure.mjs';
import { bundlePrograms, peers, startPeer } from './bench/peers.mjs';
import { markdownTable, textTable } from './bench/table.mjs';
import { node24 } from './node24.mjs';
import { temporaryFolder } from './temporaryFolder.mjs';

/** @typedef {import('./bench/peers.mjs').RunningPeer} RunningPeer */
/** @typedef {import('./bench/measure.mjs').Effort} Effort */

/** @type {Effort} */
const full = { warmUp: 400, rounds: 6, turn: 250, longestRun: 10_000, total: 15_000 };
/** Under a minute for all: with fewer shapes, and without those whose run alone takes long. */
const quick = { warmUp: 80, rounds: 3, turn: 30, longestRun: 120, total: 800 };
const quickShapes = ['S0', 'S1', 'S2', 'S4'];

const parts = ['engine', 'analysis', 'keystroke'];

const options = readOptions();
if (options.only.includes('analysis') || options.only.includes('keystroke')) await measureEditor();
if (!options.only.includes('engine')) process.exit();
const { path: folder } = temporaryFolder();
const running = await startPeers();
/** @type {import('./bench/table.mjs').Row[]} */
const rows = [];
/** @type {string[]} */
const problems = [];
let largestDifference = 0;
for (const shape of options.shapes)
  for (const cell of options.cells) {
    report(`${shape.name} ${cells[cell].title} …`);
    const measured = await measure(writeCase(shape, cell, folder), running, options.effort, folder);
    rows.push({ shape, cell, results: measured.results });
    for (const problem of measured.problems) report(`  ✘ ${problem}`);
    problems.push(...measured.problems);
    for (const [i, difference] of measured.differences.entries())
      if (typeof measured.results[i] !== 'string') largestDifference = Math.max(largestDifference, difference ?? 0);
  }
for (const { stop } of running) stop();

const columns = running.map(({ peer, version }) => ({
  title: peer.isOurs ? peer.title : `${peer.title.replace(/ (wasm|cpu)$/, '')} ${version}${backendOf(peer.title)}`,
  isOurs: peer.isOurs,
}));
const table = (options.markdown ? markdownTable : textTable)(columns, rows);
console.log([...headLines(), '', table, '', ...footLines()].join('\n'));
if (options.json) writeFileSync(options.json, `${JSON.stringify(asData(), null, 2)}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function measureEditor() {
  if (options.only.includes('analysis')) report('analysis …');
  const analysis = options.only.includes('analysis') ? await measureAnalysis(options.quick) : [];
  if (options.only.includes('keystroke')) report('keystroke …');
  const keystroke = options.only.includes('keystroke')
    ? await measureKeystroke().catch((error) => void report(`Without the keystroke: ${shortReason(error)}`))
    : undefined;
  console.log(`${editorTable(analysis, keystroke ?? undefined, options.markdown)}\n`);
}

function readOptions() {
  const usage = `usage: npm run bench -- [--only ${parts.join()}] [--quick] [--shapes ${shapes.map(({ name }) => name).join()}]
  [--cells ${Object.keys(cells).join()}] [--peers ${peers.map(({ name }) => name).join()}] [--markdown] [--json FILE]`;
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        shapes: { type: 'string' },
        cells: { type: 'string' },
        peers: { type: 'string' },
        json: { type: 'string' },
      },
    });
    const byName = (/** @type {string} */ name) => name;
    return {
      only: chosen(parts, byName, values.only),
      quick: values.quick,
      markdown: values.markdown,
      effort: values.quick ? quick : full,
      shapes: chosen(shapes, ({ name }) => name, values.shapes ?? (values.quick ? quickShapes.join() : undefined)),
      cells: chosen(/** @type {import('./bench/cases.mjs').Cell[]} */ (Object.keys(cells)), byName, values.cells),
      peers: chosen(peers, ({ name }) => name, values.peers),
      ...(values.json && { json: resolve(values.json) }),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(2);
  }
}

/**
 * @template Item
 * @param {Item[]} all
 * @param {(item: Item) => string} nameOf
 * @param {string | undefined} names separated by commas
 * @returns {Item[]}
 */
function chosen(all, nameOf, names) {
  if (names === undefined) return all;
  return names.split(',').map((name) => {
    const item = all.find((each) => nameOf(each) === name);
    if (item === undefined) throw new Error(`There is no "${name}" among ${all.map(nameOf).join(', ')}.`);
    return item;
  });
}

/** @returns {Promise<RunningPeer[]>} */
async function startPeers() {
  const node = await node24(report);
  await bundlePrograms([
    ...new Set(options.peers.map(({ program }) => program).filter((name) => !name.endsWith('.py'))),
  ]);
  const started = await Promise.allSettled(options.peers.map((peer) => startPeer(peer, node)));
  return started.flatMap((result, i) => {
    if (result.status === 'fulfilled') return [result.value];
    report(`Without ${options.peers[i]?.title}: ${shortReason(result.reason)}`);
    return [];
  });
}

/** Of all that a process wrote before it ended. @param {unknown} error */
function shortReason(error) {
  const text = error instanceof Error ? error.message : String(error);
  return /^\w*Error: .*/m.exec(text)?.[0] ?? text.split('\n')[0];
}

/** @param {string} title */
function backendOf(title) {
  return / (wasm|cpu)$/.exec(title)?.[0] ?? '';
}

function headLines() {
  const node = running.find((peer) => peer.node)?.node ?? 'no Node';
  const all = cpus();
  const machine = `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} cores`;
  const sizes = options.shapes.map(
    ({ name, batch, steps, features, units }) => `${name} (${batch}, ${steps}, ${features}, ${units})`,
  );
  return [
    `${new Date().toISOString().slice(0, 10)}; ${machine}; ${process.platform}-${process.arch}; Node ${node.replace('v', '')}${options.quick ? '; --quick' : ''}`,
    '',
    `Batch, steps, features, units: ${sizes.join(', ')}.`,
    'Median of one run, half the distance of the quartiles, and how many times as fast as the best of the others.',
    'One thread unless it says so. RNN Lens keeps the whole trace; the others give the states of every step.',
  ];
}

function footLines() {
  const lines = [
    ...problems.map((problem) => `Not measured: ${problem.split('\n')[0]}.`),
    `All outputs were compared before; those of what was measured are ${largestDifference.toExponential(1)} apart at most.`,
  ];
  if (running.some(({ peer }) => peer.resetBefore) && options.cells.includes('gru'))
    lines.push('tf.js has no GRU with reset after: its own is measured, and compared with ours of that kind.');
  for (const { note } of running) if (note) lines.push(note);
  const slow = running.filter((_, i) => rows.some(({ results }) => results[i] === '–')).map(({ peer }) => peer.title);
  if (slow.length > 0)
    lines.push(
      `–: left out, because one run takes more than about ${options.effort.longestRun} ms (${slow.join(', ')}).`,
    );
  return lines;
}

function asData() {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    quick: options.quick,
    largestDifference,
    peers: running.map(({ peer, version, node }) => ({ name: peer.name, version, node })),
    results: rows.flatMap(({ shape, cell, results }) =>
      results.map((result, i) => ({
        shape: shape.name,
        cell,
        peer: running[i]?.peer.name,
        ...(typeof result === 'string' ? { missing: result } : { milliseconds: result }),
      })),
    ),
  };
}

/** On stderr, so that stdout is the table alone. @param {string} line */
function report(line) {
  process.stderr.write(`${line}\n`);
}
