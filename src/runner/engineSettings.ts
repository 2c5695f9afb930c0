/** What a person may choose of how the engine computes. */
export interface EngineSettings {
  /** Multiplication and addition instead of fused multiply-add: the same bits on every machine. */
  readonly deterministic: boolean;
  /** Whether 256-bit vectors may be used where they are found to work and to be faster. */
  readonly wide: boolean;
  /** The most threads that one run may use, this one included. */
  readonly threads: number;
}

export const oneThread: EngineSettings = { deterministic: false, wide: false, threads: 1 };
