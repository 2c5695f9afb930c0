/** What a person looks at: single steps, units and pictures of a run, copied out of its trace. */
import { activationName, activationsOf } from './activations.js';
import {
  gateNames,
  type ActivationName,
  type Biases,
  type Cell,
  type CellWeights,
  type RecurrentLayer,
} from './network.js';
import type { DirectionTrace } from './trace.js';
import { at, readView, type NumericArray, type TensorView } from './tensors.js';
import {
  directionAt,
  expectIndex,
  recurrentLayer,
  weightsOf,
  type CellPlace,
  type RunOfLayers,
  type StepPlace,
} from './tracePlaces.js';

export { heatmap, type Heatmap } from './heatmap.js';
export type { CellPlace, RunOfLayers, StepPlace };

/** A gate, a candidate, or the state of a simple RNN: f(inputProjection + hiddenProjection), each [units]. */
export interface GateView {
  /** As `gateNames` has them: `state`, `inputGate`, … */
  readonly name: string;
  readonly activation: string;
  readonly inputProjection: Float32Array; // x_t·W + b
  readonly hiddenProjection: Float32Array; // S_{t-1}·U + b, of a candidate with reset before (r_t ⊙ S_{t-1})·U + b
  /** Their sum, with the hidden part times the reset gate (GRU, reset after) and the peephole's part (LSTM). */
  readonly preActivation: Float32Array;
  readonly value: Float32Array;
}

/** The numbers of one step of one line in one direction of a layer. "Before" is in the order of reading. */
export interface StepView extends StepPlace {
  readonly cell: Cell;
  /** Of a GRU, see `RecurrentLayer.resetAfter`; true of others. */
  readonly resetAfter: boolean;
  readonly biases: Biases;
  /** Whether the step counts; at a padded one the states are those before. */
  readonly counts: boolean;
  readonly input: Float32Array; // x_t: [inputSize]
  readonly previousState: Float32Array; // S_{t-1}: [stateSize]
  readonly previousCellState: Float32Array | null; // [units]
  readonly gates: readonly GateView[];
  readonly cellState: Float32Array | null; // [units]
  readonly state: Float32Array; // S_t: [stateSize]
  /** Of the network; null where the layer is not its last recurrent one. */
  readonly output: Float32Array | null; // [outputSize]
  /** The network gives one output for the whole line, and `output` is that. */
  readonly outputIsOfLine: boolean;
}

/** The dot products that made one unit of one gate. */
export interface UnitGateView {
  readonly name: string;
  readonly activation: string;
  readonly inputWeights: Float32Array; // W[:, unit]: [inputSize]
  readonly inputBias: number;
  /** What is multiplied by `hiddenWeights`: S_{t-1}, or that times the reset gate (GRU with reset before). */
  readonly hidden: Float32Array; // [stateSize]
  readonly hiddenWeights: Float32Array; // U[:, unit]: [stateSize]
  readonly hiddenBias: number;
  readonly inputProjection: number;
  readonly hiddenProjection: number;
  readonly preActivation: number;
  readonly value: number;
}

/** How one unit of one step came about. */
export interface UnitView extends StepPlace {
  readonly cell: Cell;
  /** As in `StepView`. */
  readonly resetAfter: boolean;
  readonly biases: Biases;
  readonly unit: number;
  readonly input: Float32Array; // [inputSize]
  readonly gates: readonly UnitGateView[];
  readonly previousState: number;
  readonly previousCellState: number | null;
  readonly cellState: number | null;
  readonly state: number;
}

/** @throws RangeError where the layer, direction, line or step is not one of the run's. */
export function stepView(executed: RunOfLayers, place: StepPlace): StepView {
  const { direction, trace } = directionAt(executed, place);
  const layer = recurrentLayer(executed, place.layer);
  const parts = gateParts(executed, place);
  const { outputs, layers, steps, mask } = executed.run.trace;
  const isLast = layers.findLastIndex(({ directions }) => directions.length > 0) === place.layer;
  const outputIsOfLine = outputs.shape.length === 2;
  const outputPlace = layer.goBackwards ? { ...place, step: steps - 1 - place.step } : place;
  return {
    ...placeOf(place),
    cell: layer.cell,
    resetAfter: layer.resetAfter !== false,
    biases: biasesOf(weightsOf(layer, place.direction)),
    counts: mask === null || elementAt(at(mask, place.line), place.step) !== 0,
    input: rowAt(trace.input, place),
    previousState: before(direction, direction.state, direction.initialState, place, steps),
    previousCellState: previousCellState(direction, place, steps),
    gates: parts.map(({ name, activation, inputProjection, hiddenProjection, preActivation, value }) => ({
      name,
      activation,
      inputProjection,
      hiddenProjection,
      preActivation,
      value,
    })),
    cellState: direction.cellState && rowAt(direction.cellState, place),
    state: rowAt(direction.state, place),
    output: !isLast ? null : outputIsOfLine ? read(at(outputs, place.line)) : rowAt(outputs, outputPlace),
    outputIsOfLine,
  };
}

