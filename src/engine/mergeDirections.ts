import type { Address, Heap } from './kernels/kernels.js';
import type { RecurrentSizes } from './layerSizes.js';
import { finalSlot, stepSlot, type LayerLayout } from './layout.js';
import type { RunSizes, Task } from './task.js';

/**
 * Writes the output of a layer whose output is not simply its state: both directions merged, the steps in the order
 * of `goBackwards`, only the last step read, or zeros at padded steps.
 *
 * Keras' Bidirectional gives the backward direction's outputs in the order of the input's steps, so that outputs of
 * the same step stand together; with `goBackwards` both come out reversed.
 */
export function mergeTask(
  heap: Heap,
  sizes: RecurrentSizes,
  { directions, output }: LayerLayout,
  mask: Address,
  { batch, steps }: RunSizes,
): Task {
  const { stateSize, merge, returnSequences, goBackwards, paddedOutput } = sizes;
  const joined = merge === 'concat' || merge === 'none';
  const outputSteps = returnSequences ? steps : 1;
  const writeStep = (nth: number): void => {
    const { numbers } = heap;
    const step = goBackwards ? steps - 1 - nth : nth;
    for (let line = 0; line < batch; line++) {
      const to = output.address + (nth * batch + line) * output.stride;
      if (returnSequences && paddedOutput === 'zero' && mask !== 0 && numbers[mask + step * batch + line] === 0) {
        numbers.fill(0, to, to + output.size);
        continue;
      }
      for (const [index, { direction, state, stateWidth }] of directions.entries()) {
        const slot = returnSequences ? stepSlot(sizes, direction, step) : finalSlot(sizes, direction, steps);
        const from = state + (slot * batch + line) * stateWidth;
        if (index === 0 || joined) numbers.copyWithin(to + index * stateSize, from, from + stateSize);
        else if (merge === 'mul') for (let i = 0; i < stateSize; i++) numbers[to + i]! *= numbers[from + i]!;
        else for (let i = 0; i < stateSize; i++) numbers[to + i]! += numbers[from + i]!;
      }
      if (merge === 'ave' && directions.length === 2) for (let i = 0; i < stateSize; i++) numbers[to + i]! /= 2;
    }
  };
  return {
    count: outputSteps,
    work: batch * output.size,
    run: (from, to) => {
      for (let nth = from; nth < to; nth++) writeStep(nth);
    },
    release: () => undefined,
  };
}
