import { errorRelay } from './errorRelay.js';
import type { FromWorker, WorkerPort } from './workerProtocol.js';

/** Starts the worker of `distFolder`, a URI without a slash at its end. */
export function spawnWorker(distFolder: string): WorkerPort {
  const errors = errorRelay();
  const worker = start(`${distFolder}/worker.browser.js`, errors.report);
  return {
    post: (message) => worker?.postMessage(message),
    onMessage: (listener) =>
      worker?.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => listener(data)),
    onError: errors.onError,
    terminate: () => {
      errors.close();
      worker?.terminate();
    },
  };
}

/** Hosts that cannot start a worker from such an address throw; a failed load is an event. */
function start(address: string, report: (error: Error) => void): Worker | null {
  try {
    const worker = new Worker(address);
    worker.addEventListener('error', ({ message }) =>
      report(new Error(message || `The worker could not be loaded from ${address}.`)),
    );
    worker.addEventListener('messageerror', () => report(new Error('A message of the worker could not be read.')));
    return worker;
  } catch (error) {
    report(error instanceof Error ? error : new Error(String(error)));
    return null;
  }
}
