import assert from 'node:assert/strict';
import { RunCancelled } from '../../src/runner/runner.js';
import { spawnWorker } from '../../src/runner/spawnWorker.browser.js';
import { startRun } from '../../src/runner/startRun.js';
import { lectureRequest } from '../support/runRequests.js';

const simd = { make: 'simd', wide: false, threads: 1 } as const;

const globals = globalThis as unknown as Record<'Worker' | 'fetch', unknown>;
const { Worker: originalWorker, fetch: originalFetch } = globals;

/** A browser's Worker as far as it is used, which the test plays. */
class FakeWorker extends EventTarget {
  static made: FakeWorker[] = [];
  readonly sent: unknown[] = [];
  terminated = false;
  constructor(readonly address: string) {
    super();
    FakeWorker.made.push(this);
  }
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
}

const summary = { batch: 6, steps: 5, features: 3, units: 7, outputSize: 7, milliseconds: 1 };
const script = 'the worker of vscode-remote://host/dist/worker.browser.js';

describe('spawnWorker in a browser', () => {
  before(() => {
    globals.Worker = FakeWorker;
    globals.fetch = (address: string) =>
      Promise.resolve(
        address.startsWith('vscode-remote:')
          ? new Response(`the worker of ${address}`)
          : new Response('no such page', { status: 404 }),
      );
  });
  after(() => {
    globals.Worker = originalWorker;
    globals.fetch = originalFetch;
  });
  beforeEach(() => {
    FakeWorker.made = [];
  });

  const place = { layer: 0, direction: 0, line: 0, step: 0 };
  const start = (folder: string) =>
    startRun({ port: spawnWorker(folder), choice: simd }, lectureRequest(), () => undefined);
  const started = async (): Promise<FakeWorker> => {
    while (FakeWorker.made.length === 0) await new Promise((done) => setTimeout(done, 1));
    return FakeWorker.made[0]!;
  };

  it('starts a copy of the fetched script and passes messages both ways, the early ones too', async () => {
    const run = start('vscode-remote://host/dist');
    const asked = run.step(place);
    const worker = await started();
    const late = run.unit(place, 0);
    assert.match(worker.address, /^blob:/);
    assert.equal(await (await (originalFetch as typeof fetch)(worker.address)).text(), script);
    assert.deepEqual(worker.sent, [
      { type: 'start', request: lectureRequest(), choice: simd },
      { type: 'ask', id: 1, question: { kind: 'step', place } },
      { type: 'ask', id: 2, question: { kind: 'unit', place, unit: 0 } },
    ]);
    worker.dispatchEvent(new MessageEvent('message', { data: { type: 'finished', summary } }));
    assert.deepEqual(await run.finished, summary);
    run.dispose();
    assert.ok(worker.terminated);
    for (const promise of [asked, late]) await assert.rejects(promise, RunCancelled);
  });

  it('rejects where the script cannot be loaded', async () => {
    await assert.rejects(start('https://example.org/dist').finished, {
      message: "The run's worker failed: https://example.org/dist/worker.browser.js could not be loaded (status 404).",
    });
  });

  it('rejects where the script does not start', async () => {
    const run = start('vscode-remote://host/dist');
    (await started()).dispatchEvent(new Event('error'));
    await assert.rejects(run.finished, { message: "The run's worker failed: Its script did not load." });
  });

  it('starts nothing where the run is cancelled before the script is there', async () => {
    const run = start('vscode-remote://host/dist');
    run.dispose();
    await assert.rejects(run.finished, RunCancelled);
    await new Promise((done) => setTimeout(done, 30));
    assert.deepEqual(FakeWorker.made, []);
  });
});
