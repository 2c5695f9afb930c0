import { completeWeights } from '../engine/initializers.js';
import { runSimpleRnn } from '../engine/simpleRnn.js';
import type { NumericArray, SimpleRnnRun, Trace } from '../engine/trace.js';
import { countingSeries, seriesLength, slidingWindows } from '../engine/windows.js';
import type { RunRequest } from './runner.js';

/**
 * Runs a request on the caller's own thread: the way of the worker and of the command line.
 *
 * @throws RangeError where an array does not fit the sizes or does not fit in memory.
 */
export function runRequest(request: RunRequest, onProgress?: (fraction: number) => void): Trace {
  return runSimpleRnn(runOf(request), onProgress);
}

/** What the engine runs for a request: its inputs built, its missing weights generated. */
export function runOf(request: RunRequest): SimpleRnnRun {
  return {
    inputs: inputsOf(request),
    weights: completeWeights(request.weights, request, request.seed),
    ...(request.initialState && { initialState: request.initialState }),
    activation: request.activation,
    returnSequences: request.returnSequences,
  };
}

function inputsOf({ inputs, batch, steps, features }: RunRequest): NumericArray {
  switch (inputs.kind) {
    case 'array':
      return inputs.array;
    case 'series':
      return slidingWindows(inputs.series, { batch, steps, features, stride: inputs.stride });
    case 'counting': {
      const sizes = { batch, steps, features, stride: inputs.stride };
      return slidingWindows(countingSeries(seriesLength(sizes)), sizes);
    }
  }
}
