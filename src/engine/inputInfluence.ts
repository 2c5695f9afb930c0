/** What a state of any layer remembers of the network's own inputs, through all layers below it. */
import { derivatives } from './activationDerivatives.js';
import { addTo, addTransposedProduct, backThroughTime, cellOfLine, counts, sliceWork } from './cellBackpropagation.js';
import { identityRows, rowBlocks, seedsAt, sumOfSquares, unitsOf, type InfluencePlace } from './influence.js';
import type { DenseLayer, EngineLayer, LayerNormLayer, RecurrentLayer } from './network.js';
import { at, readFloat64, type TensorView } from './tensors.js';
import { directionAt, type RunOfLayers } from './tracePlaces.js';

/** By step: adjoints by the numbers of that step, [rows, size], or null where they are zeros. */
type Sequence = readonly (Float64Array | null)[];

/**
 * The Frobenius norms of ∂S_t/∂x_k for each step k of the network's inputs, in their order of time; where an embedding
 * comes first, x_k is the vector that it gives. Exactly, by going back through the trace of all layers from the place's
 * own down, both directions, and whatever stands between them. The pieces, the errors and what the caller must leave
 * alone are those of `influence`.
 */
export function* inputInfluence(executed: RunOfLayers, place: InfluencePlace): Generator<number, Float64Array> {
  const { direction } = directionAt(executed, place);
  const { steps, layers } = executed.run.trace;
  const stateSize = direction.state.shape[2]!;
  const units = unitsOf(place, stateSize);
  const widest = Math.max(
    ...layers.slice(0, place.layer + 1).map(({ sizes }) => Math.max(sizes.inputSize, sizes.outputSize)),
  );
  const { work } = cellOfLine(executed, place);
  const blocks = rowBlocks(units, work, Math.max(1, Math.floor(mostNumbers / (steps * widest))));
  const squares = new Float64Array(steps);
  for (const [index, [from, to]] of blocks.entries()) {
    const rows = to - from;
    const passes = (place.layer + 1) * blocks.length;
    const done = (layersDone: number): number => (index * (place.layer + 1) + layersDone) / passes;
    const seeds = seedsAt(place.step, steps, identityRows(from, to, stateSize));
    let adjoints = yield* throughCell(executed, place, rows, seeds, done(0));
    for (let layer = place.layer - 1; layer >= 0; layer--) {
      yield done(place.layer - layer);
      adjoints = yield* throughLayer(executed, layer, place.line, rows, adjoints, done(place.layer - layer));
    }
    for (const [step, adjoint] of adjoints.entries()) if (adjoint) squares[step]! += sumOfSquares(adjoint);
    yield done(place.layer + 1);
  }
  return squares.map(Math.sqrt);
}

/** The most numbers of one layer's adjoints that are held at a time: 32 MB. */
const mostNumbers = 4e6;

/** From adjoints by a layer's outputs to those by its inputs. */
function* throughLayer(
  executed: RunOfLayers,
  index: number,
  line: number,
  rows: number,
  outputs: Sequence,
  done: number,
): Generator<number, Sequence> {
  const layer = executed.layers[index] as EngineLayer;
  const { input, output } = executed.run.trace.layers[index]!;
  const values = (view: TensorView, step: number): Float64Array => readFloat64(at(at(view, line), step));
  switch (layer.kind) {
    case 'recurrent':
      return yield* throughRecurrent(executed, index, line, rows, outputs, done);
    case 'activation':
      return yield* stepByStep(outputs, 1, done, (adjoint, step) =>
        scaledColumns(
          adjoint,
          derivatives(layer.activation, values(output, step), () => values(input, step)),
        ),
      );
    case 'dense':
      return yield* stepByStep(outputs, layer.kernel.shape[0]!, done, (adjoint, step) =>
        throughDense(layer, values(input, step), values(output, step), adjoint),
      );
    case 'layer_norm':
      return yield* stepByStep(outputs, 4, done, (adjoint, step) =>
        throughLayerNorm(layer, values(input, step), adjoint),
      );
    case 'dropout':
    case 'embedding':
      return outputs;
  }
}

/** Through a layer whose steps do not depend on each other. `work`: multiplications of one number of the adjoints. */
function* stepByStep(
  outputs: Sequence,
  work: number,
  done: number,
  through: (adjoint: Float64Array, step: number) => Float64Array,
): Generator<number, Sequence> {
  const inputs: (Float64Array | null)[] = [];
  let sinceYield = 0;
  for (const [step, adjoint] of outputs.entries()) {
    inputs.push(adjoint && through(adjoint, step));
    sinceYield += (adjoint?.length ?? 0) * work;
    if (sinceYield < sliceWork) continue;
    sinceYield = 0;
    yield done;
  }
  return inputs;
}

