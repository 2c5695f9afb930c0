import { mostRunBytes, runBytes as traceBytes } from '../engine/layout.js';
import { recurrentSizes, type LayerSizes } from '../engine/layerSizes.js';
import { seriesLength } from '../engine/windows.js';
import type { Cell, Config, Dim, Layer, Problem, Shape, Span } from './model.js';
import { problem } from './problem.js';
import { cellWeights, directions, elements, outputWeights, times, type WeightSizes } from './weightShapes.js';

/**
 * The layers of a config's network with their shapes, Keras words for the kinds. The output projection o_w, o_b
 * belongs to the last recurrent layer: `Output_t = S_t·o_w + o_b`.
 */
export function networkLayers(config: Config, span: Span): Layer[] {
  const count = typeof config.numLayers === 'number' ? Math.min(config.numLayers, maxListedLayers) : 1;
  return Array.from({ length: count }, (_, index) => layerOf(config, index, count, span));
}

/** (batch, steps, features). */
export function inputShape(config: Config): Shape {
  return [config.batch, config.steps, config.features];
}

/** (batch, steps, output size), or without the steps where only the last one is returned; null where that is not known. */
export function outputShape(config: Config): Shape | null {
  const width = hasOutputWeights(config) ? config.outputSize : times(directions(config), config.units);
  if (config.returnSequences === null) return null;
  return config.returnSequences ? [config.batch, config.steps, width] : [config.batch, width];
}

/** (batch, rnn_size), behind layers times directions where there are more than one. */
export function stateShape(config: Config): Shape {
  const state = [config.batch, config.units];
  const copies = times(directions(config), config.numLayers);
  return copies === 1 ? state : [copies, ...state];
}

/** The bytes that a run takes: inputs, weights (as given, and packed) and the whole trace; null where a size is not known. */
export function runBytes(config: Config): number | null {
  const { batch, steps, features, units, stride, numLayers } = config;
  if (
    typeof batch !== 'number' ||
    typeof steps !== 'number' ||
    typeof features !== 'number' ||
    typeof units !== 'number' ||
    typeof numLayers !== 'number'
  ) {
    return null;
  }
  const bytesOf = (layers: number): number | null => {
    const sizes = engineSizes({ ...config, numLayers: layers });
    const weights = networkLayers({ ...config, numLayers: layers }, nowhere).flatMap((layer) => layer.weights);
    // In float64: past what integers can say, a size is still too large.
    const parameters = weights.reduce(
      (so, { shape }) => so + shape.reduce<number>((all, dim) => all * Number(dim), 1),
      0,
    );
    return sizes && traceBytes(sizes, { batch, steps }) + 2 * bytesPerNumber * parameters;
  };
  // Every layer after the second takes what the third does, so that billions of them are counted at once.
  const counted = Math.min(numLayers, 3);
  const bytes = bytesOf(counted);
  const fewer = numLayers > 3 ? bytesOf(2) : bytes;
  if (bytes === null || fewer === null) return null;
  // Without inputs and series, the series 1, 2, 3, … is made for the run.
  const series = config.inputs || config.series ? 0 : seriesLength({ batch, steps, features, stride });
  return bytes + (numLayers - counted) * (bytes - fewer) + bytesPerNumber * (series + batch * steps * features);
}

const bytesPerNumber = 4;
const nowhere: Span = { start: 0, end: 0 };

/**
 * The layers that the engine runs for a config: the recurrent ones, and a dense one for the output projection. Where
 * only the last output is returned, a network of one direction still gives all of them, for the trace to show.
 */
function engineSizes(config: Config): LayerSizes[] | null {
  const { features, units, outputSize, numLayers } = config;
  if (typeof features !== 'number' || typeof units !== 'number' || typeof numLayers !== 'number') return null;
  const two = config.bidirectional === true;
  const layers: LayerSizes[] = Array.from({ length: numLayers }, (_, layer) =>
    recurrentSizes({
      cell: config.cell ?? 'lstm',
      inputSize: layer === 0 ? features : units * (two ? 2 : 1),
      units,
      directions: two ? 2 : 1,
      resetAfter: config.resetAfter,
      returnSequences: !two || config.returnSequences !== false || layer < numLayers - 1,
    }),
  );
  if (!hasOutputWeights(config)) return layers;
  if (typeof outputSize !== 'number') return null;
  return [...layers, { kind: 'dense', inputSize: units * (two ? 2 : 1), outputSize }];
}

