import { booleanValue, floatValue, sizeValue, stringValue, unknown, type Value } from '../../domain/values.js';
import type { Entry, LibraryFunction } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';

/** https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Math and Number */
export const numberEntries: readonly [path: string, entry: Entry][] = [
  ...entriesUnder('javascript.Math', {
    floor: cutOff(rounded(Math.floor)),
    ceil: rounded(Math.ceil),
    round: rounded(Math.round),
    trunc: cutOff(rounded(Math.trunc)),
    max: extreme(Math.max),
    min: extreme(Math.min),
    abs: computed(Math.abs),
    pow: computed(Math.pow),
    sqrt: computed(Math.sqrt),
    log: computed(Math.log),
    log2: computed(Math.log2),
    log10: computed(Math.log10),
    exp: computed(Math.exp),
    sign: computed(Math.sign),
    ...alike('sin cos tan tanh atan atan2 hypot random sinh cosh cbrt', () => floatValue(null)),
    PI: { constant: floatValue(Math.PI) },
    E: { constant: floatValue(Math.E) },
  }),
  ...entriesUnder('javascript', {
    Infinity: { constant: floatValue(Infinity) },
    NaN: { constant: floatValue(NaN) },
    Number: (call) => parsed(call.args[0]?.value, Number),
    parseFloat: (call) => parsed(call.args[0]?.value, parseFloat),
    parseInt: cutOff((call) => {
      const number = parsed(call.args[0]?.value, parseInt);
      return number.kind === 'float' ? sizeValue(null) : number;
    }),
    isNaN: () => booleanValue(null),
    isFinite: () => booleanValue(null),
    Boolean: () => booleanValue(null),
    String: (call) => textOf(call.args[0]?.value),
  }),
  ...entriesUnder('javascript.Number', {
    ...alike('isInteger isFinite isNaN isSafeInteger', () => booleanValue(null)),
    parseFloat: (call) => parsed(call.args[0]?.value, parseFloat),
    parseInt: (call) => parsed(call.args[0]?.value, parseInt),
    ...alike('toString', ({ receiver }) => textOf(receiver ?? undefined)),
    toFixed: () => unknown,
  }),
  ...['performance.now', 'Date.now'].map((name): [string, Entry] => [`javascript.${name}`, () => floatValue(null)]),
];

/** The number that a value certainly is. */
export function numberOf(value: Value | undefined): number | null {
  if (value?.kind === 'size') return typeof value.size === 'number' ? value.size : null;
  return value?.kind === 'float' ? value.value : null;
}

export function numberAsValue(number: number): Value {
  return Number.isSafeInteger(number) ? sizeValue(number) : floatValue(number);
}

function rounded(round: (number: number) => number): LibraryFunction {
  return ({ args: [first] }) => {
    if (first?.value.kind === 'size') return first.value;
    const number = numberOf(first?.value);
    return sizeValue(number === null || !Number.isSafeInteger(round(number)) ? null : round(number));
  };
}

/** A size that is known by name only, and a quotient of such, stays what it is without its fraction. */
function cutOff(entry: LibraryFunction): LibraryFunction {
  return (call) => {
    const value = call.args[0]?.value;
    return value?.kind === 'unknown' && value.size !== null ? value : entry(call);
  };
}

function extreme(choose: (...numbers: number[]) => number): LibraryFunction {
  return ({ args, isOpen }) => {
    const numbers = args.map(({ value }) => numberOf(value));
    if (isOpen || numbers.length === 0) return unknown;
    if (numbers.every((number) => number !== null)) return numberAsValue(choose(...numbers));
    return args.every(({ value }) => value.kind === 'size') ? sizeValue(null) : unknown;
  };
}

function computed(compute: (...numbers: number[]) => number): LibraryFunction {
  return ({ args, isOpen }) => {
    const numbers = args.map(({ value }) => numberOf(value));
    const isKnown = !isOpen && numbers.length > 0 && numbers.every((number) => number !== null);
    return isKnown ? numberAsValue(compute(...numbers)) : floatValue(null);
  };
}

function parsed(value: Value | undefined, parse: (text: string) => number): Value {
  if (value?.kind === 'size' || value?.kind === 'float') return value;
  if (value?.kind !== 'string') return floatValue(null);
  const number = parse(value.value);
  return Number.isNaN(number) ? floatValue(null) : numberAsValue(number);
}

function textOf(value: Value | undefined): Value {
  if (value?.kind === 'string') return value;
  const number = numberOf(value);
  return number === null ? unknown : stringValue(String(number));
}
