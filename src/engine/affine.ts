import type { NumericArray } from './trace.js';

/**
 * A kernel and its bias, reordered once so that the inner loop of `applyAffine` reads them in one straight line:
 * four columns side by side, their bias first; missing columns of the last four are zeros.
 */
export interface PackedAffine {
  readonly inputs: number;
  readonly outputs: number;
  readonly panels: Float32Array; // [⌈outputs / 4⌉, 1 + inputs, 4]
}

/** Packs `w` [inputs, outputs] and `b` [outputs]. */
export function packAffine(w: NumericArray, b: NumericArray): PackedAffine {
  const outputs = b.data.length;
  const inputs = w.data.length / outputs;
  const panels = new Float32Array(packedLength(inputs, outputs));
  for (let column = 0; column < outputs; column++) {
    let to = (column >> 2) * 4 * (1 + inputs) + (column & 3);
    panels[to] = b.data[column]!;
    for (let from = column; from < w.data.length; from += outputs) panels[(to += 4)] = w.data[from]!;
  }
  return { inputs, outputs, panels };
}

/** The count of numbers that the packed form holds. */
export function packedLength(inputs: number, outputs: number): number {
  return Math.ceil(outputs / 4) * 4 * (1 + inputs);
}

/**
 * `to = from·w + b` for `rows` rows, each starting `stride` numbers after the one before it.
 *
 * The products of float32 numbers are exact in float64; they are added in float64, bias first, and the sum is rounded
 * to float32 once, so each result is within one unit in the last place of the exact one unless terms far larger than
 * it cancel. A row's result does not depend on the rows beside it.
 */
export function applyAffine(
  { inputs, outputs, panels }: PackedAffine,
  from: Float32Array,
  fromStart: number,
  fromStride: number,
  to: Float32Array,
  toStart: number,
  toStride: number,
  rows: number,
): void {
  for (let column = 0; column < outputs; column += 4) {
    const panel = column * (1 + inputs);
    const columns = Math.min(4, outputs - column);
    let row = 0;
    // Two rows share each load of the weights, which is worth a quarter of the time.
    for (; row + 2 <= rows; row += 2) {
      const x = fromStart + row * fromStride;
      const y = x + fromStride;
      let p = panel;
      let a0 = panels[p]!;
      let a1 = panels[p + 1]!;
      let a2 = panels[p + 2]!;
      let a3 = panels[p + 3]!;
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      for (let k = 0; k < inputs; k++) {
        p += 4;
        const w0 = panels[p]!;
        const w1 = panels[p + 1]!;
        const w2 = panels[p + 2]!;
        const w3 = panels[p + 3]!;
        const a = from[x + k]!;
        const b = from[y + k]!;
        a0 += a * w0;
        a1 += a * w1;
        a2 += a * w2;
        a3 += a * w3;
        b0 += b * w0;
        b1 += b * w1;
        b2 += b * w2;
        b3 += b * w3;
      }
      const o = toStart + row * toStride + column;
      store(to, o, columns, a0, a1, a2, a3);
      store(to, o + toStride, columns, b0, b1, b2, b3);
    }
    if (row < rows) {
      const x = fromStart + row * fromStride;
      let p = panel;
      let a0 = panels[p]!;
      let a1 = panels[p + 1]!;
      let a2 = panels[p + 2]!;
      let a3 = panels[p + 3]!;
      for (let k = 0; k < inputs; k++) {
        p += 4;
        const a = from[x + k]!;
        a0 += a * panels[p]!;
        a1 += a * panels[p + 1]!;
        a2 += a * panels[p + 2]!;
        a3 += a * panels[p + 3]!;
      }
      store(to, toStart + row * toStride + column, columns, a0, a1, a2, a3);
    }
  }
}

function store(
  to: Float32Array,
  at: number,
  columns: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): void {
  to[at] = first;
  if (columns > 1) to[at + 1] = second;
  if (columns > 2) to[at + 2] = third;
  if (columns > 3) to[at + 3] = fourth;
}
