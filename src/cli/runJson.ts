import type { Network } from '../analysis/model.js';
import { lastStep, readView, type NumericArray, type TensorView } from '../engine/tensors.js';
import type { DirectionTrace } from '../engine/trace.js';
import type { RunOfRequest } from '../runner/runRequest.js';
import { networkJson } from './checkJson.js';
import type { CheckedFile } from './check.js';

/** The JSON of `rnn-lens run`, version 1, in pieces: a whole trace may be larger than one string can be. */
export function* runJson(network: Network, executed: RunOfRequest, rangeOf: CheckedFile['rangeOf']): Generator<string> {
  const { trace } = executed.run;
  const { returnSequences } = executed.request;
  const recurrent = trace.layers.filter(({ directions }) => directions.length > 0);
  yield `{\n"version": 1,\n"network": ${JSON.stringify(networkJson(network, rangeOf))},\n"inputs": `;
  yield* arrayJson(executed.inputs);
  yield ',\n"weights": {';
  yield* namedArrays(weightArrays(executed), '\n');
  yield '\n},\n"initialState": ';
  yield* arrayJson(joined(recurrent.flatMap(({ directions }) => directions.map((one) => one.initialState))));
  yield ',\n"steps": [';
  let separator = '';
  for (const { layer, directions } of recurrent)
    for (const [index, direction] of directions.entries()) {
      yield `${separator}\n{ "layer": ${layer}, "direction": "${direction.direction}",\n`;
      yield* namedArrays(stepArrays(executed, layer, direction), '');
      const preActivations = preActivationArrays(executed, layer, index);
      if (preActivations.length > 0) {
        yield ',\n"preActivations": {\n';
        yield* namedArrays(preActivations, '');
        yield ' }';
      }
      yield ' }';
      separator = ',';
    }
  yield '\n],\n"outputs": ';
  const isLastOnly = !returnSequences && trace.outputs.shape.length === 3;
  yield* arrayJson(readView(isLastOnly ? lastStep(trace.outputs) : trace.outputs));
  yield ',\n"state": ';
  yield* arrayJson(joined(recurrent.flatMap(({ directions }) => directions.map((one) => one.finalState))));
  const cellStates = recurrent.flatMap(({ directions }) => directions.flatMap((one) => one.finalCellState ?? []));
  if (cellStates.length > 0) {
    yield ',\n"cellState": ';
    yield* arrayJson(joined(cellStates));
  }
  yield '\n}\n';
}

type NamedArray = readonly [name: string, array: () => NumericArray];

/** `i_w`, … for one layer; `forward.i_w` where there are two directions; `layers[1].i_w` where there are more layers. */
function weightArrays({ weights, request }: RunOfRequest): NamedArray[] {
  const cells = weights.layers.flatMap((directions, layer) =>
    directions.flatMap((cell, index) => {
      const ofLayer = request.numLayers > 1 ? `layers[${layer}].` : '';
      const ofDirection = request.directions > 1 ? `${index === 0 ? 'forward' : 'backward'}.` : '';
      return Object.entries(cell).map(([name, array]) => [`${ofLayer}${ofDirection}${name}`, array] as const);
    }),
  );
  return [...cells, ...Object.entries(weights.output ?? {})].map(([name, array]: readonly [string, NumericArray]) => [
    name,
    () => array,
  ]);
}

/** What the layer kept, and `output`: the network's, where this is its last layer and gives one a step. */
function stepArrays({ run, layers }: RunOfRequest, layer: number, { arrays, state }: DirectionTrace): NamedArray[] {
  const { outputs } = run.trace;
  const isLast = layers.findLastIndex(({ kind }) => kind === 'recurrent') === layer;
  const single = run.trace.layers[layer]!.directions.length === 1;
  const output: TensorView = isLast && single && outputs.shape.length === 3 ? outputs : state;
  return Object.entries({ ...arrays, output }).map(([name, view]) => [name, () => readView(view)]);
}

/** What went into the gates' activations. A simple RNN's is the sum of its two projections. */
function preActivationArrays({ run, request }: RunOfRequest, layer: number, direction: number): NamedArray[] {
  if (request.cell === 'simple_rnn') return [];
  const { batch, steps, layers } = run.trace;
  const sizes = layers[layer]?.sizes;
  const units = sizes?.kind === 'recurrent' ? sizes.units : 0;
  const arrays = new Map<string, NumericArray>();
  // Some rows at a time, as the engine needs memory for each.
  for (let first = 0; first < batch * steps; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, batch * steps - first);
    for (const [name, { data }] of Object.entries(run.preActivations(layer, direction, first, rows))) {
      const whole = arrays.get(name) ?? { shape: [batch, steps, units], data: new Float32Array(batch * steps * units) };
      arrays.set(name, whole);
      for (let row = 0; row < rows; row++) {
        const step = Math.floor((first + row) / batch);
        const line = (first + row) % batch;
        whole.data.set(data.subarray(row * units, (row + 1) * units), (line * steps + step) * units);
      }
    }
  }
  return [...arrays].map(([name, array]) => [name, () => array]);
}

const rowsAtOnce = 4096;

/** One state as it is, several in front of each other: [layers * directions, batch, size]. */
function joined(views: readonly TensorView[]): NumericArray {
  const arrays = views.map(readView);
  const [first] = arrays;
  if (first && arrays.length === 1) return first;
  const data = new Float32Array(arrays.reduce((length, one) => length + one.data.length, 0));
  let end = 0;
  for (const array of arrays) {
    data.set(array.data, end);
    end += array.data.length;
  }
  return { shape: [arrays.length, ...(first?.shape ?? [])], data };
}

function* namedArrays(arrays: readonly NamedArray[], before: string): Generator<string> {
  let separator = before;
  for (const [name, array] of arrays) {
    yield `${separator}"${name}": `;
    yield* arrayJson(array());
    separator = ',\n';
  }
}

const numbersAtOnce = 16_384;

/** Numbers that JSON has no word for (NaN and the infinities, from `relu` and `linear` runs away) become null. */
function* arrayJson({ shape, data }: NumericArray): Generator<string> {
  yield `{ "shape": ${JSON.stringify(shape)}, "data": [`;
  for (let start = 0; start < data.length; start += numbersAtOnce) {
    const numbers = JSON.stringify(Array.from(data.subarray(start, start + numbersAtOnce)));
    yield `${start === 0 ? '' : ','}${numbers.slice(1, -1)}`;
  }
  yield '] }';
}
