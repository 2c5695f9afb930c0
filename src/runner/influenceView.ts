/** What a state remembers of the inputs before it, as far as the panel has it without waiting. */
import { cellOfLine } from '../engine/cellBackpropagation.js';
import { influence } from '../engine/influence.js';
import type { RunOfLayers, StepPlace } from '../engine/traceViews.js';

export interface InfluenceView {
  readonly place: StepPlace;
  /** ‖∂S_t/∂x_k‖ by step k, x being the input of the layer: 0 for steps read after t, NaN beyond the horizon. */
  readonly input: Float32Array; // [steps]
  /** How many steps are gone back at most. */
  readonly horizon: number;
  /** So many units of the state are counted, from the first on. */
  readonly units: number;
}

/** @throws RangeError where the layer, direction, line or step is not one of the run's. */
export function influenceView(executed: RunOfLayers, { layer, direction, line, step }: StepPlace): InfluenceView {
  const place = { layer, direction, line, step };
  const { work, stateSize, steps } = cellOfLine(executed, place);
  const { horizon, units } = influenceLimits(work, stateSize, steps);
  const pieces = influence(executed, { ...place, units: [0, units] }, horizon);
  for (let piece = pieces.next(); ; piece = pieces.next())
    if (piece.done) return { place, input: Float32Array.from(piece.value.input), horizon, units };
}

/**
 * How far back to look and at how many units, so that the answer takes about a tenth of a second. Both are the same
 * for all steps of a layer. Units give way before the last few steps do: how fast the network forgets is the question.
 *
 * @param work multiplications of one step back, for each unit.
 */
export function influenceLimits(work: number, stateSize: number, steps: number): { horizon: number; units: number } {
  const affordable = Math.max(1, Math.floor(mostWork / work));
  const reach = Math.min(mostHorizon, steps - 1);
  const units = Math.max(1, Math.min(mostUnits, stateSize, Math.floor(affordable / (Math.min(fewSteps, reach) + 1))));
  // The input of t itself takes one of the steps.
  const horizon = Math.max(0, Math.min(reach, Math.floor(affordable / units) - 1));
  return { horizon, units };
}

const mostHorizon = 400;
const mostUnits = 64;
const fewSteps = 15;

/** Multiplications that plain JavaScript does in a tenth of a second, also on a busy machine. */
export const mostWork = 2.5e7;
