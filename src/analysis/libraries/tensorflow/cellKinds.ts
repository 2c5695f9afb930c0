import type { WeightRecord } from '../../domain/records.js';
import { addSizes, multiplySizes, type Size } from '../../domain/sizes.js';

/** The recurrent cells of TensorFlow 1: their parameters, states and weights. */

export interface CellKind {
  /** The parameters of the constructor, in their order. */
  readonly parameters: readonly string[];
  /** A tensor of the hidden state's size, or the pair (c, h) of an LSTM. */
  readonly state: 'tensor' | 'pair';
  readonly weights: (sizes: CellSizes) => readonly WeightRecord[];
}

export interface CellSizes {
  readonly units: Size;
  readonly inputSize: Size;
  /** `num_proj` of LSTMCell; null where there is no projection. */
  readonly projection: Size | 'none';
  readonly usesPeepholes: boolean;
}

/** https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell and …/tf/contrib/rnn */
export const cellKinds: Readonly<Record<string, CellKind>> = {
  BasicRNNCell: {
    parameters: ['num_units', 'activation', 'reuse', 'name', 'dtype'],
    state: 'tensor',
    weights: (sizes) => kernelAndBias(sizes, 1),
  },
  BasicLSTMCell: {
    parameters: ['num_units', 'forget_bias', 'state_is_tuple', 'activation', 'reuse', 'name', 'dtype'],
    state: 'pair',
    weights: (sizes) => kernelAndBias(sizes, 4),
  },
  LSTMCell: {
    parameters: ['num_units', 'use_peepholes', 'cell_clip', 'initializer', 'num_proj', 'proj_clip'],
    state: 'pair',
    weights: lstmWeights,
  },
  LSTMBlockCell: {
    parameters: ['num_units', 'forget_bias', 'cell_clip', 'use_peephole', 'dtype', 'reuse', 'name'],
    state: 'pair',
    weights: lstmWeights,
  },
  // https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/cudnn_rnn/CudnnCompatibleLSTMCell
  CudnnCompatibleLSTMCell: { parameters: ['num_units', 'reuse'], state: 'pair', weights: lstmWeights },
  LayerNormBasicLSTMCell: {
    parameters: ['num_units', 'forget_bias', 'input_size', 'activation', 'layer_norm'],
    state: 'pair',
    weights: (sizes) => [
      ...kernelAndBias(sizes, 4).slice(0, 1),
      ...['input', 'transform', 'forget', 'output', 'state'].flatMap((name) => [
        { name: `${name}/gamma`, shape: [sizes.units] },
        { name: `${name}/beta`, shape: [sizes.units] },
      ]),
    ],
  },
  GRUCell: { parameters: ['num_units', 'activation', 'reuse'], state: 'tensor', weights: gruWeights },
  GRUBlockCell: { parameters: ['num_units', 'cell_size', 'reuse'], state: 'tensor', weights: gruWeights },
  GRUBlockCellV2: { parameters: ['num_units', 'cell_size', 'reuse'], state: 'tensor', weights: gruWeights },
};

/** The number of trainable numbers. */
export function countOf(weights: readonly WeightRecord[]): Size {
  return weights.reduce<Size>(
    (sum, { shape }) =>
      addSizes(
        sum,
        shape.reduce<Size>((product, size) => multiplySizes(product, size), 1),
      ),
    0,
  );
}

function kernelAndBias({ units, inputSize, projection }: CellSizes, gates: number): WeightRecord[] {
  const width = multiplySizes(gates, units);
  return [
    { name: 'kernel', shape: [addSizes(inputSize, projection === 'none' ? units : projection), width] },
    { name: 'bias', shape: [width] },
  ];
}

function lstmWeights(sizes: CellSizes): WeightRecord[] {
  const { units, projection, usesPeepholes } = sizes;
  return [
    ...kernelAndBias(sizes, 4),
    ...(usesPeepholes ? ['w_f_diag', 'w_i_diag', 'w_o_diag'].map((name) => ({ name, shape: [units] })) : []),
    ...(projection === 'none' ? [] : [{ name: 'projection/kernel', shape: [units, projection] }]),
  ];
}

function gruWeights({ units, inputSize }: CellSizes): WeightRecord[] {
  const rows = addSizes(inputSize, units);
  return [
    { name: 'gates/kernel', shape: [rows, multiplySizes(2, units)] },
    { name: 'gates/bias', shape: [multiplySizes(2, units)] },
    { name: 'candidate/kernel', shape: [rows, units] },
    { name: 'candidate/bias', shape: [units] },
  ];
}
