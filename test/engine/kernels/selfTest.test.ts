import assert from 'node:assert/strict';
import type { Kernels } from '../../../src/engine/kernels/kernels.js';
import { plainKernels } from '../../../src/engine/kernels/plain.js';
import { fastestKernels, isCorrect } from '../../../src/engine/kernels/selfTest.js';
import { makes } from './kernelsUnderTest.js';

/** Kernels that say how long they take, by a clock of their own. */
function timed(clock: { time: number }, milliseconds: number): Kernels {
  const kernels = plainKernels('float32');
  return {
    ...kernels,
    recurrentProgram: (plan) => {
      const program = kernels.recurrentProgram(plan);
      return {
        ...program,
        runSteps: (...slice) => {
          clock.time += milliseconds;
          program.runSteps(...slice);
        },
      };
    },
  };
}

/** Kernels that forget the last line. */
function wrong(): Kernels {
  const kernels = plainKernels('float32');
  return {
    ...kernels,
    recurrentProgram: (plan) => {
      const program = kernels.recurrentProgram(plan);
      return { ...program, runSteps: (from, to, first, last) => program.runSteps(from, to, first, last - 1) };
    },
  };
}

describe('the self test of kernels', () => {
  for (const { name, make } of makes)
    it(`finds ${name} correct, and leaves nothing in its memory`, function () {
      const kernels = make();
      if (!kernels) this.skip();
      const before = kernels.heap.allocate(8);
      kernels.heap.free(before);
      assert.ok(isCorrect(kernels));
      assert.equal(kernels.heap.allocate(8), before);
    });

  it('takes the fastest', () => {
    const clock = { time: 0 };
    const [slow, fast, middling] = [5, 1, 3].map((milliseconds) => timed(clock, milliseconds));
    assert.equal(
      fastestKernels([() => slow!, () => fast!, () => middling!], () => clock.time),
      fast,
    );
  });

  it('drops what is missing, throws or is wrong', () => {
    const clock = { time: 0 };
    const slow = timed(clock, 5);
    const throwing = (): Kernels => {
      throw new RangeError('There is no memory.');
    };
    assert.equal(
      fastestKernels([() => null, wrong, throwing, () => slow], () => clock.time),
      slow,
    );
    assert.equal(
      fastestKernels([wrong], () => clock.time),
      null,
    );
  });

  it('takes the first correct one where there is no time', () => {
    const clock = { time: 0 };
    const [slow, fast] = [5, 1].map((milliseconds) => timed(clock, milliseconds));
    assert.equal(
      fastestKernels([wrong, () => slow!, () => fast!], () => clock.time, 0),
      slow,
    );
  });
});
