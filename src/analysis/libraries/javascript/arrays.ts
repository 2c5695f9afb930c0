import { addSizes, multiplySizes, sizeKey, subtractSizes, type Size } from '../../domain/sizes.js';
import {
  booleanOf,
  booleanValue,
  floatValue,
  itemsOf,
  listOf,
  none,
  sizeOf,
  sizeValue,
  uniformList,
  unknown,
  type ListValue,
  type Value,
} from '../../domain/values.js';
import { elementOf, sameValue } from '../../evaluate/join.js';
import type { Call, Entry } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';

/** A list of this many items or fewer is kept item by item. */
const maxItems = 24;

/** https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array and TypedArray */
export const arrayEntries: readonly [path: string, entry: Entry][] = [
  ['javascript.Array', (call) => newArray(call, none)],
  ...entriesUnder('javascript.Array', {
    isArray: ({ args: [first] }) => {
      const kind = first?.value.kind;
      return booleanValue(kind === 'list' || kind === 'tuple' ? true : kind === 'unknown' ? null : false);
    },
    of: (call) => (call.isOpen ? uniformList(null, unknown) : listOf(call.args.map(({ value }) => value))),
    from: (call) => mapped(call, listFrom(call.args[0]?.value), call.args[1]?.value),

    map: (call) => mapped(call, contents(call), call.args[0]?.value),
    forEach: (call) => {
      mapped(call, contents(call), call.args[0]?.value);
      return none;
    },
    ...alike('some every', (call) => {
      mapped(call, contents(call), call.args[0]?.value);
      return booleanValue(null);
    }),
    ...alike('findIndex findLastIndex', (call) => {
      mapped(call, contents(call), call.args[0]?.value);
      return sizeValue(null);
    }),
    ...alike('find findLast', (call) => {
      mapped(call, contents(call), call.args[0]?.value);
      return element(call, contents(call));
    }),
    filter,
    reduce,
    flatMap: (call) => flattened(call, mapped(call, contents(call), call.args[0]?.value)),
    flat: (call) => flattened(call, contents(call)),

    push: (call) => grown(call, (list, added) => [...list, ...added]),
    unshift: (call) => grown(call, (list, added) => [...added, ...list]),
    pop: (call) => shortened(call, (items) => items.slice(0, -1), -1),
    shift: (call) => shortened(call, (items) => items.slice(1), 0),
    splice: (call) => {
      const list = contents(call);
      setContents(call, uniformList(null, element(call, list)));
      return uniformList(call.args.length === 2 ? sizeOf(call.args[1]?.value) : null, element(call, list));
    },
    fill: (call) => {
      const list = contents(call);
      const [value = { value: unknown }] = call.args;
      const isWhole = call.args.length <= 1;
      const filled = isWhole ? value.value : unknown;
      setContents(call, list.items ? listOf(list.items.map(() => filled)) : uniformList(list.length, filled));
      return call.receiver ?? unknown;
    },
    reverse: (call) => {
      setContents(call, reversed(contents(call)));
      return call.receiver ?? unknown;
    },
    toReversed: (call) => reversed(contents(call)),
    sort: (call) => {
      setContents(call, shuffled(call, contents(call)));
      return call.receiver ?? unknown;
    },
    toSorted: (call) => shuffled(call, contents(call)),

    concat: (call) =>
      call.args.reduce<ListValue>(
        (list, { value }) => joined(call, list, isArray(value) ? asList(value) : listOf([value])),
        contents(call),
      ),
    ...alike('slice subarray', (call) => sliced(call)),
    at: (call) => call.evaluation.subscript(call.receiver ?? unknown, call.args[0]?.value ?? unknown, call.span),
    entries: (call) => call.evaluation.each(contents(call), (item, index) => listOf([index, item])),
    keys: (call) => call.evaluation.each(contents(call), (_, index) => index),
    values: contents,
    ...alike('indexOf lastIndexOf', () => sizeValue(null)),
    includes: () => booleanValue(null),
    set: () => none,
    join: () => unknown,
  }),
  ...['Float32', 'Float64', 'Int32', 'Int16', 'Int8', 'Uint32', 'Uint16', 'Uint8', 'Uint8Clamped'].flatMap((kind) => {
    const zero = kind.startsWith('Float') ? floatValue(null) : sizeValue(null);
    return [
      [`javascript.${kind}Array`, (call) => newArray(call, zero)],
      [`javascript.${kind}Array.from`, (call) => mapped(call, listFrom(call.args[0]?.value), call.args[1]?.value)],
    ] satisfies [string, Entry][];
  }),
];

/** Lists, and the tuples that shapes are. */
export function isArray(value: Value | undefined): value is Value & { kind: 'list' | 'tuple' } {
  return value?.kind === 'list' || value?.kind === 'tuple';
}

export function asList(value: Value | undefined): ListValue {
  if (value?.kind === 'list') return value;
  return value?.kind === 'tuple' ? listOf([...value.items]) : uniformList(null, unknown);
}

/** `length` equal items; one by one where they are few. */
export function repeatedList(length: Size, item: Value): ListValue {
  if (typeof length !== 'number' || length > maxItems || length < 0) return uniformList(length, item);
  return listOf(Array.from({ length }, () => item));
}

