import type { TensorLibrary } from '../domain/values.js';
import type { Program, Statement } from '../syntax/program.js';
import { namesOf } from '../syntax/statementNames.js';

/** How often a name stands in a program. Its words are counted when the first is asked for. */
export function wordCounter(body: readonly Statement[]): (name: string) => number {
  let counts: Map<string, number> | null = null;
  return (name) => {
    if (!counts) {
      counts = new Map();
      for (const statement of body)
        for (const [word, count] of namesOf(statement).counts) counts.set(word, (counts.get(word) ?? 0) + count);
    }
    return counts.get(name) ?? 0;
  };
}

/** Whose tensors a program works with, as far as one look at it tells. */
export function tensorsOfText(text: string, language: Program['language']): TensorLibrary | null {
  if (language === 'javascript') return 'tfjs';
  return /\b(import|from) torch\b/.test(text) ? 'torch' : /\bimport numpy\b/.test(text) ? 'numpy' : null;
}
