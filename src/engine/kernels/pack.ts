import type { Numbers } from '../tensors.js';

/**
 * The widths of the panels that a packed kernel of `columns` columns consists of, widest first. A panel is the rows of
 * some adjoining columns in one piece, [rows, panelWidth], as the inner loop reads them.
 */
export interface Packing {
  /** Of panels for many rows: 8, or 16 for the wide kernels. */
  readonly manyRows: readonly number[];
  /** Of panels for one row, which need more columns side by side to have enough sums going at once. */
  readonly oneRow: readonly number[];
}

export const narrowPacking: Packing = { manyRows: [8], oneRow: [32, 16, 8] };
export const widePacking: Packing = { manyRows: [16, 8], oneRow: [64, 32, 16, 8] };

/**
 * Packs `gates` matrices that stand side by side in `source`, row-major [rows, gates * units], each padded to `width`
 * columns with zeros, a multiple of 8. The third of three gates is a matrix of its own, behind the other two: the
 * candidate of a GRU is not computed together with the gates.
 */
export function packGates(
  source: Numbers,
  rows: number,
  gates: number,
  units: number,
  width: number,
  panelWidths: readonly number[],
  target: Numbers,
  to: number,
): void {
  const parts = gates === 3 ? [0, 2 * width, 3 * width] : [0, gates * width];
  if (units < width) target.fill(0, to, to + rows * gates * width);
  for (const [part, end] of parts.slice(1).entries())
    for (let column = parts[part]!; column < end;) {
      const panelWidth = panelWidths.find((size) => size <= end - column)!;
      packPanel(source, rows, gates, units, width, column, panelWidth, target, to + column * rows);
      column += panelWidth;
    }
}

/** One panel, which begins at a column of the padded matrices. Padding is left as it is. */
function packPanel(
  source: Numbers,
  rows: number,
  gates: number,
  units: number,
  width: number,
  firstColumn: number,
  panelWidth: number,
  target: Numbers,
  to: number,
): void {
  const stride = gates * units;
  // A panel may hold columns of several gates, each of them from a column of its own.
  for (let column = 0; column < panelWidth;) {
    const gate = Math.floor((firstColumn + column) / width);
    const unit = firstColumn + column - gate * width;
    const count = Math.min(panelWidth - column, width - unit);
    const used = Math.min(count, units - unit);
    for (let row = 0; row < rows; row++) {
      const from = row * stride + gate * units + unit;
      const at = to + row * panelWidth + column;
      for (let i = 0; i < used; i++) target[at + i] = source[from + i]!;
    }
    column += count;
  }
}
