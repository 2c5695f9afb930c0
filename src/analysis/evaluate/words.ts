import type { ElementType, TensorLibrary } from '../domain/values.js';
import type { Expression, Program, Statement } from '../syntax/program.js';
import { namesOf } from '../syntax/statementNames.js';

/**
 * How often a name stands in a program, besides where it is only exported. Its words are counted when the first is
 * asked for.
 */
export function wordCounter(body: readonly Statement[]): (name: string) => number {
  let counts: Map<string, number> | null = null;
  return (name) => {
    if (!counts) {
      counts = new Map();
      for (const statement of body) {
        if (isOnlyExport(statement)) continue;
        for (const [word, count] of namesOf(statement).counts) counts.set(word, (counts.get(word) ?? 0) + count);
      }
    }
    return counts.get(name) ?? 0;
  };
}

/** `module.exports = { A, B }`, `exports.A = A`, and the name that `export default class A` gives. */
function isOnlyExport(statement: Statement): boolean {
  if (statement.kind !== 'assign' || !statement.targets.every(isExport)) return false;
  const { value } = statement;
  return value?.kind === 'dict' ? value.entries.every((entry) => entry.value.kind === 'name') : value?.kind === 'name';
}

function isExport(target: Expression): boolean {
  if (target.kind === 'name') return target.name === 'default' || target.name === 'exports';
  return target.kind === 'attribute' && (target.name === 'exports' || isExport(target.object));
}

/** Whose tensors a program works with, as far as one look at it tells. What goes into models of Keras is NumPy's. */
export function tensorsOfText(text: string, language: Program['language']): TensorLibrary | null {
  if (language === 'javascript') return 'tfjs';
  if (/\b(import|from) torch\b/.test(text)) return 'torch';
  return /\b(import|from) (numpy|keras|tensorflow)\b/.test(text) ? 'numpy' : null;
}

/**
 * What PyTorch makes of floats and of weights unless told, as far as one look tells: a program that names another
 * standard, or runs its layers in whichever precision is fastest, may have any.
 */
export function floatsOfText(text: string): ElementType | null {
  return otherFloats.test(text) ? null : 'float32';
}

const otherFloats =
  /set_default_(dtype|tensor_type)|autocast|GradScaler|\bapex\b|deepspeed|[aA]ccelerator|\bprecision\s*=|\bassign\s*=\s*True|_to_(half|double)\b/;
