import { booleanValue, listOf, sizeValue, stringValue, uniformList, unknown, type Value } from '../../domain/values.js';
import type { Entry, LibraryFunction } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { numberAsValue, numberOf } from './numbers.js';

/** Longer texts are split into parts of which no one is known. */
const maxParts = 256;

const methods =
  'toLowerCase toUpperCase trim trimStart trimEnd slice substring substr repeat charAt at replace replaceAll padStart padEnd startsWith endsWith includes indexOf lastIndexOf charCodeAt codePointAt concat';

/** https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String */
export const stringEntries: readonly [path: string, entry: Entry][] = entriesUnder('javascript.String', {
  ...Object.fromEntries(methods.split(' ').map((name) => [name, method(name)])),
  split: ({ receiver, args: [separator] }) => {
    if (receiver?.kind !== 'string' || separator?.value.kind !== 'string') return uniformList(null, unknown);
    const parts = receiver.value.split(separator.value.value);
    return parts.length > maxParts ? uniformList(parts.length, unknown) : listOf(parts.map(stringValue));
  },
  ...alike('match matchAll search localeCompare normalize', () => unknown),
});

/** What the method itself gives, where the text and all arguments are known. */
function method(name: string): LibraryFunction {
  return ({ receiver, args, isOpen }) => {
    const given = args.map(({ value }) => (value.kind === 'string' ? value.value : numberOf(value)));
    if (receiver?.kind !== 'string' || isOpen || given.some((value) => value === null)) return kindOf(name);
    if (name === 'repeat' && Number(given[0]) * receiver.value.length > 10_000) return unknown;
    const run = (receiver.value as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
    try {
      return asValue(run?.apply(receiver.value, given));
    } catch {
      // `repeat(-1)`
      return unknown;
    }
  };
}

function kindOf(name: string): Value {
  if (/^(startsWith|endsWith|includes)$/.test(name)) return booleanValue(null);
  return /^(indexOf|lastIndexOf|charCodeAt|codePointAt)$/.test(name) ? sizeValue(null) : unknown;
}

function asValue(value: unknown): Value {
  if (typeof value === 'string') return stringValue(value);
  if (typeof value === 'boolean') return booleanValue(value);
  return typeof value === 'number' && !Number.isNaN(value) ? numberAsValue(value) : unknown;
}
