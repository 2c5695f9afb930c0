import type { Engine } from '../engine/engine.js';
import { cells } from '../analysis/model.js';
import type { RunRequest } from './runner.js';
import { runRequest } from './runRequest.js';

/**
 * Runs small networks of every cell until their code is compiled as well as it will be: the first runs of an engine
 * are several times slower than those that follow. Takes some ten milliseconds.
 */
export function warmUp(engine: Engine): void {
  for (const cell of cells)
    for (const batch of [1, 6]) {
      const { run, network } = runRequest(engine, { ...small, cell, batch });
      for (let round = 0; round < rounds; round++) run.execute();
      run.free();
      network.free();
    }
}

/** The best time of a run that is large enough for threads to pay, where they ever do. */
export function trialMilliseconds(engine: Engine): number {
  const { run, network } = runRequest(engine, {
    ...small,
    cell: 'lstm',
    batch: 32,
    steps: 20,
    features: 64,
    units: 128,
  });
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const begin = performance.now();
    run.execute();
    best = Math.min(best, performance.now() - begin);
  }
  run.free();
  network.free();
  return best;
}

const rounds = 30;

const small: RunRequest = {
  batch: 1,
  steps: 8,
  features: 16,
  cell: 'simple_rnn',
  units: 32,
  numLayers: 1,
  directions: 1,
  outputSize: 8,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  resetAfter: true,
  biases: 2,
  returnSequences: true,
  seed: 0,
  inputs: { kind: 'counting', stride: 1 },
  initialState: null,
  weights: { layers: [], output: {} },
};
