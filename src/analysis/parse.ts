import type { LRParser } from '@lezer/lr';
import type { Tree } from '@lezer/common';

/**
 * Parses a text whole, or gives up (null) once `Date.now()` passes the deadline: typical files take milliseconds, but
 * error recovery over megabytes of what is no code at all can take minutes and gigabytes.
 */
export function parseUntil(parser: LRParser, text: string, deadline: number): Tree | null {
  // Lezer's tokens know no lone surrogates; their stand-in is as long.
  const parse = parser.startParse(text.toWellFormed());
  for (let step = 1; ; step++) {
    const tree = parse.advance();
    if (tree) return tree;
    if (step % stepsBetweenLooks === 0 && Date.now() > deadline) return null;
  }
}

const stepsBetweenLooks = 16;
