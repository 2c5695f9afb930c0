import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './workerProtocol.js';
import { workerSession } from './workerSession.js';

if (parentPort === null) throw new Error('This file is a worker and does nothing by itself.');
const owner = parentPort;
const handle = workerSession((message, transfer) => owner.postMessage(message, transfer));
owner.on('message', (message: ToWorker) => handle(message));
