import { addSizes, multiplySizes, type Size } from '../../domain/sizes.js';
import {
  listOf,
  sizeOf,
  sizeValue,
  stringValue,
  uniformList,
  unknown,
  unknownNamed,
  type ListValue,
  type Value,
} from '../../domain/values.js';
import type { Call } from '../library.js';

/** The argument at a place, or by its keyword. */
export function given(call: Call, index: number, keyword?: string): Value | undefined {
  return (keyword === undefined ? undefined : call.keywords.get(keyword)?.value) ?? call.args[index]?.value;
}

/** Calls something where the call stands that is being looked at. */
export function callAt(
  { evaluation, span, nameSpan }: Call,
  callee: Value,
  args: readonly Value[],
  keywords: Readonly<Record<string, Value>> = {},
): Value {
  return evaluation.call(callee, args, { span, nameSpan }, keywords);
}

/** What iterating over a value gives, as a new list. */
export function listFrom(call: Call, value: Value | undefined): ListValue {
  if (!value || value.kind === 'unknown') return uniformList(null, unknown);
  if (value.kind === 'list') return { ...value, items: value.items && [...value.items] };
  if (value.kind === 'tuple')
    return { kind: 'list', items: [...value.items], length: value.items.length, element: unknown };
  // How many different letters a text has is the size of many networks.
  if (value.kind === 'string' && value.value.length <= longestText) return listOf(Array.from(value.value, stringValue));
  return call.evaluation.each(value, (item) => item);
}

const longestText = 4096;

/** An integer that nobody knows, under its own name. */
export function namedUnknown(call: Call, name: string): Value {
  const size = call.evaluation.symbol(name);
  return unknownNamed(name, typeof size === 'object' ? size : null);
}

export function numberOf(value: Value | undefined): number | null {
  if (value?.kind === 'size') return typeof value.size === 'number' ? value.size : null;
  if (value?.kind === 'float') return value.value;
  if (value?.kind === 'boolean') return value.value === null ? null : Number(value.value);
  return null;
}

/** The sum of integers; null where one of them is no integer. */
export function sumOfSizes({ items, length, element }: ListValue): Size {
  if (!items) return multiplySizes(length, sizeOf(element));
  return items.reduce<Size>((sum, item) => addSizes(sum, sizeOf(item)), 0);
}

/** `int(len(x) * 0.8)`: nobody knows how many these are, and they are as many wherever it is asked again. */
export function countOf({ evaluation, span }: Call): Value {
  const written = evaluation.textOf(span);
  return sizeValue(evaluation.symbol(written !== '' && written.length < 40 ? written : 'count'));
}

export function lengthOf(value: Value | undefined): Size {
  switch (value?.kind) {
    case 'list':
      return value.length;
    case 'tuple':
      return value.items.length;
    case 'dict':
      return value.isOpen ? null : value.entries.size;
    case 'string':
      return value.value.length;
    case 'tensor':
      return value.axes?.[0]?.size ?? null;
    default:
      return null;
  }
}

/** A dict's keys as values: integers are written `#3`. */
export function keyValue(key: string): Value {
  return key.startsWith('#') ? sizeValue(Number(key.slice(1))) : { kind: 'string', value: key };
}

/** The key of a dict for a value; null where it is none that we keep. */
export function keyOf(value: Value | undefined): string | null {
  if (value?.kind === 'string') return value.value;
  return value?.kind === 'size' && typeof value.size === 'number' ? `#${value.size}` : null;
}

/** Whether a condition on it holds; null where nobody knows. */
export function truthOf(value: Value | undefined): boolean | null {
  if (!value || value.kind === 'none') return false;
  const length = value.kind === 'tensor' ? null : lengthOf(value);
  if (length !== null) return typeof length === 'number' ? length > 0 : null;
  const number = numberOf(value);
  return number === null ? null : number !== 0;
}
