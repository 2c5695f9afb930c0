/** Which steps of a run stand in the picture, and which are folded away. */

export type PictureItem =
  | { readonly kind: 'step'; readonly step: number }
  /** The steps from `from` to before `to`; never a single one, which is shown instead. */
  | { readonly kind: 'fold'; readonly from: number; readonly to: number };

/** What a folded picture needs at least: first, fold, chosen, fold, last. */
export const leastSlots = 5;

/**
 * The items of the picture, in order, at most `slots` (at least `leastSlots`) of them: all steps if they fit, else
 * the first steps, those around the chosen one, and the last. A run that folds always fills its slots, so that the
 * picture keeps its size while one walks through the steps.
 */
export function foldSteps(steps: number, chosen: number, slots: number): PictureItem[] {
  const room = Math.max(leastSlots, Math.floor(slots));
  if (steps <= room) return range(0, steps);
  const edge = room >= 9 ? 2 : 1;
  const around = room - 2 * edge - 2;
  // Near an end, that end's fold gives its place to a step.
  const start = clamp(chosen - Math.floor(around / 2), edge + 1, steps - edge - 1 - around);
  const from = start === edge + 1 ? edge : start;
  const to = start === steps - edge - 1 - around ? steps - edge : start + around;
  return [
    ...range(0, edge),
    ...(from > edge ? [{ kind: 'fold', from: edge, to: from } as const] : []),
    ...range(from, to),
    ...(to < steps - edge ? [{ kind: 'fold', from: to, to: steps - edge } as const] : []),
    ...range(steps - edge, steps),
  ];
}

/** The step a fold leads to: its middle, so that a few jumps reach any step. */
export function middleOf(fold: { readonly from: number; readonly to: number }): number {
  return Math.floor((fold.from + fold.to) / 2);
}

function range(from: number, to: number): PictureItem[] {
  return Array.from({ length: to - from }, (_, index) => ({ kind: 'step', step: from + index }));
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
