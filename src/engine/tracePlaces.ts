/** Which number of a trace is meant. */
import type { CellWeights, RecurrentLayer } from './network.js';
import type { Run } from './run.js';
import type { DirectionTrace, LayerTrace } from './trace.js';

/** One direction of one recurrent layer. `direction`: 0 forward, 1 backward. */
export interface CellPlace {
  readonly layer: number;
  readonly direction: number;
}

export interface StepPlace extends CellPlace {
  readonly line: number;
  readonly step: number;
}

/** An executed run and the layers that it ran. */
export interface RunOfLayers {
  readonly layers: readonly { readonly kind: string }[];
  readonly run: Run;
}

export function recurrentLayer({ layers }: RunOfLayers, index: number): RecurrentLayer {
  return layers[index] as RecurrentLayer;
}

export function weightsOf(layer: RecurrentLayer, direction: number): CellWeights {
  return direction === 0 ? layer.forward : layer.backward!;
}

/**
 * The direction that is meant, and its layer.
 *
 * @throws RangeError where the layer, direction, line or step is not one of the run's.
 */
export function directionAt(
  { run }: RunOfLayers,
  { layer, direction, line, step }: StepPlace,
): { readonly trace: LayerTrace; readonly direction: DirectionTrace } {
  const { layers, batch, steps } = run.trace;
  expectIndex('layer', layer, layers.length);
  const trace = layers[layer]!;
  if (trace.directions.length === 0) throw new RangeError(`layer: expected a recurrent layer, found layer ${layer}.`);
  expectIndex('direction', direction, trace.directions.length);
  expectIndex('line', line, batch);
  expectIndex('step', step, steps);
  return { trace, direction: trace.directions[direction]! };
}

/** @throws RangeError where the index is not an integer from 0 to `count - 1`. */
export function expectIndex(name: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`${name}: expected an integer from 0 to ${count - 1}, found ${index}.`);
}
