import { anyNumber } from '../../domain/anyNumber.js';
import { sizeKey } from '../../domain/sizes.js';
import {
  booleanValue,
  dictOf,
  floatValue,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  stringValue,
  tupleOf,
  unknown,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { isInstance, typeOf } from './types.js';
import { callAt, countOf, given, listFrom, numberOf, sumOfSizes, truthOf } from './values.js';

/** Python's own functions, https://docs.python.org/3/library/functions.html */
export const builtinEntries: readonly (readonly [string, Entry])[] = entriesUnder('builtins', {
  int: (call) => {
    const value = given(call, 0);
    return value?.kind === 'float' && value.value === null ? countOf(call) : integer(value);
  },
  float: (call) => {
    const value = given(call, 0);
    if (value?.kind === 'tensor') return floatValue(null);
    return floatValue(value?.kind === 'string' ? parsed(value.value) : numberOf(value));
  },
  str: (call) => text(given(call, 0)),
  repr: () => unknown,
  bool: (call) => booleanValue(truthOf(given(call, 0))),
  ...alike('min max', extreme),
  sum: (call) => {
    const value = given(call, 0);
    if (value?.kind === 'tensor') return callAt(call, call.evaluation.attribute(value, 'sum'), [sizeValue(0)]);
    const list = listFrom(call, value);
    const { items } = list;
    if (items?.some(({ kind }) => kind === 'float') && items.every((item) => numberOf(item) !== null)) {
      return floatValue(items.reduce((all, item) => all + (numberOf(item) ?? 0), 0));
    }
    const isWhole = items ? items.every((item) => sizeOf(item) !== null) : sizeOf(list.element) !== null;
    return isWhole && call.args.length < 2 ? sizeValue(sumOfSizes(list)) : unknown;
  },
  abs: (call) => {
    const value = given(call, 0);
    if (value?.kind === 'tensor') return value;
    const number = numberOf(value);
    if (number === null) return unknown;
    return value?.kind === 'float' ? floatValue(Math.abs(number)) : sizeValue(Math.abs(number));
  },
  round: (call) => {
    const value = given(call, 0);
    const number = numberOf(value);
    if (value?.kind === 'size' || value?.kind === 'tensor') return value;
    if (given(call, 1, 'ndigits')) return anyNumber;
    return sizeValue(number === null ? null : halfToEven(number));
  },
  divmod: (call) => {
    const [left, right] = [numberOf(given(call, 0)), numberOf(given(call, 1))];
    if (left === null || right === null || right === 0) return tupleOf([unknown, unknown]);
    const quotient = Math.floor(left / right);
    return tupleOf([sizeValue(quotient), sizeValue(left - quotient * right)]);
  },
  pow: (call) => {
    const [left, right] = [numberOf(given(call, 0)), numberOf(given(call, 1))];
    const isWhole = given(call, 0)?.kind === 'size' && given(call, 1)?.kind === 'size' && (right ?? -1) >= 0;
    if (left === null || right === null || call.args.length > 2) return unknown;
    return isWhole && Number.isSafeInteger(left ** right) ? sizeValue(left ** right) : floatValue(left ** right);
  },
  isinstance: (call) => booleanValue(isInstance(given(call, 0), given(call, 1))),
  callable: (call) => {
    const kind = given(call, 0)?.kind ?? 'unknown';
    if (['function', 'class', 'method'].includes(kind)) return booleanValue(true);
    return booleanValue(['size', 'float', 'string', 'none', 'list', 'dict', 'tuple'].includes(kind) ? false : null);
  },
  getattr: getAttribute,
  setattr: (call) => {
    const [object, name, value] = [0, 1, 2].map((index) => given(call, index));
    if (object && name?.kind === 'string') call.evaluation.setField(object, name.value, value ?? unknown);
    return none;
  },
  hasattr: (call) => {
    const object = given(call, 0);
    const name = given(call, 1);
    if (!object || name?.kind !== 'string') return booleanValue(null);
    const isThere = call.evaluation.attribute(object, name.value).kind !== 'unknown';
    return booleanValue(isThere ? true : lacks(object, name.value) ? false : null);
  },
  type: (call) => (call.args.length === 1 ? typeOf(given(call, 0)) : unknown),
  vars: (call) => {
    const value = given(call, 0);
    if (value?.kind === 'dict') return value;
    return value?.kind === 'instance' ? dictOf(value.attributes, value.isOpen) : unknown;
  },
  object: () => objectOf('builtins.object'),
  ...alike('print exec', () => none),
  ...alike('open input eval id hash chr format bytes globals locals complex memoryview', () => unknown),
  slice: (call) => {
    const [lower = none, upper, step = none] = call.args.map(({ value }) => value);
    return upper ? { kind: 'slice', lower, upper, step } : { kind: 'slice', lower: none, upper: lower, step };
  },
  ord: (call) => {
    const value = given(call, 0);
    return sizeValue(value?.kind === 'string' ? (value.value.codePointAt(0) ?? null) : null);
  },
});

function integer(value: Value | undefined): Value {
  if (!value) return sizeValue(0);
  if (value.kind === 'size' || value.kind === 'unknown') return value;
  if (value.kind === 'tensor') return sizeValue(value.numbers?.length === 1 ? (value.numbers[0] ?? null) : null);
  const number = value.kind === 'string' ? parsed(value.value) : numberOf(value);
  return sizeValue(number === null || !Number.isFinite(number) ? null : Math.trunc(number));
}

function parsed(written: string): number | null {
  const number = Number(written.trim().replaceAll('_', ''));
  return written.trim() === '' || Number.isNaN(number) ? null : number;
}

function text(value: Value | undefined): Value {
  if (!value) return stringValue('');
  if (value.kind === 'string') return value;
  const number = value.kind === 'size' ? numberOf(value) : null;
  return number === null ? unknown : stringValue(String(number));
}

/** `min` and `max`, of several arguments or of one list. */
function extreme(call: Call): Value {
  const [first] = call.args;
  const values = call.args.length === 1 ? listFrom(call, first?.value).items : call.args.map(({ value }) => value);
  if (!values || values.length === 0 || call.isOpen || call.keywords.size > 0) return unknown;
  const numbers = values.map(numberOf);
  const pick = call.path.endsWith('max') ? Math.max : Math.min;
  const best = pick(...numbers.map((number) => number ?? Number.NaN));
  if (!Number.isNaN(best)) return values[numbers.indexOf(best)] ?? unknown;
  const keys = new Set(values.map((value) => sizeKey(sizeOf(value))));
  return keys.size === 1 && !keys.has(null) ? (values[0] ?? unknown) : unknown;
}

/** `all` with `wanted`, else `any`: known where one item decides, or where all are known. */
function getAttribute(call: Call): Value {
  const object = given(call, 0);
  const name = given(call, 1);
  const otherwise = given(call, 2);
  // One of several names: one of several attributes.
  const names = name?.kind === 'ambiguous' ? name.options : [];
  const options = names.flatMap((one) =>
    object && one.kind === 'string' ? [call.evaluation.attribute(object, one.value)] : [],
  );
  if (options.length > 1 && options.length === names.length && options.every(({ kind }) => kind !== 'unknown')) {
    return { kind: 'ambiguous', options };
  }
  if (!object || name?.kind !== 'string') return unknown;
  const found = call.evaluation.attribute(object, name.value);
  return otherwise && lacks(object, name.value) ? otherwise : found;
}

/** Whether something certainly has no attribute of that name. */
function lacks(object: Value, name: string): boolean {
  if (object.kind === 'dict') return !object.isOpen && !object.entries.has(name);
  if (object.kind !== 'instance' || object.isOpen || object.attributes.has(name)) return object.kind === 'none';
  const { class: own } = object;
  return own.bases.length === 0 && !own.attributes.has(name);
}

/** Python rounds halves to the even neighbour. */
function halfToEven(number: number): number {
  const floor = Math.floor(number);
  if (number - floor !== 0.5) return Math.round(number);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The entries of a dict as pairs. */
