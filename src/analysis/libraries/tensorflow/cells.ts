import { multiplySizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  none,
  objectOf,
  sizeValue,
  stringValue,
  tupleOf,
  unknown,
  type ListValue,
  type TupleValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Bound, type Call, type Entry, type LibraryFunction } from '../library.js';
import { reportTuple } from '../pytorch/tuples.js';
import { entriesUnder } from '../tensorFunctions.js';
import { sizeOfItem, tensorFrom } from '../tensorValues.js';
import { checkRank, feedCell, isBuiltIn, nameOf, stateLike } from './cellCalls.js';
import { checkInitialState } from './initialState.js';
import { cellKinds, type CellKind } from './cellKinds.js';
import { checkRepeatedCell } from './repeatedCell.js';

/** Constructors of cells, and what can be done with a cell: a step, a zero state. */

export const cellPath = 'tensorflow.nn.rnn_cell';

/** https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell/DropoutWrapper and the wrappers beside it */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  DropoutWrapper: ['cell', 'input_keep_prob', 'output_keep_prob', 'state_keep_prob'],
  ResidualWrapper: ['cell', 'residual_fn'],
  DeviceWrapper: ['cell', 'device'],
  HighwayWrapper: ['cell', 'couple_carry_transform_gates', 'carry_bias_init'],
  InputProjectionWrapper: ['cell', 'num_proj', 'activation', 'input_size'],
  OutputProjectionWrapper: ['cell', 'output_size', 'activation', 'reuse'],
  EmbeddingWrapper: ['cell', 'embedding_classes', 'embedding_size', 'initializer', 'reuse'],
};

const cellTypes = [...Object.keys(cellKinds), ...Object.keys(wrappers), 'MultiRNNCell', 'RNNCell'];

/** What can be done with a cell. */
export const cellSteps: Readonly<Record<string, Entry>> = {
  __call__: step,
  call: step,
  zero_state: zeroState,
  get_initial_state: initialState,
};

export const cellEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder(
    cellPath,
    Object.fromEntries(Object.entries(cellKinds).map(([name, kind]) => [name, newCell(name, kind)])),
  ),
  ...entriesUnder(
    cellPath,
    Object.fromEntries(Object.entries(wrappers).map(([name, list]) => [name, newWrapper(name, list)])),
  ),
  ...entriesUnder(cellPath, {
    MultiRNNCell: newMultiCell,
    LSTMStateTuple: newStateTuple,
    RNNCell: () => objectOf(`${cellPath}.RNNCell`),
  }),
  ['builtins.tuple.clone:get', refuseClone],
  ...cellTypes.flatMap((name) => entriesUnder(`${cellPath}.${name}`, cellSteps)),
];

function newCell(name: string, kind: CellKind): LibraryFunction {
  return (call) => {
    const bound = bind(call, kind.parameters);
    const units = sizeOfItem((bound.get('num_units') ?? bound.get('cell_size'))?.value, call.evaluation);
    const isTuple = kind.state === 'pair' ? booleanOf(bound.value('state_is_tuple', booleanValue(true))) : null;
    const projection = projectionOf(name, bound);
    const visible = projection === 'none' ? units : projection;
    const options: Record<string, Value> = {
      units: sizeValue(units),
      inputSize: unknown,
      activation: activationOf(bound.value('activation', none)),
      ...(kind.state === 'pair' && { stateIsTuple: booleanValue(isTuple) }),
      ...(name === 'LSTMCell' && {
        numProj: projection === 'none' ? none : sizeValue(projection),
        usePeepholes: bound.value('use_peepholes', booleanValue(false)),
      }),
      ...(name === 'LSTMBlockCell' && { usePeepholes: bound.value('use_peephole', booleanValue(false)) }),
    };
    const record = call.evaluation.recordLayer({
      framework: 'tensorflow1',
      kind: name,
      isRecurrent: true,
      span: call.span,
      options,
      weights: [],
      parameters: null,
    });
    const state =
      kind.state === 'tensor'
        ? sizeValue(units)
        : isTuple === true
          ? tupleOf([sizeValue(units), sizeValue(visible)])
          : isTuple === false
            ? sizeValue(projection === 'none' ? multiplySizes(2, units) : null)
            : unknown;
    return objectOf(`${cellPath}.${name}`, { output_size: sizeValue(visible), state_size: state }, record);
  };
}

/** `num_proj`, where it is not None; an unknown one may be None, and then the size of the output is not known either. */
function projectionOf(name: string, bound: Bound): Size | 'none' {
  if (name !== 'LSTMCell') return 'none';
  const value = bound.value('num_proj', none);
  return value.kind === 'none' ? 'none' : value.kind === 'size' ? value.size : null;
}

function activationOf(value: Value): Value {
  if (value.kind === 'none') return stringValue('tanh');
  return value.kind === 'path' ? stringValue(value.path.slice(value.path.lastIndexOf('.') + 1)) : value;
}

