import { multiplySizes, type Size } from '../../domain/sizes.js';
import {
  dictOf,
  itemsOf,
  listOf,
  none,
  objectOf,
  stringOf,
  tupleOf,
  uniformList,
  unknown,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { iterableEntries } from './iterables.js';
import { namespace } from './options.js';
import { callAt, given, listFrom } from './values.js';

const builtins = new Map(iterableEntries);
const likeBuiltin = (name: string): Entry => builtins.get(`builtins.${name}`) ?? { constant: unknown };
const first = (call: Call): Value => given(call, 0) ?? unknown;

/** Modules that keep, copy and combine values: collections, dataclasses, functools, itertools, copy, types, tqdm. */
export const containerEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('collections', {
    OrderedDict: likeBuiltin('dict'),
    // With a length that it never exceeds, nobody counts what it lets go of.
    deque: (call) =>
      call.args.length > 1 || call.keywords.has('maxlen') ? uniformList(null, unknown) : entryOf('list', call),
    ...alike('defaultdict Counter', () => dictOf([], true)),
    namedtuple: (call) => {
      const names = given(call, 1, 'field_names');
      const words =
        stringOf(names)
          ?.split(/[\s,]+/)
          .filter(Boolean) ?? itemsOf(names)?.map(stringOf);
      if (!words || words.includes(null)) return unknown;
      return objectOf('collections.namedtuple', {
        names: listOf(words.map((value) => ({ kind: 'string', value: value ?? '' }))),
      });
    },
    'namedtuple.__call__': makeNamedTuple,
  }),
  ...entriesUnder('collections.record', {
    __iter__: ({ receiver }) => (receiver?.kind === 'object' ? listOf([...receiver.fields.values()]) : unknown),
    __getitem__: (call) => {
      const { receiver } = call;
      if (receiver?.kind !== 'object') return unknown;
      return call.evaluation.subscript(tupleOf([...receiver.fields.values()]), first(call), call.span);
    },
    _replace: replaced,
    _asdict: ({ receiver }) => (receiver?.kind === 'object' ? dictOf(receiver.fields) : unknown),
  }),
  ...entriesUnder('dataclasses', {
    field: (call) => {
      const factory = call.keywords.get('default_factory')?.value;
      const value = factory ? callAt(call, factory, []) : call.keywords.get('default')?.value;
      return value ? objectOf('dataclasses.field', { default: value }) : unknown;
    },
    ...alike('asdict astuple', (call) => {
      const value = first(call);
      if (value.kind !== 'instance') return unknown;
      return call.path.endsWith('astuple')
        ? tupleOf([...value.attributes.values()])
        : dictOf(value.attributes, value.isOpen);
    }),
    replace: (call) => {
      const value = first(call);
      if (value.kind !== 'instance') return unknown;
      const changes = [...call.keywords].map(([name, argument]) => [name, argument.value] as const);
      return { ...value, attributes: new Map([...value.attributes, ...changes]), isOpen: value.isOpen || call.isOpen };
    },
  }),
  ...entriesUnder('functools', {
    partial: (call) => {
      const [callee, ...args] = call.args.map(({ value }) => value);
      if (!callee || call.isOpen) return unknown;
      const keywords = dictOf([...call.keywords].map(([name, { value }]) => [name, value] as const));
      return objectOf('functools.partial', { func: callee, args: tupleOf(args), keywords });
    },
    'partial.__call__': callPartial,
    reduce: (call) => {
      const [callee = unknown, list, start] = call.args.map(({ value }) => value);
      const { items } = listFrom(call, list);
      if (!items || items.length === 0 || items.length > 32) return unknown;
      const [head = unknown, ...rest] = start ? [start, ...items] : items;
      return rest.reduce((all, item) => callAt(call, callee, [all, item]), head);
    },
    ...alike('wraps', () => unknown),
    ...alike('lru_cache cache', first),
  }),
  ...entriesUnder('operator', {
    mul: (call) => ({ kind: 'size', size: multiplySizes(sizeAt(call, 0), sizeAt(call, 1)) }),
  }),
  ...entriesUnder('itertools', {
    product: (call) => {
      const lists = call.args.map(({ value }) => listFrom(call, value));
      if (call.keywords.size > 0 || call.isOpen) return uniformList(null, unknown);
      const known = lists.map(({ items }) => items);
      const length = lists.reduce<Size>((all, list) => multiplySizes(all, list.length), 1);
      if (!known.every((items) => items !== null) || typeof length !== 'number' || length > 256) {
        return uniformList(length, unknown);
      }
      return listOf(
        known
          .reduce<Value[][]>((rows, items) => rows.flatMap((row) => items.map((item) => [...row, item])), [[]])
          .map(tupleOf),
      );
    },
    chain: (call) => chained(call.args.map(({ value }) => listFrom(call, value).items)),
    'chain.from_iterable': (call) =>
      chained((listFrom(call, given(call, 0)).items ?? [unknown]).map((item) => itemsOf(item))),
    ...alike('cycle', first),
    count: (call) => uniformList(null, { kind: 'size', size: call.evaluation.symbol('i') }),
    ...alike('repeat islice zip_longest combinations permutations groupby accumulate', () =>
      uniformList(null, unknown),
    ),
  }),
  ...entriesUnder('copy', {
    ...alike('copy deepcopy', (call) => {
      const value = first(call);
      if (value.kind === 'list') return listFrom(call, value);
      if (value.kind === 'instance') return { ...value, attributes: new Map(value.attributes) };
      return value.kind === 'dict' ? dictOf(value.entries, value.isOpen) : value;
    }),
  }),
  ...entriesUnder('types', { SimpleNamespace: namespace }),
  ...entriesUnder('easydict', { EasyDict: namespace }),
  ...entriesUnder('tqdm', {
    ...alike('tqdm tqdm_notebook', (call) => given(call, 0, 'iterable') ?? unknown),
    ...alike('trange tnrange', (call) => entryOf('range', call)),
    'tqdm.write': () => none,
  }),
  // Other bars that show how far a loop is.
  ['rich.progress.track', (call) => given(call, 0, 'sequence') ?? unknown],
  ['alive_progress.alive_it', (call) => given(call, 0, 'it') ?? unknown],
  ['progressbar.progressbar', (call) => given(call, 0, 'iterator') ?? unknown],
  ['stqdm.stqdm', (call) => given(call, 0, 'iterable') ?? unknown],
  ...entriesUnder('typing', { cast: (call) => given(call, 1) ?? unknown }),
  ...entriesUnder('os', { 'path.join': () => unknown }),
  ...entriesUnder('time', { ...alike('time perf_counter', () => ({ kind: 'float', value: null })) }),
];

