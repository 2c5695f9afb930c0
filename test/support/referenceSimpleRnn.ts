import type { Activation, SimpleRnnRun } from '../../src/engine/trace.js';

const functions: Record<Activation, (x: number) => number> = {
  tanh: (x) => Math.tanh(x),
  relu: (x) => (x > 0 ? x : 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  linear: (x) => x,
};

/** The lecture's formulas written down plainly, in float64 from end to end. States and outputs, row-major. */
export function referenceSimpleRnn({ inputs, weights, initialState, activation }: SimpleRnnRun) {
  const { i_w, i_b, h_w, h_b, o_w, o_b } = weights;
  const [batch, steps, features] = inputs.shape as [number, number, number];
  const units = i_b.data.length;
  const f = functions[activation];
  const state: number[] = [];
  const output: number[] = [];
  for (let line = 0; line < batch; line++) {
    let previous = Array.from({ length: units }, (_, unit) => initialState?.data[line * units + unit] ?? 0);
    for (let step = 0; step < steps; step++) {
      const x = Array.from(
        inputs.data.subarray((line * steps + step) * features, (line * steps + step + 1) * features),
      );
      const fromInput = affine(x, i_w.data, i_b.data);
      const fromHidden = affine(previous, h_w.data, h_b.data);
      previous = fromInput.map((value, unit) => f(value + fromHidden[unit]!));
      state.push(...previous);
      output.push(...(o_w && o_b ? affine(previous, o_w.data, o_b.data) : previous));
    }
  }
  return { state, output };
}

/** x·w + b */
function affine(x: readonly number[], w: Float32Array, b: Float32Array): number[] {
  return Array.from(b, (bias, column) => x.reduce((sum, value, k) => sum + value * w[k * b.length + column]!, bias));
}
