import type { Biases } from '../engine/network.js';
import type { Cell, Dim, Shape, WeightName, WeightShape } from './model.js';

/** The sizes that decide the weights of a config's network. */
export interface WeightSizes {
  readonly features: Dim;
  readonly units: Dim;
  readonly outputSize: Dim;
  readonly cell: Cell | null;
  readonly biases: Biases;
  readonly numLayers: Dim;
  readonly bidirectional: boolean | null;
  /** o_w and o_b stand after the last layer. */
  readonly hasOutputWeights: boolean;
}

/**
 * Kernels side by side in one matrix, in Keras order: LSTM i f c o, GRU z r h.
 * Source: the sizes of `kernel` and `recurrent_kernel` in Keras' SimpleRNN, LSTM and GRU.
 */
const gates: Readonly<Record<Cell, number>> = { simple_rnn: 1, lstm: 4, gru: 3 };

/** The weights of one direction of one layer (0-based), without the output projection. */
export function cellWeights(sizes: WeightSizes, layer: number): WeightShape[] {
  const { units, cell, biases } = sizes;
  const width = cell === null ? null : times(gates[cell], units); // gates * units
  const inputSize = layer === 0 ? sizes.features : times(directions(sizes), units);
  return [
    weight('i_w', [inputSize, width]),
    ...(biases > 0 ? [weight('i_b', [width])] : []),
    weight('h_w', [units, width]),
    ...(biases === 2 ? [weight('h_b', [width])] : []),
  ];
}

/** o_w and o_b, which stand once for the whole network. */
export function outputWeights(sizes: WeightSizes): WeightShape[] {
  if (!sizes.hasOutputWeights) return [];
  return [weight('o_w', [times(directions(sizes), sizes.units), sizes.outputSize]), weight('o_b', [sizes.outputSize])];
}

/** 1 or 2; null where it is not known whether there is a backward one. */
export function directions({ bidirectional }: Pick<WeightSizes, 'bidirectional'>): number | null {
  if (bidirectional === null) return null;
  return bidirectional ? 2 : 1;
}

/** A product with what is known of it: `4*hidden` where the size goes by a name. */
export function times(factor: number | null, dim: Dim): Dim {
  if (factor === null) return null;
  if (factor === 1 || dim === null) return dim;
  return typeof dim === 'number' ? factor * dim : `${factor}*${dim}`;
}

/** The product of a shape; null where a size is unknown or the product is past what integers can say. */
export function elements(shape: Shape): number | null {
  let product = 1;
  for (const dim of shape) {
    if (typeof dim !== 'number') return null;
    product *= dim;
  }
  return Number.isSafeInteger(product) ? product : null;
}

function weight(name: WeightName, shape: Shape): WeightShape {
  return { name, shape };
}
