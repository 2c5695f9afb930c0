import { plainKernels } from '../../../src/engine/kernels/plain.js';
import type { Kernels } from '../../../src/engine/kernels/kernels.js';
import { wasmKernels } from '../../../src/engine/kernels/wasm.js';

/** Every make of the kernels. `make` is null where this host cannot have it. */
export const makes: readonly { readonly name: string; readonly make: () => Kernels | null }[] = [
  ...(['relaxed', 'simd'] as const).flatMap((instructions) =>
    [false, true].map((wide) => ({
      name: `wasm ${instructions}${wide ? ' wide' : ''}`,
      make: () => wasmKernels({ instructions, wide }),
    })),
  ),
  { name: 'plain float32', make: () => plainKernels('float32') },
];
