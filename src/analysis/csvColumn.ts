import { csvParseRows, tsvParseRows } from 'd3-dsv';
import { quoteShort } from './values.js';

/** A column's numbers, or why there are none: the sentence's end, or the cell that is no number. */
export type CsvColumn =
  { readonly numbers: Float32Array } | { readonly reason: string } | { readonly row: number; readonly found: string };

/**
 * Reads one column of a CSV or TSV text: by its header's word, by its 0-based number, or the first one. The first row
 * is a header where the column's own cell in it is no number. Rows without any text are passed over.
 */
export function readCsvColumn(text: string, separator: ',' | '\t', column: string | number | null): CsvColumn {
  const parse = separator === '\t' ? tsvParseRows : csvParseRows;
  const state: ColumnReading = { index: null, numbers: [], stop: null };
  // Each row is let go once it is read: a file may have millions.
  parse(text.replace(/^\uFEFF/, ''), (row) => {
    if (!state.stop && row.some((cell) => cell.trim() !== '')) readRow(row, column, state);
    return null;
  });
  if (state.stop) return state.stop;
  return state.index === null ? { reason: 'it is empty' } : { numbers: Float32Array.from(state.numbers) };
}

interface ColumnReading {
  index: number | null;
  readonly numbers: number[];
  stop: CsvColumn | null;
}

function readRow(row: readonly string[], column: string | number | null, state: ColumnReading): void {
  const isFirst = state.index === null;
  state.index ??= columnIndex(column, row);
  if (state.index === null) {
    state.stop = { reason: `it has no column ${columnText(column)}; ${columnsText(row)}` };
    return;
  }
  const cell = row[state.index] ?? '';
  if (isFirst && (typeof column === 'string' || isWord(cell))) return;
  if (isNumber(cell)) state.numbers.push(Number(cell));
  else state.stop = { row: state.numbers.length, found: quoteShort(cell) };
}

const shownColumns = 8;

function columnIndex(column: string | number | null, first: readonly string[]): number | null {
  const index = typeof column === 'string' ? first.findIndex((cell) => cell.trim() === column.trim()) : (column ?? 0);
  return Number.isInteger(index) && index >= 0 && index < first.length ? index : null;
}

function columnText(column: string | number | null): string {
  return typeof column === 'string' ? quoteShort(column) : String(column);
}

function columnsText(first: readonly string[]): string {
  if (!first.some(isWord)) return `its columns are 0 to ${first.length - 1}`;
  const shown = first.slice(0, shownColumns).map((cell) => quoteShort(cell.trim()));
  return `its columns are ${shown.join(', ')}${first.length > shownColumns ? ', …' : ''}`;
}

/** A finite float32 number. */
function isNumber(cell: string): boolean {
  return cell.trim() !== '' && Number.isFinite(Math.fround(Number(cell)));
}

/** A header's word, and neither a number past float32 nor a number that is missing. */
function isWord(cell: string): boolean {
  return Number.isNaN(Number(cell)) && !/^\s*[-+]?(nan|inf|infinity)\s*$/i.test(cell);
}
