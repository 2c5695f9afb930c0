// Our engine, in one of its forms (the argument). Every run keeps the whole trace.
import process from 'node:process';
import { Worker, workerData } from 'node:worker_threads';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import { chooseKernels } from '../../src/engine/kernels/chooseKernels.js';
import { serveKernels, type HelperData } from '../../src/engine/kernels/threads.js';
import { readView } from '../../src/engine/tensors.js';
import { serve, type Numbers, type Prepared, type Task } from './serve.mjs';

const engines: Readonly<Record<string, () => Engine | Promise<Engine>>> = {
  narrow: () => createEngine({ make: 'auto' }),
  // In a process with V8's flag for it.
  wide: () => createEngine({ make: 'auto', wide: true }),
  threads: withTwoThreads,
  plain: () => createEngine({ make: 'plain' }),
};

const helper = workerData as HelperData | null;
if (helper) serveKernels(helper);
else
  await serve(async () => {
    const name = process.argv[2] ?? 'narrow';
    const create = engines[name];
    if (!create) throw new Error(`The engine has no form ${name} here.`);
    const engine = await create();
    return {
      version: engine.kernels.name,
      prepare: (task: Task, numbers: Numbers) => prepare(engine, task, numbers),
    };
  });

async function withTwoThreads(): Promise<Engine> {
  const startHelper = (data: HelperData): void => {
    new Worker(new URL(import.meta.url), { workerData: data }).unref();
  };
  const kernels = chooseKernels({ make: 'auto', wide: true, threads: 2, startHelper });
  if (!('threads' in kernels)) throw new Error('There are no threads here.');
  for (let look = 0; kernels.threads() < 2; look++) {
    if (look === 200) throw new Error('The second thread does not come up.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return createEngine({ kernels });
}

function prepare(engine: Engine, { cell, batch, steps, units, resetAfter }: Task, numbers: Numbers): Prepared {
  const { inputs, ...weights } = numbers;
  const network = engine.build([
    { kind: 'recurrent', cell, units, ...(cell === 'gru' && { resetAfter }), forward: weights },
  ]);
  const run = network.prepare({ batch, steps });
  return {
    run: () => {
      run.fill({ inputs });
      run.execute();
    },
    output: () => readView(run.trace.outputs).data,
    release: () => {
      run.free();
      network.free();
    },
  };
}
