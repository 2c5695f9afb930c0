import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createEngine } from '../../src/engine/engine.js';
import { heatmap, stepView, unitView } from '../../src/engine/traceViews.js';
import { RunCancelled } from '../../src/runner/runner.js';
import { runRequest } from '../../src/runner/runRequest.js';
import type { FromWorker } from '../../src/runner/workerProtocol.js';
import { spawnWorker, widePossible } from '../../src/runner/spawnWorker.node.js';
import { startRun } from '../../src/runner/startRun.js';
import { lectureRequest } from '../support/runRequests.js';

const simd = { make: 'simd', wide: false, threads: 1 } as const;

const dist = resolve('dist');
const ignore = (): void => undefined;
const wait = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

describe('spawnWorker in Node', () => {
  it('gives the numbers of a run on this thread, and leaves the request whole', async () => {
    const series = Float32Array.from({ length: 20 }, (_, i) => Math.sin(i));
    const request = lectureRequest({ inputs: { kind: 'series', series, stride: 1 } });
    const expected = runRequest(createEngine({ make: 'simd' }), request);
    const place = { layer: 0, direction: 0, line: 5, step: 4 };
    const sizes = { fromStep: 0, toStep: 5, maxRows: 7, maxColumns: 3 };
    const told: number[] = [];
    const run = startRun({ port: spawnWorker(dist), choice: simd }, request, (fraction) => told.push(fraction));
    try {
      // Asked while it runs: the answers wait for the end.
      const [step, unit, picture] = await Promise.all([
        run.step(place),
        run.unit(place, 6),
        run.heatmap({ ...place, array: 'state', ...sizes }),
      ]);
      assert.deepEqual(step, stepView(expected, place));
      assert.deepEqual(unit, unitView(expected, place, 6));
      assert.deepEqual(picture, heatmap(expected, place, 'state', 0, 5, 7, 3));
      const { milliseconds, batch, steps, features, outputSize, layers } = await run.finished;
      assert.deepEqual([batch, steps, features, outputSize, layers.length], [6, 5, 3, 7, 1]);
      assert.ok(milliseconds > 0);
      assert.equal(told.at(-1), 1);
      assert.equal(series.length, 20);
      await assert.rejects(
        run.step({ ...place, line: 6 }),
        new Error('line: expected an integer from 0 to 5, found 6.'),
      );
    } finally {
      run.dispose();
    }
  });

  it('stops in the middle of a big run, at once', async function () {
    this.timeout(30_000);
    // Some 40 billion multiplications: half a minute, were it not stopped.
    const request = lectureRequest({ batch: 64, steps: 600, features: 1, units: 1024, outputSize: null });
    let last = 0;
    let begun = ignore;
    const progress = new Promise<void>((done) => (begun = done));
    const run = startRun({ port: spawnWorker(dist), choice: simd }, request, (fraction) => {
      last = fraction;
      begun();
    });
    const asked = run.step({ layer: 0, direction: 0, line: 0, step: 0 });
    await progress;
    const before = performance.now();
    run.dispose();
    await assert.rejects(run.finished, RunCancelled);
    await assert.rejects(asked, RunCancelled);
    assert.ok(performance.now() - before < 100);
    const reached = last;
    assert.ok(reached < 0.5, `at ${reached}`);
    await wait(100);
    const worked = process.cpuUsage();
    await wait(300);
    const { user } = process.cpuUsage(worked);
    assert.ok(user < 150_000, `${user} µs of work within 300 ms after the end`);
    assert.equal(last, reached);
  });

  it('runs with helper threads, and gives the same numbers', async () => {
    // Large enough that the helpers take part, once they are up.
    const request = lectureRequest({ cell: 'lstm', batch: 40, steps: 60, units: 96 });
    const views = [];
    for (const threads of [1, 2, 3]) {
      const run = startRun({ port: spawnWorker(dist), choice: { ...simd, threads } }, request, ignore);
      await run.finished;
      views.push(await run.step({ layer: 0, direction: 0, line: 39, step: 59 }));
      run.dispose();
    }
    assert.deepEqual(views[1], views[0]);
    assert.deepEqual(views[2], views[0]);
  });

  it('finds out what is fastest here when it warms up', async () => {
    const port = spawnWorker(dist);
    const settings = { deterministic: false, wide: false, threads: 2 };
    const message = await new Promise<FromWorker>((resolve) => {
      port.onMessage(resolve);
      port.post({ type: 'warmUp', settings, choice: null });
    });
    assert.ok(message.type === 'warm');
    assert.ok(['relaxed-simd', 'simd'].includes(message.choice.make) && !message.choice.wide);
    const run = startRun({ port, choice: message.choice }, lectureRequest(), ignore);
    assert.match((await run.finished).kernels, /^wasm (relaxed|simd)$/);
    run.dispose();
  });

  it('runs in a process of its own, or says that this Node cannot start one', async () => {
    const wide = { ...simd, wide: true };
    const run = startRun({ port: spawnWorker(dist, 'process'), choice: wide }, lectureRequest(), ignore);
    try {
      const view = await run.step({ layer: 0, direction: 0, line: 5, step: 4 });
      const here = startRun({ port: spawnWorker(dist), choice: simd }, lectureRequest(), ignore);
      assert.deepEqual(view, await here.step({ layer: 0, direction: 0, line: 5, step: 4 }));
      here.dispose();
    } catch (error) {
      assert.ok(!widePossible, String(error));
      assert.match(String(error), /by itself with exit code 9/);
    } finally {
      run.dispose();
    }
  });

  it('rejects with the reason where no process can be started at all', async () => {
    const run = startRun({ port: spawnWorker('\0', 'process'), choice: simd }, lectureRequest(), ignore);
    await assert.rejects(run.finished, /^Error: The run's worker failed: .*null bytes/);
    run.dispose();
  });

  it('fails with a message where memory has no room', async () => {
    const run = startRun({ port: spawnWorker(dist), choice: simd }, lectureRequest({ batch: 1e6, steps: 1e6 }), ignore);
    await assert.rejects(run.finished, /^Error: inputs \(1000000, 1000000, 3\) needs 12000000000000 bytes/);
  });

  describe('with a worker that', () => {
    const folders: string[] = [];
    const brokenDist = (script: string | null): string => {
      const folder = mkdtempSync(join(tmpdir(), 'rnn-lens-worker-'));
      folders.push(folder);
      if (script !== null) writeFileSync(join(folder, 'worker.js'), script);
      return folder;
    };
    after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

    const cases: [string, string | null, RegExp][] = [
      ['is not there', null, /^Error: The run's worker failed: Cannot find module .*worker\.js/],
      ['throws as it loads', 'throw new Error("no luck");', /^Error: The run's worker failed: no luck$/],
      ['leaves', 'process.exit(3);', /^Error: The run's worker failed: .*by itself with exit code 3\.$/],
      [
        'throws as it works',
        'require("node:worker_threads").parentPort.on("message", () => { throw new Error("bad day"); });',
        /^Error: The run's worker failed: bad day$/,
      ],
    ];
    for (const [what, script, message] of cases)
      it(`${what}, rejects with the reason`, async () => {
        const run = startRun({ port: spawnWorker(brokenDist(script)), choice: simd }, lectureRequest(), ignore);
        const asked = run.step({ layer: 0, direction: 0, line: 0, step: 0 });
        await assert.rejects(run.finished, message);
        await assert.rejects(asked, message);
      });

    it('fails before anybody listens, is heard later', async () => {
      const port = spawnWorker(brokenDist('throw new Error("too early");'));
      await wait(200);
      await assert.rejects(
        startRun({ port, choice: simd }, lectureRequest(), ignore).finished,
        /^Error: The run's worker failed: too early$/,
      );
    });
  });
});
