import type { Machine } from './machine.js';

/** Whether the program is one of Python 2, where `/` of two integers gives an integer. */
export function isPython2(machine: Machine): boolean {
  let known = answers.get(machine);
  if (known === undefined) answers.set(machine, (known = isOld(machine)));
  return known;
}

const answers = new WeakMap<Machine, boolean>();

function isOld({ language, text }: Machine): boolean {
  if (language !== 'python' || !signs.some(([word, sign]) => text.includes(word) && sign.test(text))) return false;
  return !/__future__ import[^\n]*\bdivision\b/.test(text);
}

/** What Python 3 has not, each after a word that is looked for first: few programs have any of them. */
const signs: readonly (readonly [string, RegExp])[] = [
  ['print ', /^[ \t]*print +(?!(?:in|is|if|and|or|not)\b)["'\w%]/m],
  ['xrange', /\bxrange\s*\(/],
  ['raw_input', /\braw_input\s*\(/],
  ['unicode', /\bunicode\s*\(/],
  ['.iter', /\.iter(?:items|values|keys)\s*\(/],
  ['.has_key', /\.has_key\s*\(/],
  ['except ', /^[ \t]*except +[\w.]+ *, *\w+ *:/m],
];
