import type { ArrayValue, ProblemDetail, Span } from './model.js';
import { describeValue, type Element, type Value } from './values.js';

/** What a nested array turned out to be; `unknown` where the text does not say (and then nothing is reported). */
export type ArrayReading =
  | { readonly kind: 'array'; readonly array: ArrayValue }
  | { readonly kind: 'problem'; readonly problem: ArrayProblem; readonly span: Span }
  | { readonly kind: 'unknown' };

export type ArrayProblem = Extract<ProblemDetail, { code: 'ragged-array' | 'not-a-number' }>;

/**
 * Reads nested arrays of float32 numbers, row-major. Every sub-array of one depth must have the length of the first
 * one there. An element that is not known (a variable from elsewhere) beside numbers is taken for a number, which
 * leaves `data` null and the shape known; where no number tells how deep the arrays go, nothing is known.
 */
export function readArray(value: Value, span: Span, field: string): ArrayReading {
  const collected: Collected = { field, index: [], shape: [], data: [], leafDepth: null, unknownDepth: null };
  const stop = collect({ value, span }, collected);
  if (stop) return stop;
  const { shape, data, leafDepth, unknownDepth } = collected;
  if (unknownDepth !== null && unknownDepth !== leafDepth) return { kind: 'unknown' };
  return { kind: 'array', array: { shape, data: unknownDepth === null ? Float32Array.from(data) : null, span } };
}

type Stop = Exclude<ArrayReading, { kind: 'array' }>;

interface Collected {
  readonly field: string;
  /** Where the item at hand stands: as long as it is deep, and changed in place, for arrays have millions of items. */
  readonly index: number[];
  readonly shape: number[];
  readonly data: number[];
  /** The depth at which the numbers stand, once the first of them is seen. */
  leafDepth: number | null;
  /** The smallest depth at which something unknown stands. */
  unknownDepth: number | null;
}

const maxRank = 8;

function collect(item: Element, into: Collected): Stop | null {
  const { value, span } = item;
  const { field, index, leafDepth } = into;
  const depth = index.length;
  const isLeafDepth = depth > 0 && (leafDepth === null || leafDepth === depth);
  switch (value.kind) {
    case 'array':
      if (depth === leafDepth || depth >= maxRank) return ragged(item, index, field, 'a number', 'an array');
      return collectItems(value.read(), span, into);
    case 'number':
      if (!isLeafDepth) return ragged(item, index, field, 'an array', `the number ${value.value}`);
      into.leafDepth = depth;
      into.data.push(value.value);
      return Number.isFinite(Math.fround(value.value)) ? null : notANumber(item, index, field);
    case 'unknown':
      into.unknownDepth = Math.min(depth, into.unknownDepth ?? depth);
      return null;
    case 'broken':
      return { kind: 'unknown' };
    default:
      return notANumber(item, index, field);
  }
}

function collectItems(items: readonly Element[], span: Span, into: Collected): Stop | null {
  const { index } = into;
  const expected = into.shape[index.length];
  if (expected === undefined) into.shape.push(items.length);
  else if (expected !== items.length) {
    const found = String(items.length);
    return ragged({ span }, index, into.field, `${expected} elements`, found);
  }
  for (const [position, item] of items.entries()) {
    index.push(position);
    const stop = collect(item, into);
    if (stop) return stop;
    index.pop();
  }
  return null;
}

function ragged(
  { span }: Pick<Element, 'span'>,
  index: readonly number[],
  field: string,
  expected: string,
  found: string,
): Stop {
  return { kind: 'problem', span, problem: { code: 'ragged-array', field, index: [...index], expected, found } };
}

function notANumber({ value, span }: Element, index: readonly number[], field: string): Stop {
  const found = describeValue(value);
  return { kind: 'problem', span, problem: { code: 'not-a-number', field, index: [...index], found } };
}
