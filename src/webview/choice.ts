/** What a person has chosen to look at, and how it is kept between sessions. */

export type PictureView = 'rolled' | 'unrolled';

/** It may lie beyond the run on show, and counts again when a larger one comes. */
export interface Choice {
  readonly layer: number;
  /** 0 forward, 1 backward. */
  readonly direction: number;
  readonly line: number;
  readonly step: number;
  readonly unit: number;
  /** The gate whose dot products are shown, by its name in the trace; the first of a cell that has no such gate. */
  readonly gate: string;
  /** What the heatmap shows, by its name in the trace; the state of a layer that has no such array. */
  readonly array: string;
  readonly view: PictureView;
  /** Whether the section of what a state remembers is open. */
  readonly influenceOpen: boolean;
  /** Steps per second while playing. */
  readonly speed: number;
}

/** A `RunSummary` has them. */
export interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly layers: readonly LayerSizes[];
}

export interface LayerSizes {
  readonly units: number;
  readonly directions: number;
  /** What a heatmap can show of it. */
  readonly arrays: readonly string[];
}

export const speeds = [0.5, 1, 2, 5, 20] as const;

export const firstChoice: Choice = {
  layer: 0,
  direction: 0,
  line: 0,
  step: 0,
  unit: 0,
  gate: '',
  array: 'state',
  view: 'unrolled',
  influenceOpen: false,
  speed: 1,
};

/** The choice that was saved, with the default for whatever is not there or not sensible. */
export function readChoice(saved: unknown): Choice {
  const from: Record<string, unknown> = typeof saved === 'object' && saved !== null ? { ...saved } : {};
  const index = (value: unknown) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0);
  return {
    layer: index(from.layer),
    direction: from.direction === 1 ? 1 : 0,
    line: index(from.line),
    step: index(from.step),
    unit: index(from.unit),
    gate: typeof from.gate === 'string' ? from.gate : firstChoice.gate,
    array: typeof from.array === 'string' ? from.array : firstChoice.array,
    view: from.view === 'rolled' ? 'rolled' : firstChoice.view,
    influenceOpen: from.influenceOpen === true,
    speed: speeds.find((speed) => speed === from.speed) ?? firstChoice.speed,
  };
}

/** The choice brought inside the sizes. */
export function withinSizes(choice: Choice, sizes: Sizes | null): Choice {
  if (sizes === null) return choice;
  const layer = within(choice.layer, sizes.layers.length);
  const { units, directions, arrays } = layerOf(sizes, layer);
  return {
    ...choice,
    layer,
    direction: within(choice.direction, directions),
    line: within(choice.line, sizes.batch),
    step: within(choice.step, sizes.steps),
    unit: within(choice.unit, units),
    array: arrays.includes(choice.array) ? choice.array : firstChoice.array,
  };
}

/** The layer of this number; there is always one. */
export function layerOf<Layer>({ layers }: { readonly layers: readonly Layer[] }, index: number): Layer {
  const layer = layers[index] ?? layers.at(-1);
  if (layer === undefined) throw new RangeError('A network has at least one layer.');
  return layer;
}

/** The steps in the order of reading: the backward direction reads from the last one to the first. */
export function readingOrder(direction: number, steps: number): { first: number; last: number; by: 1 | -1 } {
  return direction === 0 ? { first: 0, last: steps - 1, by: 1 } : { first: steps - 1, last: 0, by: -1 };
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
}
