import type { ActivationPlan } from '../../../src/engine/kernels/kernels.js';
import type { ReferenceCell } from './referenceCell.js';
import { plain } from './runOnKernels.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const relu = (x: number): number => Math.max(0, x);

type Activated = { readonly plan: ActivationPlan; readonly of: (x: number) => number };
export const usual: Record<'activation' | 'recurrentActivation' | 'stateActivation', Activated> = {
  activation: { plan: plain('tanh'), of: Math.tanh },
  recurrentActivation: { plan: plain('sigmoid'), of: sigmoid },
  stateActivation: { plan: plain('tanh'), of: Math.tanh },
};
export const unusual: typeof usual = {
  activation: { plan: plain('softsign'), of: (x) => x / (1 + Math.abs(x)) },
  recurrentActivation: {
    plan: plain('hard_sigmoid', 0.25, 0.5),
    of: (x) => Math.max(0, Math.min(1, 0.25 * x + 0.5)),
  },
  stateActivation: { plan: plain('relu'), of: relu },
};

/** A cell that is run by the kernels and by the reference. Its weights are random, but the same each time. */
export interface Case {
  readonly cell: ReferenceCell['cell'];
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly units: number;
  readonly projected?: number;
  readonly backward?: boolean;
  readonly resetAfter?: boolean;
  readonly peepholes?: boolean;
  readonly masked?: boolean;
  readonly activations?: typeof usual;
}

export function referenceCell(of: Case): ReferenceCell {
  const { cell, batch, steps, inputSize, units, projected = 0, activations = usual } = of;
  const gates = { simple_rnn: 1, lstm: 4, gru: 3 }[cell];
  const stateSize = projected || units;
  const random = numbersFrom(batch * 7919 + units * 104729 + steps);
  const small = (count: number, scale: number): Float32Array =>
    Float32Array.from({ length: count }, () => (2 * random() - 1) * scale);
  const scale = 1 / Math.sqrt(units);
  return {
    cell,
    batch,
    steps,
    inputSize,
    units,
    projected,
    backward: of.backward ?? false,
    resetAfter: of.resetAfter ?? true,
    activation: activations.activation.of,
    recurrentActivation: activations.recurrentActivation.of,
    stateActivation: activations.stateActivation.of,
    inputs: small(steps * batch * inputSize, 1),
    kernel: small(inputSize * gates * units, scale),
    recurrentKernel: small(stateSize * gates * units, scale),
    bias: small(gates * units, 0.5),
    recurrentBias: small(units, cell === 'gru' && of.resetAfter === false ? 0 : 0.5),
    projection: small(units * projected, scale),
    peepholes: of.peepholes ? small(3 * units, 0.5) : null,
    mask: of.masked ? Float32Array.from({ length: steps * batch }, () => (random() < 0.6 ? 1 : 0)) : null,
    initialState: small(batch * stateSize, 0.9),
    initialCellState: small(batch * units, 0.9),
  };
}

/** Numbers of [0, 1) that are the same in each run: a linear congruence (Numerical Recipes). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
