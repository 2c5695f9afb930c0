import { nowhere, unknown, type Element, type Entry, type Value } from './values.js';

/** What `JSON.parse` gave, as a value of no place: problems inside a data file are shown where the config names it. */
export function plainValue(data: unknown): Value {
  switch (typeof data) {
    case 'number':
      return { kind: 'number', value: data };
    case 'string':
      return { kind: 'string', value: data };
    case 'boolean':
      return { kind: 'boolean', value: data };
    case 'object':
      if (data === null) return { kind: 'null' };
      if (Array.isArray(data)) return { kind: 'array', read: () => data.map(elementOf) };
      return {
        kind: 'object',
        read: () => ({ span: nowhere, entries: Object.entries(data).map(entryOf), open: false }),
      };
    default:
      return unknown;
  }
}

function elementOf(data: unknown): Element {
  return { value: plainValue(data), span: nowhere };
}

function entryOf([key, data]: readonly [string, unknown]): Entry {
  return { ...elementOf(data), key, keySpan: nowhere, removal: null, literal: false, spread: false };
}
