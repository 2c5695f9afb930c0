import { addSizes, multiplySizes } from '../../domain/sizes.js';
import { axis, booleanOf, booleanValue, tupleOf, unknown, type Value } from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { sizeOfItem, tensorFrom } from '../tensorValues.js';
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

/** https://dm-haiku.readthedocs.io/en/latest/api.html#recurrent */
const path = 'haiku';

const rules: Readonly<Record<string, CellRule>> = {
  LSTM: {
    kind: 'LSTM',
    states: 2,
    weights: (inputSize, units) => [
      { name: 'linear/w', shape: [addSizes(inputSize, units), multiplySizes(4, units)] },
      { name: 'linear/b', shape: [multiplySizes(4, units)] },
    ],
  },
  GRU: {
    kind: 'GRU',
    states: 1,
    weights: (inputSize, units) => [
      { name: 'w_i', shape: [inputSize, multiplySizes(3, units)] },
      { name: 'w_h', shape: [units, multiplySizes(3, units)] },
      { name: 'b', shape: [multiplySizes(3, units)] },
    ],
  },
  VanillaRNN: {
    kind: 'VanillaRNN',
    states: 1,
    weights: (inputSize, units) => [
      { name: 'input_to_hidden/w', shape: [inputSize, units] },
      { name: 'input_to_hidden/b', shape: [units] },
      { name: 'hidden_to_hidden/w', shape: [units, units] },
      { name: 'hidden_to_hidden/b', shape: [units] },
    ],
  },
};

export const haikuEntries: readonly (readonly [string, Entry])[] = [
  ...Object.entries(rules).flatMap(([name, rule]) =>
    entriesUnder(path, {
      [name]: cellConstructor(`${path}.${name}`, rule, ['hidden_size'], 'hidden_size'),
      [`${name}.__call__`]: withParameters(['inputs', 'prev_state'], (call, bound) =>
        unrolled(call, call.receiver, bound.get('inputs')?.value, 'step'),
      ),
      [`${name}.initial_state`]: withParameters(['batch_size'], (call, bound) => {
        const given = bound.get('batch_size')?.value;
        const batch = given && given.kind !== 'none' ? [axis(sizeOfItem(given, call.evaluation), 'batch')] : [];
        return call.receiver?.kind === 'object' ? stateValue(stateTensors(call, call.receiver, batch)) : unknown;
      }),
    }),
  ),
  ...['dynamic_unroll', 'static_unroll'].map(
    (name) =>
      [
        `${path}.${name}`,
        withParameters(['core', 'input_sequence', 'initial_state', 'time_major', 'reverse'], (call, bound) => {
          const isTimeMajor = booleanOf(bound.value('time_major', booleanValue(true)));
          if (call.keywords.has('return_all_states') || isTimeMajor === null) return unknown;
          const order = isTimeMajor ? 'time first' : 'batch first';
          return unrolled(call, bound.get('core')?.value, bound.get('input_sequence')?.value, order);
        }),
      ] as const,
  ),
  ...entriesUnder(path, {
    Linear: denseConstructor(`${path}.Linear`, 'Linear', ['output_size'], 'output_size'),
    'Linear.__call__': applyDense,
    Embed: embeddingConstructor(`${path}.Embed`, 'embed_dim'),
    'Embed.__call__': applyEmbedding,
  }),
];

/** The output and the state of one step, or of a sequence. */
function unrolled(
  call: Call,
  core: Value | null | undefined,
  sequence: Value | undefined,
  order: 'step' | 'time first' | 'batch first',
): Value {
  const rule = core?.kind === 'object' ? rules[core.type.slice(path.length + 1)] : undefined;
  if (core?.kind !== 'object' || !rule) return unknown;
  const input = tensorFrom(sequence, 'jax');
  if (!input.axes) return tupleOf([applyCell(call, core, rule, input, null), unknown]);
  const front = input.axes.slice(0, -1);
  const batch = order === 'step' ? front : order === 'time first' ? front.slice(1) : front.slice(0, 1);
  return tupleOf([applyCell(call, core, rule, input, batch), stateValue(stateTensors(call, core, batch))]);
}
