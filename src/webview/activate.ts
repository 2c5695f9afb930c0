/** The activations that a config can name, for what the table works out from the trace. */

/** f of each number; null for an activation that this does not know, or that changes nothing. */
export function activate(activation: string, values: Float32Array): Float32Array | null {
  const apply = functions[activation];
  return apply ? values.map(apply) : null;
}

const functions: Readonly<Record<string, (x: number) => number>> = {
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => (x < 0 ? 0 : x),
};
