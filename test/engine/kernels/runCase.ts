import type { Kernels } from '../../../src/engine/kernels/kernels.js';
import { referenceCell, usual, type Case } from './cases.js';
import { runOnKernels, type KernelRun, type Slice } from './runOnKernels.js';

export function runCase(kernels: Kernels, of: Case, slices?: readonly Slice[]): KernelRun {
  const { activation, recurrentActivation, stateActivation } = of.activations ?? usual;
  const plans = {
    activation: activation.plan,
    recurrentActivation: recurrentActivation.plan,
    stateActivation: stateActivation.plan,
  };
  return runOnKernels(kernels, referenceCell(of), plans, slices);
}

/** Enough of what a run left to tell whether two are the same. */
export function numbersOf({ cell, batch, steps }: Case, run: KernelRun): number[][] {
  const places = Array.from(
    { length: steps * batch },
    (_, index) => [Math.floor(index / batch), index % batch] as const,
  );
  return places.flatMap(([step, line]) => [
    run.state(step, line),
    run.gates(step, line, 0),
    ...(cell === 'lstm' ? [run.cellState(step, line)] : []),
  ]);
}
