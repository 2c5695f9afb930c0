// @ts-check
// The side of the processes that are measured: reads requests from stdin and answers them on stdout, one line of JSON
// each. pytorch.py does the same in Python.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** @typedef {import('./cases.mjs').Case} Case */
/** @typedef {Case & { resetAfter: boolean }} Task */

/**
 * @typedef {object} Prepared a network, ready to run again and again
 * @property {() => unknown} run one call as a program would make it, from the inputs to outputs that can be read
 * @property {() => Float32Array | Promise<Float32Array>} output of a run: [batch, steps, units]
 * @property {() => unknown} release
 */

/** Answers begin with this; all other lines are what libraries print. */
const mark = 'bench:';

/** A sample is of so many runs that it takes this long, in ms: then the clock's own steps do not show. */
const sampleLength = 2;

/**
 * Serves until stdin ends.
 *
 * @param {() => Promise<{ version: string, prepare: (task: Task, numbers: Numbers) => Prepared | Promise<Prepared> }>} start
 */
export async function serve(start) {
  const { version, prepare } = await start();
  /** @type {Prepared | undefined} */
  let prepared;
  let count = 1;
  // An await that nothing needs would cost the small networks more than their run.
  let isAsync = false;
  const runOnce = async () => {
    const from = performance.now();
    const running = prepared?.run();
    isAsync = running instanceof Promise;
    await running;
    return performance.now() - from;
  };
  const release = async () => {
    const last = prepared;
    prepared = undefined;
    await last?.release();
  };
  /** @type {Record<string, (request: any) => Promise<object>>} */
  const answers = {
    hello: async () => ({ version, node: process.version }),
    prepare: async ({ task }) => {
      await release();
      prepared = await prepare(task, readNumbers(task));
      return {};
    },
    output: async ({ to }) => {
      const took = await runOnce();
      if (prepared) writeFileSync(to, await prepared.output());
      return { took };
    },
    warmUp: async ({ length }) => {
      let shortest = Infinity;
      const end = performance.now() + length;
      while (performance.now() < end) shortest = Math.min(shortest, await runOnce());
      count = Math.max(1, Math.ceil(sampleLength / Math.max(shortest, 1e-4)));
      return {};
    },
    time: async ({ length }) => ({ samples: prepared ? await sampled(prepared.run, isAsync, count, length) : [] }),
    release: async () => {
      await release();
      return {};
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    /** @type {object} */
    let answer;
    try {
      const request = JSON.parse(line);
      answer = (await answers[request.do]?.(request)) ?? {};
    } catch (error) {
      answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.stdout.write(`${mark}${JSON.stringify(answer)}\n`);
  }
  process.exit();
}

/**
 * Milliseconds of a run, each the mean of `count` runs one after the other, for about as long as `length`.
 *
 * @param {() => unknown} run
 * @param {boolean} isAsync
 * @param {number} count
 * @param {number} length
 */
async function sampled(run, isAsync, count, length) {
  const samples = [];
  const end = performance.now() + length;
  do {
    const from = performance.now();
    if (isAsync) for (let i = 0; i < count; i++) await run();
    else for (let i = 0; i < count; i++) run();
    samples.push((performance.now() - from) / count);
  } while (performance.now() < end);
  return samples;
}

/** @typedef {ReturnType<typeof readNumbers>} Numbers */

/** @param {Case} task */
function readNumbers({ file, batch, steps, features, units, gates }) {
  const bytes = readFileSync(file);
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const columns = gates * units;
  let at = 0;
  /** @param {number[]} shape */
  const next = (...shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    at += length;
    return { shape, data: numbers.slice(at - length, at) };
  };
  return {
    inputs: next(batch, steps, features),
    kernel: next(features, columns),
    recurrentKernel: next(units, columns),
    bias: next(columns),
    recurrentBias: next(columns),
  };
}

/**
 * [first, second, size] as [second, first, size].
 *
 * @param {Float32Array} data
 * @param {number} first
 * @param {number} second
 */
export function firstAxesSwapped(data, first, second) {
  const size = data.length / first / second;
  const swapped = new Float32Array(data.length);
  for (let i = 0; i < first; i++)
    for (let j = 0; j < second; j++)
      swapped.set(data.subarray((i * second + j) * size, (i * second + j + 1) * size), (j * first + i) * size);
  return swapped;
}

/**
 * Columns [gates * units] of each of the rows, with the gates in the order that `gates` names them, as rows:
 * [rows, gates * units] gives [gates * units, rows].
 *
 * @param {Float32Array} data
 * @param {number} units
 * @param {number[]} gates
 */
export function gatesAsRows(data, units, gates) {
  const columns = gates.length * units;
  const rows = data.length / columns;
  const to = new Float32Array(data.length);
  gates.forEach((gate, place) => {
    for (let unit = 0; unit < units; unit++)
      for (let row = 0; row < rows; row++)
        to[(place * units + unit) * rows + row] = data[row * columns + gate * units + unit] ?? 0;
  });
  return to;
}
