import { multiplySizes } from '../../domain/sizes.js';
import { tupleOf, unknown, type Value } from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { entriesUnder } from '../tensorFunctions.js';
import { tensorFrom } from '../tensorValues.js';
import { applyCell, applyDense, cellConstructor, denseConstructor, type CellRule } from './layers.js';

/** Cells of one line of input each, without a batch. https://docs.kidger.site/equinox/api/nn/rnn/ */
const path = 'equinox.nn';

const rules: Readonly<Record<string, CellRule>> = {
  LSTMCell: {
    kind: 'LSTMCell',
    states: 2,
    weights: (inputSize, units) => [
      { name: 'weight_ih', shape: [multiplySizes(4, units), inputSize] },
      { name: 'weight_hh', shape: [multiplySizes(4, units), units] },
      { name: 'bias', shape: [multiplySizes(4, units)] },
    ],
  },
  GRUCell: {
    kind: 'GRUCell',
    states: 1,
    weights: (inputSize, units) => [
      { name: 'weight_ih', shape: [multiplySizes(3, units), inputSize] },
      { name: 'weight_hh', shape: [multiplySizes(3, units), units] },
      { name: 'bias', shape: [multiplySizes(3, units)] },
      { name: 'bias_n', shape: [units] },
    ],
  },
};

export const equinoxEntries: readonly (readonly [string, Entry])[] = [
  ...Object.entries(rules).flatMap(([name, rule]) =>
    entriesUnder(path, {
      [name]: cellConstructor(`${path}.${name}`, rule, ['input_size', 'hidden_size', 'use_bias'], 'hidden_size'),
      [`${name}.__call__`]: (call) => step(call, rule),
    }),
  ),
  ...entriesUnder(path, {
    Linear: denseConstructor(`${path}.Linear`, 'Linear', ['in_features', 'out_features'], 'out_features'),
    'Linear.__call__': applyDense,
  }),
];

/** It gives the new state: a tensor, or the pair (h, c). */
function step(call: Call, rule: CellRule): Value {
  if (call.receiver?.kind !== 'object') return unknown;
  const output = applyCell(call, call.receiver, rule, tensorFrom(call.args[0]?.value, 'jax'), []);
  return rule.states === 1 ? output : tupleOf([output, output]);
}
