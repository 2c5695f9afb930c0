import { parser } from '@lezer/python';
import { parseUntil } from '../parse.js';
import { repaired } from './pythonRepair.js';
import { newKnownBlocks } from './pythonWholeBlocks.js';
import { statementsOf } from './pythonStatements.js';
import type { Program, Statement } from './program.js';

/**
 * A Python file as statements; null where it is not read before the deadline. Broken code gives what can be read.
 *
 * The statements of the top level are read one by one, so that a mistake stays in its own, and those that did not change
 * since they were last read are not read again. `owner` tells the files of one analysis apart: no two share statements.
 */
export function pythonProgram(text: string, deadline: number, owner = ''): Program | null {
  const { text: changed, pieces: starts, unfinished, isBroken, at } = repaired(text, blocks);
  const body: Statement[] = [];
  const placed: PlacedPiece[] = [];
  const repeats = new Map<string, number>();
  for (const [from, to] of pieceBounds(starts, changed.length)) {
    const start = at(from);
    const source = { text: changed.slice(from, to), written: text.slice(start, at(to)) };
    const key = `${owner}\0${source.text}${source.text === source.written ? '' : `\0${source.written}`}`;
    const repeat = repeats.get(key) ?? 0;
    repeats.set(key, repeat + 1);
    const piece = pieceOf(key, repeat, { ...source, at: (inner) => at(from + inner) - start }, deadline);
    if (!piece) return null;
    for (const statement of piece.statements) body.push(statement);
    placed.push({ piece, start });
  }
  return { language: 'python', body, unfinished, isBroken, at: addressBook(placed) };
}

/** Short statements in a row are one piece: a tree of its own for each would cost more than it saves. */
function pieceBounds(starts: readonly number[], end: number): [from: number, to: number][] {
  const bounds: [number, number][] = [];
  let from = starts[0] ?? end;
  starts.forEach((start, index) => {
    const next = starts[index + 1] ?? end;
    if (start > from && next - start >= shortPiece) {
      bounds.push([from, start]);
      from = start;
    }
    if (next - from >= shortPiece || next === end) {
      bounds.push([from, next]);
      from = next;
    }
  });
  return bounds;
}

const shortPiece = 400;

/** Some statements of the top level, as they were read. */
interface Piece {
  readonly address: number;
  /** Of what was written, in characters. */
  readonly length: number;
  readonly statements: readonly Statement[];
}

interface PieceSource {
  /** For the parser, and as it was written. */
  readonly text: string;
  readonly written: string;
  /** The offset in what was written of one in `text`. */
  readonly at: (offset: number) => number;
}

const blocks = newKnownBlocks();
/**
 * By what they were read from; a text that stands in a document several times is as many pieces. Those that were used
 * since the last change of generations, and those of the one before: what is not used for two of them is forgotten.
 */
let pieces = new Map<string, Piece[]>();
let olderPieces = new Map<string, Piece[]>();
/** How much is read before the generations change: a large file, or those of a small project. */
const generation = 400_000;
let characters = 0;
/** Smaller ones are no place in a document at all. */
let nextAddress = 1_000;

function pieceOf(key: string, repeat: number, source: PieceSource, deadline: number): Piece | null {
  const known = pieces.get(key) ?? olderPieces.get(key) ?? [];
  const same = known[repeat];
  const piece = same ?? newPiece(source, deadline);
  if (!piece) return null;
  if (characters > generation) {
    olderPieces = pieces;
    pieces = new Map();
    characters = 0;
  }
  if (same && pieces.has(key)) return same;
  characters += source.written.length;
  pieces.set(key, same ? known : [...known, piece]);
  return piece;
}

function newPiece({ text, written, at }: PieceSource, deadline: number): Piece | null {
  if (Date.now() > deadline) return null;
  const tree = parseUntil(parser, text, deadline);
  if (!tree) return null;
  const address = nextAddress;
  // The end of one piece is not the beginning of the next one.
  nextAddress += written.length + 1;
  const reading = {
    text: written,
    address,
    at: (offset: number) => address + at(offset),
    depth: 0,
    yields: false,
  };
  return { address, length: written.length, statements: statementsOf(tree.topNode, reading) };
}

interface PlacedPiece {
  readonly piece: Piece;
  readonly start: number;
}

/** Where in the document the addresses of its pieces are. */
function addressBook(placed: readonly PlacedPiece[]): Program['at'] {
  const sorted = placed.toSorted((a, b) => a.piece.address - b.piece.address);
  let last: PlacedPiece | undefined;
  return (address) => {
    // Nearly always the piece that was asked for before.
    const inner = last ? address - last.piece.address : -1;
    if (last && inner >= 0 && inner <= last.piece.length) return last.start + inner;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as PlacedPiece).piece.address <= address) low = middle + 1;
      else high = middle;
    }
    const found = sorted[low - 1];
    last = found;
    return found ? found.start + Math.min(address - found.piece.address, found.piece.length) : 0;
  };
}
