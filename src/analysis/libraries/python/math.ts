import { multiplySizes, type Size } from '../../domain/sizes.js';
import { floatValue, sizeOf, sizeValue, stringValue, unknown } from '../../domain/values.js';
import type { Entry, LibraryFunction } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { countOf, given, listFrom, numberOf } from './values.js';

/** https://docs.python.org/3/library/math.html and the random numbers of random.html, of which no value is known. */
export const mathEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('math', {
    floor: whole(Math.floor),
    ceil: whole(Math.ceil),
    trunc: whole(Math.trunc),
    sqrt: real(Math.sqrt),
    log2: real(Math.log2),
    log10: real(Math.log10),
    exp: real(Math.exp),
    sin: real(Math.sin),
    cos: real(Math.cos),
    tan: real(Math.tan),
    tanh: real(Math.tanh),
    fabs: real(Math.abs),
    log: (call) => (call.args.length === 1 ? real(Math.log)(call) : floatValue(null)),
    ...alike('pow fsum erf degrees radians hypot atan2', () => floatValue(null)),
    isqrt: whole((value) => Math.floor(Math.sqrt(value))),
    gcd: (call) => {
      const numbers = call.args.map(({ value }) => numberOf(value));
      return sizeValue(numbers.reduce((a, b) => (a === null || b === null ? null : greatestDivisor(a, b)), 0));
    },
    prod: (call) => {
      const { items, length, element } = listFrom(call, given(call, 0));
      if (items) return sizeValue(items.reduce<Size>((all, item) => multiplySizes(all, sizeOf(item)), 1));
      return length === 1 ? element : unknown;
    },
    isnan: () => ({ kind: 'boolean', value: null }),
    pi: { constant: floatValue(Math.PI) },
    e: { constant: floatValue(Math.E) },
    inf: { constant: floatValue(Number.POSITIVE_INFINITY) },
  }),
  ...entriesUnder('random', {
    // The name that it is given tells more than a size that has none.
    ...alike('randint randrange getrandbits', () => unknown),
    ...alike('random uniform gauss normalvariate', () => floatValue(null)),
    ...alike('seed shuffle', () => ({ kind: 'none' })),
    sample: (call) => {
      const { items, element } = listFrom(call, given(call, 0));
      const taken = { kind: 'list', items: null, length: sizeOf(given(call, 1, 'k')), element } as const;
      return items ? { ...taken, element: unknown } : taken;
    },
    choice: (call) => {
      const { items, element } = listFrom(call, given(call, 0));
      return items ? (items.length === 1 ? (items[0] ?? unknown) : unknown) : element;
    },
  }),
  ...entriesUnder('string', {
    ascii_lowercase: { constant: stringValue('abcdefghijklmnopqrstuvwxyz') },
    ascii_uppercase: { constant: stringValue('ABCDEFGHIJKLMNOPQRSTUVWXYZ') },
    ascii_letters: { constant: stringValue('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') },
    digits: { constant: stringValue('0123456789') },
    punctuation: { constant: stringValue('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~') },
    whitespace: { constant: stringValue(' \t\n\r\v\f') },
    printable: { constant: stringValue(' '.repeat(100)) },
  }),
];

function whole(of: (value: number) => number): LibraryFunction {
  return (call) => {
    const value = given(call, 0);
    // Of an integer these are the integer itself, even where it is known by name only.
    if (value?.kind === 'size' && !call.path.endsWith('isqrt')) return value;
    // So is what a size known by name leaves of a quotient.
    if (value?.kind === 'unknown' && value.size !== null && /floor|trunc/.test(call.path)) return value;
    if (value?.kind === 'float' && value.value === null) return countOf(call);
    const number = numberOf(value);
    return sizeValue(number === null || !Number.isFinite(of(number)) ? null : of(number));
  };
}

function real(of: (value: number) => number): LibraryFunction {
  return (call) => {
    const number = numberOf(given(call, 0));
    const result = number === null ? null : of(number);
    return floatValue(result === null || Number.isNaN(result) ? null : result);
  };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}
