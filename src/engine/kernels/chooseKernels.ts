import type { Kernels } from './kernels.js';
import { plainKernels } from './plain.js';
import type { HelperData } from './threads.js';
import { wasmKernels, type WasmKernels } from './wasm.js';

/**
 * How the inner loops are made. `relaxed-simd`: WebAssembly with fused multiply-add. `simd`: with multiplication and
 * addition, which gives the same bits on every machine. `plain`: JavaScript. `reference`: the same JavaScript in
 * float64.
 */
export type KernelMake = 'relaxed-simd' | 'simd' | 'plain' | 'reference';

export interface KernelChoice {
  /** `auto`: the first of relaxed-simd, simd and plain that runs here. Default auto. */
  readonly make?: 'auto' | KernelMake;
  /** Laid out for hosts that fuse pairs of 128-bit operations; only where it was found to be faster. Default false. */
  readonly wide?: boolean;
  /** Threads in all; those besides the caller's are started by `startHelper`. Default 1. */
  readonly threads?: number;
  /** Starts a thread that calls `serveKernels` with the data. It may throw: then the caller's thread runs alone. */
  readonly startHelper?: (data: HelperData) => void;
}

/** @throws RangeError where the make that is asked for does not run here. */
export function chooseKernels(choice: KernelChoice): Kernels | WasmKernels {
  const { make = 'auto' } = choice;
  switch (make) {
    case 'plain':
      return plainKernels('float32');
    case 'reference':
      return plainKernels('float64');
    case 'auto':
      return simdKernels('relaxed', choice) ?? simdKernels('simd', choice) ?? plainKernels('float32');
    case 'relaxed-simd':
    case 'simd': {
      const kernels = simdKernels(make === 'simd' ? 'simd' : 'relaxed', choice);
      if (!kernels) throw new RangeError(`make: ${make} does not run here.`);
      return kernels;
    }
  }
}

function simdKernels(instructions: 'relaxed' | 'simd', choice: KernelChoice): WasmKernels | null {
  const { wide = false, threads = 1, startHelper } = choice;
  const helpers = startHelper && threads > 1 ? { count: threads - 1, start: startHelper } : null;
  return wasmKernels({ instructions, wide, ...(helpers && { helpers }) });
}
