import assert from 'node:assert/strict';
import { spawnWorker } from '../../src/runner/spawnWorker.browser.js';
import { startRun } from '../../src/runner/startRun.js';
import { lectureRequest } from '../support/runRequests.js';

/** A browser's Worker as far as it is used, which the test plays. */
class FakeWorker extends EventTarget {
  static made: FakeWorker[] = [];
  readonly sent: unknown[] = [];
  terminated = false;
  constructor(readonly address: string) {
    super();
    if (address.startsWith('vscode-remote:')) throw new Error('Creating workers is not supported.');
    FakeWorker.made.push(this);
  }
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
}

describe('spawnWorker in a browser', () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  before(() => Object.defineProperty(globalThis, 'Worker', { value: FakeWorker, configurable: true }));
  after(() => {
    if (original) Object.defineProperty(globalThis, 'Worker', original);
    else Reflect.deleteProperty(globalThis, 'Worker');
  });
  beforeEach(() => (FakeWorker.made = []));

  const start = (folder: string) => startRun(spawnWorker(folder), lectureRequest(), () => undefined);

  it('starts the browser’s worker script and passes messages both ways', async () => {
    const run = start('https://example.org/dist');
    const worker = FakeWorker.made[0]!;
    assert.equal(worker.address, 'https://example.org/dist/worker.browser.js');
    assert.deepEqual(worker.sent, [{ type: 'start', request: lectureRequest() }]);
    const summary = { batch: 6, steps: 5, features: 3, units: 7, outputSize: 7, milliseconds: 1 };
    worker.dispatchEvent(new MessageEvent('message', { data: { type: 'finished', summary } }));
    assert.deepEqual(await run.finished, summary);
    run.dispose();
    assert.ok(worker.terminated);
  });

  it('rejects where the script cannot be loaded', async () => {
    const run = start('https://example.org/dist');
    FakeWorker.made[0]!.dispatchEvent(new Event('error'));
    await assert.rejects(run.finished, {
      message:
        "The run's worker failed: The worker could not be loaded from https://example.org/dist/worker.browser.js.",
    });
  });

  it('rejects where the host has no worker for the address', async () => {
    await assert.rejects(start('vscode-remote://host/dist').finished, {
      message: "The run's worker failed: Creating workers is not supported.",
    });
  });
});
