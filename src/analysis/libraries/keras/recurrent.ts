import { multiplySizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanValue,
  sizeValue,
  stringValue,
  tupleOf,
  unknown,
  type Axis,
  type Value,
} from '../../domain/values.js';
import {
  lastSize,
  optionalWeight,
  resultOf,
  sizeOption,
  truthOption,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';
import { givenStates, rememberPair } from './initialState.js';
import { checkStateful } from './stateful.js';

/** How many states a cell has and how wide its weights are, by the number of its gates. */
export interface CellShape {
  readonly gates: number;
  readonly states: number;
}

export const cellShapes: Readonly<Record<'SimpleRNN' | 'LSTM' | 'GRU', CellShape>> = {
  SimpleRNN: { gates: 1, states: 1 },
  LSTM: { gates: 4, states: 2 },
  GRU: { gates: 3, states: 1 },
};

const [no, yes, zero, tanh, sigmoid] = [
  booleanValue(false),
  booleanValue(true),
  sizeValue(0),
  stringValue('tanh'),
  stringValue('sigmoid'),
];

/** https://keras.io/api/layers/recurrent_layers/simple_rnn/ */
const simpleParameters = 'units activation use_bias kernel_initializer recurrent_initializer bias_initializer'.split(
  ' ',
);
/** https://keras.io/api/layers/recurrent_layers/lstm/ and gru/ */
const gatedParameters =
  'units activation recurrent_activation use_bias kernel_initializer recurrent_initializer bias_initializer'.split(' ');

export const cellOptions: Readonly<Record<'SimpleRNN' | 'LSTM' | 'GRU', Readonly<Record<string, Value>>>> = {
  SimpleRNN: { units: unknown, activation: tanh, use_bias: yes, dropout: zero, recurrent_dropout: zero },
  LSTM: {
    units: unknown,
    activation: tanh,
    recurrent_activation: sigmoid,
    use_bias: yes,
    dropout: zero,
    recurrent_dropout: zero,
  },
  GRU: {
    units: unknown,
    activation: tanh,
    recurrent_activation: sigmoid,
    use_bias: yes,
    dropout: zero,
    recurrent_dropout: zero,
    reset_after: yes,
  },
};

export const sequenceOptions: Readonly<Record<string, Value>> = {
  return_sequences: no,
  return_state: no,
  go_backwards: no,
  stateful: no,
  unroll: no,
  time_major: no,
};

export function cellParameters(cell: keyof typeof cellShapes): readonly string[] {
  return cell === 'SimpleRNN' ? simpleParameters : gatedParameters;
}

export const recurrentKinds: Readonly<Record<string, LayerKind>> = {
  SimpleRNN: recurrentKind('SimpleRNN'),
  LSTM: recurrentKind('LSTM'),
  GRU: recurrentKind('GRU'),
  // https://www.tensorflow.org/api_docs/python/tf/compat/v1/keras/layers/CuDNNLSTM
  CuDNNLSTM: cudnnKind('LSTM'),
  CuDNNGRU: cudnnKind('GRU'),
};

export function cellWeights(
  cell: keyof typeof cellShapes,
  layer: Layer,
  features: Size,
  resetAfter: boolean | null = truthOption(layer, 'reset_after'),
): Weight[] {
  const { gates } = cellShapes[cell];
  const units = sizeOption(layer, 'units');
  const wide = multiplySizes(gates, units);
  const weights: Weight[] = [
    { name: 'kernel', shape: [features, wide] },
    { name: 'recurrent_kernel', shape: [units, wide] },
  ];
  const bias = cell === 'GRU' && resetAfter !== false ? [resetAfter === null ? null : 2, wide] : [wide];
  return [...weights, ...optionalWeight(layer, 'use_bias', 'bias', bias)];
}

/** The output and the states of an unrolled cell; null sequences: nobody knows which of the two it gives. */
export function unrolled(use: Use, stateSizes: readonly (readonly Size[])[], output: Size): Applied {
  const { layer, tensor, call } = use;
  const axes = tensor.axes;
  const isTimeMajor = truthOption(layer, 'time_major');
  const batch = axes?.[isTimeMajor ? 1 : 0] ?? axis(null, 'batch');
  const one: readonly Axis[] = [batch, axis(output, 'units')];
  const sequence = axes ? [...axes.slice(0, 2), axis(output, 'units')] : null;
  const wantsAll = truthOption(layer, 'return_sequences');
  const result = resultOf(call, wantsAll === null || isTimeMajor === null ? null : wantsAll ? sequence : one);
  const state = stateSizes.map((sizes) => resultOf(call, [batch, ...sizes.map((size) => axis(size, 'units'))]));
  const wantsState = truthOption(layer, 'return_state');
  const value = wantsState === null ? unknown : wantsState ? tupleOf([result, ...state]) : result;
  return { value, output: result, state };
}

/** Counts of the states, as a call of a layer gives them. */
export function statesOf(cell: keyof typeof cellShapes, units: Size): Size[][] {
  return Array.from({ length: cellShapes[cell].states }, () => [units]);
}

function recurrentKind(cell: keyof typeof cellShapes): LayerKind {
  return {
    parameters: cellParameters(cell),
    options: { ...cellOptions[cell], ...sequenceOptions },
    isRecurrent: true,
    inputDim: 'sequence',
    rank: { exact: 3 },
    keepsFeatures: true,
    weights: (layer, axes) => cellWeights(cell, layer, lastSize(axes), resetAfterOf(layer)),
    apply: (use) => {
      checkStateful(use);
      const units = sizeOption(use.layer, 'units');
      givenStates(use, statesOf(cell, units));
      const result = unrolled(use, statesOf(cell, units), units);
      if (cell === 'LSTM') rememberPair(result.state);
      return result;
    },
  };
}

/** tf.js and the layers of Keras 1 know no reset_after. */
function resetAfterOf(layer: Layer): boolean | null {
  return layer.record.framework === 'tfjs' ? false : truthOption(layer, 'reset_after');
}

function cudnnKind(cell: 'LSTM' | 'GRU'): LayerKind {
  const kind = recurrentKind(cell);
  return {
    ...kind,
    parameters: 'units kernel_initializer recurrent_initializer bias_initializer'.split(' '),
    options: { units: unknown, ...sequenceOptions },
    weights: (layer, axes) => {
      const wide = multiplySizes(cellShapes[cell].gates, sizeOption(layer, 'units'));
      return [
        { name: 'kernel', shape: [lastSize(axes), wide] },
        { name: 'recurrent_kernel', shape: [sizeOption(layer, 'units'), wide] },
        { name: 'bias', shape: [multiplySizes(2, wide)] },
      ];
    },
  };
}
