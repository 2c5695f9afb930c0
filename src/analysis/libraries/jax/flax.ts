import { addSizes, type Size } from '../../domain/sizes.js';
import { axis, booleanOf, booleanValue, none, objectOf, tupleOf, unknown, type Value } from '../../domain/values.js';
import type { WeightRecord } from '../../domain/records.js';
import type { Call, Entry } from '../library.js';
import { alike, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { derived, sizesFromValue, tensorFrom } from '../tensorValues.js';
import {
  applyCell,
  applyDense,
  applyEmbedding,
  cellConstructor,
  denseConstructor,
  embeddingConstructor,
  stateTensors,
  stateValue,
  type CellRule,
} from './layers.js';

/** https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html#recurrent */
const path = 'flax.linen';

const lstm = (kind: string): CellRule => ({
  kind,
  states: 2,
  weights: (inputSize, units) => [
    ...['ii', 'if', 'ig', 'io'].map((name) => kernel(name, inputSize, units)),
    ...['hi', 'hf', 'hg', 'ho'].flatMap((name) => [kernel(name, units, units), bias(name, units)]),
  ],
});

const rules: Readonly<Record<string, CellRule>> = {
  LSTMCell: lstm('LSTMCell'),
  OptimizedLSTMCell: lstm('OptimizedLSTMCell'),
  GRUCell: {
    kind: 'GRUCell',
    states: 1,
    weights: (inputSize, units) => [
      ...['ir', 'iz', 'in'].flatMap((name) => [kernel(name, inputSize, units), bias(name, units)]),
      ...['hr', 'hz', 'hn'].map((name) => kernel(name, units, units)),
      bias('hn', units),
    ],
  },
  SimpleCell: {
    kind: 'SimpleCell',
    states: 1,
    weights: (inputSize, units) => [kernel('i', inputSize, units), bias('i', units), kernel('h', units, units)],
  },
};

export const flaxEntries: readonly (readonly [string, Entry])[] = [
  ...Object.entries(rules).flatMap(([name, rule]) =>
    entriesUnder(path, {
      [name]: cellConstructor(`${path}.${name}`, rule, ['features'], 'features'),
      [`${name}.__call__`]: step,
      [`${name}.initialize_carry`]: withParameters(['rng', 'input_shape|batch_dims'], (call, bound) => {
        const sizes = sizesFromValue(bound.get('input_shape')?.value, call.evaluation);
        if (call.receiver?.kind !== 'object' || !sizes) return unknown;
        const batch = sizes.slice(0, -1).map((size) => axis(size, 'batch'));
        return stateValue(stateTensors(call, call.receiver, batch));
      }),
    }),
  ),
  ...entriesUnder(path, {
    RNN: withParameters(['cell', 'time_major', 'return_carry'], (_, bound) =>
      objectOf(`${path}.RNN`, {
        cell: bound.get('cell')?.value ?? unknown,
        time_major: bound.value('time_major', booleanValue(false)),
        return_carry: bound.value('return_carry', booleanValue(false)),
      }),
    ),
    'RNN.__call__': unroll,
    Bidirectional: withParameters(['forward_rnn', 'backward_rnn'], (_, bound) =>
      objectOf(`${path}.Bidirectional`, {
        forward: bound.get('forward_rnn')?.value ?? unknown,
        backward: bound.get('backward_rnn')?.value ?? unknown,
      }),
    ),
    'Bidirectional.__call__': bothWays,
    Dense: denseConstructor(`${path}.Dense`, 'Dense', ['features'], 'features'),
    'Dense.__call__': applyDense,
    Embed: embeddingConstructor(`${path}.Embed`, 'features'),
    'Embed.__call__': applyEmbedding,
    ...['Dropout', 'LayerNorm', 'BatchNorm'].reduce<Record<string, Entry>>((all, name) => {
      all[name] = () => objectOf(`${path}.${name}`);
      all[`${name}.__call__`] = sameShape('jax', 'inputs|x');
      return all;
    }, {}),
    ...alike('relu gelu silu swish tanh sigmoid softmax log_softmax elu softplus', sameShape('jax')),
    ...alike('compact nowrap', ({ args }) => args[0]?.value ?? unknown),
    'Module.apply': (call) => {
      const isPlain = !call.keywords.has('method') && !call.keywords.has('mutable') && !call.isOpen;
      if (!call.receiver || !isPlain) return unknown;
      return call.evaluation.call(
        call.receiver,
        call.args.slice(1).map(({ value }) => value),
        call,
      );
    },
    'Module.init': (call) => {
      if (call.receiver)
        call.evaluation.call(
          call.receiver,
          call.args.slice(1).map(({ value }) => value),
          call,
        );
      return unknown;
    },
  }),
];

/** The layers have the methods of a module: `layer.init(key, x)`, `layer.apply(variables, x)`. */
export const flaxLayers: readonly string[] = flaxEntries
  .map(([entry]) => entry)
  .filter((entry) => entry.endsWith('.__call__'))
  .map((entry) => entry.slice(0, -'.__call__'.length));

/** `carry, y = cell(carry, x)` */
function step(call: Call): Value {
  const rule = ruleOf(call.receiver);
  if (call.receiver?.kind !== 'object' || !rule) return unknown;
  const input = tensorFrom(call.args[1]?.value ?? call.keywords.get('inputs')?.value, 'jax');
  const batch = input.axes?.slice(0, -1) ?? null;
  const output = applyCell(call, call.receiver, rule, input, batch);
  return tupleOf([batch ? stateValue(stateTensors(call, call.receiver, batch)) : unknown, output]);
}

/** `nn.RNN(cell)(x)`, x (batch, time, features) or without a batch. */
function unroll(call: Call): Value {
  const layer = call.receiver;
  const cell = layer?.kind === 'object' ? layer.fields.get('cell') : undefined;
  const rule = ruleOf(cell);
  if (layer?.kind !== 'object' || cell?.kind !== 'object' || !rule) return unknown;
  const isTimeMajor = booleanOf(call.keywords.get('time_major')?.value ?? layer.fields.get('time_major'));
  const returnsCarry = booleanOf(call.keywords.get('return_carry')?.value ?? layer.fields.get('return_carry'));
  const input = tensorFrom(call.args[0]?.value ?? call.keywords.get('inputs')?.value, 'jax');
  const axes = input.axes && input.axes.length >= 2 ? input.axes : null;
  const front = axes?.slice(0, -1);
  const batch = (isTimeMajor === true ? front?.slice(1) : front?.slice(0, -1)) ?? null;
  const output = applyCell(call, cell, rule, { ...input, axes }, batch);
  if (returnsCarry === null || (returnsCarry && !batch)) return unknown;
  return returnsCarry && batch ? tupleOf([stateValue(stateTensors(call, cell, batch)), output]) : output;
}

function bothWays(call: Call): Value {
  const layer = call.receiver;
  if (layer?.kind !== 'object') return unknown;
  const outputs = ['forward', 'backward'].map((name) => {
    const part = layer.fields.get(name) ?? none;
    return call.evaluation.call(
      part,
      call.args.slice(0, 1).map(({ value }) => value),
      call,
    );
  });
  const [one, other] = outputs;
  if (one?.kind !== 'tensor' || other?.kind !== 'tensor' || !one.axes) return unknown;
  const size = addSizes(one.axes.at(-1)?.size ?? null, other.axes?.at(-1)?.size ?? null);
  return derived(call, 'jax', [...one.axes.slice(0, -1), axis(size, 'units')], [one]);
}

function ruleOf(cell: Value | null | undefined): CellRule | undefined {
  return cell?.kind === 'object' ? rules[cell.type.slice(path.length + 1)] : undefined;
}

function kernel(name: string, rows: Size, columns: Size): WeightRecord {
  return { name: `${name}/kernel`, shape: [rows, columns] };
}

function bias(name: string, size: Size): WeightRecord {
  return { name: `${name}/bias`, shape: [size] };
}
