import { fork, type ChildProcess } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { errorRelay, type ErrorRelay } from './errorRelay.js';
import type { FromWorker, ToWorker, WorkerPort } from './workerProtocol.js';
import type { WorkerKind } from './workers.js';

/** V8 makes 256-bit operations of pairs of 128-bit ones on this processor, from some version on. */
export const widePossible = process.arch === 'x64' && Number(process.versions.v8.split('.')[0]) >= 13;

/** Starts the worker of `distFolder`, a file path or a `file:` URI without a slash at its end. */
export function spawnWorker(distFolder: string, kind: WorkerKind = 'thread'): WorkerPort {
  const folder = distFolder.startsWith('file:') ? fileURLToPath(distFolder) : distFolder;
  const script = join(folder, 'worker.js');
  return kind === 'process' ? spawnProcess(script) : spawnThread(script);
}

function spawnThread(script: string): WorkerPort {
  const worker = new Worker(script);
  const errors = errorRelay();
  worker.on('messageerror', errors.report);
  return portOf(
    worker,
    errors,
    (message) => worker.postMessage(message),
    () => void worker.terminate(),
  );
}

function spawnProcess(script: string): WorkerPort {
  const errors = errorRelay();
  const child = forked(script, errors.report);
  return portOf(
    child,
    errors,
    (message) => {
      // A closed channel is told to `onError` by the exit.
      if (child?.connected) child.send(message, () => undefined);
    },
    () => child?.kill('SIGKILL'),
  );
}

/** The port of a thread or a process, which emit the same events; null is one that did not start. */
function portOf(
  worker: EventEmitter | null,
  errors: ErrorRelay,
  post: (message: ToWorker) => void,
  end: () => void,
): WorkerPort {
  let listener: (message: FromWorker) => void = () => undefined;
  worker?.on('message', (message: FromWorker) => listener(message));
  worker?.on('error', errors.report);
  worker?.on('exit', (code: number | null) =>
    errors.report(new Error(`The worker ended by itself with exit code ${code}.`)),
  );
  return {
    post,
    onMessage: (next) => {
      listener = next;
    },
    onError: errors.onError,
    terminate: () => {
      listener = () => undefined;
      errors.close();
      end();
    },
  };
}

/** null where `report` is told why there is none: `fork` throws what a sandbox does not permit, and emits other errors. */
function forked(script: string, report: (error: Error) => void): ChildProcess | null {
  try {
    return fork(script, [], {
      execArgv: ['--experimental-wasm-revectorize'],
      // In a desktop VS Code the program that runs is Electron.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      // Typed arrays arrive as what they are.
      serialization: 'advanced',
      stdio: 'ignore',
    });
  } catch (error) {
    report(error instanceof Error ? error : new Error(String(error)));
    return null;
  }
}
