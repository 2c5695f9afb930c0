import type { Value } from './values.js';

/** A number of which nothing else is known: what NumPy draws, or takes of numbers that are not known. */
export const anyNumber: Value = { kind: 'float', value: null, isAny: true };
