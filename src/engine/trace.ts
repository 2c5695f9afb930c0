/**
 * What a run leaves: every number of every layer, direction, step and line.
 *
 * The stored layout: one block of memory a run. Arrays over steps are time-major, one row for a step and a line
 * (row = step * batch + line), each row padded to whole SIMD vectors; the gates of a row stand side by side, and a
 * state has one slot more than there are steps, for the initial state. The views below hide all of that: they are
 * [batch, steps, size], and nothing is copied.
 */
import type { LayerSizes } from './layerSizes.js';
import type { TensorView } from './tensors.js';

/**
 * The arrays of one direction by their names, in the order in which they are computed; each [batch, steps, size].
 *
 * simple RNN: inputProjection, hiddenProjection, state. LSTM: inputGate, forgetGate, cellCandidate, outputGate,
 * cellState, state. GRU: updateGate, resetGate, candidate, state. Gates and candidates are after their activations;
 * `preActivations` gives what was before. At padded steps the states are the carried ones, and what the other arrays
 * hold is of no meaning.
 */
export type DirectionArrays = Readonly<Record<string, TensorView>>;

export interface DirectionTrace {
  readonly direction: 'forward' | 'backward';
  /** Whether the steps are read from the last to the first. */
  readonly readsBackward: boolean;
  readonly arrays: DirectionArrays;
  /** S_t: [batch, steps, stateSize]. */
  readonly state: TensorView;
  /** Of an LSTM: [batch, steps, units]. */
  readonly cellState: TensorView | null;
  readonly initialState: TensorView; // [batch, stateSize]
  readonly initialCellState: TensorView | null; // [batch, units]
  /** After the last step read. */
  readonly finalState: TensorView; // [batch, stateSize]
  readonly finalCellState: TensorView | null; // [batch, units]
}

export interface LayerTrace {
  readonly layer: number;
  readonly sizes: LayerSizes;
  readonly input: TensorView; // [batch, steps, inputSize], or [batch, inputSize] after a layer of the last step only
  /** [batch, steps, outputSize], or [batch, outputSize]. For `merge: 'none'` forward first, as for concat. */
  readonly output: TensorView;
  /** Of a recurrent layer, forward first; else empty. */
  readonly directions: readonly DirectionTrace[];
  /** The layer changes nothing: dropout, at inference. */
  readonly isIdentity: boolean;
}

export interface Trace {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: TensorView; // [batch, steps, inputSize]
  /** 1 where a step counts, 0 where it is padding; null where all count. */
  readonly mask: TensorView | null; // [batch, steps]
  readonly layers: readonly LayerTrace[];
  /** The last layer's output. */
  readonly outputs: TensorView;
}
