import { addSizes, multiplySizes, sizeKey, subtractSizes, symbolSize } from '../../domain/sizes.js';
import {
  booleanValue,
  dictOf,
  holdsMore,
  itemsOf,
  listOf,
  sizeOf,
  sizeValue,
  tupleOf,
  uniformList,
  unknown,
  type ListValue,
  type Value,
} from '../../domain/values.js';
import { rangeLength } from '../arguments.js';
import { checkEmptyWindows } from '../numpy/windows.js';
import { rememberAsked } from '../askedLengths.js';
import type { Call, Entry, LibraryFunction } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { callAt, given, keyOf, keyValue, lengthOf, listFrom, numberOf, truthOf } from './values.js';
import { checkWhole } from '../wrongTypes.js';

/** What is gone through, counted and put in order, https://docs.python.org/3/library/functions.html */
export const iterableEntries: readonly (readonly [string, Entry])[] = entriesUnder('builtins', {
  len,
  range,
  enumerate: (call) => {
    const start = given(call, 1, 'start');
    const from = start ? sizeOf(start) : 0;
    const iterable = given(call, 0, 'iterable') ?? unknown;
    const { items } = listFrom(call, iterable);
    // Counting costs nothing: a list that is known stays known, however long it is.
    if (items) return listOf(items.map((item, index) => tupleOf([sizeValue(addSizes(index, from)), item])));
    return call.evaluation.each(iterable, (item, index) => tupleOf([sizeValue(addSizes(sizeOf(index), from)), item]));
  },
  zip,
  map: (call) => {
    const [callee = unknown, first = unknown, ...others] = call.args.map(({ value }) => value);
    if (others.length > 0) return uniformList(null, unknown);
    return call.evaluation.each(first, (item) => callAt(call, callee, [item]));
  },
  filter: (call) => {
    const { items, element } = listFrom(call, given(call, 1));
    return uniformList(null, items ? (items.length === 1 ? (items[0] ?? unknown) : unknown) : element);
  },
  ...alike('list', (call) => (call.args.length === 0 && !call.isOpen ? listOf([]) : listFrom(call, given(call, 0)))),
  // An iterator is used up as it is gone through, what it goes through is not.
  iter: (call) => {
    const value = given(call, 0) ?? unknown;
    return value.kind === 'list' ? { ...value } : value;
  },
  tuple: (call) => {
    if (call.args.length === 0 && !call.isOpen) return tupleOf([]);
    const value = given(call, 0);
    if (value?.kind === 'shape-of') return value;
    const list = listFrom(call, value);
    return list.items ? tupleOf(list.items) : list;
  },
  ...alike('set frozenset', (call) => {
    if (call.args.length === 0 && !call.isOpen) return listOf([]);
    const { items, element } = listFrom(call, given(call, 0));
    const keys = items?.map(keyOf);
    // Of what cannot be told apart nobody knows how many are the same.
    if (!items || !keys || keys.includes(null))
      return uniformList(items?.length === 0 ? 0 : null, items ? unknown : element);
    const first = new Map(keys.map((key, index) => [key, index] as const).reverse());
    return listOf(items.filter((_, index) => first.get(keys[index] ?? null) === index));
  }),
  dict,
  sorted: (call) => {
    const list = listFrom(call, given(call, 0));
    const { items } = list;
    const isPlain = call.keywords.size === 0 && !call.isOpen;
    if (isPlain && items?.every(({ kind }) => kind === 'string')) {
      return listOf(
        [...items].sort((a, b) => (a.kind === 'string' && b.kind === 'string' && a.value < b.value ? -1 : 1)),
      );
    }
    if (isPlain && items?.every((item) => numberOf(item) !== null)) {
      return listOf([...items].sort((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0)));
    }
    return uniformList(list.length, items ? unknown : list.element);
  },
  reversed: (call) => {
    const list = listFrom(call, given(call, 0));
    return list.items ? listOf(list.items.toReversed()) : list;
  },
  any: (call) => every(call, false),
  all: (call) => every(call, true),
  next: (call) => {
    const value = given(call, 0);
    if (!value || value.kind === 'unknown') return unknown;
    return takeNext(call, value);
  },
  'generator.__iter__': ({ receiver }) => uniformList(null, yieldedBy(receiver)),
  ...alike('generator.__next__ generator.next', ({ receiver }) => yieldedBy(receiver)),
});
/** What each turn of a generator gives. */
function yieldedBy(generator: Value | null): Value {
  return (generator?.kind === 'object' && generator.fields.get('element')) || unknown;
}

/** The next one of an iterator, which has one less from now on. */
export function takeNext(call: Call, iterator: Value): Value {
  const { items, element } = listFrom(call, iterator);
  if (iterator.kind === 'list') {
    const { length } = iterator;
    const left = items ? listOf(items.slice(1)) : uniformList(length === 0 ? 0 : subtractSizes(length, 1), element);
    call.evaluation.setItems(iterator, left);
  }
  // Which one is next depends on how many were taken; one of many alike is as good as any other.
  return items ? (items.length === 1 ? (items[0] ?? unknown) : unknown) : element;
}

