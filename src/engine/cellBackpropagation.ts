/**
 * Back through time: the derivatives of some states of one line by what stood before them, from the numbers that the
 * trace keeps, without running anything again (P. Werbos, "Backpropagation through time: what it does and how to do it",
 * 1990). "Adjoints" are rows of derivatives: [rows, size] holds ∂y_r/∂a_i for the rows' numbers y and an array a.
 */
import { activated, derivatives } from './activationDerivatives.js';
import { activationsOf } from './activations.js';
import { gateNames, type Cell, type CellWeights, type RecurrentLayer } from './network.js';
import { at, readFloat64, type NumericArray, type TensorView } from './tensors.js';
import type { DirectionTrace } from './trace.js';
import { directionAt, recurrentLayer, weightsOf, type CellPlace, type RunOfLayers } from './tracePlaces.js';

/** By the state and, for an LSTM, the cell state after one step, each with the other one held. */
export interface StateAdjoints {
  readonly state: Float64Array; // [rows, stateSize]
  readonly cellState: Float64Array | null; // [rows, units]
}

/** One direction of one layer, for one line. */
export interface CellOfLine {
  readonly executed: RunOfLayers;
  readonly place: CellPlace & { readonly line: number };
  readonly layer: RecurrentLayer;
  readonly weights: CellWeights;
  readonly trace: DirectionTrace;
  readonly steps: number;
  readonly inputSize: number;
  readonly stateSize: number;
  /** Multiplications of one step back, for each row of adjoints. */
  readonly work: number;
}

/** @throws RangeError where the layer, direction or line is not one of the run's. */
export function cellOfLine(executed: RunOfLayers, place: CellPlace & { readonly line: number }): CellOfLine {
  const { direction, trace } = directionAt(executed, { ...place, step: 0 });
  const layer = recurrentLayer(executed, place.layer);
  const inputSize = trace.input.shape[2]!;
  const stateSize = direction.state.shape[2]!;
  return {
    executed,
    place,
    layer,
    weights: weightsOf(layer, place.direction),
    trace: direction,
    steps: executed.run.trace.steps,
    inputSize,
    stateSize,
    work: gateNames[layer.cell].length * layer.units * (inputSize + stateSize),
  };
}

/** The steps from the last one read to the first. */
function stepsBack({ steps, trace }: CellOfLine): number[] {
  const order = Array.from({ length: steps }, (_, step) => step);
  return trace.readsBackward ? order : order.reverse();
}

/**
 * Goes back through all steps, from the first that `seeds` gives adjoints for. A yield stands after every few
 * milliseconds of work.
 *
 * @param seeds by step: adjoints of the state that do not come from later steps, [rows, stateSize].
 * @param visit is given each step's adjoints by its state and by its input x_k ([rows, inputSize]; null where the step
 *   is padding and its input counts for nothing). It ends everything by returning `false`.
 * @returns the adjoints by the initial state, or null where it was not reached.
 */
export function* backThroughTime(
  cell: CellOfLine,
  rows: number,
  seeds: readonly (Float64Array | null)[],
  visit: (step: number, states: StateAdjoints, input: Float64Array | null) => boolean,
): Generator<void, StateAdjoints | null> {
  const { layer, stateSize } = cell;
  let states: StateAdjoints | null = null;
  let work = 0;
  for (const step of stepsBack(cell)) {
    const seed = seeds[step];
    if (seed && states) addTo(states.state, seed);
    else if (seed)
      states = {
        state: seed.slice(),
        cellState: layer.cell === 'lstm' ? new Float64Array(rows * layer.units) : null,
      };
    if (!states) continue;
    if (counts(cell.executed, cell.place.line, step)) {
      const before: StateAdjoints = {
        state: new Float64Array(rows * stateSize),
        cellState: states.cellState && new Float64Array(rows * layer.units),
      };
      const input = stepBack[layer.cell](cell, step, rows, states, before);
      if (!visit(step, states, input)) return null;
      states = before;
      work += rows * cell.work;
    } else if (!visit(step, states, null)) return null;
    if (work < sliceWork) continue;
    work = 0;
    yield;
  }
  return states;
}

/** The most multiplications between two looks at whether to stop: a few milliseconds. */
export const sliceWork = 2e6;

export function addTo(sums: Float64Array, numbers: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += numbers[i]!;
}

/**
 * out[r, i] += Σ_j adjoints[r, j] · matrix[i, fromColumn + j]: adjoints by x·matrix become those by x.
 *
 * @param columns how many columns of the matrix the adjoints are of: [rows, columns].
 */
