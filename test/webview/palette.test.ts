import assert from 'node:assert/strict';
import { lab, rgb } from 'd3-color';
import {
  armLength,
  colorAt,
  colorIndex,
  cssColor,
  divergingPalette,
  sequentialPalette,
  type PaletteName,
  type Rgb,
} from '../../src/webview/palette.js';

/**
 * What a dichromat sees, as matrices on linear RGB at severity 1.0: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, table 1.
 */
const deficiencies = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

const names: readonly PaletteName[] = ['light', 'dark'];

/** The CIE 1976 colour difference. */
function deltaE(a: Rgb, b: Rgb): number {
  const [p, q] = [lab(rgb(...a)), lab(rgb(...b))];
  return Math.hypot(p.l - q.l, p.a - q.a, p.b - q.b);
}

function lightness(color: Rgb): number {
  return lab(rgb(...color)).l;
}

function seenWith(matrix: readonly (readonly number[])[], color: Rgb): Rgb {
  const linear = color.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = matrix.map((row) => {
    const value = row.reduce((sum, factor, index) => sum + factor * (linear[index] ?? 0), 0);
    const clipped = Math.max(0, Math.min(1, value));
    return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
  });
  return [red, green, blue];
}

for (const name of names) {
  describe(`the ${name} palette`, () => {
    const palette = divergingPalette(name);
    const at = (fraction: number) => colorAt(palette, Math.round((fraction + 1) * armLength));
    const negative = at(-1);
    const middle = at(0);
    const positive = at(1);

    // Channels are whole numbers, which alone moves a colour by up to half a unit.
    it('takes equal steps of colour for equal steps of value: ΔE within 0.75 of the mean, a third of what is seen', () => {
      const stops = Array.from({ length: 17 }, (_, index) => at(index / 8 - 1));
      const steps = stops.slice(1).map((color, index) => deltaE(stops[index]!, color));
      const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
      for (const step of steps) assert.ok(Math.abs(step - mean) < 0.75, `a step of ${step}, mean ${mean}`);
      assert.ok(mean > 8, `neighbouring eighths differ by ${mean}`);
    });

    it('is equally light on both sides, and steadily lighter or darker towards the ends', () => {
      for (let index = 1; index <= 16; index++) {
        const left = lightness(at(-index / 16));
        const right = lightness(at(index / 16));
        assert.ok(Math.abs(left - right) < 1, `${left} and ${right} at ${index}/16`);
        const inner = lightness(at((index - 1) / 16));
        assert.ok(name === 'light' ? right < inner - 1 : right > inner + 1);
      }
    });

    it('has a neutral middle that fits the theme', () => {
      const { l, a, b } = lab(rgb(...middle));
      assert.ok(Math.hypot(a, b) < 1);
      assert.ok(name === 'light' ? l > 90 : l < 25);
    });

    it('is blue at the negative end and amber at the positive one', () => {
      assert.ok(negative[2] > negative[1] && negative[1] > negative[0]);
      assert.ok(positive[0] > positive[1] && positive[1] > positive[2]);
    });

    for (const [deficiency, matrix] of Object.entries(deficiencies)) {
      it(`keeps ends and middle apart under ${deficiency}`, () => {
        const [left, centre, right] = [negative, middle, positive].map((color) => seenWith(matrix, color)) as [
          Rgb,
          Rgb,
          Rgb,
        ];
        assert.ok(deltaE(left, right) > 40, `the ends differ by ${deltaE(left, right)}`);
        assert.ok(deltaE(left, centre) > 40, `the negative end differs by ${deltaE(left, centre)}`);
        assert.ok(deltaE(right, centre) > 40, `the positive end differs by ${deltaE(right, centre)}`);
      });
    }
  });
}

for (const name of names) {
  describe(`the ${name} palette of the gates`, () => {
    const palette = sequentialPalette(name);
    const at = (fraction: number) => colorAt(palette, Math.round(fraction * 2 * armLength));

    it('takes equal steps of colour for equal steps of value', () => {
      const stops = Array.from({ length: 9 }, (_, index) => at(index / 8));
      const steps = stops.slice(1).map((color, index) => deltaE(stops[index]!, color));
      const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
      for (const step of steps) assert.ok(Math.abs(step - mean) < 0.75, `a step of ${step}, mean ${mean}`);
      assert.ok(mean > 8, `neighbouring eighths differ by ${mean}`);
    });

    it('begins at the neutral of the states, and ends as far from it as they do', () => {
      const states = divergingPalette(name);
      assert.deepEqual(at(0), colorAt(states, armLength));
      assert.ok(Math.abs(lightness(at(1)) - lightness(colorAt(states, 0))) < 1);
    });

    it('ends apart from both ends of the states', () => {
      const states = divergingPalette(name);
      for (const end of [0, 2 * armLength]) assert.ok(deltaE(at(1), colorAt(states, end)) > 40);
    });

    for (const [deficiency, matrix] of Object.entries(deficiencies)) {
      it(`keeps closed and open apart under ${deficiency}`, () => {
        assert.ok(deltaE(seenWith(matrix, at(0)), seenWith(matrix, at(1))) > 35);
      });
    }
  });
}

describe('the colour of a value', () => {
  const states = divergingPalette('dark');
  const gates = sequentialPalette('dark');

  it('runs from the negative extent over zero to the positive one', () => {
    assert.equal(colorIndex(states, -2, 2), 0);
    assert.equal(colorIndex(states, 0, 2), armLength);
    assert.equal(colorIndex(states, 2, 2), 2 * armLength);
    assert.equal(colorIndex(states, 1, 2), 1.5 * armLength);
  });

  it('runs from nothing to the extent where there is no sign', () => {
    assert.equal(colorIndex(gates, 0, 1), 0);
    assert.equal(colorIndex(gates, 0.5, 1), armLength);
    assert.equal(colorIndex(gates, 1, 1), 2 * armLength);
    assert.equal(colorIndex(gates, -1, 1), 0);
  });

  it('stays at the end beyond the extent', () => {
    assert.equal(colorIndex(states, -9, 2), 0);
    assert.equal(colorIndex(states, 9, 2), 2 * armLength);
  });

  it('is the middle where every value is zero', () => {
    assert.equal(colorIndex(states, 0, 0), armLength);
  });

  it('is none for NaN and the infinities', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      assert.equal(colorIndex(states, value, 1), null);
      assert.equal(cssColor(divergingPalette('dark'), value, 1), null);
    }
  });

  it('is written as CSS has it', () => {
    const palette = divergingPalette('light');
    assert.equal(cssColor(palette, 1, 1), `rgb(${colorAt(palette, 2 * armLength).join(' ')})`);
  });
});
