import type { Value } from './values.js';

const joined = new WeakSet<Value>();

/** Remembers that a value stands for another one as well, of the same shape, that another branch made. */
export function rememberJoined(value: Value): Value {
  joined.add(value);
  return value;
}

/** Whether a value may be another one of its shape: then what made it is not certain. */
export function isJoined(value: Value): boolean {
  return joined.has(value);
}
