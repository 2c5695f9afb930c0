/**
 * The palette of the heatmap: diverging, blue for negative and amber for positive. Each arm is a straight line in
 * CIELAB from a neutral middle, both arms end at the same lightness and chroma, and so equal steps of a value are
 * equal steps of colour on either side, and lightness alone tells the magnitude to those who see no hue.
 */
import { lch } from 'd3-color';
import { interpolateLab } from 'd3-interpolate';

/** `light` has a light middle for light themes, `dark` a dark one for dark themes. */
export type PaletteName = 'light' | 'dark';

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  readonly name: PaletteName;
  /** [2 * armLength + 1, 3]: from the negative end over the middle to the positive end. */
  readonly colors: Uint8ClampedArray;
}

/** The number of steps from the middle to one end. */
export const armLength = 128;

// The chroma is the largest that both hues hold inside sRGB at the ends' lightness.
const ends = {
  light: { middle: lch(97, 0, 0), negative: lch(56, 58, 270), positive: lch(56, 58, 62) },
  dark: { middle: lch(17, 0, 0), negative: lch(66, 53, 262), positive: lch(66, 53, 62) },
};

export function divergingPalette(name: PaletteName): Palette {
  const { middle, negative, positive } = ends[name];
  const arms = [interpolateLab(middle, negative), interpolateLab(middle, positive)] as const;
  const colors = new Uint8ClampedArray((2 * armLength + 1) * 3);
  for (let index = -armLength; index <= armLength; index++) {
    const color = lch(arms[index < 0 ? 0 : 1](Math.abs(index) / armLength)).rgb();
    colors.set([color.r, color.g, color.b], (index + armLength) * 3);
  }
  return { name, colors };
}

/** The colour's number for a value in -extent…extent (beyond it, the end's); null for NaN and the infinities. */
export function colorIndex(value: number, extent: number): number | null {
  if (!Number.isFinite(value)) return null;
  const fraction = extent > 0 ? Math.max(-1, Math.min(1, value / extent)) : 0;
  return Math.round(fraction * armLength) + armLength;
}

export function colorAt(palette: Palette, index: number): Rgb {
  const [red = 0, green = 0, blue = 0] = palette.colors.subarray(index * 3, index * 3 + 3);
  return [red, green, blue];
}

/** A CSS colour for a value, or null where it has none (NaN and the infinities are drawn as a marker). */
export function cssColor(palette: Palette, value: number, extent: number): string | null {
  const index = colorIndex(value, extent);
  return index === null ? null : `rgb(${colorAt(palette, index).join(' ')})`;
}
