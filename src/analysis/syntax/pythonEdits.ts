import type { Span } from '../model.js';
import type { Edit } from './pythonTokens.js';

/** A text for the parser, cut into the statements of the top level. */
export interface Repaired {
  readonly text: string;
  /** Where its statements begin. */
  readonly pieces: readonly number[];
  /** What stands in brackets that were never closed, each from its line's beginning, in the text as written. */
  readonly unfinished: readonly Span[];
  /** Whether more was done than to spell something otherwise: no valid program needs that. */
  readonly isBroken: boolean;
  /** The place in the text as written of an offset in `text`. */
  readonly at: (offset: number) => number;
}

/** The edits made, and the way back. */
export function applied(text: string, edits: readonly Edit[], starts: readonly number[]): Omit<Repaired, 'unfinished'> {
  const shifts: Shift[] = [];
  const parts: string[] = [];
  const pieces: number[] = [];
  let from = 0;
  let length = 0;
  let start = 0;
  const startPieces = (until: number): void => {
    for (let place = starts[start]; place !== undefined && place <= until; place = starts[++start]) {
      pieces.push(length + place - from);
    }
  };
  for (const edit of edits) {
    if (edit.at < from) continue;
    startPieces(edit.at);
    parts.push(text.slice(from, edit.at), edit.text);
    const changedFrom = length + edit.at - from;
    length = changedFrom + edit.text.length;
    from = edit.at + edit.length;
    if (edit.text.length !== edit.length) shifts.push({ changedFrom, changedTo: length, from: edit.at, to: from });
  }
  startPieces(text.length);
  const changed = edits.length === 0 ? text : parts.join('') + text.slice(from);
  return {
    text: changed,
    pieces,
    isBroken: shifts.length > 0,
    at: shifts.length === 0 ? (offset) => offset : (offset) => placed(shifts, offset),
  };
}

/** The place in the changed text of one that no edit covers. */
export function afterEdits(edits: readonly Edit[], offset: number): number {
  const before = edits.filter(({ at, length }) => at + length <= offset && at < offset);
  return before.reduce((place, edit) => place + edit.text.length - edit.length, offset);
}

/** What an edit of another length put in place of what. */
interface Shift {
  readonly changedFrom: number;
  readonly changedTo: number;
  readonly from: number;
  readonly to: number;
}

function placed(shifts: readonly Shift[], offset: number): number {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle] as Shift).changedFrom <= offset) low = middle + 1;
    else high = middle;
  }
  const shift = shifts[low - 1];
  if (!shift) return offset;
  if (offset >= shift.changedTo) return shift.to + offset - shift.changedTo;
  return Math.min(shift.to, shift.from + offset - shift.changedFrom);
}
