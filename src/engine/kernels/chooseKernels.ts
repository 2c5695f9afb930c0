import type { Kernels } from './kernels.js';
import { plainKernels } from './plain.js';
import { wasmKernels } from './wasm.js';

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
}

/** @throws RangeError where the make that is asked for does not run here. */
export function chooseKernels({ make = 'auto', wide = false }: KernelChoice): Kernels {
  switch (make) {
    case 'plain':
      return plainKernels('float32');
    case 'reference':
      return plainKernels('float64');
    case 'auto':
      return (
        wasmKernels({ instructions: 'relaxed', wide }) ??
        wasmKernels({ instructions: 'simd', wide }) ??
        plainKernels('float32')
      );
    case 'relaxed-simd':
    case 'simd': {
      const kernels = wasmKernels({ instructions: make === 'simd' ? 'simd' : 'relaxed', wide });
      if (!kernels) throw new RangeError(`make: ${make} does not run here.`);
      return kernels;
    }
  }
}
