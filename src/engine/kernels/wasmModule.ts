import relaxedWide from '#kernels/relaxed-wide.wasm';
import relaxed from '#kernels/relaxed.wasm';
import simdWide from '#kernels/simd-wide.wasm';
import simd from '#kernels/simd.wasm';

const modules = {
  relaxed: { narrow: relaxed, wide: relaxedWide },
  simd: { narrow: simd, wide: simdWide },
} as const;

/** What assembly/index.ts exports. Addresses and strides are in bytes. */
export interface WasmExports {
  readonly runSteps: (program: number, from: number, to: number, fromLine: number, toLine: number) => void;
  /** The same, called by every thread that has joined. */
  readonly runStepsTogether: WasmExports['runSteps'];
  readonly join: (index: number, threads: number, meeting: number) => void;
  readonly multiply: (
    blocks: number,
    rows: number,
    count: number,
    x: number,
    xStride: number,
    xBlock: number,
    kernel: number,
    columns: number,
    start: number,
    startStride: number,
    out: number,
    outStride: number,
    outBlock: number,
  ) => void;
  readonly activate: (code: number, first: number, second: number, at: number, count: number) => void;
}

/** The first numbers of a memory are the modules' own tables. */
export const reservedNumbers = 512;

export const pageBytes = 65536;

/** One less than the modules allow: the kernels take an address behind the last of 2^32 bytes for 0. */
export const mostPages = 65535;

/** null where the host does not know the instructions, or has no WebAssembly, or forbids it. */
export function compileModule(
  instructions: 'relaxed' | 'simd',
  wide: boolean,
  sharedMemory: boolean,
): WebAssembly.Module | null {
  const bytes = modules[instructions][wide ? 'wide' : 'narrow'];
  try {
    const wanted = sharedMemory ? bytes : withUnsharedMemory(bytes);
    return WebAssembly.validate(wanted) ? new WebAssembly.Module(wanted) : null;
  } catch {
    return null;
  }
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WasmExports;
}

/** The import as the modules have it: the names, the kind (memory), the flags of its limits (shared, with a maximum). */
const memoryImport = [3, ...codesOf('env'), 6, ...codesOf('memory'), 2, 3];

/** One thread needs no shared memory, which not every host gives: nothing else in the modules differs. */
function withUnsharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = bytes.findIndex((_, start) => memoryImport.every((byte, index) => bytes[start + index] === byte));
  const result = bytes.slice();
  result[at + memoryImport.length - 1] = 1;
  return result;
}

function codesOf(name: string): number[] {
  return Array.from(name, (letter) => letter.charCodeAt(0));
}
