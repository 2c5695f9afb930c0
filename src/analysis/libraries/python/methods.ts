import { nothingOf } from '../../domain/nothing.js';
import { addSizes, subtractSizes } from '../../domain/sizes.js';
import {
  dictOf,
  holdsMore,
  listOf,
  none,
  sizeValue,
  stringOf,
  stringValue,
  uniformList,
  unknown,
  type ListValue,
  type Value,
} from '../../domain/values.js';
import { holdsModules } from '../moduleLists.js';
import type { Call, Entry, LibraryFunction } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { dictItems, takeNext } from './iterables.js';
import { given, keyOf, keyValue, listFrom, numberOf } from './values.js';

/** Methods of lists, tuples, dicts and strings, https://docs.python.org/3/library/stdtypes.html */
export const methodEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('builtins.list', {
    ...alike('append appendleft', (call) => {
      if (call.receiver) call.evaluation.appendTo(call.receiver, given(call, 0) ?? unknown);
      return holdsModules(call.receiver) ? (call.receiver ?? none) : nothingOf('append', true);
    }),
    ...alike('extend extendleft', (call) => {
      const added = listFrom(call, given(call, 0));
      const { receiver } = call;
      if (receiver?.kind !== 'list') return none;
      if (added.items) for (const item of added.items) call.evaluation.appendTo(receiver, item);
      else change(call, () => uniformList(addSizes(receiver.length, added.length), alikeElement(receiver, added)));
      return none;
    }),
    ...alike('__next__ next', (call) => (call.receiver ? takeNext(call, call.receiver) : unknown)),
    // Sets are lists to us, and nobody knows how many of what is added were there before.
    ...alike('add update', (call) => change(call, () => uniformList(null, unknown))),
    insert: (call) =>
      change(call, (list) => {
        const at = numberOf(given(call, 0));
        const item = given(call, 1) ?? unknown;
        if (list.items && at !== null) return listOf(list.items.toSpliced(at, 0, item));
        return uniformList(addSizes(list.length, 1), unknown);
      }),
    ...alike('pop popleft', (call) => {
      const { receiver } = call;
      const at = call.path.endsWith('popleft') ? 0 : numberOf(given(call, 0) ?? sizeValue(-1));
      if (receiver?.kind !== 'list') return unknown;
      const { items } = receiver;
      const taken = items ? (at === null ? unknown : (items.at(at) ?? unknown)) : receiver.element;
      change(call, (list) =>
        list.items && at !== null && list.items.length > 0
          ? listOf(list.items.toSpliced(at, 1))
          : uniformList(subtractSizes(list.length, 1), list.items ? unknown : list.element),
      );
      return taken;
    }),
    ...alike('remove discard', (call) =>
      change(call, (list) => uniformList(subtractSizes(list.length, 1), list.items ? unknown : list.element)),
    ),
    clear: (call) => change(call, () => listOf([])),
    reverse: (call) => change(call, (list) => (list.items ? listOf(list.items.toReversed()) : list)),
    sort: (call) => change(call, (list) => uniformList(list.length, list.items ? unknown : list.element)),
    copy: (call) => listFrom(call, call.receiver ?? undefined),
    ...alike('index count', () => sizeValue(null)),
    ...alike('union intersection difference', () => uniformList(null, unknown)),
  }),
  ...entriesUnder('builtins.tuple', { ...alike('index count', () => sizeValue(null)) }),
  ...entriesUnder('builtins.dict', {
    get: (call) => read(call) ?? missing(call, given(call, 1, 'default') ?? none),
    setdefault: (call) => {
      const known = read(call);
      if (known) return known;
      const key = keyOf(given(call, 0));
      const value = given(call, 1) ?? none;
      if (call.receiver && key !== null) call.evaluation.setField(call.receiver, key, value);
      else if (call.receiver?.kind === 'dict') call.evaluation.openDict(call.receiver);
      return missing(call, value);
    },
    pop: (call) => {
      const value = read(call) ?? missing(call, given(call, 1) ?? unknown);
      const key = keyOf(call.args[0]?.value);
      if (call.receiver && key !== null) call.evaluation.removeEntry(call.receiver, key);
      return value;
    },
    clear: ({ receiver, evaluation }) => {
      const keys = receiver?.kind === 'dict' ? [...receiver.entries.keys()] : [];
      for (const key of keys) if (receiver) evaluation.removeEntry(receiver, key);
      return none;
    },
    // Which one it takes depends on the order.
    popitem: ({ receiver, evaluation }) => {
      const keys = receiver?.kind === 'dict' ? [...receiver.entries.keys()] : [];
      for (const key of keys) if (receiver) evaluation.setField(receiver, key, unknown);
      return unknown;
    },
    items: dictItems,
    ...alike('keys __iter__', ({ receiver }) =>
      receiver?.kind === 'dict' && !receiver.isOpen
        ? listOf([...receiver.entries.keys()].map(keyValue))
        : uniformList(null, unknown),
    ),
    values: ({ receiver }) =>
      receiver?.kind === 'dict' && !receiver.isOpen
        ? listOf([...receiver.entries.values()])
        : uniformList(null, unknown),
    update: (call) => {
      const { receiver } = call;
      const from = given(call, 0);
      if (!receiver) return none;
      if (from?.kind === 'dict') {
        for (const [key, value] of from.entries) call.evaluation.setField(receiver, key, value);
      }
      for (const [name, { value }] of call.keywords) call.evaluation.setField(receiver, name, value);
      const isOpen = call.isOpen || (from !== undefined && (from.kind !== 'dict' || holdsMore(from)));
      if (isOpen && receiver.kind === 'dict') {
        call.evaluation.openDict(receiver);
        // Any of them may be another one now.
        const written = from?.kind === 'dict' ? from.entries : new Map<string, Value>();
        for (const key of receiver.entries.keys()) {
          if (!written.has(key) && !call.keywords.has(key)) call.evaluation.setField(receiver, key, unknown);
        }
      }
      return none;
    },
    ...alike('copy to_dict _asdict', ({ receiver }) =>
      receiver?.kind === 'dict' ? dictOf(receiver.entries, holdsMore(receiver)) : unknown,
    ),
    // Of a parsed command line: what else was given is nobody's to know.
    ...alike('parse print_help', () => none),
  }),
  ...entriesUnder('builtins.str', {
    lower: onText((text) => text.toLowerCase()),
    upper: onText((text) => text.toUpperCase()),
    strip: onText((text) => text.trim()),
    lstrip: onText((text) => text.trimStart()),
    rstrip: onText((text) => text.trimEnd()),
    title: onText((text) =>
      text.replace(/\w+/g, (word) => (word[0] ?? '').toUpperCase() + word.slice(1).toLowerCase()),
    ),
    capitalize: onText((text) => (text[0] ?? '').toUpperCase() + text.slice(1).toLowerCase()),
    startswith: ({ receiver, args: [argument] }) => ({
      kind: 'boolean',
      value: both(receiver, argument?.value, (text, start) => text.startsWith(start)),
    }),
    endswith: ({ receiver, args: [argument] }) => ({
      kind: 'boolean',
      value: both(receiver, argument?.value, (text, end) => text.endsWith(end)),
    }),
    replace: ({ receiver, args }) => {
      const [from, to] = args.map(({ value }) => value);
      if (receiver?.kind !== 'string' || from?.kind !== 'string' || to?.kind !== 'string') return unknown;
      return args.length === 2 && from.value !== ''
        ? stringValue(receiver.value.replaceAll(from.value, to.value))
        : unknown;
    },
    split: (call) => {
      const { receiver } = call;
      const by = given(call, 0, 'sep');
      if (receiver?.kind !== 'string' || call.args.length > 1 || call.isOpen) return uniformList(null, unknown);
      if (by && by.kind !== 'none' && (by.kind !== 'string' || by.value === '')) return uniformList(null, unknown);
      const words =
        by?.kind === 'string' ? receiver.value.split(by.value) : receiver.value.split(/\s+/).filter(Boolean);
      return listOf(words.map(stringValue));
    },
    // The line break that ends a text begins no other line.
    splitlines: ({ receiver }) => {
      if (receiver?.kind !== 'string') return uniformList(null, unknown);
      const lines = receiver.value.split(/\r\n|\r|\n/);
      return listOf((lines.at(-1) === '' ? lines.slice(0, -1) : lines).map(stringValue));
    },
    join: (call) => {
      const { receiver } = call;
      const words = listFrom(call, given(call, 0)).items?.map(stringOf);
      return receiver?.kind === 'string' && words?.every((word) => word !== null)
        ? stringValue(words.join(receiver.value))
        : unknown;
    },
    format: (call) => {
      const { receiver, args, keywords, isOpen } = call;
      if (receiver?.kind !== 'string' || isOpen || /\{[^}]*[^}\w][^}]*\}/.test(receiver.value)) return unknown;
      let next = 0;
      const unread: string[] = [];
      const text = receiver.value.replace(/\{(\w*)\}/g, (_, name: string) => {
        const value = /^\d*$/.test(name) ? args[name === '' ? next++ : Number(name)]?.value : keywords.get(name)?.value;
        const number = value?.kind === 'size' ? numberOf(value) : null;
        const word = stringOf(value) ?? (number === null ? null : String(number));
        if (word === null) unread.push(name);
        return word ?? '';
      });
      return unread.length === 0 ? stringValue(text) : unknown;
    },
    ...alike('find index count rfind', () => sizeValue(null)),
    ...alike('encode decode zfill center ljust rjust', () => unknown),
    ...alike('isdigit isalpha isnumeric', () => ({ kind: 'boolean', value: null })),
  }),
  ...entriesUnder('builtins.int', {
    item: ({ receiver }) => receiver ?? unknown,
    ...alike('bit_length', () => sizeValue(null)),
  }),
];

