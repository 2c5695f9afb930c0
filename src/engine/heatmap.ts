import { at, readView } from './tensors.js';
import { directionAt, type CellPlace, type RunOfLayers } from './tracePlaces.js';

/**
 * One array of one line over a range of steps, units × columns, for a picture. Where there are more steps (or units)
 * than asked-for columns (or rows), each cell holds the value of largest magnitude it covers.
 */
export interface Heatmap extends CellPlace {
  readonly line: number;
  /** One of `DirectionTrace.arrays`: `state`, `cellState`, `forgetGate`, … */
  readonly array: string;
  readonly fromStep: number;
  /** Exclusive. */
  readonly toStep: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array; // [rows, columns], row-major
  /** The largest magnitude of the line's numbers over the whole run: the legend's end. */
  readonly extent: number;
}

/**
 * One array of one line from `fromStep` to `toStep` (exclusive) as a picture of at most `maxRows` units × `maxColumns`
 * steps. A cell that covers several values holds the one of largest magnitude, or NaN if one of them is NaN, so that
 * nothing unusual is lost by shrinking. `extent` looks at the finite numbers of all the line's steps.
 *
 * @throws RangeError where the place or the range of steps is not in the trace, or the picture has no cell.
 */
export function heatmap(
  executed: RunOfLayers,
  { layer, direction, line }: CellPlace & { readonly line: number },
  array: string,
  fromStep: number,
  toStep: number,
  maxRows: number,
  maxColumns: number,
): Heatmap {
  const { arrays } = directionAt(executed, { layer, direction, line, step: fromStep }).direction;
  const view = arrays[array];
  if (!view)
    throw new RangeError(`array: expected one of ${Object.keys(arrays).join(', ')}, found ${JSON.stringify(array)}.`);
  const [, steps, units] = view.shape as [number, number, number];
  if (!Number.isInteger(toStep) || toStep <= fromStep || toStep > steps)
    throw new RangeError(`toStep: expected an integer from ${fromStep + 1} to ${steps}, found ${toStep}.`);
  if (!(maxRows >= 1 && maxColumns >= 1))
    throw new RangeError(`heatmap: expected at least one row and column, found ${maxRows} and ${maxColumns}.`);
  const rows = Math.min(units, Math.floor(maxRows));
  const columns = Math.min(toStep - fromStep, Math.floor(maxColumns));
  const values = new Float32Array(rows * columns);
  const { data } = readView(at(view, line)); // [steps, units]
  const rowOfUnit = Int32Array.from({ length: units }, (_, unit) => cellOf(unit, units, rows));
  for (let step = fromStep; step < toStep; step++) {
    const column = cellOf(step - fromStep, toStep - fromStep, columns);
    for (let unit = 0; unit < units; unit++) {
      const cell = rowOfUnit[unit]! * columns + column;
      const value = data[step * units + unit]!;
      if (isStronger(value, values[cell]!)) values[cell] = value;
    }
  }
  return { layer, direction, line, array, fromStep, toStep, rows, columns, values, extent: largestFinite(data) };
}

/** Which of `cells` equal cells covers the index; there are no more cells than indices, so that none is empty. */
function cellOf(index: number, count: number, cells: number): number {
  return Math.floor((index * cells) / count);
}

function isStronger(value: number, than: number): boolean {
  return Number.isNaN(value) || Math.abs(value) > Math.abs(than);
}

function largestFinite(values: Float32Array): number {
  let largest = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}
