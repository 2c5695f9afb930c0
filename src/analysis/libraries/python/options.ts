import {
  booleanValue,
  dictOf,
  holdsMore,
  floatValue,
  none,
  objectOf,
  sizeValue,
  stringOf,
  tupleOf,
  unknown,
  type DictValue,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry, Evaluation } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { given, namedUnknown } from './values.js';

/**
 * Options of the command line: what follows from the source is what they are where nobody gives them.
 * https://docs.python.org/3/library/argparse.html and https://abseil.io/docs/python/guides/flags
 */
export const optionEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('argparse', {
    ArgumentParser: () => objectOf('argparse.ArgumentParser', { options: dictOf([]) }),
    Namespace: (call) => namespace(call),
    ...alike('FileType ArgumentDefaultsHelpFormatter HelpFormatter RawTextHelpFormatter', () => unknown),
  }),
  ...entriesUnder('argparse.ArgumentParser', {
    add_argument: addArgument,
    set_defaults: (call) => {
      for (const [name, { value }] of call.keywords) setOption(call, name, value);
      return none;
    },
    // Groups and subcommands write into the same namespace.
    ...alike(
      'add_argument_group add_mutually_exclusive_group add_subparsers add_parser',
      ({ receiver }) => receiver ?? unknown,
    ),
    ...alike('parse_args parse_intermixed_args', parse),
    parse_known_args: (call) => tupleOf([parse(call), unknown]),
    ...alike('print_help print_usage error exit', () => none),
    get_default: (call) => optionsOf(call)?.entries.get(stringOf(given(call, 0)) ?? '') ?? unknown,
  }),
  ...entriesUnder('absl.flags', {
    DEFINE_integer: (call) => define(call, (value) => value),
    DEFINE_float: (call) => define(call, asFloat),
    ...alike('DEFINE_string DEFINE_enum DEFINE_list DEFINE_multi_string', (call) => define(call, (value) => value)),
    ...alike('DEFINE_bool DEFINE_boolean', (call) => define(call, asBoolean)),
    'FLAGS:get': ({ evaluation }) => flagsOf(evaluation),
  }),
  ...entriesUnder('absl.app', { run: () => unknown }),
  ...entriesUnder('os', { ...alike('getenv environ.get', environmentNumber) }),
];

/** `os.getenv('UNITS', '128')`: the numbers of a program whose environment says nothing. Its words may be of any kind. */
function environmentNumber(call: Call): Value {
  const value = given(call, 1, 'default') ?? unknown;
  const isNumber = value.kind === 'string' ? /^-?\d+(\.\d+)?$/.test(value.value) : /^(size|float)$/.test(value.kind);
  return isNumber ? value : unknown;
}

/** `SimpleNamespace(a=1)`, `Namespace(a=1)`, `EasyDict(a=1)`, `EasyDict({'a': 1})` */
export function namespace(call: Call): Value {
  const from = given(call, 0);
  const entries = from?.kind === 'dict' ? [...from.entries] : [];
  const isOpen = call.isOpen || (from !== undefined && (from.kind !== 'dict' || holdsMore(from)));
  const all = [...entries, ...[...call.keywords].map(([name, { value }]) => [name, value] as const)];
  const isDeep = call.path.endsWith('EasyDict');
  return dictOf(
    all.map(([name, value]) => [name, isDeep ? copied(value) : value] as const),
    isOpen,
  );
}

function copied(value: Value): Value {
  return value.kind === 'dict' ? dictOf(value.entries, holdsMore(value)) : value;
}

function addArgument(call: Call): Value {
  const flags = call.args.map(({ value }) => stringOf(value)).filter((flag) => flag !== null);
  const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
  const name = stringOf(call.keywords.get('dest')?.value) ?? long?.replace(/^-+/, '').replaceAll('-', '_');
  if (name === undefined) {
    const options = optionsOf(call);
    if (options && call.args.length > 0) options.isOpen = true;
    return unknown;
  }
  setOption(call, name, optionValue(call, name));
  return objectOf('argparse.Action', { dest: { kind: 'string', value: name } });
}

function optionValue(call: Call, name: string): Value {
  const keyword = (key: string): Value | undefined => call.keywords.get(key)?.value;
  const standard = keyword('default');
  const action = stringOf(keyword('action'));
  const type = keyword('type');
  if (call.isOpen && !standard) return namedUnknown(call, name);
  if (action === 'store_true' || action === 'store_false') return standard ?? booleanValue(action === 'store_false');
  if (action === 'store_const' || action === 'append' || action === 'count') return standard ?? unknown;
  const isInteger = type?.kind === 'path' && type.path === 'builtins.int';
  if (standard && standard.kind !== 'none' && keyword('required')?.kind !== 'boolean') {
    const number = standard.kind === 'string' && isInteger ? Number(standard.value) : Number.NaN;
    return Number.isSafeInteger(number) ? sizeValue(number) : standard;
  }
  // Nobody can run it without giving one, or it is no size.
  if (keyword('nargs') || type === undefined) return standard?.kind === 'none' ? unknown : namedUnknown(call, name);
  if (type.kind === 'path' && type.path === 'builtins.float') return floatValue(null);
  if (type.kind === 'path' && type.path === 'builtins.str') return unknown;
  return namedUnknown(call, name);
}

function optionsOf({ receiver }: Call): DictValue | null {
  const options = receiver?.kind === 'object' ? receiver.fields.get('options') : undefined;
  return options?.kind === 'dict' ? options : null;
}

function setOption(call: Call, name: string, value: Value): void {
  const options = optionsOf(call);
  if (options) call.evaluation.setField(options, name, value);
}

function parse(call: Call): Value {
  const options = optionsOf(call);
  if (!options) return unknown;
  const entries = new Map(options.entries);
  const given = call.args[0]?.value ?? call.keywords.get('args')?.value;
  for (const word of given?.kind === 'list' || given?.kind === 'tuple' ? (given.items ?? []) : []) {
    const name = stringOf(word)
      ?.match(/^--?([\w-]+)/)?.[1]
      ?.replaceAll('-', '_');
    // What the program gives itself is read by a grammar of its own.
    if (name !== undefined && entries.has(name)) entries.set(name, unknown);
  }
  return dictOf(entries, options.isOpen);
}

/** The flags of a program; each evaluation has its own. */
const flags = new WeakMap<Evaluation, DictValue>();

function flagsOf(evaluation: Evaluation): DictValue {
  let known = flags.get(evaluation);
  if (!known) flags.set(evaluation, (known = dictOf([], true)));
  return known;
}

function define(call: Call, typed: (value: Value) => Value): Value {
  const name = stringOf(given(call, 0, 'name'));
  const standard = given(call, 1, 'default');
  if (name === null) return unknown;
  const isUnset = !standard || standard.kind === 'none' || standard.kind === 'unknown';
  const value = isUnset ? namedUnknown(call, name) : typed(standard);
  call.evaluation.setField(flagsOf(call.evaluation), name, value);
  return objectOf('absl.flags.FlagHolder', { name: { kind: 'string', value: name }, value });
}

function asFloat(value: Value): Value {
  return value.kind === 'size' ? floatValue(typeof value.size === 'number' ? value.size : null) : value;
}

function asBoolean(value: Value): Value {
  return value.kind === 'size' && typeof value.size === 'number' ? booleanValue(value.size !== 0) : value;
}
