import type { Size } from '../domain/sizes.js';
import { itemsOf, type Axis } from '../domain/values.js';
import type { Argument, Evaluation } from './library.js';

/**
 * Sizes that the source leaves open itself, `None` or `null` in a shape: the framework does not know them while it makes the
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
  if ((text.match(/\b(None|null)\b/g) ?? []).length < Math.max(left.length, 1)) return size;
  return leftOpen(evaluation, size);
}

/** The size, which the framework does not know from here on. */
export function leftOpen(evaluation: Evaluation, size: Size): Size {
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

/** The same of an axis, whose size may be known here. */
export function isOpenAxis(item: Axis | undefined, evaluation: Evaluation): boolean {
  return item !== undefined && (item.isOpen === true || isOpenSize(item.size, evaluation));
}

/** The keys of all symbols in a size, those inside a division too. */
function symbolsIn(size: Size): string[] {
  if (size === null || typeof size === 'number') return [];
  return [...size.terms.keys()].flatMap((key) => key.match(/\bs\d+\b/g) ?? []);
}
