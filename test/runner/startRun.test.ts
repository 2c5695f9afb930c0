import assert from 'node:assert/strict';
import { RunCancelled } from '../../src/runner/runner.js';
import { startRun } from '../../src/runner/startRun.js';
import type { FromWorker, ToWorker, WorkerPort } from '../../src/runner/workerProtocol.js';
import { lectureRequest } from '../support/runRequests.js';

const simd = { make: 'simd', wide: false, threads: 1 } as const;

/** A worker that does what the test says. */
function fakeWorker(post: (message: ToWorker) => void = () => undefined) {
  const sent: ToWorker[] = [];
  let say!: (message: FromWorker) => void;
  let crash!: (error: Error) => void;
  let ends = 0;
  const port: WorkerPort = {
    post: (message) => {
      post(message);
      sent.push(message);
    },
    onMessage: (listener) => (say = listener),
    onError: (listener) => (crash = listener),
    terminate: () => {
      ends++;
    },
  };
  return {
    port,
    sent,
    say: (message: FromWorker) => say(message),
    crash: (error: Error) => crash(error),
    ends: () => ends,
  };
}

const summary = { batch: 6, steps: 5, features: 3, outputSize: 7, layers: [], kernels: 'plain', milliseconds: 1 };
const place = { layer: 0, direction: 0, line: 0, step: 1 };
const picture = { layer: 0, direction: 0, line: 0, array: 'state', fromStep: 1, toStep: 2, maxRows: 3, maxColumns: 4 };
const ignore = (): void => undefined;

describe('startRun', () => {
  it('sends the request, relays progress and resolves with the summary', async () => {
    const worker = fakeWorker();
    const told: number[] = [];
    const run = startRun({ port: worker.port, choice: simd }, lectureRequest(), (fraction) => told.push(fraction));
    assert.deepEqual(worker.sent, [{ type: 'start', request: lectureRequest(), choice: simd }]);
    worker.say({ type: 'progress', fraction: 0.5 });
    worker.say({ type: 'progress', fraction: 1 });
    worker.say({ type: 'finished', summary });
    assert.deepEqual(await run.finished, summary);
    assert.deepEqual(told, [0.5, 1]);
    assert.equal(worker.ends(), 0);
  });

  it('matches answers and refusals to their questions, in any order', async () => {
    const worker = fakeWorker();
    const run = startRun({ port: worker.port, choice: simd }, lectureRequest(), ignore);
    const asked = [run.step(place), run.unit(place, 2), run.heatmap(picture), run.influence(place)] as const;
    assert.deepEqual(worker.sent.slice(1), [
      { type: 'ask', id: 1, question: { kind: 'step', place } },
      { type: 'ask', id: 2, question: { kind: 'unit', place, unit: 2 } },
      { type: 'ask', id: 3, question: { kind: 'heatmap', ...picture } },
      { type: 'ask', id: 4, question: { kind: 'influence', place } },
    ]);
    const answer = { ...picture, rows: 0, columns: 0, values: new Float32Array(), extent: 0 };
    worker.say({ type: 'answer', id: 3, answer });
    worker.say({ type: 'refusal', id: 1, message: 'no such line' });
    assert.equal(await asked[2], answer);
    const influence = { place, input: new Float32Array(5), horizon: 4, units: 7 };
    worker.say({ type: 'answer', id: 4, answer: influence });
    assert.equal(await asked[3], influence);
    await assert.rejects(asked[0], new Error('no such line'));
    run.dispose();
    await assert.rejects(asked[1], RunCancelled);
  });

  it('ends the worker once and rejects everything as cancelled when disposed', async () => {
    const worker = fakeWorker();
    const told: number[] = [];
    const run = startRun({ port: worker.port, choice: simd }, lectureRequest(), (fraction) => told.push(fraction));
    const asked = run.step(place);
    run.dispose();
    run.dispose();
    worker.say({ type: 'progress', fraction: 1 });
    worker.say({ type: 'finished', summary });
    assert.deepEqual([worker.ends(), told], [1, []]);
    await assert.rejects(run.finished, RunCancelled);
    await assert.rejects(asked, RunCancelled);
    await assert.rejects(run.unit(place, 0), RunCancelled);
  });

  it('rejects and ends the worker when the run fails', async () => {
    const worker = fakeWorker();
    const run = startRun({ port: worker.port, choice: simd }, lectureRequest(), ignore);
    const asked = run.step(place);
    worker.say({ type: 'failed', message: 'h_b: expected shape (7), found (6).' });
    for (const promise of [run.finished, asked, run.step(place)])
      await assert.rejects(promise, new Error('h_b: expected shape (7), found (6).'));
    assert.equal(worker.ends(), 1);
  });

  it('rejects when the worker crashes, also after the run', async () => {
    const worker = fakeWorker();
    const run = startRun({ port: worker.port, choice: simd }, lectureRequest(), ignore);
    worker.say({ type: 'finished', summary });
    const asked = run.step(place);
    worker.crash(new Error('out of memory'));
    assert.deepEqual(await run.finished, summary);
    for (const promise of [asked, run.step(place)])
      await assert.rejects(promise, { message: "The run's worker failed: out of memory" });
  });

  it('rejects when the request cannot be sent', async () => {
    const worker = fakeWorker(() => {
      throw new Error('could not be cloned');
    });
    const run = startRun({ port: worker.port, choice: simd }, lectureRequest(), ignore);
    await assert.rejects(run.finished, {
      message: 'The run could not be sent to its worker: Error: could not be cloned',
    });
    assert.equal(worker.ends(), 1);
  });

  it('leaves no unhandled rejection where nobody looks at the result', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      startRun({ port: fakeWorker().port, choice: simd }, lectureRequest(), ignore).dispose();
      await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(unhandled, []);
  });
});
