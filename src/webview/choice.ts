/** What a person has chosen to look at, and how it is kept between sessions. */

export type PictureView = 'rolled' | 'unrolled';

/** It may lie beyond the run on show, and counts again when a longer one comes. */
export interface Choice {
  readonly line: number;
  readonly step: number;
  readonly unit: number;
  readonly view: PictureView;
  /** Steps per second while playing. */
  readonly speed: number;
}

export interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
}

export const speeds = [0.5, 1, 2, 5, 20] as const;

export const firstChoice: Choice = { line: 0, step: 0, unit: 0, view: 'unrolled', speed: 1 };

/** The choice that was saved, with the default for whatever is not there or not sensible. */
export function readChoice(saved: unknown): Choice {
  const from: Record<string, unknown> = typeof saved === 'object' && saved !== null ? { ...saved } : {};
  const index = (value: unknown) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0);
  return {
    line: index(from.line),
    step: index(from.step),
    unit: index(from.unit),
    view: from.view === 'rolled' ? 'rolled' : firstChoice.view,
    speed: speeds.find((speed) => speed === from.speed) ?? firstChoice.speed,
  };
}

/** The choice brought inside the sizes. */
export function withinSizes(choice: Choice, sizes: Sizes | null): Choice {
  if (sizes === null) return choice;
  return {
    ...choice,
    line: within(choice.line, sizes.batch),
    step: within(choice.step, sizes.steps),
    unit: within(choice.unit, sizes.units),
  };
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
}
