import type { RecurrentPlan } from './kernels.js';

/** A plan as assembly/program.ts has it: words in its order, addresses and the input's stride in bytes. */
export function programWords(plan: RecurrentPlan): Uint32Array {
  const words: number[] = [];
  const integers = (...values: number[]): void => void words.push(...values);
  const addresses = (...values: number[]): void => void words.push(...values.map((value) => value * 4));
  integers(plan.cell, plan.batch, plan.steps, plan.inputSize, plan.units, plan.width, plan.stateSize, plan.stateWidth);
  integers(plan.backward, plan.resetAfter);
  for (const { code, first, second } of [plan.activation, plan.recurrentActivation, plan.stateActivation])
    integers(code, ...new Uint32Array(Float32Array.of(first, second).buffer));
  addresses(plan.input, plan.inputStride, plan.kernel, plan.bias, plan.recurrentKernel, plan.recurrentBias);
  addresses(plan.projection, plan.peepholes, plan.gates, plan.hiddenProjection, plan.unprojected, plan.cellState);
  addresses(plan.state, plan.mask, plan.scratch);
  return Uint32Array.from(words);
}
