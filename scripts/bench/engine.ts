// Our engine, in one of its forms (the argument). Every run keeps the whole trace.
import process from 'node:process';
import { createEngine, type Engine } from '../../src/engine/engine.js';
import { readView } from '../../src/engine/tensors.js';
import { serve, type Numbers, type Prepared, type Task } from './serve.mjs';

const engines: Readonly<Record<string, () => Engine>> = {
  narrow: () => createEngine({ make: 'auto' }),
  // In a process with V8's flag for it.
  wide: () => createEngine({ make: 'auto', wide: true }),
  plain: () => createEngine({ make: 'plain' }),
};

await serve(() => {
  const name = process.argv[2] ?? 'narrow';
  const create = engines[name];
  if (!create) throw new Error(`The engine has no form ${name} here.`);
  const engine = create();
  return Promise.resolve({
    version: engine.kernels.name,
    prepare: (task: Task, numbers: Numbers) => prepare(engine, task, numbers),
  });
});

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
