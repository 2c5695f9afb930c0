import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './workerProtocol.js';
import { workerSession } from './workerSession.js';

const thread = parentPort;
if (thread !== null) {
  const handle = workerSession((message, transfer) => thread.postMessage(message, transfer));
  thread.on('message', (message: ToWorker) => handle(message));
} else if (process.send) {
  const handle = workerSession((message) => process.send?.(message));
  process.on('message', (message) => handle(message as ToWorker));
  // Nobody is left to answer.
  process.on('disconnect', () => process.exit());
} else throw new Error('This file is a worker and does nothing by itself.');
