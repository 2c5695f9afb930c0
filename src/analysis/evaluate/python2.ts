import type { Machine } from './machine.js';

/** Whether the program is one of Python 2, where `/` of two integers gives an integer. */
export function isPython2(machine: Machine): boolean {
  let known = answers.get(machine);
  if (known === undefined) answers.set(machine, (known = isOld(machine)));
  return known;
}

const answers = new WeakMap<Machine, boolean>();

function isOld({ language, text }: Machine): boolean {
  return language === 'python' && old.test(text) && !/__future__ import[^\n]*\bdivision\b/.test(text);
}

/** `print x`, `xrange(…)`, `except ValueError, error:` and the like, which Python 3 has not. */
const old =
  /^[ \t]*print[ \t]+(?!(?:in|is|if|and|or|not)\b)["'\w%]|\b(?:xrange|raw_input|unicode)\s*\(|\.(?:iteritems|itervalues|has_key)\s*\(|^[ \t]*except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:/m;
