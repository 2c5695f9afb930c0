import { activationCodes, cellCodes, gateCounts, type Address, type Kernels, type RecurrentPlan } from './kernels.js';
import { plainKernels } from './plain.js';

/**
 * The fastest of some kernels that compute correctly here. Each one first runs a small LSTM and a GRU, whose numbers must
 * be those of the plain kernels; one that is null, throws or computes otherwise is out. What is left takes turns at a
 * larger LSTM until the time is over. A host compiles well only what has run for a while, so a few milliseconds for each
 * are needed to tell them apart; with 0 the first correct one is taken.
 *
 * @param now a clock, in milliseconds
 * @param milliseconds for all of them together
 */
export function fastestKernels(
  candidates: readonly (() => Kernels | null)[],
  now: () => number,
  milliseconds = 60,
): Kernels | null {
  const correct = candidates.flatMap((make) => {
    try {
      const kernels = make();
      return kernels && isCorrect(kernels) ? [kernels] : [];
    } catch {
      return [];
    }
  });
  if (correct.length < 2 || milliseconds <= 0) return correct[0] ?? null;
  const trials = correct.map((kernels) => ({ kernels, trial: prepareTrial(kernels, timed), best: Infinity }));
  const end = now() + milliseconds;
  do {
    for (const entrant of trials) {
      const start = now();
      for (let i = 0; i < 4; i++) entrant.trial.run();
      entrant.best = Math.min(entrant.best, now() - start);
    }
  } while (now() < end);
  for (const { trial } of trials) trial.free();
  return trials.reduce((first, second) => (second.best < first.best ? second : first)).kernels;
}

/** Whether the kernels compute what the plain ones do. */
export function isCorrect(kernels: Kernels): boolean {
  return checked.every((sizes) => {
    const [found, expected] = [kernels, plainKernels('float32')].map((made) => {
      const trial = prepareTrial(made, sizes);
      trial.run();
      const states = trial.states();
      trial.free();
      return states;
    });
    return expected!.every((value, index) => Math.abs(value - found![index]!) < 1e-5);
  });
}

interface TrialSizes {
  readonly cell: 'lstm' | 'gru';
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly units: number;
}

/** One line and many, sizes that fill no vector, and more columns than any panel has. */
const checked: readonly TrialSizes[] = [
  { cell: 'lstm', batch: 1, steps: 3, inputSize: 5, units: 19 },
  { cell: 'lstm', batch: 13, steps: 2, inputSize: 6, units: 11 },
  { cell: 'gru', batch: 1, steps: 2, inputSize: 7, units: 33 },
  { cell: 'gru', batch: 5, steps: 2, inputSize: 4, units: 9 },
];

/** Small enough for the caches nearest to the processor: it is the arithmetic that differs. */
const timed: TrialSizes = { cell: 'lstm', batch: 12, steps: 4, inputSize: 32, units: 32 };

interface Trial {
  run(): void;
  states(): number[];
  free(): void;
}

function prepareTrial(kernels: Kernels, { cell, batch, steps, inputSize, units }: TrialSizes): Trial {
  const { heap, lanes } = kernels;
  const width = Math.ceil(units / lanes) * lanes;
  const gates = gateCounts[cellCodes[cell]]!;
  const owned: Address[] = [];
  const allocate = (count: number): Address => {
    const at = heap.allocate(count);
    owned.push(at);
    return at;
  };
  // Numbers of [-1, 1), as mixed as need be.
  const value = (index: number): number => (((index + 1) * 40503) % 8191) / 4096 - 1;
  const filled = (count: number): Address => {
    const at = allocate(count);
    const { numbers } = heap;
    for (let i = 0; i < count; i++) numbers[at + i] = value(i);
    return at;
  };
  const pack = (rows: number, forOneRow: boolean): Address => {
    const at = allocate(kernels.packedSize(rows, gates, width, forOneRow));
    const weights = Float32Array.from({ length: rows * gates * units }, (_, index) => value(index) / 4);
    kernels.packGates(weights, rows, gates, units, width, forOneRow, at);
    return at;
  };
  const tanh = { code: activationCodes.tanh, first: 0, second: 0 };
  const plan: RecurrentPlan = {
    cell: cellCodes[cell],
    batch,
    steps,
    inputSize,
    units,
    width,
    stateSize: units,
    stateWidth: width,
    backward: 0,
    resetAfter: 1,
    activation: tanh,
    recurrentActivation: { code: activationCodes.sigmoid, first: 0, second: 0 },
    stateActivation: tanh,
    input: filled(steps * batch * inputSize),
    inputStride: inputSize,
    kernel: pack(inputSize, false),
    bias: allocate(gates * width),
    recurrentKernel: pack(units, batch === 1),
    recurrentBias: allocate(width),
    projection: 0,
    peepholes: 0,
    gates: allocate(steps * batch * gates * width),
    hiddenProjection: allocate(steps * batch * width),
    unprojected: 0,
    cellState: allocate((steps + 1) * batch * width),
    state: allocate((steps + 1) * batch * width),
    mask: 0,
    scratch: allocate(batch * width),
  };
  const program = kernels.recurrentProgram(plan);
  return {
    run: () => program.runSteps(0, steps, 0, batch),
    states: () => {
      const rows = Array.from({ length: (steps + 1) * batch }, (_, row) => plan.state + row * width);
      return rows.flatMap((at) => Array.from(heap.numbers.subarray(at, at + units)));
    },
    free: () => {
      program.release();
      for (const address of owned) heap.free(address);
    },
  };
}
