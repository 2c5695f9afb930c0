// The elementwise functions over ranges of memory, eight numbers at a time in two vectors: side by side, so that they
// hide each other's latency, or are made one 256-bit operation by the host.
import { atLeast, atMost, multiplyAdd } from './vectors';

/**
 * Constants are read from memory in each round: cheaper than v128.const, which is built anew by two moves. It is exported
 * so that the compiler does not know its address: the host would build that anew for each reading.
 */
export let table: usize = memory.data<f32>([
  1.4426950408889634, // 1 / ln 2
  12582912, // 1.5 · 2²³: added and taken off again, it leaves the nearest integer, and that in the lowest bits
  0.6931471805599453, // ln 2
  // (eʳ - 1 - r) / r² for |r| <= ln 2 / 2, from the highest power down: minimax fit by Lawson's weights, error of eʳ 3e-9
  0.0013814320554956794,
  0.00836885068565607,
  0.041668400168418884,
  0.1666651964187622,
  0.4999999403953552,
  1,
  2,
  -88.1, // below it, 2ⁿ comes out as 0, as it should
  88.1,
  -20, // of 2x in tanh: beyond it, the result rounds to ±1
  20,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(table + 4 * index);
}

// eˣ = 2ⁿ·eʳ with n = round(x / ln 2), r = x - n·ln 2. What follows gives 2ⁿ and eʳ - 1, for tanh to be exact near 0.

/** n + 1.5·2²³ */
// @ts-ignore: decorator
@inline
function shiftedExponent(x: v128): v128 {
  return multiplyAdd(x, constant(0), constant(1));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), constant(8));
}

/** eʳ - 1 */
// @ts-ignore: decorator
@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(1));
  const r = RELAXED ? f32x4.relaxed_nmadd(n, constant(2), x) : f32x4.sub(x, f32x4.mul(n, constant(2)));
  let sum = multiplyAdd(constant(3), r, constant(4));
  sum = multiplyAdd(sum, r, constant(5));
  sum = multiplyAdd(sum, r, constant(6));
  sum = multiplyAdd(sum, r, constant(7));
  return multiplyAdd(f32x4.mul(r, r), sum, r);
}

/** (e²ˣ - 1) / (e²ˣ + 1) */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const twice = atLeast(atMost(f32x4.add(x, x), constant(13)), constant(12));
  const shifted = shiftedExponent(twice);
  const power = powerOfTwo(shifted);
  const top = multiplyAdd(power, remainder(twice, shifted), f32x4.sub(power, constant(8)));
  return f32x4.div(top, f32x4.add(top, constant(9)));
}

/** eˣ / (eˣ + 1) */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const bounded = atLeast(atMost(x, constant(11)), constant(10));
  const shifted = shiftedExponent(bounded);
  const power = powerOfTwo(shifted);
  const top = multiplyAdd(power, remainder(bounded, shifted), power);
  return f32x4.div(top, f32x4.add(top, constant(8)));
}

/** factor·(eˣ - 1) below zero */
// @ts-ignore: decorator
@inline
function elu(x: v128, factor: v128): v128 {
  const bounded = atLeast(x, constant(10));
  const shifted = shiftedExponent(bounded);
  const power = powerOfTwo(shifted);
  const less = multiplyAdd(power, remainder(bounded, shifted), f32x4.sub(power, constant(8)));
  return belowZero(x, f32x4.mul(factor, less));
}

/** x where it is not below zero, else the other. */
// @ts-ignore: decorator
@inline
function belowZero(x: v128, other: v128): v128 {
  return v128.bitselect(other, x, f32x4.lt(x, f32x4.splat(0)));
}

/** x / (1 + |x|), ±1 at ±∞, whose own quotient is NaN; NaN's own sign bit is not of interest. */
// @ts-ignore: decorator
@inline
function softsign(x: v128): v128 {
  const size = f32x4.abs(x);
  const quotient = f32x4.div(x, f32x4.add(size, constant(8)));
  const sign = v128.or(v128.and(x, f32x4.splat(-0.0)), constant(8));
  return v128.bitselect(sign, quotient, f32x4.eq(size, f32x4.splat(Infinity)));
}

/** 1 / (1 + e⁻ˣ) and so on, in place. `count` is a multiple of eight. Codes: `activationCodes` in kernels.ts. */
export function activate(code: i32, first: f32, second: f32, at: usize, count: i32): void {
  const end = at + <usize>count * 4;
  if (code == 1) {
    for (; at < end; at += 32) {
      const a = tanh(v128.load(at));
      const b = tanh(v128.load(at, 16));
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  } else if (code == 2) {
    for (; at < end; at += 32) {
      const a = sigmoid(v128.load(at));
      const b = sigmoid(v128.load(at, 16));
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  } else if (code == 3) {
    const zero = f32x4.splat(0);
    for (; at < end; at += 32) {
      const a = atLeast(v128.load(at), zero);
      const b = atLeast(v128.load(at, 16), zero);
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  } else if (code == 4) {
    const slope = f32x4.splat(first);
    const offset = f32x4.splat(second);
    const zero = f32x4.splat(0);
    const one = f32x4.splat(1);
    for (; at < end; at += 32) {
      const a = atLeast(atMost(multiplyAdd(slope, v128.load(at), offset), one), zero);
      const b = atLeast(atMost(multiplyAdd(slope, v128.load(at, 16), offset), one), zero);
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  } else if (code == 5) {
    for (; at < end; at += 32) {
      const a = softsign(v128.load(at));
      const b = softsign(v128.load(at, 16));
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  } else if (code == 6) {
    const factor = f32x4.splat(first);
    for (; at < end; at += 32) {
      const a = elu(v128.load(at), factor);
      const b = elu(v128.load(at, 16), factor);
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  } else if (code == 7) {
    const factor = f32x4.splat(first);
    for (; at < end; at += 32) {
      const x = v128.load(at);
      const y = v128.load(at, 16);
      const a = belowZero(x, f32x4.mul(factor, x));
      const b = belowZero(y, f32x4.mul(factor, y));
      v128.store(at, a);
      v128.store(at, b, 16);
    }
  }
}
