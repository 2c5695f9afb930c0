import type { Activation, Heatmap, NumericArray, SimpleRnnWeights, StepView, UnitView } from '../engine/trace.js';

/**
 * What a run is asked for. Sizes are checked positive integers and arrays have been checked to fit them, so that
 * the worker has nothing left to complain about; weights that are not given are generated from the seed.
 */
export interface RunRequest {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  /** null: `Output_t = S_t`. */
  readonly outputSize: number | null;
  readonly activation: Activation;
  readonly returnSequences: boolean;
  readonly seed: number;
  readonly inputs: InputsRequest;
  readonly initialState: NumericArray | null; // [batch, units]
  readonly weights: Partial<SimpleRnnWeights>;
}

export type InputsRequest =
  | { readonly kind: 'array'; readonly array: NumericArray } // [batch, steps, features]
  | { readonly kind: 'series'; readonly series: Float32Array; readonly stride: number }
  /** The series 1, 2, 3, … */
  | { readonly kind: 'counting'; readonly stride: number };

/** What stands after a run, without its numbers. */
export interface RunSummary {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  readonly outputSize: number;
  /** The time of the forward pass alone. */
  readonly milliseconds: number;
}

/** A run in a worker, which keeps the trace and answers questions about it. */
export interface RunHandle {
  /** Rejects with `RunCancelled`, or with the worker's error. */
  readonly finished: Promise<RunSummary>;
  step(line: number, step: number): Promise<StepView>;
  unit(line: number, step: number, unit: number): Promise<UnitView>;
  heatmap(line: number, fromStep: number, toStep: number, maxRows: number, maxColumns: number): Promise<Heatmap>;
  /** Ends the worker and frees the trace; pending questions reject with `RunCancelled`. */
  dispose(): void;
}

export class RunCancelled extends Error {
  constructor() {
    super('The run was cancelled.');
    this.name = 'RunCancelled';
  }
}
