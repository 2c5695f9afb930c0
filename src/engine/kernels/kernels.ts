import type { Numbers } from '../tensors.js';

/** An address: the index of a number in the heap. 0 is never one, and stands for "there is none". */
export type Address = number;

/** Codes of activations as kernels know them, each with two parameters. */
export const activationCodes = {
  linear: 0,
  tanh: 1,
  sigmoid: 2,
  relu: 3,
  /** max(0, min(1, first·x + second)) */
  hard_sigmoid: 4,
  softsign: 5,
  /** first·(eˣ − 1) below zero */
  elu: 6,
  /** first·x below zero */
  leaky_relu: 7,
} as const;

export interface ActivationPlan {
  readonly code: number;
  readonly first: number;
  readonly second: number;
}

export const cellCodes = { simple_rnn: 0, lstm: 1, gru: 2 } as const;

/** Gates by the code of the cell, a simple RNN's state being one. */
export const gateCounts: readonly number[] = [1, 4, 3];

/** Multiplications of one step of one line. */
export function stepWork({ cell, width, inputSize, stateSize }: RecurrentPlan): number {
  return gateCounts[cell]! * width * (inputSize + stateSize);
}

/**
 * One direction of one recurrent layer over a batch, as kernels see it. `width` and `stateWidth` are the size rounded up
 * to a multiple of `Kernels.lanes`; the numbers in between are zeros in weights and are of no meaning elsewhere.
 *
 * Arrays over steps are time-major, one row for a step and a line: row = step * batch + line.
 */
export interface RecurrentPlan {
  readonly cell: number;
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly units: number;
  readonly width: number;
  /** `units`, or the size of the LSTM's projection. */
  readonly stateSize: number;
  readonly stateWidth: number;
  /** 1: reads the steps from the last to the first. Step n of `recurrent` is then step `steps - 1 - n` of the arrays. */
  readonly backward: 0 | 1;
  readonly resetAfter: 0 | 1;
  readonly activation: ActivationPlan;
  readonly recurrentActivation: ActivationPlan;
  readonly stateActivation: ActivationPlan;

  readonly input: Address; // [steps, batch] rows of inputStride, inputSize used
  readonly inputStride: number;
  /** Packed by `packGates` for many rows. */
  readonly kernel: Address; // inputSize × gates
  readonly bias: Address; // [gates, width]; both biases where nothing keeps them apart (LSTM, GRU's z and r)
  /** Packed by `packGates`; for one row where `batch` is 1, else for many. */
  readonly recurrentKernel: Address; // stateSize × gates
  /** Simple RNN, and the candidate of a GRU with reset after; else none. */
  readonly recurrentBias: Address; // [width]
  readonly projection: Address; // units × stateSize, packed as recurrentKernel; of an LSTM with a projection
  readonly peepholes: Address; // [3, width]: input, forget, output; of an LSTM that has them

  /**
   * Simple RNN: x·kernel + bias. LSTM and GRU: on the way the same for every gate, in the end the gates' values
   * (activated), so that no pre-activations are kept.
   */
  readonly gates: Address; // [steps, batch, gates, width]
  /** Simple RNN: h·recurrentKernel + recurrentBias. GRU with reset after: that of the candidate. Else none. */
  readonly hiddenProjection: Address; // [steps, batch, width]
  /** LSTM with a projection: outputGate · f(cellState), before it is projected. */
  readonly unprojected: Address; // [steps, batch, width]
  /** LSTM. The slot before the first step read holds the initial cell state. */
  readonly cellState: Address; // [steps + 1, batch, width]
  /**
   * Forward: slot 0 is the initial state and step t is in slot t + 1. Backward: slot `steps` is the initial state and
   * step t is in slot t.
   */
  readonly state: Address; // [steps + 1, batch, stateWidth]
  /** 1 where a step counts; where 0, state and cell state are those of the step read before. None: all count. */
  readonly mask: Address; // [steps, batch]
  /** Of this plan alone: batch × width numbers. */
  readonly scratch: Address;
}

/** The affine map `out = in·kernel + bias`, or `out += in·kernel`, over rows. */
export interface AffinePlan {
  readonly inputSize: number;
  readonly width: number;
  readonly kernel: Address; // packed by `packGates` for many rows
  readonly bias: Address; // [width]
}

/** Where numbers live that kernels work on. Growing may move them, so `numbers` is to be read anew each time. */
export interface Heap {
  readonly numbers: Numbers;
  /** Zeros at an address that is a multiple of 16. Throws RangeError where there is no memory left. */
  allocate(count: number): Address;
  free(address: Address): void;
}

/** The inner loops, in one of their makes. All of them compute the same, up to rounding. */
export interface Kernels {
  /** `wasm relaxed`, `wasm simd`, either followed by ` wide`; `plain`, `reference`. */
  readonly name: string;
  /** Widths are multiples of this. */
  readonly lanes: number;
  /** Multiplications that are done within ten milliseconds also on a slow machine: between two looks at whether to stop. */
  readonly sliceWork: number;
  readonly heap: Heap;
  /** The numbers that a packed kernel takes. */
  packedSize(rows: number, gates: number, width: number, forOneRow: boolean): number;
  /**
   * Packs `gates` matrices that stand side by side in `source`, row-major [rows, gates * units], each padded to
   * `width` columns with zeros. `forOneRow`: for plans of a batch of 1, which read each weight once a step.
   */
  packGates(
    source: Numbers,
    rows: number,
    gates: number,
    units: number,
    width: number,
    forOneRow: boolean,
    to: Address,
  ): void;
  /** A plan as the kernels take it; `release` frees what that took. */
  recurrentProgram(plan: RecurrentPlan): RecurrentProgram;
  /** Rows `from` (inclusive) to `to` (exclusive) of `input` and `output`, whose rows are that many numbers apart. */
  affine(
    plan: AffinePlan,
    input: Address,
    inputStride: number,
    output: Address,
    outputStride: number,
    rows: number,
    accumulate: boolean,
  ): void;
  /** In place. */
  activate(activation: ActivationPlan, at: Address, count: number): void;
  /** Ends other threads that take part; the caller's goes on alone. */
  close(): void;
}

export interface RecurrentProgram {
  /**
   * Reads steps `from` to `to` (exclusive), counted in the order of reading, of lines `fromLine` to `toLine`
   * (exclusive). The lines' steps before `from` must have been run. Lines do not depend on each other: that a few of
   * them are run, or all, changes no bit of them (in one and the same make).
   */
  runSteps(from: number, to: number, fromLine: number, toLine: number): void;
  release(): void;
}
