import type { Value } from './values.js';

/** What gives None whenever it is called. */
export interface Giver {
  readonly name: string;
  /** Whether it changes what it is called on or given, as a function without a `return` of the program's own may not. */
  readonly isInPlace: boolean;
}

/** By the None that came of it; other Nones may well be meant. */
const givers = new WeakMap<Value, Giver>();

/** The None that a call gives of something that never gives anything else. */
export function nothingOf(name: string, isInPlace = false): Value {
  const value: Value = { kind: 'none' };
  givers.set(value, { name, isInPlace });
  return value;
}

/** What gave this None, if it never gives anything else; null for all other values. */
export function giverOf(value: Value | undefined): Giver | null {
  return value?.kind === 'none' ? (givers.get(value) ?? null) : null;
}
