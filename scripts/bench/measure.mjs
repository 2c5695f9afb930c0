// @ts-check
// One case: everybody's outputs compared, then everybody timed in turns.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { estimatedTime } from './peers.mjs';
import { summarize } from './statistics.mjs';

/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {import('./peers.mjs').RunningPeer} RunningPeer */

/**
 * @typedef {object} Effort in milliseconds
 * @property {number} warmUp
 * @property {number} rounds how often everybody's turn comes
 * @property {number} turn how long it is; one run at least
 * @property {number} longestRun peers whose run is estimated to take longer are left out
 * @property {number} total a peer that has had so long gets no further turn
 */

/**
 * How far outputs may be apart. All are float32, below 1 in size, and sums of up to a thousand products that everybody
 * adds in another order; a step takes over the error of the one before, over up to a thousand steps. What is found is
 * about 1e-6, and a wrong gate or weight is off by more than 1e-2.
 */
const tolerance = 1e-4;

/**
 * @param {Case} task
 * @param {RunningPeer[]} running ours first: the others are compared with the first
 * @param {Effort} effort
 * @param {string} folder for outputs
 * @returns {Promise<{ results: (import('./statistics.mjs').Summary | string)[], differences: (number | null)[],
 *   problems: string[] }>}
 */
export async function measure(task, running, effort, folder) {
  /** @type {string[]} */
  const problems = [];
  /** @type {(string | null)[]} why there is no result */
  const reasons = [];
  /** @type {(number | null)[]} */
  const differences = [];
  /** @type {number[]} */
  const spent = [];
  const files = running.map(({ peer }) => join(folder, `${peer.name}.f32`));
  /** @type {Map<boolean, Float32Array>} what to compare with: of reset after, and of reset before */
  const references = new Map();

  for (const [i, { peer, ask }] of running.entries()) {
    const to = files[i] ?? '';
    const resetAfter = task.cell !== 'gru' || !peer.resetBefore;
    spent[i] = 0;
    differences[i] = null;
    reasons[i] = null;
    if (estimatedTime(peer, task) > effort.longestRun) {
      reasons[i] = '–';
      continue;
    }
    try {
      if (!resetAfter && !references.has(false)) await takeResetBefore();
      await ask({ do: 'prepare', task: { ...task, resetAfter } });
      spent[i] = (await ask({ do: 'output', to })).took;
      const output = readOutput(to);
      const reference = references.get(resetAfter);
      if (!reference) references.set(resetAfter, output);
      else {
        const difference = largestDifference(output, reference);
        differences[i] = difference;
        if (difference <= tolerance) continue;
        reasons[i] = 'differs';
        problems.push(`${peer.title}, ${task.name} ${task.cell}: an output is off by ${difference}`);
      }
    } catch (error) {
      reasons[i] = 'fails';
      problems.push(`${peer.title}, ${task.name} ${task.cell}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** The first that knows both GRUs gives the output to compare with, and is prepared anew for what it is timed by. */
  async function takeResetBefore() {
    const first = running.findIndex(({ peer }, i) => reasons[i] === null && !peer.resetBefore);
    const ask = running[first]?.ask;
    if (!ask) return;
    const to = files[first] ?? '';
    await ask({ do: 'prepare', task: { ...task, resetAfter: false } });
    await ask({ do: 'output', to });
    references.set(false, readOutput(to));
    await ask({ do: 'prepare', task: { ...task, resetAfter: true } });
    await ask({ do: 'output', to });
  }

  /** @type {number[][]} */
  const samples = running.map(() => []);
  for (const [i, { ask }] of running.entries())
    if (reasons[i] === null && (spent[i] ?? 0) < effort.total) await ask({ do: 'warmUp', length: effort.warmUp });
  for (let round = 0; round < effort.rounds; round++)
    for (const [i, { ask }] of running.entries()) {
      if (reasons[i] !== null || ((spent[i] ?? 0) > effort.total && round > 0)) continue;
      const from = Date.now();
      samples[i]?.push(...(await ask({ do: 'time', length: effort.turn })).samples);
      spent[i] = (spent[i] ?? 0) + Date.now() - from;
    }
  for (const [i, { ask }] of running.entries()) if (reasons[i] !== 'fails') await ask({ do: 'release' });
  return {
    results: running.map((_, i) => reasons[i] ?? summarize(samples[i] ?? [])),
    differences,
    problems,
  };
}

/** @param {string} file */
function readOutput(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/**
 * Infinity where their lengths differ or a number is none.
 *
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
function largestDifference(a, b) {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
