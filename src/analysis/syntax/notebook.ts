import type { Span } from '../model.js';
import { nextLine, readLine } from './pythonLines.js';
import { completed } from './pythonRepair.js';

export interface NotebookCell {
  /** Its place among all cells, from 0. */
  readonly index: number;
  readonly kind: 'code' | 'markdown' | 'raw';
  /** Of its code, in lower case: `python`. */
  readonly language: string;
  readonly text: string;
}

/** The code cells of a notebook as one program. */
export interface JoinedCells {
  readonly text: string;
  /** What stands in brackets that its cell does not close, in `text`. */
  readonly unfinished: readonly Span[];
  /** The place in a cell of an offset in `text`: the cell's place in the list that was joined, and the offset in it. */
  readonly at: (offset: number) => { readonly cell: number; readonly offset: number };
}

/** The cells of an `.ipynb` file of nbformat 3 or 4, https://nbformat.readthedocs.io; null for all other texts. */
export function notebookCells(text: string): NotebookCell[] | null {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return null;
  }
  const language = languageOf(field(notebook, 'metadata'));
  const worksheets = listOf(field(notebook, 'worksheets'));
  const cells = worksheets ? worksheets.flatMap((sheet) => listOf(field(sheet, 'cells')) ?? []) : null;
  const all = listOf(field(notebook, 'cells')) ?? cells;
  if (!all) return null;
  return all.map((cell, index) => {
    const type = field(cell, 'cell_type');
    const own = field(field(field(cell, 'metadata'), 'vscode'), 'languageId') ?? field(cell, 'language');
    return {
      index,
      kind: type === 'code' ? 'code' : type === 'raw' ? 'raw' : 'markdown',
      language: typeof own === 'string' ? own.toLowerCase() : language,
      text: sourceOf(field(cell, 'source') ?? field(cell, 'input')),
    };
  });
}

/**
 * Cells of Python in their order as one program: what is no Python in them is blank, and what one of them leaves open,
 * a bracket or a string, ends with it.
 */
export function joinedCells(cells: readonly string[]): JoinedCells {
  const starts: number[] = [];
  const places: ((offset: number) => number)[] = [];
  const unfinished: Span[] = [];
  let text = '';
  for (const cell of cells) {
    const whole = completed(withoutMagics(cell));
    starts.push(text.length);
    places.push(whole.at);
    for (const { start, end } of whole.unfinished) {
      unfinished.push({ start: text.length + start, end: text.length + end });
    }
    text += `${whole.text}\n`;
  }
  return {
    text,
    unfinished,
    at(offset) {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      const cell = Math.max(0, low - 1);
      const place = places[cell]?.(offset - (starts[cell] ?? 0)) ?? 0;
      return { cell, offset: Math.min(place, cells[cell]?.length ?? 0) };
    },
  };
}

/** A cell with IPython's own lines blank, character for character: `%matplotlib inline`, `!pip install torch`, `x?`. */
export function withoutMagics(cell: string): string {
  const first = nextLine(cell, 0);
  if (!first) return cell;
  let text = cell;
  const magic = /^%%(\w*)/.exec(cell.slice(first.start, first.start + 40));
  if (magic) {
    if (!codeMagics.has(magic[1] ?? '')) return blanked(cell, 0, cell.length);
    text = blanked(cell, first.start, lineEnd(cell, first.start));
  }
  for (let next = nextLine(text, 0); next;) {
    const { start, indent } = next;
    const end = commandEnd(text, start);
    const line = text.slice(start, end);
    if (/^[%!?]/.test(line) || /^[\w.]+\?{1,2}\s*$/.test(line)) {
      text = blanked(text, start, end);
      next = nextLine(text, end);
      continue;
    }
    // `files = !ls` is an assignment of what the shell gives.
    const command = /^[\w.\s,]+=\s*(?=[!%])/.exec(line);
    if (command) text = blanked(text, start + command[0].length, end);
    next = nextLine(
      text,
      Math.max(readLine(text, start, { indent, strict: false, doubtsStrings: false }).end, start + 1),
    );
  }
  return text;
}

/** Cell magics whose cell is Python. */
const codeMagics: ReadonlySet<string> = new Set(['time', 'timeit', 'capture', 'prun', 'python', 'python3', 'pypy']);

/** The end of a line, and of those that backslashes join to it. */
function commandEnd(text: string, start: number): number {
  let end = lineEnd(text, start);
  while (text[end - 1] === '\\' && end < text.length) end = lineEnd(text, end + 1);
  return end;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function blanked(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\n\r]/g, ' ') + text.slice(to);
}

function languageOf(metadata: unknown): string {
  const name = field(field(metadata, 'kernelspec'), 'language') ?? field(field(metadata, 'language_info'), 'name');
  return typeof name === 'string' ? name.toLowerCase() : 'python';
}

/** A text, or a list of its lines. */
function sourceOf(source: unknown): string {
  if (typeof source === 'string') return source;
  return (listOf(source) ?? []).filter((line) => typeof line === 'string').join('');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}
