import type { StepView } from '../engine/traceViews.js';

/** An array of one step, by its name in the trace; null where the cell has none of this name. */
export function stepArray({ state, cellState, gates }: StepView, array: string): Float32Array | null {
  if (array === 'state') return state;
  if (array === 'cellState') return cellState;
  if (array === 'inputProjection' || array === 'hiddenProjection') return gates[0]?.[array] ?? null;
  return gates.find(({ name }) => name === array)?.value ?? null;
}