/** What is too large to run. */
export function runProblems(config: Config, memoryLimit: number): Problem[] {
  const bytes = runBytes(config);
  const largest = config.fields
    .filter(({ name }) => sizeFields.some((field) => field === name))
    .map((field) => ({ field, size: sizeOf(config, field.name) }))
    .sort((a, b) => b.size - a.size)[0];
  const limit = Math.min(memoryLimit, mostRunBytes);
  if (bytes === null || bytes <= limit || !largest) return [];
  return [problem('warning', largest.field.valueSpan, { code: 'run-too-large', bytes, limit })];
}

const sizeFields = ['batch', 'steps', 'features', 'rnn_size', 'output_size', 'stride', 'num_layers'] as const;

/** Nobody reads more of them, and a text may ask for billions. */
const maxListedLayers = 100;

const kinds: Readonly<Record<Cell, string>> = { simple_rnn: 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' };
/** Keras' layer of a cell that is given to it: which one is not known here. */
const anyKind = 'RNN';

/** A simple RNN always has an output projection; LSTM and GRU where an output size or o_w asks for it. */
export function hasOutputWeights(config: Config): boolean {
  if (config.outputIsState) return false;
  const given = config.weights?.hasOutputKernel === true;
  return config.cell === 'simple_rnn' || given || config.fields.some(({ name }) => name === 'output_size');
}

function layerOf(config: Config, index: number, count: number, span: Span): Layer {
  const { cell } = config;
  const name = cell ?? 'rnn';
  const isLast = index === count - 1;
  const sizes: WeightSizes = { ...config, hasOutputWeights: hasOutputWeights(config) };
  const width = times(directions(config), config.units);
  const state: Shape = [config.batch, config.units];
  const projection = isLast ? outputWeights(sizes) : [];
  const each = cellWeights(sizes, index);
  const weights = config.bidirectional
    ? ['forward', 'backward'].flatMap((name) => each.map((one) => ({ ...one, name: `${name}.${one.name}` })))
    : each;
  const all = [...weights, ...projection];
  const sequences: Shape = [config.batch, config.steps, width];
  const inputSize = index === 0 ? config.features : width;
  return {
    name: count === 1 ? name : `${name}_${index + 1}`,
    kind: cell === null ? anyKind : kinds[cell],
    span,
    input: [config.batch, config.steps, inputSize],
    output: isLast ? outputShape(config) : sequences,
    state: Array.from({ length: (directions(config) ?? 1) * (cell === 'lstm' ? 2 : 1) }, () => state),
    options: {
      units: config.units,
      inputSize,
      outputSize: projection.length > 0 ? config.outputSize : width,
      activation: config.activation,
      numLayers: config.numLayers,
      bidirectional: config.bidirectional,
      batchFirst: true,
      returnSequences: isLast ? config.returnSequences : true,
    },
    weights: all,
    parameters: config.bidirectional === null ? null : sum(all.map(({ shape }) => elements(shape))),
    calls: [],
  };
}

function sizeOf(config: Config, name: string): number {
  const sizes: Readonly<Record<string, Dim>> = {
    batch: config.batch,
    steps: config.steps,
    features: config.features,
    rnn_size: config.units,
    output_size: config.outputSize,
    stride: config.stride,
    num_layers: config.numLayers,
  };
  const size = sizes[name];
  return typeof size === 'number' ? size : 0;
}

function sum(counts: readonly (number | null)[]): number | null {
  const total = counts.reduce<number | null>((so, count) => (so === null || count === null ? null : so + count), 0);
  return total !== null && Number.isSafeInteger(total) ? total : null;
}
