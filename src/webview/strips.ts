/** The colours inside the cells of the unrolled picture: the state of each step, and an LSTM's cell state. */
import type { Heatmap } from '../engine/traceViews.js';
import type { LayerSizes } from './choice.js';

export type StripArray = 'state' | 'cellState';

/** The columns of one array that are known of one line in one direction of a layer. */
export interface Strips {
  readonly layer: number;
  readonly direction: number;
  readonly line: number;
  /** The largest magnitude of the line's numbers over the whole run. */
  readonly extent: number;
  /** By their steps, each of at most `stripRows` numbers. */
  readonly columns: ReadonlyMap<number, Float32Array>;
}

export type StripsOfArrays = Readonly<Partial<Record<StripArray, Strips>>>;

/** The most numbers that a strip is drawn with. */
export const stripRows = 32;

const mostKept = 1024;

/** What the cells of a layer show. */
export function stripArraysOf({ arrays }: LayerSizes): StripArray[] {
  return arrays.includes('cellState') ? ['state', 'cellState'] : ['state'];
}

/** The strips with those that a heatmap of single steps brings. */
export function withStrips(strips: StripsOfArrays, heatmap: Heatmap): StripsOfArrays {
  const { layer, direction, line, extent, array, fromStep, columns } = heatmap;
  if (array !== 'state' && array !== 'cellState') return strips;
  const known = strips[array];
  const keep = known !== undefined && isOfPlace(known, heatmap) && known.columns.size < mostKept;
  const all = new Map(keep ? known.columns : []);
  for (let column = 0; column < columns; column++)
    all.set(fromStep + column, foldColumn(columnOf(heatmap, column), stripRows));
  return { ...strips, [array]: { layer, direction, line, extent, columns: all } };
}

/** The steps in view, from the first unknown one to the next known one, of an array at a place; null if none lacks. */
export function missingStretch(
  strips: Strips | undefined,
  place: Place,
  inView: readonly number[],
): { readonly fromStep: number; readonly toStep: number } | null {
  const known = strips && isOfPlace(strips, place) ? strips.columns : null;
  const missing = inView.filter((step) => !known?.has(step));
  const [fromStep] = missing;
  if (fromStep === undefined) return null;
  const broken = missing.findIndex((step, index) => step !== fromStep + index);
  return { fromStep, toStep: fromStep + (broken === -1 ? missing.length : broken) };
}

/** Whether each column of the heatmap is one step. */
export function isExact(heatmap: Heatmap): boolean {
  return heatmap.columns === heatmap.toStep - heatmap.fromStep;
}

/** At most `most` numbers for a column, each the one of largest magnitude of those it stands for. */
function foldColumn(column: Float32Array, most: number): Float32Array {
  if (column.length <= most) return column;
  return Float32Array.from({ length: most }, (_, row) => {
    const from = Math.ceil((row * column.length) / most);
    const to = Math.ceil(((row + 1) * column.length) / most);
    return column
      .subarray(from, to)
      .reduce((largest, value) => (Math.abs(value) <= Math.abs(largest) ? largest : value));
  });
}

type Place = Pick<Strips, 'layer' | 'direction' | 'line'>;

function isOfPlace(strips: Strips, { layer, direction, line }: Place): boolean {
  return strips.layer === layer && strips.direction === direction && strips.line === line;
}

function columnOf({ rows, columns, values }: Heatmap, column: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? NaN);
}
