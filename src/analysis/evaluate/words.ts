import type { TensorLibrary } from '../domain/values.js';
import type { Program } from '../syntax/program.js';

/** What a look at a document's words tells, without its meaning. */
export interface Words {
  /** How often a name stands in it, comments and texts included; what `super(Name, self)` names does not count. */
  readonly count: (name: string) => number;
  /** Whose tensors it works with. */
  readonly tensors: () => TensorLibrary | null;
}

/** Both are looked up when they are first asked for. */
export function wordsOf(text: string, language: Program['language']): Words {
  let counts: ReadonlyMap<string, number> | null = null;
  let tensors: TensorLibrary | null | undefined;
  return {
    count: (name) => (counts ??= countWords(text)).get(name) ?? 0,
    tensors() {
      if (tensors === undefined) tensors = language === 'javascript' ? 'tfjs' : tensorsOfPython(text);
      return tensors;
    },
  };
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let isBehindSuper = false;
  for (let at = 0; at < text.length;) {
    const start = at;
    while (isWordPart(text.charCodeAt(at))) at++;
    if (at === start) {
      at++;
      continue;
    }
    const word = text.slice(start, at);
    if (!isBehindSuper) counts.set(word, (counts.get(word) ?? 0) + 1);
    isBehindSuper = word === 'super' && /^\(\s*[\w$]/.test(text.slice(at, at + 100));
  }
  return counts;
}

/** Letters beyond ASCII count as well, and so does `$`. */
function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  );
}

function tensorsOfPython(text: string): TensorLibrary | null {
  return /\b(import|from) torch\b/.test(text) ? 'torch' : /\bimport numpy\b/.test(text) ? 'numpy' : null;
}