/** @throws RangeError where the layer, direction, line, step or unit is not one of the run's. */
export function unitView(executed: RunOfLayers, place: StepPlace, unit: number): UnitView {
  const { direction, trace } = directionAt(executed, place);
  const layer = recurrentLayer(executed, place.layer);
  const { steps } = executed.run.trace;
  expectIndex('unit', unit, layer.units);
  const weights = weightsOf(layer, place.direction);
  return {
    ...placeOf(place),
    cell: layer.cell,
    resetAfter: layer.resetAfter !== false,
    biases: biasesOf(weights),
    unit,
    input: rowAt(trace.input, place),
    gates: gateParts(executed, place).map((part, gate) => {
      const column = gate * layer.units + unit;
      return {
        name: part.name,
        activation: part.activation,
        inputWeights: columnOf(weights.kernel, column),
        inputBias: (weights.bias?.data[column] ?? 0) + (part.name === 'forgetGate' ? (layer.forgetBias ?? 0) : 0),
        hidden: part.hidden,
        hiddenWeights: columnOf(weights.recurrentKernel, column),
        hiddenBias: weights.recurrentBias?.data[column] ?? 0,
        inputProjection: part.inputProjection[unit]!,
        hiddenProjection: part.hiddenProjection[unit]!,
        preActivation: part.preActivation[unit]!,
        value: part.value[unit]!,
      };
    }),
    previousState: before(direction, direction.state, direction.initialState, place, steps)[unit] ?? NaN,
    previousCellState: previousCellState(direction, place, steps)?.[unit] ?? null,
    cellState: direction.cellState && rowAt(direction.cellState, place)[unit]!,
    state: rowAt(direction.state, place)[unit] ?? NaN,
  };
}

function biasesOf({ bias, recurrentBias }: CellWeights): Biases {
  return recurrentBias ? 2 : bias ? 1 : 0;
}

interface GatePart extends GateView {
  readonly hidden: Float32Array;
}

/**
 * The gates of one step. What a simple RNN and a GRU's candidate keep is read; the other projections are computed here
 * in float64 from the weights as given, and rounded once.
 */
function gateParts(executed: RunOfLayers, place: StepPlace): GatePart[] {
  const { direction, trace } = directionAt(executed, place);
  const { run } = executed;
  const { batch, steps } = run.trace;
  const layer = recurrentLayer(executed, place.layer);
  const weights = weightsOf(layer, place.direction);
  const input = rowAt(trace.input, place);
  const state = before(direction, direction.state, direction.initialState, place, steps);
  const preActivations = run.preActivations(place.layer, place.direction, place.step * batch + place.line, 1);
  const { arrays } = direction;
  const resetBefore = layer.cell === 'gru' && layer.resetAfter === false;
  return gateNames[layer.cell].map((name, gate) => {
    const isCandidate = name === 'candidate';
    const reset = resetBefore && isCandidate ? rowAt(arrays['resetGate']!, place) : null;
    const hidden = reset ? state.map((value, unit) => value * reset[unit]!) : state;
    const extra = name === 'forgetGate' ? (layer.forgetBias ?? 0) : 0;
    const stored = layer.cell === 'simple_rnn';
    return {
      name,
      activation: activationOfGate(name, layer),
      inputProjection: stored
        ? rowAt(arrays['inputProjection']!, place)
        : projection(input, weights.kernel, weights.bias, gate, layer.units, extra),
      hiddenProjection: stored
        ? rowAt(arrays['hiddenProjection']!, place)
        : projection(hidden, weights.recurrentKernel, weights.recurrentBias, gate, layer.units, 0),
      preActivation: preActivations[name]!.data,
      value: rowAt(arrays[name]!, place),
      hidden,
    };
  });
}

/** `vector · matrix + bias` for the columns of one gate. */
function projection(
  vector: Float32Array,
  { shape, data }: NumericArray,
  bias: NumericArray | undefined,
  gate: number,
  units: number,
  extra: number,
): Float32Array {
  const columns = shape[1]!;
  return Float32Array.from({ length: units }, (_, unit) => {
    const column = gate * units + unit;
    let sum = (bias?.data[column] ?? 0) + extra;
    for (let row = 0; row < vector.length; row++) sum += vector[row]! * data[row * columns + column]!;
    return sum;
  });
}

function activationOfGate(gate: string, layer: RecurrentLayer): ActivationName {
  const { activation, recurrentActivation } = activationsOf(layer);
  const isInner = gate === 'state' || gate === 'cellCandidate' || gate === 'candidate';
  return activationName(isInner ? activation : recurrentActivation);
}

function placeOf({ layer, direction, line, step }: StepPlace): StepPlace {
  return { layer, direction, line, step };
}

/** One step of one line of [batch, steps, size]. */
function rowAt(view: TensorView, { line, step }: StepPlace): Float32Array {
  return read(at(at(view, line), step));
}

function read(view: TensorView): Float32Array {
  return readView(view).data;
}

function elementAt({ source, offset, strides }: TensorView, index: number): number {
  return source.numbers[offset + index * strides[0]!]!;
}

/** What stood before a step in the order of reading. */
function before(
  { readsBackward }: DirectionTrace,
  states: TensorView,
  initial: TensorView,
  place: StepPlace,
  steps: number,
): Float32Array {
  const isFirst = place.step === (readsBackward ? steps - 1 : 0);
  if (isFirst) return read(at(initial, place.line));
  return rowAt(states, { ...place, step: place.step + (readsBackward ? 1 : -1) });
}

function previousCellState(direction: DirectionTrace, place: StepPlace, steps: number): Float32Array | null {
  const { cellState, initialCellState } = direction;
  return cellState && initialCellState && before(direction, cellState, initialCellState, place, steps);
}

/** One column of [rows, columns]. */
function columnOf({ shape, data }: NumericArray, column: number): Float32Array {
  const [rows, columns] = shape as [number, number];
  return Float32Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
}
