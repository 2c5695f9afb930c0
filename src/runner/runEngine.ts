import { createEngine, type Engine } from '../engine/engine.js';
import { chooseKernels } from '../engine/kernels/chooseKernels.js';
import type { Kernels } from '../engine/kernels/kernels.js';
import { fastestKernels } from '../engine/kernels/selfTest.js';
import type { HelperData } from '../engine/kernels/threads.js';
import type { EngineChoice, EngineSettings } from './engineSettings.js';
import type { WasmKernels } from '../engine/kernels/wasm.js';
import { trialMilliseconds } from './warmUp.js';

/** Starts a thread that serves the engine of this one. */
export type StartHelper = (data: HelperData) => void;

/** The engine that was chosen, or a plainer one where that does not run here. */
export function createRunEngine(choice: EngineChoice, startHelper: StartHelper): Engine {
  try {
    return createEngine({ ...choice, startHelper });
  } catch {
    return createEngine({ make: 'plain' });
  }
}

/**
 * Finds the fastest way in which this machine computes correctly, within what the settings allow. Takes some tenths of
 * a second, so it is for a worker that nobody waits for yet.
 */
export async function proveEngine(
  { deterministic, wide, threads }: EngineSettings,
  startHelper: StartHelper,
): Promise<{ engine: Engine; choice: EngineChoice }> {
  const makes = deterministic ? (['simd'] as const) : (['relaxed-simd', 'simd'] as const);
  const choices: EngineChoice[] = makes.flatMap((make) =>
    (wide ? [true, false] : [false]).map((isWide) => ({ make, wide: isWide, threads: 1 })),
  );
  const made = new Map<Kernels, EngineChoice>();
  const candidates = choices.map((choice) => () => {
    const kernels = chooseKernels(choice);
    made.set(kernels, choice);
    return kernels;
  });
  const kernels = fastestKernels(candidates, () => performance.now(), testMilliseconds);
  const choice: EngineChoice = (kernels && made.get(kernels)) ?? { make: 'plain', wide: false, threads: 1 };
  const engine = createRunEngine(choice, startHelper);
  if (threads <= 1 || choice.make === 'plain') return { engine, choice };
  const together = { ...choice, threads };
  const team = chooseKernels({ ...together, startHelper });
  if ('threads' in team && (await comesUp(team))) {
    const many = createEngine({ kernels: team });
    if (trialMilliseconds(many) < worthwhile * trialMilliseconds(engine)) return { engine: many, choice: together };
  }
  team.close();
  return { engine, choice };
}

/** A host compiles well only what has run for a while: shorter tests choose by chance. */
const testMilliseconds = 80;

/** More threads are to save a fifth of the time at least. */
const worthwhile = 0.8;

/** Whether the helpers are there within half a second. */
async function comesUp(team: WasmKernels): Promise<boolean> {
  for (let look = 0; look < 50; look++) {
    if (team.threads() > 1) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
