import type { Address, RecurrentPlan } from './kernels/kernels.js';
import type { LayerLayout } from './layout.js';

/** One part of a run: `count` pieces of work, to be done in order. */
export interface Task {
  readonly count: number;
  /** Multiplications of one piece. */
  readonly work: number;
  run(from: number, to: number): void;
  /** Frees what the task itself took; not its arrays. */
  release(): void;
}

export interface RunSizes {
  readonly batch: number;
  readonly steps: number;
}

/** A layer with its weights in the kernels' memory. */
export interface BuiltLayer {
  /** What the layer does in a run whose arrays stand at `layout`. `mask`: [steps, batch], or none. */
  tasks(layout: LayerLayout, mask: Address, sizes: RunSizes): Task[];
  /**
   * Of a recurrent layer: the plan of one direction with its kernels packed for many rows, whatever the batch, from
   * which pre-activations can be derived.
   */
  derivingPlan?(layout: LayerLayout, direction: number, mask: Address, sizes: RunSizes): RecurrentPlan;
  release(): void;
}
