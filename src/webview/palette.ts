/**
 * The palettes of the data. States and candidates have either sign: blue for negative and amber for positive. Each arm
 * is a straight line in CIELAB from a neutral middle, both arms end at the same lightness and chroma, and so equal
 * steps of a value are equal steps of colour on either side, and lightness alone tells the magnitude to those who see
 * no hue. Gates lie between 0 and 1: one arm of a hue of their own, from the same neutral.
 */
import { lch } from 'd3-color';
import { interpolateLab } from 'd3-interpolate';

/** `light` has a light middle for light themes, `dark` a dark one for dark themes. */
export type PaletteName = 'light' | 'dark';

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  /** `diverging` goes from -extent to extent, `sequential` from 0 to extent. */
  readonly kind: 'diverging' | 'sequential';
  /** [2 * armLength + 1, 3]: from the least value to the greatest. */
  readonly colors: Uint8ClampedArray;
}

export interface Palettes {
  readonly states: Palette;
  readonly gates: Palette;
}

/** The number of steps from the middle to one end. */
export const armLength = 128;

// The chroma is the largest that the hues hold inside sRGB at the ends' lightness.
const ends = {
  light: { middle: lch(97, 0, 0), negative: lch(56, 58, 270), positive: lch(56, 58, 62), open: lch(56, 58, 322) },
  dark: { middle: lch(17, 0, 0), negative: lch(66, 53, 262), positive: lch(66, 53, 62), open: lch(66, 53, 322) },
};

export function palettesOf(name: PaletteName): Palettes {
  return { states: divergingPalette(name), gates: sequentialPalette(name) };
}

export function divergingPalette(name: PaletteName): Palette {
  const { middle, negative, positive } = ends[name];
  const arms = [interpolateLab(middle, negative), interpolateLab(middle, positive)] as const;
  return paletteOf('diverging', (fraction) => arms[fraction < 0.5 ? 0 : 1](Math.abs(2 * fraction - 1)));
}

export function sequentialPalette(name: PaletteName): Palette {
  return paletteOf('sequential', interpolateLab(ends[name].middle, ends[name].open));
}

/** The colour's number for a value (beyond the extent, the end's); null for NaN and the infinities. */
export function colorIndex({ kind }: Palette, value: number, extent: number): number | null {
  if (!Number.isFinite(value)) return null;
  const fraction = extent > 0 ? Math.max(-1, Math.min(1, value / extent)) : 0;
  return kind === 'diverging'
    ? Math.round(fraction * armLength) + armLength
    : Math.round(Math.max(0, fraction) * 2 * armLength);
}

export function colorAt(palette: Palette, index: number): Rgb {
  const [red = 0, green = 0, blue = 0] = palette.colors.subarray(index * 3, index * 3 + 3);
  return [red, green, blue];
}

/** A CSS colour for a value, or null where it has none (NaN and the infinities are drawn as a marker). */
export function cssColor(palette: Palette, value: number, extent: number): string | null {
  const index = colorIndex(palette, value, extent);
  return index === null ? null : `rgb(${colorAt(palette, index).join(' ')})`;
}

/** @param colorOf takes fractions of the whole palette, 0 to 1. */
function paletteOf(kind: Palette['kind'], colorOf: (fraction: number) => string): Palette {
  const colors = new Uint8ClampedArray((2 * armLength + 1) * 3);
  for (let index = 0; index <= 2 * armLength; index++) {
    const color = lch(colorOf(index / (2 * armLength))).rgb();
    colors.set([color.r, color.g, color.b], index * 3);
  }
  return { kind, colors };
}
