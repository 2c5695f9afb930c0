import { activationPlan } from './activations.js';
import { activationCodes } from './kernels/kernels.js';
import { activateRange } from './kernels/plain.js';
import type { Activation } from './network.js';

/** f(x) of each number. */
export function activated(activation: Activation, numbers: Float64Array): Float64Array {
  const values = numbers.slice();
  activateRange(values, activationPlan(activation), 0, values.length);
  return values;
}

/**
 * f'(x) from f(x): tanh' = 1 - f², σ' = f·(1 - f), softsign' = (1 - |f|)², elu' = f + alpha below zero. Where f(x) does
 * not tell, which is for elu and leaky_relu with an alpha of zero or less, x is asked for. At a kink the derivative is
 * that of the left side.
 */
export function derivatives(activation: Activation, values: Float64Array, x: () => ArrayLike<number>): Float64Array {
  const { code, first } = activationPlan(activation);
  switch (code) {
    case activationCodes.tanh:
      return values.map((value) => 1 - value * value);
    case activationCodes.sigmoid:
      return values.map((value) => value * (1 - value));
    case activationCodes.relu:
      return values.map((value) => (value > 0 ? 1 : 0));
    case activationCodes.hard_sigmoid:
      return values.map((value) => (value > 0 && value < 1 ? first : 0));
    case activationCodes.softsign:
      return values.map((value) => (1 - Math.abs(value)) ** 2);
    case activationCodes.elu:
      return belowZero(values, first, x, (value) => value + first);
    case activationCodes.leaky_relu:
      return belowZero(values, first, x, () => first);
    default:
      return values.map(() => 1);
  }
}

/** 1 above zero, and something else below. */
function belowZero(
  values: Float64Array,
  alpha: number,
  x: () => ArrayLike<number>,
  derivative: (value: number) => number,
): Float64Array {
  const signs = alpha > 0 ? values : x();
  return values.map((value, i) => (signs[i]! > 0 ? 1 : derivative(value)));
}
