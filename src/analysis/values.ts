import type { Span } from './model.js';

/**
 * What a piece of source text stands for, as far as it follows from the text alone. Objects and arrays are read when
 * they are asked for, so that a large array costs nothing until something looks into it.
 */
export type Value =
  /** `text` is how the source writes it, where it does: `1e400`. */
  | { readonly kind: 'number'; readonly value: number; readonly text?: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'object'; readonly read: () => ObjectValue }
  | { readonly kind: 'array'; readonly read: () => readonly Element[] }
  /** Not known from the text; `name` is the source's own name for it, if it has one. */
  | { readonly kind: 'unknown'; readonly name: string | null }
  /** The text is broken here (somebody is typing). */
  | { readonly kind: 'broken' };

/** An item of an array. */
export interface Element {
  readonly value: Value;
  readonly span: Span;
}

/** One `key: value` of an object. Spans lie in the object itself, also where a spread brought the entry in. */
export interface Entry extends Element {
  readonly key: string;
  readonly keySpan: Span;
  /** What to delete so that the entry is gone; null where that is not certain. */
  readonly removal: Span | null;
  /** The value is written here as a plain literal, so that an edit of `span` changes this entry alone. */
  readonly literal: boolean;
  readonly spread: boolean;
}

export interface ObjectValue {
  readonly span: Span;
  /** In source order, duplicates included; the last of a key holds. */
  readonly entries: readonly Entry[];
  /** More keys may be there than the text shows: an unknown spread, or a syntax error inside. */
  readonly open: boolean;
}

/** An object literal found somewhere in a file. */
export interface FoundObject {
  readonly keys: readonly string[];
  readonly read: () => ObjectValue;
  /** The path by which people would call it: `models.encoder`; null where it has none. */
  readonly name: () => { readonly text: string; readonly span: Span } | null;
  /** Whether the object is certainly only a part of another one (it is spread into it somewhere in the file). */
  readonly isPart: () => boolean;
}

export const unknown: Value = { kind: 'unknown', name: null };
export const broken: Value = { kind: 'broken' };

/** The span of what stands in no text. */
export const nowhere: Span = { start: 0, end: 0 };

/** How a value reads in a message, without any of its contents past 40 characters. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'number':
      return value.text !== undefined && value.text.length <= 40 ? value.text : String(value.value);
    case 'string':
      return quoteShort(value.value);
    case 'boolean':
      return String(value.value);
    case 'null':
      return 'null';
    case 'object':
      return 'an object';
    case 'array':
      return 'an array';
    case 'unknown':
      return value.name ?? 'a value that is not known';
    case 'broken':
      return 'an incomplete value';
  }
}

/** Whether a field has a value at all: `null` and `undefined` stand for its default. */
export function isGiven(entry: Entry | undefined): entry is Entry {
  return entry !== undefined && entry.value.kind !== 'null';
}

/** The last entry of each key, which is the one that holds. */
export function entriesByKey(object: ObjectValue): ReadonlyMap<string, Entry> {
  return new Map(object.entries.map((entry) => [entry.key, entry]));
}

/** A text in quotes, as a message shows it. */
export function quoteShort(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return JSON.stringify(short.toWellFormed());
}
