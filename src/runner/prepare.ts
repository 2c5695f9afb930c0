import { withFileSizes, type DataFileArrays } from '../analysis/dataFiles.js';
import type { ArrayValue, Config, Network, Problem, Span, WeightSet } from '../analysis/model.js';
import { hasOutputWeights, runProblems } from '../analysis/network.js';
import { problem } from '../analysis/problem.js';
import type { NumericArray } from '../engine/tensors.js';
import { outputSet, setOf } from '../analysis/configWeights.js';
import type { GivenWeights, InputsRequest, RunRequest } from './runner.js';

/** The run of a network, or the reasons why it cannot be run. */
export type Preparation = { readonly request: RunRequest } | { readonly reasons: readonly Problem[] };

/**
 * Makes a network's run request. The errors of the network's text and of its data files are its caller's to look at
 * first (`errorsOf`); this adds what is no mistake and still stops a run: sizes and numbers that do not follow from
 * the text, networks that are not run yet, and runs past the memory limit (bytes).
 */
export function prepareRun(network: Network, files: DataFileArrays, memoryLimit: number): Preparation {
  const { config, nameSpan } = network;
  if (!config) return { reasons: [problem('info', nameSpan, { code: 'not-yet', what: 'this network' })] };
  const known = withFileSizes(config, files);
  const stops = runProblems(known, memoryLimit);
  if (stops.length > 0) return { reasons: stops };
  const { batch, steps, features, units, cell, activation, outputSize, returnSequences, numLayers, bidirectional } =
    known;
  const arrays = { ...arraysOf(config), ...files };
  const missing = [
    ...Object.entries({
      batch,
      steps,
      features,
      rnn_size: units,
      output_size: outputSize,
      num_layers: numLayers,
    }).flatMap(([name, size]) => (typeof size === 'number' ? [] : [name])),
    ...(cell === null ? ['cell'] : []),
    ...(activation === null ? ['activation'] : []),
    ...(bidirectional === null ? ['bidirectional'] : []),
    ...(returnSequences === null ? ['return_sequences'] : []),
    ...config.notKnown,
    ...unknownArrays(config, arrays),
  ];
  if (
    typeof batch !== 'number' ||
    typeof steps !== 'number' ||
    typeof features !== 'number' ||
    typeof units !== 'number' ||
    typeof outputSize !== 'number' ||
    typeof numLayers !== 'number' ||
    cell === null ||
    activation === null ||
    bidirectional === null ||
    returnSequences === null ||
    missing.length > 0
  ) {
    return { reasons: [problem('info', nameSpan, { code: 'not-known', fields: missing })] };
  }
  const directions = bidirectional ? 2 : 1;
  return {
    request: {
      batch,
      steps,
      features,
      cell,
      units,
      numLayers,
      directions,
      outputSize: hasOutputWeights(known) ? outputSize : null,
      activation,
      recurrentActivation: known.recurrentActivation,
      resetAfter: known.resetAfter,
      biases: known.biases,
      returnSequences,
      seed: config.seed,
      inputs: inputsRequest(arrays, config.stride),
      initialState: numbersOf(arrays.initialState),
      weights: givenWeights(arrays.weights ?? [], numLayers, directions),
    },
  };
}

/** The errors of a network itself, which are why it cannot be run; those of networks inside it are their own. */
export function errorsOf(network: Network, networks: readonly Network[], problems: readonly Problem[]): Problem[] {
  const inner = networks.filter(({ span }) => span !== network.span && isWithin(span, network.span));
  return problems.filter(
    ({ severity, span }) =>
      severity === 'error' && isWithin(span, network.span) && !inner.some((other) => isWithin(span, other.span)),
  );
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function arraysOf(config: Config): DataFileArrays {
  const { inputs, series, initialState, weights } = config;
  return {
    ...(inputs?.from === 'source' && { inputs: inputs.array }),
    ...(series?.from === 'source' && { series: series.array }),
    ...(initialState?.from === 'source' && { initialState: initialState.array }),
    ...(weights?.from === 'source' && { weights: weights.sets }),
  };
}

/** Arrays that the config names and whose numbers are not all known. */
function unknownArrays(config: Config, arrays: DataFileArrays): string[] {
  const isUnknown = (asked: boolean, array: ArrayValue | undefined) => asked && !array?.data;
  return [
    ...(isUnknown(config.inputs !== null, arrays.inputs) ? ['inputs'] : []),
    ...(isUnknown(config.series !== null && config.inputs === null, arrays.series) ? ['series'] : []),
    ...(isUnknown(config.initialState !== null, arrays.initialState) ? ['initial_state'] : []),
    ...(config.weights?.from === 'file' && !arrays.weights ? ['weights'] : []),
    ...(arrays.weights ?? []).flatMap(({ path, arrays: own }) =>
      Object.entries(own).flatMap(([name, array]) => (array.data ? [] : [`${path}.${name}`])),
    ),
  ];
}

function givenWeights(sets: readonly WeightSet[], numLayers: number, directions: 1 | 2): GivenWeights {
  const last = sets.reduce((most, { layer }) => Math.max(most, layer), -1);
  return {
    layers: Array.from({ length: Math.min(numLayers, last + 1) }, (_, layer) =>
      (['forward', 'backward'] as const).slice(0, directions).map((direction) => {
        const { i_w, i_b, h_w, h_b } = setOf(sets, layer, direction);
        return numbersOfAll({ i_w, i_b, h_w, h_b });
      }),
    ),
    output: numbersOfAll({ ...outputSet(sets) }),
  };
}

/** The arrays that are there and whose numbers are known. */
function numbersOfAll<Name extends string>(
  arrays: Partial<Record<Name, ArrayValue | undefined>>,
): Partial<Record<Name, NumericArray>> {
  const known = Object.entries<ArrayValue | undefined>(arrays).flatMap(([name, array]) => {
    const numbers = numbersOf(array);
    return numbers ? [[name, numbers] as const] : [];
  });
  return Object.fromEntries(known) as Partial<Record<Name, NumericArray>>;
}

function inputsRequest({ inputs, series }: DataFileArrays, stride: number): InputsRequest {
  if (inputs?.data) return { kind: 'array', array: { shape: inputs.shape, data: inputs.data } };
  return series?.data ? { kind: 'series', series: series.data, stride } : { kind: 'counting', stride };
}

function numbersOf(array: ArrayValue | undefined): NumericArray | null {
  return array?.data ? { shape: array.shape, data: array.data } : null;
}
