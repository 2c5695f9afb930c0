import type { BuiltNetwork, Engine } from '../engine/engine.js';
import {
  completeCell,
  completeOutput,
  type NamedCellWeights,
  type NamedOutputWeights,
} from '../engine/initializers.js';
import type { Biases, CellWeights, EngineLayer } from '../engine/network.js';
import type { Run } from '../engine/run.js';
import type { InitialState } from '../engine/fillRun.js';
import type { NumericArray } from '../engine/tensors.js';
import { countingSeries, seriesLength, slidingWindows } from '../engine/windows.js';
import type { RunRequest } from './runner.js';

/** A request that was run, with everything that it was run with. */
export interface RunOfRequest {
  readonly request: RunRequest;
  readonly network: BuiltNetwork;
  readonly layers: readonly EngineLayer[];
  readonly run: Run;
  readonly inputs: NumericArray; // [batch, steps, features]
  readonly weights: CompleteWeights;
  /** The time of the forward pass alone. */
  readonly milliseconds: number;
}

/** The weights of one direction of one layer, with as many biases as it has. */
export type RunCellWeights = Omit<NamedCellWeights, 'i_b' | 'h_b'> & Partial<NamedCellWeights>;

export interface CompleteWeights {
  /** One for each layer, forward first. */
  readonly layers: readonly (readonly RunCellWeights[])[];
  readonly output: NamedOutputWeights | null;
}

/**
 * Runs a request on the caller's own thread: the way of the worker and of the command line.
 *
 * @param onProgress is told the fraction done, in (0, 1], a few hundred times at most.
 * @throws RangeError where an array does not fit the sizes or does not fit in memory.
 */
export function runRequest(
  engine: Engine,
  request: RunRequest,
  onProgress: (fraction: number) => void = () => undefined,
): RunOfRequest {
  const weights = completeWeights(request);
  const layers = engineLayers(request, weights);
  const network = engine.build(layers);
  const { batch, steps } = request;
  const inputs = inputsOf(request);
  const run = network.prepare({ batch, steps });
  run.fill({ inputs, initialStates: initialStates(request) });
  const begin = performance.now();
  let told = 0;
  for (const fraction of run.slices()) {
    if (fraction < told + 0.005 && fraction < 1) continue;
    told = fraction;
    onProgress(fraction);
  }
  return { request, network, layers, run, inputs, weights, milliseconds: performance.now() - begin };
}

/**
 * The states that the request's initial state means: one [batch, units] is that of every layer and direction; of
 * [numLayers * directions, batch, units] each has its own, in PyTorch's order. The cell states are zeros.
 */
function initialStates({ initialState, numLayers, directions, batch, units }: RunRequest): (InitialState | null)[] {
  if (!initialState) return [];
  const { data } = initialState;
  const size = batch * units;
  const stateAt = (index: number): NumericArray => ({
    shape: [batch, units],
    data: initialState.shape.length === 2 ? data : data.subarray(index * size, (index + 1) * size),
  });
  return Array.from({ length: numLayers }, (_, layer) => ({
    state: Array.from({ length: directions }, (_, direction) => stateAt(layer * directions + direction)),
  }));
}

function completeWeights(request: RunRequest): CompleteWeights {
  const { cell, biases, features, units, numLayers, directions, outputSize, seed, weights } = request;
  const layers = Array.from({ length: numLayers }, (_, layer) => {
    const inputSize = layer === 0 ? features : directions * units;
    return (['forward', 'backward'] as const)
      .slice(0, directions)
      .map((direction, index) =>
        completeCell(weights.layers[layer]?.[index] ?? {}, { cell, inputSize, units }, { seed, layer, direction }),
      )
      .map((cell) => withBiases(cell, biases));
  });
  const output =
    outputSize === null ? null : completeOutput(weights.output, { inputSize: directions * units, outputSize }, seed);
  return { layers, output };
}

/**
 * The recurrent layers, and a dense one for the output projection. Where only the last output is returned, a network
 * of one direction still gives all of them, for the trace to show; of two directions, the last one read of each.
 */
function engineLayers(
  { cell, units, activation, recurrentActivation, resetAfter, returnSequences }: RunRequest,
  weights: CompleteWeights,
): EngineLayer[] {
  const lastLayer = weights.layers.length - 1;
  const recurrent = weights.layers.map(([forward, backward], layer): EngineLayer => ({
    kind: 'recurrent',
    cell,
    units,
    activation,
    recurrentActivation,
    resetAfter,
    returnSequences: returnSequences || backward === undefined || layer < lastLayer,
    forward: cellWeights(forward!),
    ...(backward && { backward: cellWeights(backward) }),
  }));
  const { output } = weights;
  return output ? [...recurrent, { kind: 'dense', kernel: output.o_w, bias: output.o_b }] : recurrent;
}

function withBiases({ i_w, i_b, h_w, h_b }: NamedCellWeights, biases: Biases): RunCellWeights {
  return { i_w, ...(biases > 0 && { i_b }), h_w, ...(biases === 2 && { h_b }) };
}

function cellWeights({ i_w, i_b, h_w, h_b }: RunCellWeights): CellWeights {
  return { kernel: i_w, recurrentKernel: h_w, ...(i_b && { bias: i_b }), ...(h_b && { recurrentBias: h_b }) };
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