function change(call: Call, contents: (list: ListValue) => ListValue): Value {
  const { receiver } = call;
  if (receiver?.kind === 'list') call.evaluation.setItems(receiver, contents(receiver));
  return none;
}

function alikeElement(list: ListValue, added: ListValue): Value {
  const isEmpty = list.items?.length === 0 || list.length === 0;
  return isEmpty ? added.element : unknown;
}

function read({ receiver, args: [key] }: Call): Value | undefined {
  const name = keyOf(key?.value);
  return receiver?.kind === 'dict' && name !== null ? receiver.entries.get(name) : undefined;
}

/** What is read of a dict where it has no such key, as far as we see. */
function missing({ receiver, args: [key] }: Call, otherwise: Value): Value {
  const isKnown = receiver?.kind === 'dict' && !receiver.isOpen && keyOf(key?.value) !== null;
  return isKnown ? otherwise : unknown;
}

function onText(change: (text: string) => string): LibraryFunction {
  return ({ receiver, args }) =>
    receiver?.kind === 'string' && args.length === 0 ? stringValue(change(receiver.value)) : unknown;
}

function both(
  left: Value | null,
  right: Value | undefined,
  test: (left: string, right: string) => boolean,
): boolean | null {
  return left?.kind === 'string' && right?.kind === 'string' ? test(left.value, right.value) : null;
}
