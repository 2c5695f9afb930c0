import type { ToWorker } from './workerProtocol.js';
import { workerSession } from './workerSession.js';

const handle = workerSession((message, transfer) => self.postMessage(message, { transfer: [...transfer] }));
self.onmessage = (event: MessageEvent<ToWorker>) => handle(event.data);
