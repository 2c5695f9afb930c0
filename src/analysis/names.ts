import type { SyntaxNode } from '@lezer/common';

/** `models.encoder[0]`, from the keys and positions above an object, outermost first; null where there are none. */
export function pathText(path: readonly (string | number)[]): string | null {
  if (path.length === 0) return null;
  const text = path.map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth === 0 ? '' : '.'}${step}`));
  return shortName(text.join(''), 'end') || null;
}

/** A name as people can read it in one line: white space joined, and no longer than 80 characters. */
export function shortName(text: string, keep: 'start' | 'end' = 'start'): string {
  // What is cut away is not looked at: a name may be megabytes long.
  const part = keep === 'start' ? text.slice(0, 4 * maxLength) : text.slice(-4 * maxLength);
  // Control characters and those that turn the direction of writing around could disguise what a terminal shows.
  const line = part
    .toWellFormed()
    .replace(/[\s\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  if (line.length <= maxLength) return line;
  const short = keep === 'start' ? `${line.slice(0, maxLength - 1)}…` : `…${line.slice(1 - maxLength)}`;
  return short.toWellFormed();
}

/** Where an item stands in its array, 0-based. */
export type Positions = (array: SyntaxNode, item: SyntaxNode) => number;

/** Looks through each array once, so that naming all of its objects takes no longer than reading them. */
export function createPositions(): Positions {
  const arrays = new Map<number, Map<number, number>>();
  return (array, item) => {
    const known = arrays.get(array.from) ?? positionsOf(array);
    arrays.set(array.from, known);
    return known.get(item.from) ?? 0;
  };
}

const maxLength = 80;

function positionsOf(array: SyntaxNode): Map<number, number> {
  const positions = new Map<number, number>();
  let position = 0;
  for (let child = array.firstChild; child; child = child.nextSibling) {
    if (child.name === ',') position++;
    else positions.set(child.from, position);
  }
  return positions;
}
