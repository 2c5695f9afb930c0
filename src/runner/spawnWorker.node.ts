import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { errorRelay } from './errorRelay.js';
import type { FromWorker, WorkerPort } from './workerProtocol.js';

/** Starts the worker of `distFolder`, a file path or a `file:` URI without a slash at its end. */
export function spawnWorker(distFolder: string): WorkerPort {
  const folder = distFolder.startsWith('file:') ? fileURLToPath(distFolder) : distFolder;
  const worker = new Worker(join(folder, 'worker.js'));
  const errors = errorRelay();
  worker.on('error', errors.report);
  worker.on('messageerror', errors.report);
  worker.on('exit', (code) => errors.report(new Error(`The worker ended by itself with exit code ${code}.`)));
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on('message', (message: FromWorker) => listener(message)),
    onError: errors.onError,
    terminate: () => {
      worker.removeAllListeners('message');
      errors.close();
      void worker.terminate();
    },
  };
}
