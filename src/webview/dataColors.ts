/** The colours of the numbers on show, by the array they are of. */
import { isGate } from './arrayWords.js';
import { cssColor, type Palette, type Palettes } from './palette.js';
import type { Numbers } from './panelState.js';
import type { StripArray } from './strips.js';

/** The palette of an array of the trace. */
export function paletteOfArray(palettes: Palettes, array: string): Palette {
  return isGate(array) ? palettes.gates : palettes.states;
}

/** The value that has the last colour: 1 for a gate, else the largest magnitude of the line, as far as it is known. */
export function extentOf({ heatmap, strips }: Numbers, array: string): number {
  if (isGate(array)) return 1;
  if (heatmap?.array === array) return heatmap.extent;
  return strips[array as StripArray]?.extent ?? 1;
}

/** A CSS colour for a value of an array; null for NaN and the infinities. */
export function dataColor(palettes: Palettes, numbers: Numbers, array: string, value: number): string | null {
  return cssColor(paletteOfArray(palettes, array), value, extentOf(numbers, array));
}
