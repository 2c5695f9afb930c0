import { instantiate, type WasmExports } from './wasmModule.js';

/** What a helper thread is given: it can be sent to a worker. */
export interface HelperData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Of the words that the threads talk through, in bytes. */
  readonly control: number;
  /** From 1 on; 0 is the thread that gives the commands. */
  readonly index: number;
  readonly threads: number;
}

/** Words of the control block. Those that are waited for have a cache line of their own. */
const commands = 0; // counts them
const command = 1; // program, from, to, fromLine, toLine
const over = 6;
const finished = 16; // helpers that are through with the command
const ready = 32; // helpers that are up
const meeting = 48; // as assembly/sharing.ts has it
export const controlWords = 80;

/** Looks at a word before a thread goes to sleep: some tens of microseconds. */
const looks = 20_000;

/** For a helper thread: does its share of every command, until the team is dismissed. */
export function serveKernels({ module, memory, control, index, threads }: HelperData): void {
  const words = controlOf(memory, control);
  const { join, runStepsTogether } = instantiate(module, memory);
  join(index, threads, control + 4 * meeting);
  let seen = 0;
  Atomics.add(words, ready, 1);
  for (;;) {
    awaitChange(words, commands, seen);
    seen = Atomics.load(words, commands);
    if (Atomics.load(words, over) === 1) return;
    const [program, from, to, fromLine, toLine] = words.subarray(command, over);
    runStepsTogether(program! >>> 0, from!, to!, fromLine!, toLine!);
    Atomics.add(words, finished, 1);
    Atomics.notify(words, finished);
  }
}

/** Several threads that run steps together. */
export interface Team {
  /** Whether all helpers are up. */
  readonly isReady: () => boolean;
  readonly runSteps: WasmExports['runSteps'];
  /** Lets the helpers end. */
  readonly dismiss: () => void;
}

/** The side of the thread that gives the commands. `control`: `controlWords` zeros, in bytes. */
export function createTeam(
  { join, runStepsTogether }: WasmExports,
  memory: WebAssembly.Memory,
  control: number,
  threads: number,
): Team {
  const words = controlOf(memory, control);
  const helpers = threads - 1;
  join(0, threads, control + 4 * meeting);
  const give = (): void => {
    Atomics.store(words, finished, 0);
    Atomics.add(words, commands, 1);
    Atomics.notify(words, commands);
  };
  return {
    isReady: () => Atomics.load(words, ready) === helpers,
    runSteps: (program, from, to, fromLine, toLine) => {
      words.set([program, from, to, fromLine, toLine], command);
      give();
      runStepsTogether(program, from, to, fromLine, toLine);
      for (let count = Atomics.load(words, finished); count !== helpers; count = Atomics.load(words, finished))
        awaitChange(words, finished, count);
    },
    dismiss: () => {
      Atomics.store(words, over, 1);
      give();
    },
  };
}

function controlOf(memory: WebAssembly.Memory, control: number): Int32Array {
  return new Int32Array(memory.buffer, control, controlWords);
}

/** Waits until the word is another, awake at first. A page's main thread may not sleep: it stays awake. */
function awaitChange(words: Int32Array, index: number, value: number): void {
  for (let look = 0; look < looks; look++) if (Atomics.load(words, index) !== value) return;
  try {
    Atomics.wait(words, index, value);
  } catch {
    while (Atomics.load(words, index) === value);
  }
}
