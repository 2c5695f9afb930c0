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
  const { text: changed, pieces: starts, at } = repaired(text, blocks);
  if (characters > mostCharacters) forgetPieces();
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
  return { language: 'python', body, at: addressBook(placed) };
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
/** A text that stands in a document several times is as many pieces, each with its own address. */
const pieces = new Map<string, Piece[]>();
/** A large project's files open at once have as many. */
const mostCharacters = 1_000_000;
/** Smaller ones are no place in a document at all. */
const firstAddress = 1_000;
let characters = 0;
let nextAddress = firstAddress;

function forgetPieces(): void {
  pieces.clear();
  characters = 0;
  nextAddress = firstAddress;
}

function pieceOf(key: string, repeat: number, { text, written, at }: PieceSource, deadline: number): Piece | null {
  const known = pieces.get(key) ?? [];
  const same = known[repeat];
  if (same) return same;
  if (Date.now() > deadline) return null;
  const tree = parseUntil(parser, text, deadline);
  if (!tree) return null;
  const address = nextAddress;
  const reading = {
    text: written,
    address,
    at: (offset: number) => address + at(offset),
    depth: 0,
    yields: false,
  };
  const piece: Piece = { address, length: written.length, statements: statementsOf(tree.topNode, reading) };
  // The end of one piece is not the beginning of the next one.
  nextAddress += written.length + 1;
  characters += written.length;
  pieces.set(key, [...known, piece]);
  return piece;
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
