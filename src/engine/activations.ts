import type { Activation } from './trace.js';

/**
 * Applies an activation to a number, in float64: tanh(x); relu max(0, x); sigmoid 1 / (1 + e^-x); linear x.
 * NaN stays NaN.
 */
export const activations: Readonly<Record<Activation, (x: number) => number>> = {
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  linear: (x) => x,
};
