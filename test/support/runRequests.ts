import type { RunRequest } from '../../src/runner/runner.js';

/** The lecture's example as the runner is asked for it, with changes. */
export function lectureRequest(changes: Partial<RunRequest> = {}): RunRequest {
  return {
    batch: 6,
    steps: 5,
    features: 3,
    cell: 'simple_rnn',
    units: 7,
    numLayers: 1,
    directions: 1,
    outputSize: 7,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    resetAfter: true,
    biases: 2,
    returnSequences: true,
    seed: 0,
    inputs: { kind: 'counting', stride: 1 },
    initialState: null,
    weights: { layers: [], output: {} },
    ...changes,
  };
}