function entryOf(name: string, call: Call): Value {
  const entry = likeBuiltin(name);
  return typeof entry === 'function' ? entry(call) : entry.constant;
}

function sizeAt(call: Call, index: number): Size {
  const value = given(call, index);
  return value?.kind === 'size' || value?.kind === 'unknown' ? value.size : null;
}

function chained(lists: readonly (readonly Value[] | null)[]): Value {
  return lists.every((items) => items !== null) ? listOf(lists.flat()) : uniformList(null, unknown);
}

function callPartial(call: Call): Value {
  const { receiver } = call;
  if (receiver?.kind !== 'object') return unknown;
  const keywords = receiver.fields.get('keywords');
  const all = {
    ...(keywords?.kind === 'dict' ? Object.fromEntries(keywords.entries) : {}),
    ...Object.fromEntries([...call.keywords].map(([name, { value }]) => [name, value])),
  };
  const args = [...(itemsOf(receiver.fields.get('args')) ?? []), ...call.args.map(({ value }) => value)];
  return call.isOpen ? unknown : callAt(call, receiver.fields.get('func') ?? unknown, args, all);
}

function makeNamedTuple(call: Call): Value {
  const names = call.receiver?.kind === 'object' ? itemsOf(call.receiver.fields.get('names')) : null;
  if (!names || call.isOpen) return unknown;
  return objectOf(
    'collections.record',
    Object.fromEntries(
      names.map((name, index) => {
        const word = stringOf(name) ?? '';
        return [word, given(call, index, word) ?? unknown];
      }),
    ),
  );
}

function replaced(call: Call): Value {
  if (call.receiver?.kind !== 'object' || call.isOpen) return unknown;
  const changes = [...call.keywords].map(([name, { value }]) => [name, value] as const);
  return objectOf('collections.record', Object.fromEntries([...call.receiver.fields, ...changes]));
}