function len(call: Call): Value {
  const value = given(call, 0);
  if (!value) return unknown;
  if (value.kind === 'list') rememberAsked(value);
  const known = lengthOf(value);
  if (known !== null) return sizeValue(known);
  // What stands in another file has no text here.
  const written = call.args[0]?.valueSpan && call.evaluation.textOf(call.args[0].valueSpan);
  const name = written ? `len(${written})` : 'length';
  if (value.kind === 'list') {
    // From now on the list is as long as this name says, wherever it is asked again.
    const length = call.evaluation.symbol(name.length < 40 ? name : 'length');
    call.evaluation.setItems(value, { ...value, length });
    return sizeValue(length);
  }
  if (value.kind === 'unknown') {
    const key = sizeKey(value.size);
    return key === null ? unknown : sizeValue(symbolSize(`len(${key})`, name));
  }
  if (value.kind === 'instance' || value.kind === 'object') {
    return callAt(call, call.evaluation.attribute(value, '__len__'), []);
  }
  return unknown;
}

/** Longer ranges are one counter with bounds. */
const mostItems = 24;

function range(call: Call): Value {
  checkEmptyWindows(call);
  for (const { value } of call.args) checkWhole(call, value);
  const [start, stop, step] = call.args.map(({ value }) => value);
  const length = call.isOpen ? null : rangeLength(start, stop, step);
  const from = stop ? numberOf(start) : 0;
  const by = step ? numberOf(step) : 1;
  if (typeof length === 'number' && length <= mostItems && from !== null && by !== null) {
    return listOf(Array.from({ length }, (_, index) => sizeValue(from + index * by)));
  }
  const first = stop ? sizeOf(start) : 0;
  const last = by === null ? null : addSizes(first, multiplySizes(subtractSizes(length, 1), by));
  const bounds = by !== null && by < 0 ? { low: last, high: first } : { low: first, high: last };
  return uniformList(
    typeof length === 'number' ? Math.max(0, length) : length,
    sizeValue(call.evaluation.symbol('i', bounds)),
  );
}

function zip(call: Call): Value {
  if (call.isOpen && call.args.length === 0 && call.rest) return transposed(listFrom(call, call.rest));
  const lists = call.args.map(({ value }) => listFrom(call, value));
  if (call.isOpen || lists.length === 0) return uniformList(null, unknown);
  const lengths = lists.map(({ length }) => length);
  const numbers = lengths.filter((length) => typeof length === 'number');
  const isKnown = numbers.length === lengths.length;
  const shortest = Math.min(...numbers);
  const all = lists.map(({ items }) => items);
  if (isKnown && all.every((items) => items !== null)) {
    return listOf(Array.from({ length: shortest }, (_, index) => tupleOf(all.map((items) => items[index] ?? unknown))));
  }
  const keys = new Set(lengths.map(sizeKey));
  const [first = null] = lengths;
  const length = isKnown ? shortest : keys.size === 1 ? first : null;
  return uniformList(
    length,
    tupleOf(
      lists.map(({ items, element }) => (items ? (items.length === 1 ? (items[0] ?? unknown) : unknown) : element)),
    ),
  );
}

/** `zip(*pairs)` of pairs that are all alike, however many: what comes first in each, and what comes second. */
function transposed({ length, element }: ListValue): Value {
  const parts = itemsOf(element);
  return parts ? listOf(parts.map((part) => uniformList(length, part))) : uniformList(null, unknown);
}

function dict(call: Call): Value {
  const entries = new Map<string, Value>();
  let isOpen = call.isOpen;
  const from = given(call, 0);
  if (from?.kind === 'dict') {
    for (const [key, value] of from.entries) entries.set(key, value);
    isOpen ||= holdsMore(from);
  } else if (from) {
    const { items } = listFrom(call, from);
    if (!items) isOpen = true;
    for (const item of items ?? []) {
      const key = item.kind === 'tuple' ? keyOf(item.items[0]) : null;
      if (key === null || item.kind !== 'tuple') isOpen = true;
      else entries.set(key, item.items[1] ?? unknown);
    }
  }
  for (const [name, { value }] of call.keywords) entries.set(name, value);
  return dictOf(entries, isOpen);
}

function every(call: Call, wanted: boolean): Value {
  const value = given(call, 0);
  const { items } = value?.kind === 'list' || value?.kind === 'tuple' ? listFrom(call, value) : { items: null };
  const truths = items?.map(truthOf);
  if (!truths) return booleanValue(null);
  if (truths.includes(!wanted)) return booleanValue(!wanted);
  return booleanValue(truths.includes(null) ? null : wanted);
}

export const dictItems: LibraryFunction = ({ receiver }) => {
  if (receiver?.kind !== 'dict' || receiver.isOpen) return uniformList(null, tupleOf([unknown, unknown]));
  return listOf([...receiver.entries].map(([key, value]) => tupleOf([keyValue(key), value])));
};
