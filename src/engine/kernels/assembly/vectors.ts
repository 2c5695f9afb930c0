// Four float32 at once. RELAXED is given by scripts/kernels.mjs (`--use`).

/** a·b + c: in one rounding where the host has it (relaxed), else in two, the same on every machine. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return RELAXED ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** NaN stays NaN, whatever the limit: pmin gives its first operand where they cannot be compared. */
// @ts-ignore: decorator
@inline
export function atMost(x: v128, limit: v128): v128 {
  return f32x4.pmin(x, limit);
}

// @ts-ignore: decorator
@inline
export function atLeast(x: v128, limit: v128): v128 {
  return f32x4.pmax(x, limit);
}
