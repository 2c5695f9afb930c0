import process from 'node:process';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { serveKernels, type HelperData } from '../engine/kernels/threads.js';
import type { ToWorker } from './workerProtocol.js';
import { workerSession } from './workerSession.js';

/** What a helper thread, which runs this same script, is started with. */
interface HelperStart {
  readonly helper: HelperData;
}

const startHelper = (helper: HelperData): void => {
  const thread = new Worker(__filename, { workerData: { helper } satisfies HelperStart });
  // The engine does without one that does not come up.
  thread.on('error', () => undefined);
  thread.unref();
};

const data = workerData as HelperStart | null;
const thread = parentPort;
if (data) serveKernels(data.helper);
else if (thread !== null) {
  const handle = workerSession((message, transfer) => thread.postMessage(message, transfer), startHelper);
  thread.on('message', (message: ToWorker) => handle(message));
} else if (process.send) {
  const handle = workerSession((message) => process.send?.(message), startHelper);
  process.on('message', (message) => handle(message as ToWorker));
  // Nobody is left to answer.
  process.on('disconnect', () => process.exit());
} else throw new Error('This file is a worker and does nothing by itself.');
