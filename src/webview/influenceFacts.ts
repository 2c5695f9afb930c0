/** What the influence of the inputs on a state tells, in a few facts. */
import type { InfluenceView } from '../runner/influenceView.js';
import { covered } from './heatmapLayout.js';

export interface InfluenceFacts {
  /** The step whose input matters most; null where none does. */
  readonly strongest: number | null;
  readonly largest: number;
  /** The most steps back at which an input counts for more than a hundredth of the largest. */
  readonly reach: number;
  /** How many steps back there are numbers for. */
  readonly lookedBack: number;
  /** Whether steps were read before those. */
  readonly isCut: boolean;
  /** Whether some numbers are NaN or infinite. */
  readonly notFinite: boolean;
}

export function influenceFacts(view: InfluenceView): InfluenceFacts {
  const { place, input, horizon } = view;
  const before = place.direction === 0 ? place.step : input.length - 1 - place.step;
  const lookedBack = Math.min(before, horizon);
  const back = Array.from({ length: lookedBack + 1 }, (_, distance) => input[stepAt(view, distance)] ?? NaN);
  const finite = back.map((value) => (Number.isFinite(value) ? value : 0));
  const largest = Math.max(...finite);
  return {
    strongest: largest > 0 ? stepAt(view, finite.indexOf(largest)) : null,
    largest,
    reach: Math.max(
      0,
      finite.findLastIndex((value) => value > largest / 100),
    ),
    lookedBack,
    isCut: before > lookedBack,
    notFinite: !back.every(Number.isFinite),
  };
}

/** How many steps before t, in the order of reading, a step was read; negative after t. */
export function stepsBack({ place }: InfluenceView, step: number): number {
  return place.direction === 0 ? place.step - step : step - place.step;
}

/** Whether there is a number for a step: it was read up to t, and is not beyond the horizon. */
export function isCounted(view: InfluenceView, step: number): boolean {
  const back = stepsBack(view, step);
  return back >= 0 && back <= view.horizon;
}

/**
 * Of the steps that one of so many bars stands for, the one that matters most; one that is NaN or infinite before all
 * others. null where there is a number for none.
 */
export function strongestOf(view: InfluenceView, bar: number, bars: number): number | null {
  const { input } = view;
  const [first, last] = covered(bar, bars, input.length);
  let strongest: number | null = null;
  for (let step = first; step <= last; step++) {
    if (!isCounted(view, step)) continue;
    if (!Number.isFinite(input[step])) return step;
    if (strongest === null || input[step]! > input[strongest]!) strongest = step;
  }
  return strongest;
}

function stepAt({ place }: InfluenceView, back: number): number {
  return place.direction === 0 ? place.step - back : place.step + back;
}
