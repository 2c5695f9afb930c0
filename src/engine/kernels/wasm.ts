import { createHeap, type Space } from '../heap.js';
import { stepWork, type Kernels } from './kernels.js';
import { narrowPacking, packGates, widePacking } from './pack.js';
import { programWords } from './programWords.js';
import { controlWords, createTeam, type HelperData, type Team } from './threads.js';
import { compileModule, instantiate, mostPages, pageBytes, reservedNumbers } from './wasmModule.js';

export interface WasmOptions {
  /** Fused multiply-add, or multiplication and addition: the same bits on every machine. */
  readonly instructions: 'relaxed' | 'simd';
  /** Laid out for hosts that make 256-bit operations of pairs of 128-bit ones; slower where they do not. */
  readonly wide: boolean;
  /**
   * Threads besides the caller's, in a memory that they share. Until all of them are up, and where they do not come up or
   * there is no shared memory, the caller's thread runs alone.
   */
  readonly helpers?: {
    readonly count: number;
    /** Starts a thread that calls `serveKernels` with this data. It may throw: then there are none. */
    readonly start: (data: HelperData) => void;
  };
}

export interface WasmKernels extends Kernels {
  /** Threads that the next run will use. */
  threads(): number;
}

/**
 * Kernels in WebAssembly, float32, with a memory of their own.
 *
 * @returns null where the host does not know the instructions, has no WebAssembly, or no address space left for it.
 */
export function wasmKernels({ instructions, wide, helpers }: WasmOptions): WasmKernels | null {
  const sharedMemory = helpers && helpers.count > 0 ? makeSharedMemory() : null;
  const module = compileModule(instructions, wide, sharedMemory !== null);
  if (!module) return null;
  const memory = sharedMemory ?? makeMemory();
  if (!memory) return null;
  const exports = instantiate(module, memory);
  const { runSteps, multiply, activate } = exports;
  const packing = wide ? widePacking : narrowPacking;
  const heap = createHeap(memorySpace(memory), reservedNumbers);
  const tail = heap.allocate(lanes);
  let team = helpers && sharedMemory ? startTeam(sharedMemory, helpers.count, helpers.start) : null;

  function startTeam(shared: WebAssembly.Memory, count: number, start: (data: HelperData) => void): Team | null {
    const control = bytesAt(heap.allocate(controlWords));
    const started = createTeam(exports, shared, control, count + 1);
    try {
      for (let index = 1; index <= count; index++)
        start({ module: module!, memory: shared, control, index, threads: count + 1 });
      return started;
    } catch {
      started.dismiss();
      return null;
    }
  }

  return {
    name: `wasm ${instructions}${wide ? ' wide' : ''}`,
    lanes,
    sliceWork: 6e7,
    heap,
    threads: () => (team?.isReady() ? helpers!.count + 1 : 1),
    close: () => {
      team?.dismiss();
      team = null;
    },
    packedSize: (rows, gates, width) => rows * gates * width,
    packGates: (source, rows, gates, units, width, forOneRow, to) =>
      packGates(source, rows, gates, units, width, forOneRow ? packing.oneRow : packing.manyRows, heap.numbers, to),
    recurrentProgram: (plan) => {
      const words = programWords(plan);
      const program = heap.allocate(words.length);
      new Uint32Array(heap.numbers.buffer).set(words, program);
      const work = stepWork(plan);
      return {
        runSteps: (from, to, fromLine, toLine) => {
          const run =
            team && work * (to - from) * (toLine - fromLine) > alone && team.isReady() ? team.runSteps : runSteps;
          run(bytesAt(program), from, to, fromLine, toLine);
        },
        release: () => heap.free(program),
      };
    },
    affine: (plan, input, inputStride, output, outputStride, rows, accumulate) => {
      const { inputSize, width, kernel, bias } = plan;
      const adds = accumulate || bias === 0;
      if (!accumulate && bias === 0)
        for (let row = 0; row < rows; row++) {
          const at = output + row * outputStride;
          heap.numbers.fill(0, at, at + width);
        }
      const start = bytesAt(adds ? output : bias);
      const stride = 4 * outputStride;
      const from = bytesAt(input);
      const to = bytesAt(output);
      const startStride = adds ? stride : 0;
      multiply(1, rows, inputSize, from, 4 * inputStride, 0, bytesAt(kernel), width, start, startStride, to, stride, 0);
    },
    activate: ({ code, first, second }, at, count) => {
      const whole = count - (count % lanes);
      activate(code, first, second, bytesAt(at), whole);
      if (whole === count) return;
      const { numbers } = heap;
      numbers.copyWithin(tail, at + whole, at + count);
      activate(code, first, second, bytesAt(tail), lanes);
      numbers.copyWithin(at + whole, tail, tail + count - whole);
    },
  };
}

/** Numbers that two vectors hold: what an inner loop does in one round. */
const lanes = 8;

/** Multiplications up to which it does not pay to wake others: some tens of microseconds. */
const alone = 1e6;

function bytesAt(address: number): number {
  return address * 4;
}

/** null where the host does not give it the addresses that it may grow into. */
function makeMemory(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: mostPages });
  } catch {
    return null;
  }
}

/** null where the host has none: a page that is not isolated from others', for one. */
function makeSharedMemory(): WebAssembly.Memory | null {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
    return memory.buffer instanceof SharedArrayBuffer ? memory : null;
  } catch {
    return null;
  }
}

function memorySpace(memory: WebAssembly.Memory): Space {
  let numbers = new Float32Array(memory.buffer);
  return {
    get numbers() {
      if (numbers.buffer !== memory.buffer) numbers = new Float32Array(memory.buffer);
      return numbers;
    },
    grow: (length) => {
      const pages = memory.buffer.byteLength / pageBytes;
      const needed = Math.ceil((length * 4) / pageBytes);
      // Twice as much, so that growing piece by piece does not take long, if there is as much.
      const wanted = Math.min(mostPages, Math.max(needed, Math.min(2 * pages, pages + 1024)));
      const grown = needed <= mostPages && [wanted, needed].some((goal) => growsBy(memory, goal - pages));
      if (!grown) throw new RangeError(`There is no memory of ${((needed * pageBytes) / 1e6).toFixed(1)} MB.`);
    },
  };
}

function growsBy(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}
