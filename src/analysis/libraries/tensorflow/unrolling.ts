import { addSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  itemsOf,
  listOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  uniformList,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { rememberDirections, rememberRun } from '../directions.js';
import { bind, type Bound, type Call, type Entry } from '../library.js';
import { reportError } from '../shapeReports.js';
import { entriesUnder } from '../tensorFunctions.js';
import { tensorFrom } from '../tensorValues.js';
import { checkRank, feedCell, isBuiltIn, nameOf, stateOf, tensorsIn } from './cellCalls.js';
import { checkInitialState } from './initialState.js';
import { stackOptions } from './stackedCells.js';
import { checkDepth, checkDtype, checkLengths } from './unrollingChecks.js';

/**
 * The functions that unroll cells over a sequence.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/dynamic_rnn and the pages beside it
 */
export const unrollingEntries: readonly (readonly [string, Entry])[] = entriesUnder('tensorflow.nn', {
  dynamic_rnn: dynamicRnn,
  static_rnn: (call) => {
    const bound = bind(call, ['cell', 'inputs', 'initial_state', 'dtype', 'sequence_length']);
    checkDtype(call, bound, ['initial_state']);
    return staticRnn(call, bound);
  },
  rnn_decoder: (call) => {
    const bound = bind(call, ['decoder_inputs', 'initial_state', 'cell', 'loop_function', 'scope']);
    return staticRnn(call, { ...bound, get: (name) => bound.get(name === 'inputs' ? 'decoder_inputs' : name) });
  },
  // https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/legacy_seq2seq/basic_rnn_seq2seq
  basic_rnn_seq2seq: (call) => {
    const bound = bind(call, ['encoder_inputs', 'decoder_inputs', 'cell', 'dtype', 'scope']);
    const half = (inputs: string): Bound => ({
      ...bound,
      get: (name) => (name === 'inputs' ? bound.get(inputs) : name === 'cell' ? bound.get('cell') : undefined),
    });
    staticRnn(call, half('encoder_inputs'));
    return staticRnn(call, half('decoder_inputs'));
  },
  bidirectional_dynamic_rnn: bidirectionalDynamicRnn,
  static_bidirectional_rnn: staticBidirectionalRnn,
  stack_bidirectional_dynamic_rnn: stackBidirectionalDynamicRnn,
});

/** The axes of a sequence that an unrolling gets: batch-major, time-major, or a list of steps. */
interface Sequence {
  readonly input: TensorValue;
  readonly batch: Axis;
  readonly isTimeMajor: boolean | null;
}

function dynamicRnn(call: Call): Value {
  const bound = bind(call, [
    'cell',
    'inputs',
    'sequence_length',
    'initial_state',
    'dtype',
    'parallel_iterations',
    'swap_memory',
    'time_major',
    'scope',
  ]);
  const cell = bound.get('cell')?.value ?? unknown;
  checkDtype(call, bound, ['initial_state']);
  const given = sequenceOf(call, 'dynamic_rnn', bound, cell);
  checkState(call, bound, cell, 'initial_state', given);
  const sequence = withBatchOf(bound.get('initial_state')?.value, given);
  const output = feedCell(call, cell, sequence.input, sequence.batch);
  const state = stateOf(call, cell, sequence.batch);
  record(call, 'dynamic_rnn', [cell], sequence, output, tensorsIn(state));
  const outputs = { ...output, isSequence: true };
  rememberRun(outputs, bound.get('inputs')?.value);
  return tupleOf([outputs, state]);
}

function bidirectionalDynamicRnn(call: Call): Value {
  const bound = bind(call, [
    'cell_fw',
    'cell_bw',
    'inputs',
    'sequence_length',
    'initial_state_fw',
    'initial_state_bw',
    'dtype',
    'parallel_iterations',
    'swap_memory',
    'time_major',
    'scope',
  ]);
  const cells = ['cell_fw', 'cell_bw'].map((name) => bound.get(name)?.value ?? unknown);
  checkDtype(call, bound, ['initial_state_fw', 'initial_state_bw']);
  const sequence = sequenceOf(call, 'bidirectional_dynamic_rnn', bound, cells[0] ?? unknown);
  cells.forEach((cell, index) =>
    checkState(call, bound, cell, index === 0 ? 'initial_state_fw' : 'initial_state_bw', sequence),
  );
  const given = bound.get('inputs')?.value;
  const outputs = cells.map((cell) => ({
    ...feedCell(call, cell, sequence.input, sequence.batch),
    isSequence: true,
  }));
  rememberDirections(outputs, given);
  const states = cells.map((cell) => stateOf(call, cell, sequence.batch));
  record(call, 'bidirectional_dynamic_rnn', cells, sequence, outputs[0] ?? null, states.flatMap(tensorsIn));
  return tupleOf([tupleOf(outputs), tupleOf(states)]);
}

function stackBidirectionalDynamicRnn(call: Call): Value {
  const bound = bind(call, [
    'cells_fw',
    'cells_bw',
    'inputs',
    'initial_states_fw',
    'initial_states_bw',
    'dtype',
    'sequence_length',
    'parallel_iterations',
    'time_major',
    'scope',
  ]);
  const lists = ['cells_fw', 'cells_bw'].map((name) => bound.get(name)?.value);
  const [forward, backward] = lists.map(cellsOf);
  if (!forward || forward.length === 0 || backward?.length !== forward.length) return unknown;
  const sequence = sequenceOf(call, 'stack_bidirectional_dynamic_rnn', bound, forward[0] ?? unknown);
  const isOpen = lists.some((list) => !itemsOf(list));
  let signal = isOpen ? withOpenFeatures(sequence.input) : sequence.input;
  for (const [index, cell] of forward.entries()) {
    signal = joinedOutputs(call, [cell, backward[index] ?? unknown], signal, sequence.batch);
  }
  const states = [forward, backward].map((cells) => cells.map((cell) => stateOf(call, cell, sequence.batch)));
  const tensors = states.flat().flatMap(tensorsIn);
  record(call, 'stack_bidirectional_dynamic_rnn', [...forward, ...backward], sequence, signal, tensors);
  const all = (state: readonly Value[]) => (isOpen ? uniformList(null, state[0] ?? unknown) : tupleOf(state));
  return tupleOf([signal, ...states.map(all)]);
}

/** Of nobody knows how many layers one stands for all. */
function cellsOf(list: Value | undefined): readonly Value[] | null {
  return itemsOf(list) ?? (list?.kind === 'list' && list.element.kind === 'object' ? [list.element] : null);
}

/** What goes into one layer of several, the first or another. */
function withOpenFeatures(tensor: TensorValue): TensorValue {
  const { axes } = tensor;
  return axes ? { ...tensor, axes: [...axes.slice(0, -1), axis(null, 'features')] } : tensor;
}

function staticRnn(call: Call, bound: Bound): Value {
  checkLengths(call, bound.get('sequence_length')?.value);
  const cell = bound.get('cell')?.value ?? unknown;
  const list = bound.get('inputs')?.value ?? unknown;
  const given = stepsOf(call, 'static_rnn', cell, list);
  if (!given) return unknown;
  checkState(call, bound, cell, 'initial_state', given);
  const sequence = withBatchOf(bound.get('initial_state')?.value, given);
  const output = feedCell(call, cell, sequence.input, sequence.batch);
  const state = stateOf(call, cell, sequence.batch);
  record(call, 'static_rnn', [cell], sequence, output, tensorsIn(state));
  return tupleOf([listLike(list, withoutFront(output)), state]);
}

function staticBidirectionalRnn(call: Call): Value {
  const bound = bind(call, ['cell_fw', 'cell_bw', 'inputs', 'initial_state_fw', 'initial_state_bw', 'dtype']);
  checkLengths(call, bound.get('sequence_length')?.value);
  const cells = ['cell_fw', 'cell_bw'].map((name) => bound.get(name)?.value ?? unknown);
  const list = bound.get('inputs')?.value ?? unknown;
  const sequence = stepsOf(call, 'static_bidirectional_rnn', cells[0] ?? unknown, list);
  if (!sequence) return unknown;
  const output = joinedOutputs(call, cells, sequence.input, sequence.batch);
  const states = cells.map((cell) => stateOf(call, cell, sequence.batch));
  record(call, 'static_bidirectional_rnn', cells, sequence, output, states.flatMap(tensorsIn));
  return tupleOf([listLike(list, withoutFront(output)), ...states]);
}

/** The input as a tensor of rank 3 with the meaning of its axes; of unknown rank where it has another one. */
function sequenceOf(call: Call, layer: string, bound: Bound, cell: Value): Sequence {
  const given = bound.get('inputs')?.value;
  const isTimeMajor = booleanOf(bound.value('time_major', booleanValue(false)));
  // A list or tuple of tensors is several inputs side by side, which only cells of the source's own take.
  const items = itemsOf(given) ?? (given?.kind === 'list' ? [given.element] : []);
  const isNested = items.some(({ kind }) => kind === 'tensor' || kind === 'unknown');
  const tensor = tensorFrom(isNested ? unknown : given, 'tensorflow');
  const step = items.find((item) => item.kind === 'tensor' && item.axes?.length === 2);
  // A list of steps, which `static_rnn` takes, is none of them: each is a whole sequence.
  checkRank(call, cell, layer, step?.kind === 'tensor' ? step : tensor, 3, isTimeMajor);
  const isOpen = tensor.axes === null && isBuiltIn(cell);
  const sizes =
    tensor.axes?.length === 3 ? tensor.axes : isOpen ? [axis(null), axis(null), tensor.last ?? axis(null)] : null;
  const roles = isTimeMajor === null ? [] : isTimeMajor ? (['time', 'batch'] as const) : (['batch', 'time'] as const);
  const axes = sizes?.map(({ size, role }, index) => axis(size, roles[index] ?? (index === 2 ? 'features' : role)));
  const batch = isTimeMajor === null ? null : (sizes?.[isTimeMajor ? 1 : 0]?.size ?? null);
  checkLengths(call, bound.get('sequence_length')?.value, batch);
  checkDepth(call, cell, tensor);
  return { input: { ...tensor, axes: axes ?? null }, batch: axis(batch, 'batch'), isTimeMajor };
}

/** A placeholder takes any batch; the state that it begins with, `cell.zero_state(50)`, only one of its own size. */
function withBatchOf(state: Value | undefined, sequence: Sequence): Sequence {
  const front = state && tensorsIn(state).find(({ axes }) => axes?.length === 2)?.axes?.[0]?.size;
  const isOpen = sequence.isTimeMajor !== null && typeof sequence.batch.size !== 'number';
  if (typeof front !== 'number' || !isOpen) return sequence;
  const batch = axis(front, 'batch');
  const { input } = sequence;
  const axes = input.axes?.map((item) => (item.role === 'batch' ? batch : item)) ?? null;
  return { ...sequence, input: { ...input, axes }, batch };
}

/** The steps of a list as one tensor (time, batch, features). Null where it is no list, which is an error. */
function stepsOf(call: Call, layer: string, cell: Value, list: Value): Sequence | null {
  if (list.kind === 'tensor') {
    reportError(
      call,
      {
        code: 'recurrent-input-rank',
        raises: 'inputs must be a sequence',
        facts: { layer, expected: 'a list of steps', found: 'a tensor', shape: null, cause: null },
      },
      [list],
    );
    return null;
  }
  const items = itemsOf(list);
  const step = tensorFrom(items?.[0] ?? (list.kind === 'list' ? list.element : unknown), 'tensorflow');
  checkRank(call, cell, layer, step, 2);
  const [batch, features] = step.axes?.length === 2 ? step.axes : [];
  const length: Size = items?.length ?? (list.kind === 'list' ? list.length : null);
  const axes = [axis(length, 'time'), axis(batch?.size ?? null, 'batch'), axis(features?.size ?? null, 'features')];
  return {
    input: { ...step, axes, dtype: step.dtype },
    batch: axis(batch?.size ?? null, 'batch'),
    isTimeMajor: true,
  };
}

/** What two cells give for the two directions, one after the other on the last axis. */
function joinedOutputs(call: Call, cells: readonly Value[], input: TensorValue, batch: Axis): TensorValue {
  const [one, other] = cells.map((cell) => feedCell(call, cell, input, batch));
  const size = addSizes(one?.axes?.at(-1)?.size ?? null, other?.axes?.at(-1)?.size ?? null);
  return { ...input, axes: one?.axes ? [...one.axes.slice(0, -1), axis(size, 'units')] : null, dtype: 'float' };
}

function checkState(call: Call, bound: Bound, cell: Value, name: string, sequence: Sequence): void {
  const stateSize = call.evaluation.attribute(cell, 'state_size');
  const features = sequence.input.axes?.at(-1)?.size ?? null;
  checkInitialState(call, nameOf(cell), name, bound.get(name), stateSize, { batch: sequence.batch.size, features });
}

function record(
  call: Call,
  kind: string,
  cells: readonly Value[],
  { input, isTimeMajor }: Sequence,
  output: TensorValue | null,
  state: readonly TensorValue[],
): void {
  const layer = call.evaluation.recordLayer({
    framework: 'tensorflow1',
    kind,
    isRecurrent: true,
    span: call.span,
    options: {
      ...stackOptions(cells),
      units: sizeValue(unitsOf(call, cells[0] ?? unknown)),
      inputSize: sizeValue(input.axes?.at(-1)?.size ?? null),
      bidirectional: booleanValue(cells.length > 1),
      ...(kind.includes('dynamic') && { timeMajor: booleanValue(isTimeMajor) }),
    },
    // They are the cell's own.
    weights: [],
    parameters: 0,
  });
  layer.calls.push({ span: call.span, input, output, state });
}

/** Of the cell itself, or of the last one that it is made of. */
function unitsOf(call: Call, cell: Value): Size {
  if (cell.kind !== 'object') return sizeOf(call.evaluation.attribute(cell, 'output_size'));
  const inner = cell.fields.get('cell') ?? itemsOf(cell.fields.get('cells'))?.at(-1);
  if (inner) return unitsOf(call, inner);
  return sizeOf(cell.layer?.options['units'] ?? cell.fields.get('output_size'));
}

function withoutFront(tensor: TensorValue): TensorValue {
  return tensorOf('tensorflow', tensor.axes?.slice(1) ?? null, tensor);
}

function listLike(list: Value, element: Value): Value {
  const items = itemsOf(list);
  if (items) return listOf(items.map(() => element));
  return uniformList(list.kind === 'list' ? list.length : null, element);
}
