import type { NotebookText } from '../analysis/notebookFile.js';
import type { Span } from '../analysis/model.js';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
  /** In a notebook, which of all cells it is in, from 0. */
  readonly cell?: number;
}

/** Turns offsets into lines and columns; lines end at `\n`, `\r\n` and `\r`, as editors have it. */
export function lineIndex(text: string): (span: Span) => Range {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  const positionOf = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return ({ start, end }) => ({ start: positionOf(start), end: positionOf(end) });
}

/** The same for the cells of a notebook, whose lines count from each cell's own beginning. */
export function cellLineIndex({ cells, at }: NotebookText): (span: Span) => Range {
  const indices = new Map<number, (span: Span) => Range>();
  return (span) => {
    const start = at(span.start);
    const end = at(span.end);
    const { index = 0, text = '' } = cells[start.cell] ?? {};
    const rangeOf = indices.get(index) ?? lineIndex(text);
    indices.set(index, rangeOf);
    const own = { start: start.offset, end: end.cell === start.cell ? end.offset : text.length };
    return { ...rangeOf(own), cell: index };
  };
}
