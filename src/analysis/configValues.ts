import type { Dim, FieldName, Problem, SizeField } from './model.js';
import { problem } from './problem.js';
import { describeValue, isGiven, type Entry } from './values.js';

/**
 * A size is a positive integer. In objects that only look like ours a suspicion stays a warning, and the habits of
 * other tools (0, -1, `null` and words for "any" or "not yet") are left alone.
 *
 * @param strict whether the config is written in our words throughout; `isOurs` where its hidden size is
 */
export function readSize(
  entry: Entry | undefined,
  field: SizeField,
  { strict, isOurs }: { readonly strict: boolean; readonly isOurs: boolean },
): { size: Dim; problem: Problem | null } {
  if (!entry) return { size: null, problem: null };
  const { value, span } = entry;
  const quiet = { size: null, problem: null };
  const severity = strict ? 'error' : 'warning';
  const wrongType = (expected = 'a positive integer') =>
    problem(severity, span, {
      code: 'wrong-type',
      field: entry.key,
      expected,
      found: describeValue(value),
    });
  switch (value.kind) {
    case 'number': {
      if (Number.isSafeInteger(value.value) && value.value > 0) {
        return { size: value.value, problem: null };
      }
      const isAny = !isOurs || (!strict && (field === 'batch' || field === 'steps'));
      if (isAny && (value.value === 0 || value.value === -1)) return quiet;
      const detail = { code: 'invalid-size', field: entry.key, found: describeValue(value) } as const;
      return { size: null, problem: problem(isOurs ? 'error' : 'warning', span, detail) };
    }
    case 'string': {
      const isSize = /^\s*[1-9]\d{0,14}\s*$/.test(value.value);
      if (!isSize) return strict ? { size: null, problem: wrongType() } : quiet;
      const text = value.value.trim();
      const fixes = entry.literal ? [{ action: { kind: 'replace', text }, edits: [{ span, text }] } as const] : [];
      return { size: Number(text), problem: { ...wrongType(), fixes } };
    }
    case 'null':
      return strict && entry.literal && !hasDefault.has(field) ? { size: null, problem: wrongType() } : quiet;
    case 'unknown':
      return { size: value.name, problem: null };
    case 'broken':
      return quiet;
    case 'array':
    case 'object':
      return strict ? { size: null, problem: wrongType() } : quiet;
    case 'boolean':
      return { size: null, problem: wrongType() };
  }
}

/** Sizes that need not be given, so that null means their default. */
const hasDefault: ReadonlySet<SizeField> = new Set(['output_size', 'num_layers', 'stride']);

/** true or false, or its default for null; null where it is neither. */
export function readFlag(
  entry: Entry | undefined,
  field: FieldName,
  otherwise: boolean,
  strict: boolean,
  report: (found: Problem) => void,
): boolean | null {
  if (!entry) return otherwise;
  const { value, span } = entry;
  if (value.kind === 'boolean') return value.value;
  if (value.kind === 'null') return otherwise;
  if (value.kind === 'unknown' || value.kind === 'broken') return null;
  if (strict) {
    const found = describeValue(value);
    report(problem('error', span, { code: 'wrong-type', field, expected: 'true or false', found }));
  }
  return null;
}

/** A non-negative integer; null where it is not given, not known or none. */
export function readSeed(entry: Entry | undefined, strict: boolean, report: (found: Problem) => void): number | null {
  if (!isGiven(entry)) return null;
  const { value, span } = entry;
  if (value.kind === 'number' && Number.isSafeInteger(value.value) && value.value >= 0) return value.value;
  if (strict && value.kind !== 'unknown' && value.kind !== 'broken') {
    const expected = 'a non-negative integer';
    report(problem('error', span, { code: 'wrong-type', field: 'seed', expected, found: describeValue(value) }));
  }
  return null;
}

/**
 * A word of a fixed list. Other words are a mistake in a file of ours, "not yet" in other configs of ours (`severity`),
 * and nothing to speak of (null) in those of others.
 */
export function readWord<Word extends string>(
  entry: Entry | undefined,
  field: FieldName,
  parse: (word: string) => Word | null,
  allowed: readonly Word[],
  severity: 'error' | 'info' | null,
  report: (found: Problem) => void,
): Word | null {
  if (!isGiven(entry) || entry.value.kind === 'unknown' || entry.value.kind === 'broken') return null;
  const { value, span, literal } = entry;
  const found = describeValue(value);
  if (value.kind !== 'string') {
    if (severity === 'error')
      report(problem(severity, span, { code: 'wrong-type', field, expected: allowed.join(', '), found }));
    return null;
  }
  const word = parse(value.value);
  if (word !== null || severity === null) return word;
  const near = allowed.filter((candidate) => isOneSlipAway(value.value.toLowerCase(), candidate));
  const text = near.length === 1 && literal ? JSON.stringify(near[0]) : null;
  report({
    ...problem(severity, span, { code: 'unknown-value', field, allowed, found }),
    fixes: text === null ? [] : [{ action: { kind: 'replace', text }, edits: [{ span, text }] }],
  });
  return null;
}

/** One letter more, less or other, or two neighbours swapped. */
export function isOneSlipAway(typed: string, word: string): boolean {
  let start = 0;
  while (start < word.length && typed[start] === word[start]) start++;
  let end = 0;
  while (end < Math.min(word.length, typed.length) - start && typed.at(-1 - end) === word.at(-1 - end)) end++;
  const left = typed.slice(start, typed.length - end);
  const right = word.slice(start, word.length - end);
  const isSwap = left.length === 2 && left[0] === right[1] && left[1] === right[0];
  return typed !== word && (isSwap || (left.length <= 1 && right.length <= 1));
}
