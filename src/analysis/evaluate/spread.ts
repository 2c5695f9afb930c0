import { sizeValue, type Value } from '../domain/values.js';
import type { Argument } from '../libraries/library.js';
import type { CallArgument } from '../syntax/program.js';

/** @returns whether more may have been given than is known */
export function spreadItems(value: Value, argument: CallArgument, args: Argument[]): boolean {
  const items =
    value.kind === 'tuple' || value.kind === 'list'
      ? value.items
      : value.kind === 'tensor' && value.numbers
        ? value.numbers.map((number) => sizeValue(number))
        : null;
  if (!items) return true;
  for (const item of items) args.push({ value: item, span: argument.span, valueSpan: null });
  return false;
}

/** @returns whether more may have been given than is known */
export function spreadEntries(value: Value, argument: CallArgument, keywords: Map<string, Argument>): boolean {
  if (value.kind !== 'dict') return true;
  for (const [name, entry] of value.entries) keywords.set(name, { value: entry, span: argument.span, valueSpan: null });
  return value.isOpen;
}
