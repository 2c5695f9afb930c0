import { parser } from '@lezer/python';
import type { Tree } from '@lezer/common';
import { parseUntil } from '../parse.js';
import { repaired } from './pythonRepair.js';
import { statementsOf } from './pythonStatements.js';
import type { Program, Statement } from './program.js';

/**
 * A Python file as statements; null where it is not read before the deadline. Broken code gives what can be read.
 *
 * The statements of the top level are parsed one by one, so that a mistake stays in its own, and those that did not
 * change since they were last parsed are not parsed again.
 */
export function pythonProgram(text: string, deadline: number): Program | null {
  const { text: changed, pieces, at } = repaired(text);
  const body: Statement[] = [];
  let from = pieces[0] ?? changed.length;
  for (const to of [...pieces, changed.length]) {
    // A tree of its own for each short statement would cost more than it saves.
    if (to === from || (to < changed.length && to - from < shortPiece)) continue;
    const tree = treeOf(changed.slice(from, to), deadline);
    if (!tree) return null;
    const start = from;
    body.push(...statementsOf(tree.topNode, { text, at: (offset) => at(start + offset), depth: 0, yields: false }));
    from = to;
  }
  return { language: 'python', body };
}

const shortPiece = 400;

/** Trees of pieces, as many as a large project's files open at once have. */
const trees = new Map<string, Tree>();
const mostCharacters = 4_000_000;
let characters = 0;

function treeOf(piece: string, deadline: number): Tree | null {
  const known = trees.get(piece);
  if (known) return known;
  if (Date.now() > deadline) return null;
  const tree = parseUntil(parser, piece, deadline);
  if (!tree) return null;
  if (characters + piece.length > mostCharacters) {
    trees.clear();
    characters = 0;
  }
  trees.set(piece, tree);
  characters += piece.length;
  return tree;
}
