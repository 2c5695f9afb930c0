import { serveKernels, type HelperData } from '../engine/kernels/threads.js';
import type { ToWorker } from './workerProtocol.js';
import { workerSession } from './workerSession.js';

/** What a helper thread, which runs this same script, is started with. */
interface HelperStart {
  readonly type: 'help';
  readonly helper: HelperData;
}

const startHelper = (helper: HelperData): void => {
  const worker = new Worker(self.location.href);
  // The engine does without one that does not come up.
  worker.onerror = (event) => event.preventDefault();
  worker.postMessage({ type: 'help', helper } satisfies HelperStart);
};

const handle = workerSession(
  (message, transfer) => self.postMessage(message, { transfer: [...transfer] }),
  startHelper,
);
self.onmessage = ({ data }: MessageEvent<ToWorker | HelperStart>) => {
  if (data.type === 'help') {
    serveKernels(data.helper);
    // Unlike one of Node's, it would stay for ever.
    self.close();
  } else handle(data);
};
