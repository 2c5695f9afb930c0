import { withFileSizes, type DataFileArrays } from '../analysis/dataFiles.js';
import type { ArrayValue, Config, Network, Problem, Span } from '../analysis/model.js';
import { hasOutputWeights, runProblems } from '../analysis/network.js';
import { problem } from '../analysis/problem.js';
import type { NumericArray } from '../engine/trace.js';
import type { InputsRequest, RunRequest } from './runner.js';

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
  const { batch, steps, features, units, activation, outputSize, returnSequences, numLayers } = known;
  const arrays = { ...arraysOf(config), ...files };
  const missing = [
    ...Object.entries({ batch, steps, features, rnn_size: units, output_size: outputSize }).flatMap(([name, size]) =>
      typeof size === 'number' ? [] : [name],
    ),
    ...(config.cell === null ? ['cell'] : []),
    ...(activation === null ? ['activation'] : []),
    ...(numLayers === 1 ? [] : ['num_layers']),
    ...(config.bidirectional === null ? ['bidirectional'] : []),
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
    activation === null ||
    returnSequences === null ||
    missing.length > 0
  ) {
    return { reasons: [problem('info', nameSpan, { code: 'not-known', fields: missing })] };
  }
  const weights = Object.entries(arrays.weights ?? {}).flatMap(([name, array]) => {
    const numbers = numbersOf(array);
    return numbers ? [[name, numbers] as const] : [];
  });
  return {
    request: {
      batch,
      steps,
      features,
      units,
      outputSize: hasOutputWeights(known) ? outputSize : null,
      activation,
      returnSequences,
      seed: config.seed,
      inputs: inputsRequest(arrays, config.stride),
      initialState: numbersOf(arrays.initialState),
      weights: Object.fromEntries(weights),
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
    ...(weights?.from === 'source' && { weights: weights.arrays }),
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
    ...Object.entries(arrays.weights ?? {}).flatMap(([name, array]) => (array.data ? [] : [`weights.${name}`])),
  ];
}

function inputsRequest({ inputs, series }: DataFileArrays, stride: number): InputsRequest {
  if (inputs?.data) return { kind: 'array', array: { shape: inputs.shape, data: inputs.data } };
  return series?.data ? { kind: 'series', series: series.data, stride } : { kind: 'counting', stride };
}

function numbersOf(array: ArrayValue | undefined): NumericArray | null {
  return array?.data ? { shape: array.shape, data: array.data } : null;
}
