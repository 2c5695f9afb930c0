/** What a person may choose of how the engine computes. */
export interface EngineSettings {
  /** Multiplication and addition instead of fused multiply-add: the same bits on every machine. */
  readonly deterministic: boolean;
  /** Whether 256-bit vectors may be used where they are found to work and to be faster. */
  readonly wide: boolean;
  /** The most threads that one run may use, where more than one are found to be faster. */
  readonly threads: number;
}

/** How the engine of a worker is made. */
export interface EngineChoice {
  readonly make: 'auto' | 'relaxed-simd' | 'simd' | 'plain';
  readonly wide: boolean;
  readonly threads: number;
}

/** What needs no proof: one thread, no wide vectors. */
export function plainestChoice({ deterministic }: EngineSettings): EngineChoice {
  return { make: deterministic ? 'simd' : 'auto', wide: false, threads: 1 };
}
