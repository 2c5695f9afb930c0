import type { SyntaxNode } from '@lezer/common';
import type { Span } from './model.js';
import { unknown, type Value } from './values.js';

/** The number that `1_000`, `0x10` or `1e3` writes; BigInts and old octals (`017`) are not known. */
export function numberValue(literal: string): Value {
  const value = /^0\d/.test(literal) ? NaN : Number(literal.replaceAll('_', ''));
  return Number.isNaN(value) ? unknown : { kind: 'number', value, text: literal };
}

/** The text inside a string's quotes, escapes resolved. */
export function stringText(literal: string): string {
  const [quote = ''] = literal;
  const end = literal.length > 1 && literal.endsWith(quote) ? -1 : undefined;
  const inner = literal.slice(1, end);
  return inner.includes('\\') ? inner.replace(escapes, (escape) => escapedText(escape)) : inner;
}

/** The key of `key: …`, `'key': …` and `['key']: …`; null for a computed one that is not a plain string. */
export function literalKey(property: SyntaxNode, text: string): { word: string; span: Span } | null {
  const first = property.firstChild;
  const key = first?.name === '[' ? first.nextSibling : first;
  if (!key || !/^(PropertyDefinition|String|Number)$/.test(key.name)) return null;
  const word = text.slice(key.from, key.to);
  return { word: key.name === 'String' ? stringText(word) : word, span: { start: key.from, end: key.to } };
}

/** Only names and paths of names are worth showing as a symbol; null for all else. */
export function plainName(text: string): string | null {
  return /^[\w$.?]{1,40}$/.test(text) ? text : null;
}

const escapes = /\\(u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[\s\S])/g;
const letters: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
  ['\r\n', ''],
]);

function escapedText(escape: string): string {
  const code = escape.slice(1);
  const digits = /^(?:u\{?|x)([\da-fA-F]+)/.exec(code)?.[1];
  if (digits === undefined) return letters.get(code) ?? code;
  const point = parseInt(digits, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '';
}
