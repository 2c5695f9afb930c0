import type { Size } from '../domain/sizes.js';
import { itemsOf } from '../domain/values.js';
import type { Argument, Evaluation } from './library.js';

/**
 * Sizes that the source leaves open itself, `None` in a shape: the framework does not know them while it makes the
 * network, other than sizes that only we do not know.
 */
const keys = new WeakMap<Evaluation, Set<string>>();

/**
 * `written` is the shape as the source has it: where fewer `None` stand in it than it has, one may be the default of a
 * parameter, for which others give a number.
 */
export function openSize(evaluation: Evaluation, name: string, written: Argument | undefined): Size {
  const size = evaluation.symbol(name);
  const text = written?.valueSpan ? evaluation.textOf(written.valueSpan) : '';
  const left = itemsOf(written?.value)?.filter(({ kind }) => kind === 'none') ?? [];
  if ((text.match(/\bNone\b/g) ?? []).length < Math.max(left.length, 1)) return size;
  const open = keys.get(evaluation) ?? new Set<string>();
  keys.set(evaluation, open);
  for (const key of symbolsIn(size)) open.add(key);
  return size;
}

/** Whether a size is `None` for the framework, as something in it was left open. */
export function isOpenSize(size: Size, evaluation: Evaluation): boolean {
  const open = keys.get(evaluation);
  return open !== undefined && symbolsIn(size).some((key) => open.has(key));
}

/** The keys of all symbols in a size, those inside a division too. */
function symbolsIn(size: Size): string[] {
  if (size === null || typeof size === 'number') return [];
  return [...size.terms.keys()].flatMap((key) => key.match(/\bs\d+\b/g) ?? []);
}