export function addTransposedProduct(
  adjoints: Float64Array,
  columns: number,
  { shape, data }: NumericArray,
  fromColumn: number,
  out: Float64Array,
): void {
  const [size, stride] = shape as [number, number];
  const rows = adjoints.length / columns;
  for (let i = 0; i < size; i++) {
    const row = i * stride + fromColumn;
    for (let r = 0; r < rows; r++) {
      out[r * size + i]! += dotProduct(adjoints, r * columns, data, row, columns);
    }
  }
}

/** In four sums, as each addition would wait for the one before it. */
function dotProduct(a: Float64Array, aStart: number, b: Float32Array, bStart: number, count: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = count - (count % 4);
  for (let j = 0; j < whole; j += 4) {
    first += a[aStart + j]! * b[bStart + j]!;
    second += a[aStart + j + 1]! * b[bStart + j + 1]!;
    third += a[aStart + j + 2]! * b[bStart + j + 2]!;
    fourth += a[aStart + j + 3]! * b[bStart + j + 3]!;
  }
  for (let j = whole; j < count; j++) first += a[aStart + j]! * b[bStart + j]!;
  return first + second + (third + fourth);
}

/**
 * One step back: gives the adjoints by the input, and adds those by the states before to `before`, which holds zeros.
 * The formulas are those of the cells (see `kernels/plain.ts`) derived; `d` stands before an adjoint.
 */
type StepBack = (
  cell: CellOfLine,
  step: number,
  rows: number,
  after: StateAdjoints,
  before: StateAdjoints,
) => Float64Array;

const stepBack: Readonly<Record<Cell, StepBack>> = {
  /** S = f(a): da = dS·f'(a). */
  simple_rnn: (cell, step, rows, after, before) => {
    const { layer, trace, stateSize } = cell;
    const slope = derivatives(
      activationsOf(layer).activation,
      rowOf(cell, trace.state, step),
      preActivation(cell, step, 0),
    );
    const sums = after.state.map((adjoint, i) => adjoint * slope[i % stateSize]!);
    return throughKernels(cell, rows, sums, sums, before.state);
  },

  /**
   * h = (o·φ(c))·P, c = f·c' + i·g. With u = o·φ(c): du = dh·Pᵀ, do = du·φ(c), dc += du·o·φ'(c) + da_o·p_o,
   * di = dc·g, df = dc·c', dg = dc·i, dc' = dc·f + da_i·p_i + da_f·p_f.
   */
  lstm: (cell, step, rows, after, before) => {
    const { layer, weights, trace } = cell;
    const { units } = layer;
    const { activation, recurrentActivation, stateActivation } = activationsOf(layer);
    const [i, f, g, o] = gateNames.lstm.map((name) => rowOf(cell, trace.arrays[name]!, step)) as Four;
    const [iSlope, fSlope, gSlope, oSlope] = [i, f, g, o].map((gate, at) =>
      derivatives(at === 2 ? activation : recurrentActivation, gate, preActivation(cell, step, at)),
    ) as Four;
    const c = rowOf(cell, trace.cellState!, step);
    const previousC = previousRow(cell, trace.cellState!, trace.initialCellState!, step);
    const squashed = activated(stateActivation, c);
    const squashedSlope = derivatives(stateActivation, squashed, () => c);
    const { peepholes, projection } = weights;
    const du = projection ? new Float64Array(rows * units) : after.state;
    if (projection) addTransposedProduct(after.state, cell.stateSize, projection, 0, du);
    const sums = new Float64Array(rows * 4 * units); // da: [rows, 4, units]
    for (let row = 0; row < rows; row++)
      for (let unit = 0; unit < units; unit++) {
        const at = row * units + unit;
        const to = row * 4 * units + unit;
        const daOutput = du[at]! * squashed[unit]! * oSlope[unit]!;
        const dc =
          after.cellState![at]! +
          du[at]! * o[unit]! * squashedSlope[unit]! +
          (peepholes ? daOutput * peepholes.output.data[unit]! : 0);
        const daInput = dc * g[unit]! * iSlope[unit]!;
        const daForget = dc * previousC[unit]! * fSlope[unit]!;
        sums[to] = daInput;
        sums[to + units] = daForget;
        sums[to + 2 * units] = dc * i[unit]! * gSlope[unit]!;
        sums[to + 3 * units] = daOutput;
        before.cellState![at] =
          dc * f[unit]! +
          (peepholes ? daInput * peepholes.input.data[unit]! + daForget * peepholes.forget.data[unit]! : 0);
      }
    return throughKernels(cell, rows, sums, sums, before.state);
  },

  /**
   * h = z·h' + (1 - z)·n. dz = dh·(h' - n), dn = dh·(1 - z). Reset after, n = f(… + r·q) with q = h'·U_n + b_n:
   * dr = da_n·q, dq = da_n·r. Reset before, n = f(… + (r·h')·U_n): with ds = da_n·U_nᵀ, dr = ds·h', dh' += ds·r.
   */
  gru: (cell, step, rows, after, before) => {
    const { layer, weights, trace } = cell;
    const { units, resetAfter = true } = layer;
    const { activation, recurrentActivation } = activationsOf(layer);
    const [z, r, n] = gateNames.gru.map((name) => rowOf(cell, trace.arrays[name]!, step)) as Three;
    const [zSlope, rSlope, nSlope] = [z, r, n].map((gate, at) =>
      derivatives(at === 2 ? activation : recurrentActivation, gate, preActivation(cell, step, at)),
    ) as Three;
    const previous = previousRow(cell, trace.state, trace.initialState, step);
    const q = resetAfter ? candidateProjection(weights, previous, units) : previous;
    const sums = new Float64Array(rows * 3 * units); // da by x·W: [rows, 3, units]
    const candidates = new Float64Array(rows * units); // da_n
    for (let row = 0; row < rows; row++)
      for (let unit = 0; unit < units; unit++) {
        const at = row * units + unit;
        const dh = after.state[at]!;
        const daCandidate = dh * (1 - z[unit]!) * nSlope[unit]!;
        candidates[at] = daCandidate;
        sums[row * 3 * units + unit] = dh * (previous[unit]! - n[unit]!) * zSlope[unit]!;
        sums[row * 3 * units + 2 * units + unit] = daCandidate;
        before.state[at] = dh * z[unit]!;
      }
    const resets = resetAfter ? candidates : new Float64Array(rows * units);
    if (!resetAfter) addTransposedProduct(candidates, units, weights.recurrentKernel, 2 * units, resets);
    const hidden = sums.slice(); // da by h'·U: [rows, 3, units]
    for (let row = 0; row < rows; row++)
      for (let unit = 0; unit < units; unit++) {
        const at = row * units + unit;
        const to = row * 3 * units + unit;
        const daReset = resets[at]! * q[unit]! * rSlope[unit]!;
        sums[to + units] = daReset;
        hidden[to + units] = daReset;
        hidden[to + 2 * units] = resetAfter ? candidates[at]! * r[unit]! : 0;
        if (!resetAfter) before.state[at]! += resets[at]! * r[unit]!;
      }
    return throughKernels(cell, rows, sums, hidden, before.state);
  },
};