function newWrapper(name: string, parameters: readonly string[]): LibraryFunction {
  return (call) => {
    const bound = bind(call, parameters);
    const cell = bound.get('cell')?.value ?? unknown;
    const { attribute } = call.evaluation;
    const output =
      name === 'OutputProjectionWrapper' ? bound.get('output_size')?.value : attribute(cell, 'output_size');
    return objectOf(`${cellPath}.${name}`, {
      cell,
      output_size: output ?? unknown,
      state_size: attribute(cell, 'state_size'),
      ...(name === 'InputProjectionWrapper' && { input_size: bound.get('num_proj')?.value ?? unknown }),
      ...(name === 'EmbeddingWrapper' && { input_size: bound.get('embedding_size')?.value ?? unknown }),
    });
  };
}

/** https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell/MultiRNNCell */
function newMultiCell(call: Call): Value {
  const bound = bind(call, ['cells', 'state_is_tuple']);
  const given = bound.get('cells');
  const cells = given?.value.kind === 'list' || given?.value.kind === 'tuple' ? given.value : unknown;
  const items = cells.kind === 'list' || cells.kind === 'tuple' ? cells.items : null;
  if (given) checkRepeatedCell(call, given);
  const { attribute } = call.evaluation;
  const last = items ? items.at(-1) : cells.kind === 'list' ? cells.element : undefined;
  const isTuple = booleanOf(bound.value('state_is_tuple', booleanValue(true)));
  const output = last ? attribute(last, 'output_size') : unknown;
  const record = call.evaluation.recordLayer({
    framework: 'tensorflow1',
    kind: 'MultiRNNCell',
    isRecurrent: true,
    span: call.span,
    options: {
      units: output,
      inputSize: unknown,
      numLayers: sizeValue(cells.kind === 'unknown' ? null : lengthOf(cells)),
    },
    // They are the cells' own.
    weights: [],
    parameters: 0,
  });
  const state = items && isTuple === true ? tupleOf(items.map((cell) => attribute(cell, 'state_size'))) : unknown;
  return objectOf(`${cellPath}.MultiRNNCell`, { cells, output_size: output, state_size: state }, record);
}

function lengthOf(cells: TupleValue | ListValue): Size {
  return cells.kind === 'list' ? cells.length : cells.items.length;
}

function newStateTuple(call: Call): Value {
  const bound = bind(call, ['c', 'h']);
  const parts = ['c', 'h'].map((name) => bound.get(name)?.value ?? unknown);
  // A tuple of tuples stands for the states of several layers, which have no `c` and `h`.
  return parts.some(({ kind }) => kind === 'tuple') ? unknown : tupleOf(parts);
}

/** `output, state = cell(inputs, state)` */
function step(call: Call): Value {
  const bound = bind(call, ['inputs', 'state', 'scope']);
  const cell = call.receiver ?? unknown;
  const given = tensorFrom(bound.get('inputs')?.value, 'tensorflow');
  // Whatever it is, the cell takes it only with two axes.
  const isOpen = given.axes === null && isBuiltIn(cell);
  const input = isOpen ? { ...given, axes: [axis(null, 'batch'), given.last ?? axis(null, 'features')] } : given;
  const batch = axis(input.axes?.length === 2 ? (input.axes[0]?.size ?? null) : null, 'batch');
  checkRank(call, cell, nameOf(cell), input, 2);
  const stateSize = call.evaluation.attribute(cell, 'state_size');
  checkInitialState(call, nameOf(cell), 'state', bound.get('state'), stateSize, {
    batch: batch.size,
    features: input.axes?.at(-1)?.size ?? null,
  });
  return tupleOf([feedCell(call, cell, input, batch), stateLike(call, stateSize, batch)]);
}

function zeroState(call: Call): Value {
  const batch = sizeOfItem(bind(call, ['batch_size', 'dtype']).get('batch_size')?.value, call.evaluation);
  const cell = call.receiver ?? unknown;
  const state = stateLike(call, call.evaluation.attribute(cell, 'state_size'), axis(batch, 'batch'));
  if (cell.kind === 'object' && cell.type === `${cellPath}.MultiRNNCell`) stackStates.add(state);
  return state;
}

/** Zero states of a MultiRNNCell: tuples with the state of each cell, whatever the cells are. */
const stackStates = new WeakSet<Value>();

/**
 * `cell.zero_state(…).clone(cell_state=…)`: only the state of an AttentionWrapper has it.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/seq2seq/AttentionWrapperState
 */
function refuseClone(call: Call): Value {
  const { receiver } = call;
  if (receiver?.kind !== 'tuple' || !stackStates.has(receiver)) return unknown;
  const raises = "'tuple' object has no attribute 'clone'";
  reportTuple(call.evaluation, receiver, { span: call.span, use: '`.clone`', raises });
  return unknown;
}

function initialState(call: Call): Value {
  const bound = bind(call, ['inputs', 'batch_size', 'dtype']);
  const inputs = bound.get('inputs')?.value;
  const front = inputs?.kind === 'tensor' ? (inputs.axes?.[0]?.size ?? null) : null;
  const size = bound.get('batch_size') ? sizeOfItem(bound.get('batch_size')?.value, call.evaluation) : front;
  return stateLike(call, call.evaluation.attribute(call.receiver ?? unknown, 'state_size'), axis(size, 'batch'));
}
