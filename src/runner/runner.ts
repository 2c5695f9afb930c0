import type { NamedCellWeights, NamedOutputWeights } from '../engine/initializers.js';
import type { Activation, ActivationName, Biases, Cell } from '../engine/network.js';
import type { NumericArray } from '../engine/tensors.js';
import type { CellPlace, Heatmap, StepPlace, StepView, UnitView } from '../engine/traceViews.js';
import type { InfluenceView } from './influenceView.js';

/** Weights that are given; those that are not are generated from the seed. */
export interface GivenWeights {
  /** One for each layer, forward first. */
  readonly layers: readonly (readonly Partial<NamedCellWeights>[])[];
  readonly output: Partial<NamedOutputWeights>;
}

/**
 * What a run is asked for. Sizes are checked positive integers and arrays have been checked to fit them, so that
 * the worker has nothing left to complain about.
 */
export interface RunRequest {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly cell: Cell;
  readonly units: number;
  readonly numLayers: number;
  readonly directions: 1 | 2;
  /** null: `Output_t = S_t`. */
  readonly outputSize: number | null;
  readonly activation: ActivationName;
  /** Of the gates. */
  readonly recurrentActivation: Activation;
  /** See `RecurrentLayer.resetAfter`. */
  readonly resetAfter: boolean;
  readonly biases: Biases;
  readonly returnSequences: boolean;
  readonly seed: number;
  readonly inputs: InputsRequest;
  /** [batch, units], or [numLayers * directions, batch, units] as PyTorch has it. */
  readonly initialState: NumericArray | null;
  readonly weights: GivenWeights;
}

export type InputsRequest =
  | { readonly kind: 'array'; readonly array: NumericArray } // [batch, steps, features]
  | { readonly kind: 'series'; readonly series: Float32Array; readonly stride: number }
  /** The series 1, 2, 3, … */
  | { readonly kind: 'counting'; readonly stride: number };

/** A recurrent layer that was run. Its number is its place in the list, from 0. */
export interface LayerSummary {
  readonly cell: Cell;
  readonly inputSize: number;
  readonly units: number;
  readonly directions: 1 | 2;
  /** What a heatmap can show of it: `state`, `cellState`, `forgetGate`, … */
  readonly arrays: readonly string[];
}

/** What stands after a run, without its numbers. */
export interface RunSummary {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly outputSize: number;
  readonly layers: readonly LayerSummary[];
  /** `Kernels.name` of those that ran it: `wasm relaxed wide`, `wasm simd`, `plain`, … */
  readonly kernels: string;
  /** The time of the forward pass alone. */
  readonly milliseconds: number;
}

/** A run in a worker, which keeps the trace and answers questions about it. */
export interface RunHandle {
  /** Rejects with `RunCancelled`, or with the worker's error. */
  readonly finished: Promise<RunSummary>;
  step(place: StepPlace): Promise<StepView>;
  unit(place: StepPlace, unit: number): Promise<UnitView>;
  heatmap(question: HeatmapQuestion): Promise<Heatmap>;
  influence(place: StepPlace): Promise<InfluenceView>;
  /** Ends the worker and frees the trace; pending questions reject with `RunCancelled`. */
  dispose(): void;
}

export interface HeatmapQuestion extends CellPlace {
  readonly line: number;
  /** One of `LayerSummary.arrays`. */
  readonly array: string;
  readonly fromStep: number;
  /** Exclusive. */
  readonly toStep: number;
  readonly maxRows: number;
  readonly maxColumns: number;
}

export class RunCancelled extends Error {
  constructor() {
    super('The run was cancelled.');
    this.name = 'RunCancelled';
  }
}