function contents(call: Call): ListValue {
  return asList(call.receiver ?? undefined);
}

function setContents(call: Call, list: ListValue): void {
  call.evaluation.setItems(call.receiver ?? unknown, list);
}

function element(call: Call, list: ListValue): Value {
  return elementOf(list, () => sizeKey(call.evaluation.symbol('item')) ?? '') ?? unknown;
}

/** `new Array(3)`, `Array(a, b)`, `new Float32Array(list)` */
function newArray(call: Call, item: Value): Value {
  const [first, ...rest] = call.args;
  if (call.isOpen) return uniformList(null, unknown);
  if (rest.length > 0) return listOf(call.args.map(({ value }) => value));
  if (!first) return listOf([]);
  if (first.value.kind === 'size') return repeatedList(first.value.size, item);
  return isArray(first.value) ? { ...asList(first.value) } : uniformList(null, item);
}

/** What can be gone through, and `{length: n}`. */
function listFrom(value: Value | undefined): ListValue {
  if (value?.kind === 'dict') {
    const length = value.entries.get('length');
    return length ? repeatedList(sizeOf(length), none) : uniformList(null, unknown);
  }
  if (value?.kind === 'string') return repeatedList(value.value.length, unknown);
  return asList(value);
}

function mapped(call: Call, list: ListValue, callback: Value | undefined): ListValue {
  if (!callback || callback.kind === 'none') return { ...list };
  return call.evaluation.each(list, (item, index) => call.evaluation.call(callback, [item, index, list], call));
}

function filter(call: Call): Value {
  const list = contents(call);
  const kept = mapped(call, list, call.args[0]?.value).items?.map(booleanOf);
  const { items } = list;
  if (items && kept?.every((one) => one !== null)) return listOf(items.filter((_, index) => kept[index] === true));
  return uniformList(null, element(call, list));
}

function reduce(call: Call): Value {
  const [callback, start] = call.args;
  const { items } = contents(call);
  if (!callback || !items || items.length > maxItems) {
    mapped(call, listOf([]), callback?.value);
    return unknown;
  }
  const [first = unknown, ...rest] = items;
  const offset = start ? 0 : 1;
  return (start ? items : rest).reduce(
    (sum, item, index) => call.evaluation.call(callback.value, [sum, item, sizeValue(index + offset)], call),
    start?.value ?? first,
  );
}

function flattened(call: Call, list: ListValue): ListValue {
  if (list.items) {
    return list.items.reduce<ListValue>(
      (all, item) =>
        joined(call, all, isArray(item) ? asList(item) : item.kind === 'unknown' ? asList(item) : listOf([item])),
      listOf([]),
    );
  }
  if (!isArray(list.element)) return uniformList(null, list.element.kind === 'unknown' ? unknown : list.element);
  const inner = asList(list.element);
  return uniformList(multiplySizes(list.length, inner.length), element(call, inner));
}

function joined(call: Call, left: ListValue, right: ListValue): ListValue {
  if (left.items && right.items) return listOf([...left.items, ...right.items]);
  if (left.length === 0) return { ...right };
  if (right.length === 0) return { ...left };
  const both = listOf([element(call, left), element(call, right)]);
  return uniformList(addSizes(left.length, right.length), element(call, both));
}

function grown(call: Call, add: (list: readonly Value[], added: readonly Value[]) => Value[]): Value {
  const list = contents(call);
  const added = call.args.map(({ value }) => value);
  const isAppended = add([none], [unknown])[0] === none;
  if (call.isOpen) {
    setContents(call, uniformList(null, added.length > 0 ? unknown : element(call, list)));
  } else if (isAppended) {
    for (const item of added) call.evaluation.appendTo(call.receiver ?? unknown, item);
  } else {
    setContents(call, list.items ? listOf(add(list.items, added)) : joined(call, listOf(added), list));
  }
  return sizeValue(asList(call.receiver ?? undefined).length);
}

function shortened(call: Call, shorten: (items: Value[]) => Value[], taken: 0 | -1): Value {
  const list = contents(call);
  const value = list.items ? (list.items.at(taken) ?? none) : list.element;
  const rest = list.items ? listOf(shorten(list.items)) : uniformList(subtractSizes(list.length, 1), list.element);
  setContents(call, rest);
  return value;
}

function reversed(list: ListValue): ListValue {
  return list.items ? listOf(list.items.toReversed()) : { ...list };
}

/** In another order: only what all items have in common is known of each. */
function shuffled(call: Call, list: ListValue): ListValue {
  const [first] = list.items ?? [];
  if (!list.items || !first || list.items.every((item) => sameValue(item, first))) return { ...list };
  return uniformList(list.length, element(call, list));
}

function sliced(call: Call): Value {
  const [lower, upper] = call.args.map(({ value }) => value);
  const list = contents(call);
  const index: Value = { kind: 'slice', lower: lower ?? none, upper: upper ?? none, step: none };
  if (!itemsOf(list) && (call.isOpen || [lower, upper].some((bound) => bound && bound.kind !== 'size'))) {
    return uniformList(lower || upper || call.isOpen ? null : list.length, list.element);
  }
  return call.evaluation.subscript(list, index, call.span);
}
