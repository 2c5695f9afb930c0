import { lineEnd } from './pythonTokens.js';
import type { LogicalLine } from './pythonLines.js';

/** A block that is being read: the column of its statements. */
export interface Block {
  readonly indent: number;
  /** The first word of the last statement of this block. */
  word: string;
}

export interface PlacedLine extends LogicalLine {
  /** The blocks that its indentation ended, outermost first. */
  readonly ended: readonly Block[];
}

/** How things stand behind a line: the line, and the blocks that are open. */
export interface Standing {
  readonly previous: PlacedLine;
  readonly blocks: readonly Block[];
}

/** A statement of the top level, over several lines, in which nothing was to be repaired. */
interface WholeBlock {
  /** With the line break behind its last line. */
  readonly text: string;
  /** At its end; the line's places count from the beginning of the block. */
  readonly end: Standing;
}

/**
 * What was read before, and reads the same wherever it stands: at a keystroke only the statement in which somebody types
 * is read again.
 */
export interface KnownBlocks {
  readonly byFirstLine: Map<string, WholeBlock[]>;
  characters: number;
}

export function newKnownBlocks(): KnownBlocks {
  return { byFirstLine: new Map(), characters: 0 };
}

const mostCharacters = 1_000_000;

/** How things stand behind the block that begins here, where it was read before; else null. */
export function behindKnownBlock(known: KnownBlocks, text: string, start: number): Standing | null {
  const blocks = known.byFirstLine.get(text.slice(start, lineEnd(text, start)));
  const block = blocks?.find((one) => text.startsWith(one.text, start));
  return block ? moved(block.end, start) : null;
}

/** Remembers a block in which nothing was repaired. */
export function rememberBlock(known: KnownBlocks, text: string, start: number, end: Standing): void {
  const { previous } = end;
  const isClosed = /[\r\n]/.test(text[previous.end] ?? '');
  // What a last line with a colon means depends on what follows.
  if (previous.start === start || previous.endsWithColon || !isClosed) return;
  if (known.characters > mostCharacters) {
    known.byFirstLine.clear();
    known.characters = 0;
  }
  // A slice keeps the whole document in memory; what was joined is a text of its own.
  const block = ['', text.slice(start, previous.end + 1)].join(text[start]).slice(1);
  const first = block.slice(0, lineEnd(block, 0));
  const others = known.byFirstLine.get(first) ?? [];
  known.byFirstLine.set(first, [...others, { text: block, end: moved(end, -start) }]);
  known.characters += block.length;
}

function moved({ previous, blocks }: Standing, by: number): Standing {
  const { start, contentEnd, end } = previous;
  return {
    previous: { ...previous, start: start + by, contentEnd: contentEnd + by, end: end + by },
    blocks: blocks.map((block) => ({ ...block })),
  };
}