type Three = [Float64Array, Float64Array, Float64Array];
type Four = [...Three, Float64Array];

/** From the adjoints of the gates' sums to those of the input, and of the state before. */
function throughKernels(
  { weights, layer, inputSize }: CellOfLine,
  rows: number,
  byInput: Float64Array,
  byState: Float64Array,
  state: Float64Array,
): Float64Array {
  const columns = gateNames[layer.cell].length * layer.units;
  const input = new Float64Array(rows * inputSize);
  addTransposedProduct(byInput, columns, weights.kernel, 0, input);
  addTransposedProduct(byState, columns, weights.recurrentKernel, 0, state);
  return input;
}

/** h·U_n + b_n of a GRU with reset after. */
function candidateProjection(
  { recurrentKernel, recurrentBias }: CellWeights,
  state: Float64Array,
  units: number,
): Float64Array {
  const from = 2 * units;
  const sums = new Float64Array(units);
  for (let unit = 0; unit < units; unit++) sums[unit] = recurrentBias?.data[from + unit] ?? 0;
  for (const [row, value] of state.entries())
    for (let unit = 0; unit < units; unit++)
      sums[unit]! += value * recurrentKernel.data[row * 3 * units + from + unit]!;
  return sums;
}

/** Whether a step of a line is none of padding. */
export function counts({ run }: RunOfLayers, line: number, step: number): boolean {
  const { mask } = run.trace;
  return mask === null || readFloat64(at(at(mask, line), step))[0] !== 0;
}

/** What went into a gate's activation, derived only where it is asked for. */
function preActivation({ executed, place, layer }: CellOfLine, step: number, gate: number): () => ArrayLike<number> {
  const { run } = executed;
  const row = step * run.trace.batch + place.line;
  return () => run.preActivations(place.layer, place.direction, row, 1)[gateNames[layer.cell][gate]!]!.data;
}

/** One step of [batch, steps, size]. */
function rowOf({ place }: CellOfLine, view: TensorView, step: number): Float64Array {
  return readFloat64(at(at(view, place.line), step));
}

/** What stood before a step in the order of reading. */
function previousRow(
  { place, trace, steps }: CellOfLine,
  states: TensorView,
  initial: TensorView,
  step: number,
): Float64Array {
  const previous = step + (trace.readsBackward ? 1 : -1);
  return readFloat64(
    previous < 0 || previous === steps ? at(initial, place.line) : at(at(states, place.line), previous),
  );
}
