import { addSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  itemsOf,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Argument, type Call, type Entry, type LibraryFunction } from '../library.js';
import { findTensor } from '../pytorch/tuples.js';
import { reportError } from '../shapeReports.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { sizeOfItem, tensorFrom } from '../tensorValues.js';
import { feedCell } from './cellCalls.js';
import { cellSteps } from './cells.js';

/**
 * Attention around a cell, and decoders, which run one.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/seq2seq
 */
const path = 'tensorflow.contrib.seq2seq';

export const seq2seqEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder(path, {
    ...alike(
      'LuongAttention BahdanauAttention LuongMonotonicAttention BahdanauMonotonicAttention',
      withParameters(['num_units', 'memory'], (_, bound) => {
        const memory = tensorFrom(bound.get('memory')?.value, 'tensorflow');
        return objectOf(`${path}.AttentionMechanism`, { depth: sizeValue(lastOf(memory)) });
      }),
    ),
    ...alike('AttentionWrapper DynamicAttentionWrapper', newAttention),
    ...alike(
      'TrainingHelper ScheduledEmbeddingTrainingHelper ScheduledOutputTrainingHelper',
      withParameters(['inputs', 'sequence_length'], (call, bound) => {
        const inputs = tensorFrom(bound.get('inputs')?.value, 'tensorflow');
        const isTimeMajor = booleanOf(call.keywords.get('time_major')?.value ?? booleanValue(false));
        const batch = isTimeMajor === null ? null : (inputs.axes?.[isTimeMajor ? 1 : 0]?.size ?? null);
        return helperOf(stepsOf(batch, lastOf(inputs)));
      }),
    ),
    ...alike(
      'GreedyEmbeddingHelper SampleEmbeddingHelper',
      withParameters(['embedding', 'start_tokens'], (_, bound) =>
        helperOf(embedded(bound.get('embedding')?.value, bound.get('start_tokens')?.value)),
      ),
    ),
    BasicDecoder: withParameters(['cell', 'helper', 'initial_state'], (_, bound) => {
      const helper = bound.get('helper')?.value ?? unknown;
      const inputs = helper.kind === 'object' ? helper.fields.get('inputs') : undefined;
      return decoderOf(bound.get('cell')?.value, inputs, bound.get('initial_state'));
    }),
    BeamSearchDecoder: withParameters(
      ['cell', 'embedding', 'start_tokens', 'end_token', 'initial_state'],
      (_, bound) => {
        const inputs = embedded(bound.get('embedding')?.value, bound.get('start_tokens')?.value);
        return decoderOf(bound.get('cell')?.value, inputs, bound.get('initial_state'));
      },
    ),
    dynamic_decode: decode,
  }),
  ...entriesUnder(`${path}.AttentionWrapper`, cellSteps),
];

/** What attends is added to what the cell gets, and is what comes out, unless the cell's own output is asked for. */
function newAttention(call: Call): Value {
  const bound = bind(call, [
    'cell',
    'attention_mechanism',
    'attention_layer_size|attention_size',
    'alignment_history',
    'cell_input_fn',
    'output_attention',
  ]);
  const cell = bound.get('cell')?.value ?? unknown;
  const mechanism = bound.get('attention_mechanism')?.value ?? unknown;
  const layer = bound.value('attention_layer_size', none);
  const own = mechanism.kind === 'object' ? sizeOf(mechanism.fields.get('depth')) : null;
  const attention = layer.kind === 'none' ? own : sumOf(call, layer);
  // Another function may join them in another way.
  const isJoined = bound.value('cell_input_fn', none).kind === 'none' && !call.isOpen;
  const isGiven = booleanOf(bound.value('output_attention', booleanValue(true)));
  return objectOf(`${path}.AttentionWrapper`, {
    cell,
    attention_size: sizeValue(isJoined && !call.keywords.has('attention_layer') ? attention : null),
    output_size:
      isGiven === null || call.isOpen
        ? unknown
        : isGiven
          ? sizeValue(call.keywords.has('attention_layer') ? null : attention)
          : call.evaluation.attribute(cell, 'output_size'),
    state_size: unknown,
  });
}

/** One size for each of several mechanisms. */
function sumOf(call: Call, layer: Value): Size {
  const sizes = (itemsOf(layer) ?? [layer]).map((item) => sizeOfItem(item, call.evaluation));
  return sizes.reduce((sum, size) => addSizes(sum, size), 0);
}

function helperOf(inputs: TensorValue): Value {
  return objectOf(`${path}.Helper`, { inputs });
}

/** What a decoder reads in so many steps as the longest of its sequences has, or until it says that it has ended. */
function stepsOf(batch: Size, depth: Size): TensorValue {
  return tensorOf('tensorflow', [axis(batch, 'batch'), axis(null, 'time'), axis(depth, 'features')], {
    dtype: 'float',
  });
}

/** What a decoder reads that goes on with what it has said: rows of the table, one for each of the first words. */
function embedded(table: Value | undefined, words: Value | undefined): TensorValue {
  const [rows, first] = [tensorFrom(table, 'tensorflow'), tensorFrom(words, 'tensorflow')];
  const batch = first.axes?.length === 1 ? (first.axes[0]?.size ?? null) : null;
  const depth = rows.axes?.length === 2 ? (rows.axes[1]?.size ?? null) : null;
  return stepsOf(batch, depth);
}

/** Where the state is written that a decoder begins with. */
const givenStates = new WeakMap<Value, Argument>();

function decoderOf(cell: Value | undefined, inputs: Value | undefined, state: Argument | undefined): Value {
  const decoder = objectOf(`${path}.Decoder`, { cell: cell ?? unknown, inputs: inputs ?? unknown });
  if (state) givenStates.set(decoder, state);
  return decoder;
}

/** The state of a cell with attention around it is one of its own kind, which has the state of the cell as a part. */
function checkAttentionState(call: Call, cell: Value | undefined, state: Argument | undefined): void {
  if (cell?.kind !== 'object' || cell.type !== `${path}.AttentionWrapper`) return;
  const given = state?.value;
  const isPlain = given?.kind === 'tensor' || (given?.kind === 'tuple' && findTensor(given, 'tensorflow') !== null);
  if (!isPlain) return;
  const type = given.kind === 'tensor' ? 'Tensor' : 'tuple';
  const raises = `Expected state to be instance of AttentionWrapperState. Received type <class '${type}'> instead.`;
  const facts = { layer: 'AttentionWrapper', name: 'initial_state', expected: null, found: null, cause: 'attention' };
  reportError(call, { code: 'initial-state-shape', raises, facts }, [], state?.valueSpan ?? call.span);
}

/** How many results there are depends on the version; the cell is run in all of them. */
function decode(call: Call): ReturnType<LibraryFunction> {
  const decoder = bind(call, ['decoder']).get('decoder')?.value;
  const inputs = decoder?.kind === 'object' ? decoder.fields.get('inputs') : undefined;
  const cell = decoder?.kind === 'object' ? decoder.fields.get('cell') : undefined;
  checkAttentionState(call, cell, decoder && givenStates.get(decoder));
  if (cell && inputs?.kind === 'tensor') feedCell(call, cell, inputs, inputs.axes?.[0] ?? axis(null, 'batch'));
  return unknown;
}

function lastOf({ axes, last }: TensorValue): Size {
  return (axes ? axes.at(-1) : last)?.size ?? null;
}
