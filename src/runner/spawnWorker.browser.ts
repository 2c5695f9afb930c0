import { errorRelay } from './errorRelay.js';
import type { FromWorker, ToWorker, WorkerPort } from './workerProtocol.js';

/** There is no flag to set from a web page. */
export const widePossible = false;

/**
 * Starts the worker of `distFolder`, a URI without a slash at its end.
 *
 * VS Code's web extension host starts no worker from an address of a remote, but its `fetch` reads all addresses of an
 * extension. So the script is fetched and the worker starts from a copy of it; messages wait until it is there.
 */
export function spawnWorker(distFolder: string): WorkerPort {
  const errors = errorRelay();
  const waiting: ToWorker[] = [];
  let worker: Worker | null = null;
  let copy: string | null = null;
  let ended = false;
  let onMessage: (message: FromWorker) => void = () => undefined;

  const start = async (): Promise<void> => {
    const script = await scriptAt(`${distFolder}/worker.browser.js`);
    if (ended) return;
    copy = URL.createObjectURL(script);
    worker = new Worker(copy);
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => onMessage(data));
    worker.addEventListener('error', ({ message }) => errors.report(new Error(message || 'Its script did not load.')));
    worker.addEventListener('messageerror', () => errors.report(new Error('A message of it could not be read.')));
    for (const message of waiting) worker.postMessage(message);
  };
  start().catch((error: unknown) => errors.report(error instanceof Error ? error : new Error(String(error))));

  return {
    post: (message) => {
      if (worker === null) waiting.push(message);
      else worker.postMessage(message);
    },
    onMessage: (listener) => {
      onMessage = listener;
    },
    onError: errors.onError,
    terminate: () => {
      ended = true;
      errors.close();
      worker?.terminate();
      if (copy !== null) URL.revokeObjectURL(copy);
    },
  };
}

async function scriptAt(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be loaded (status ${response.status}).`);
  return new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
}
