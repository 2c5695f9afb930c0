/** What a state remembers: how much it would change if an input or an earlier state did. */
import { sliceWork, backThroughTime, cellOfLine, type StateAdjoints } from './cellBackpropagation.js';
import { directionAt, type RunOfLayers, type StepPlace } from './tracePlaces.js';

/** The state S_t of one step and line whose derivatives are asked for. */
export interface InfluencePlace extends StepPlace {
  /** Which numbers of the state, `to` exclusive. Default all. */
  readonly units?: readonly [from: number, to: number];
}

/**
 * Frobenius norms of Jacobians: the root of the sum of the squares of ∂S_t[i]/∂a[j] over the asked-for units i and all
 * numbers j of an array a. By step k, in the order of time; 0 where S_t does not depend on it, NaN beyond the horizon.
 */
export interface Influence {
  /** ∂S_t/∂x_k, x being the input of the layer. 0 at padded steps. */
  readonly input: Float64Array; // [steps]
  /** ∂S_t/∂S_k; of an LSTM with the cell state c_k held. For k = t that is the identity. */
  readonly state: Float64Array; // [steps]
  /** Of an LSTM: ∂S_t/∂c_k with the state S_k held. For k = t that is 0. */
  readonly cellState: Float64Array | null; // [steps]
  /** By the initial state, or NaN beyond the horizon. */
  readonly initialState: number;
  readonly initialCellState: number | null;
}

/**
 * ∂S_t/∂x_k and ∂S_t/∂S_k of one direction of one layer, exactly, by one pass back through the trace for all k. It
 * takes about units × steps × gates·units·(inputSize + stateSize) multiplications, in pieces of a few milliseconds:
 * each yield is the fraction done, after which the caller may stop. The run must not be executed, filled or freed on
 * the way.
 *
 * @param horizon how many steps are gone back at most, in the order of reading. Default all.
 * @throws RangeError where the place, its units or the horizon are not the run's.
 */
export function* influence(
  executed: RunOfLayers,
  place: InfluencePlace,
  horizon = Infinity,
): Generator<number, Influence> {
  const { step } = place;
  directionAt(executed, place);
  const cell = cellOfLine(executed, place);
  const { steps, stateSize, layer, trace } = cell;
  const units = unitsOf(place, stateSize);
  if (!(horizon >= 0)) throw new RangeError(`horizon: expected a number from 0 on, found ${horizon}.`);
  const distance = (other: number): number => (trace.readsBackward ? other - step : step - other);
  const isLstm = layer.cell === 'lstm';
  const beginning = (k: number): number => (distance(k) > horizon ? NaN : 0);
  const squares = {
    input: Float64Array.from({ length: steps }, (_, k) => beginning(k)),
    state: Float64Array.from({ length: steps }, (_, k) => beginning(k)),
    cellState: isLstm ? Float64Array.from({ length: steps }, (_, k) => beginning(k)) : null,
  };
  let initial = distance(trace.readsBackward ? steps : -1) > horizon ? NaN : 0;
  let initialCell = initial;
  const visit = (k: number, states: StateAdjoints, input: Float64Array | null): boolean => {
    if (distance(k) > horizon) return false;
    const sum = sumOfSquares(states.state);
    const cellSum = states.cellState ? sumOfSquares(states.cellState) : 0;
    squares.state[k]! += sum;
    if (squares.cellState) squares.cellState[k]! += cellSum;
    if (input) squares.input[k]! += sumOfSquares(input);
    return sum + cellSum !== 0;
  };
  const blocks = rowBlocks(units, cell.work, Infinity);
  for (const [index, [from, to]] of blocks.entries()) {
    const rows = to - from;
    const back = backThroughTime(cell, rows, seedsAt(step, steps, identityRows(from, to, stateSize)), visit);
    for (let next = back.next(); ; next = back.next()) {
      if (next.done) {
        if (next.value) {
          initial += sumOfSquares(next.value.state);
          initialCell += next.value.cellState ? sumOfSquares(next.value.cellState) : 0;
        }
        break;
      }
      yield index / blocks.length;
    }
    yield (index + 1) / blocks.length;
  }
  return {
    input: squares.input.map(Math.sqrt),
    state: squares.state.map(Math.sqrt),
    cellState: squares.cellState && squares.cellState.map(Math.sqrt),
    initialState: Math.sqrt(initial),
    initialCellState: isLstm ? Math.sqrt(initialCell) : null,
  };
}

/** The asked-for units. @throws RangeError where they are not the state's. */
export function unitsOf({ units }: InfluencePlace, stateSize: number): readonly [number, number] {
  const [from, to] = units ?? [0, stateSize];
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > stateSize)
    throw new RangeError(`units: expected some of 0 to ${stateSize}, found ${from} to ${to}.`);
  return [from, to];
}

/** Units that are gone back for together: few enough that one step of them is a short piece of work. */
export function rowBlocks(
  [from, to]: readonly [number, number],
  workOfRow: number,
  most: number,
): (readonly [number, number])[] {
  const size = Math.max(1, Math.min(most, Math.floor(sliceWork / workOfRow)));
  return Array.from({ length: Math.ceil((to - from) / size) }, (_, block) => [
    from + block * size,
    Math.min(to, from + (block + 1) * size),
  ]);
}

/** Rows `from` to `to` (exclusive) of the identity: ∂S_t/∂S_t. */
export function identityRows(from: number, to: number, size: number): Float64Array {
  const rows = new Float64Array((to - from) * size);
  for (let unit = from; unit < to; unit++) rows[(unit - from) * size + unit] = 1;
  return rows;
}

/** Adjoints at one step, none at the others. */
export function seedsAt(step: number, steps: number, adjoints: Float64Array): (Float64Array | null)[] {
  return Array.from({ length: steps }, (_, other) => (other === step ? adjoints : null));
}

export function sumOfSquares(numbers: Float64Array): number {
  let sum = 0;
  for (const value of numbers) sum += value * value;
  return sum;
}
