/** Where units and steps lie in the heatmap's plot. */
import type { Heatmap } from '../engine/traceViews.js';

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

const tallestRow = 26;
const tallestPlot = 300;
const widestColumn = 120;

/** The size of the plot in CSS pixels, within the width that there is. */
export function plotSize(units: number, steps: number, room: number): PlotSize {
  return {
    width: Math.max(1, Math.min(room, steps * widestColumn)),
    height: Math.min(units * tallestRow, tallestPlot),
  };
}

/** The width of what stands left of the plot: the numbers of the units. */
export function gutterOf(units: number): number {
  return 24 + 8 * String(units - 1).length;
}

/** What lies at a point of the plot: one cell of the heatmap, and the units and steps it stands for. */
export interface CellAt {
  readonly value: number;
  readonly units: readonly [first: number, last: number];
  readonly steps: readonly [first: number, last: number];
}

/** The cell at a point given as fractions of the plot's width and height, each in 0…1. */
export function cellAt(heatmap: Heatmap, units: number, across: number, down: number): CellAt {
  return describeCell(heatmap, units, indexAt(down, heatmap.rows), indexAt(across, heatmap.columns));
}

/** The cell that holds a unit and a step. */
export function cellOf(heatmap: Heatmap, units: number, unit: number, step: number): CellAt {
  const { rows, columns, fromStep, toStep } = heatmap;
  const row = Math.floor((unit * rows) / units);
  const column = Math.floor(((step - fromStep) * columns) / (toStep - fromStep));
  return describeCell(heatmap, units, row, column);
}

/** The unit or step at a fraction of an axis. */
export function indexAt(fraction: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(fraction * count)));
}

function describeCell(
  { rows, columns, values, ...range }: Heatmap,
  units: number,
  row: number,
  column: number,
): CellAt {
  const [firstStep, lastStep] = covered(column, columns, range.toStep - range.fromStep);
  return {
    value: values[row * columns + column] ?? NaN,
    units: covered(row, rows, units),
    steps: [range.fromStep + firstStep, range.fromStep + lastStep],
  };
}

/** The first and the last of `count` things that one of `cells` stands for: those i with ⌊i·cells/count⌋ = cell. */
export function covered(cell: number, cells: number, count: number): [first: number, last: number] {
  return [Math.ceil((cell * count) / cells), Math.ceil(((cell + 1) * count) / cells) - 1];
}