/** Both directions of a layer, from the adjoints of its merged outputs. */
function* throughRecurrent(
  executed: RunOfLayers,
  index: number,
  line: number,
  rows: number,
  outputs: Sequence,
  done: number,
): Generator<number, Sequence> {
  const layer = executed.layers[index] as RecurrentLayer;
  const { directions } = executed.run.trace.layers[index]!;
  const states = directions.map(({ state }) => at(state, line));
  let inputs: Sequence = [];
  for (const direction of directions.keys()) {
    const seeds = outputs.map((_, step) => {
      const adjoint = outputs[layer.goBackwards ? outputs.length - 1 - step : step];
      if (!adjoint || (layer.paddedOutput === 'zero' && !counts(executed, line, step))) return null;
      const other = states[1 - direction];
      return ofDirection(layer, adjoint, rows, direction, other ? readFloat64(at(other, step)) : null);
    });
    const own = yield* throughCell(executed, { layer: index, direction, line }, rows, seeds, done);
    inputs = direction === 0 ? own : inputs.map((adjoint, step) => sum(adjoint, own[step]!));
  }
  return inputs;
}

/** The part of the merged outputs' adjoints that is one direction's. `other`: the state of the other direction. */
function ofDirection(
  { merge = 'concat' }: RecurrentLayer,
  adjoint: Float64Array,
  rows: number,
  direction: number,
  other: Float64Array | null,
): Float64Array {
  if (!other || merge === 'sum') return adjoint;
  if (merge === 'ave') return adjoint.map((value) => value / 2);
  if (merge === 'mul') return scaledColumns(adjoint, other);
  const size = other.length;
  const part = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const from = (2 * row + direction) * size;
    part.set(adjoint.subarray(from, from + size), row * size);
  }
  return part;
}

function* throughCell(
  executed: RunOfLayers,
  place: { readonly layer: number; readonly direction: number; readonly line: number },
  rows: number,
  seeds: Sequence,
  done: number,
): Generator<number, Sequence> {
  const inputs: (Float64Array | null)[] = seeds.map(() => null);
  const back = backThroughTime(cellOfLine(executed, place), rows, seeds, (step, _states, input) => {
    inputs[step] = input;
    return true;
  });
  while (!back.next().done) yield done;
  return inputs;
}

function throughDense(
  { kernel, bias, activation = 'linear' }: DenseLayer,
  input: Float64Array,
  output: Float64Array,
  adjoint: Float64Array,
): Float64Array {
  const [size, columns] = kernel.shape as [number, number];
  const sums = (): Float64Array =>
    output.map((_, column) => {
      let sum = bias?.data[column] ?? 0;
      for (let i = 0; i < size; i++) sum += input[i]! * kernel.data[i * columns + column]!;
      return sum;
    });
  const slopes = derivatives(activation, output, sums);
  const out = new Float64Array((adjoint.length / columns) * size);
  addTransposedProduct(scaledColumns(adjoint, slopes), columns, kernel, 0, out);
  return out;
}

/**
 * y = (x - mean)·s·gamma + beta with s = 1 / √(variance + epsilon). With n = (x - mean)·s and g = dy·gamma:
 * dx = s·(g - mean(g) - n·mean(g·n)).
 */
function throughLayerNorm(
  { gamma, epsilon = 1e-5 }: LayerNormLayer,
  input: Float64Array,
  adjoint: Float64Array,
): Float64Array {
  const size = input.length;
  const mean = input.reduce((sum, value) => sum + value, 0) / size;
  const variance = input.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
  const scale = 1 / Math.sqrt(variance + epsilon);
  const normal = input.map((value) => (value - mean) * scale);
  const out = new Float64Array(adjoint.length);
  for (let row = 0; row < adjoint.length; row += size) {
    const g = adjoint.subarray(row, row + size).map((value, i) => value * (gamma?.data[i] ?? 1));
    const gMean = g.reduce((sum, value) => sum + value, 0) / size;
    const gNormal = g.reduce((sum, value, i) => sum + value * normal[i]!, 0) / size;
    for (let i = 0; i < size; i++) out[row + i] = scale * (g[i]! - gMean - normal[i]! * gNormal);
  }
  return out;
}

/** Each row of [rows, size] times the same numbers. */
function scaledColumns(adjoint: Float64Array, factors: Float64Array): Float64Array {
  return adjoint.map((value, i) => value * factors[i % factors.length]!);
}

function sum(one: Float64Array | null, other: Float64Array | null): Float64Array | null {
  if (!one || !other) return one ?? other;
  addTo(one, other);
  return one;
}
