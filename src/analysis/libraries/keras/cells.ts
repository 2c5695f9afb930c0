import { sameSize, type Size } from '../../domain/sizes.js';
import {
  axis,
  itemsOf,
  listOf,
  none,
  sizeOf,
  sizeValue,
  stringValue,
  tupleOf,
  unknown,
  type ListValue,
  type Value,
} from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { checkRepeatedCell } from '../tensorflow/repeatedCell.js';
import { setLayerWeights } from './applyLayer.js';
import { reportAt } from './layerChecks.js';
import {
  batchSymbol,
  fieldOf,
  lastSize,
  layerOf,
  option,
  resultOf,
  shapeOf,
  sizeOption,
  sizeOrUnknown,
  truthOption,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';
import { givenStates } from './initialState.js';
import {
  cellOptions,
  cellParameters,
  cellShapes,
  cellWeights,
  sequenceOptions,
  statesOf,
  unrolled,
} from './recurrent.js';
import { checkStateful } from './stateful.js';

type CellName = keyof typeof cellOptions;

/** https://keras.io/api/layers/recurrent_layers/rnn/ and the pages of the three cells beside it */
export const cellKinds: Readonly<Record<string, LayerKind>> = {
  SimpleRNNCell: cellKind('SimpleRNN'),
  LSTMCell: cellKind('LSTM'),
  GRUCell: cellKind('GRU'),
  StackedRNNCells: {
    parameters: ['cells'],
    options: { units: unknown },
    isRecurrent: true,
    check: (layer, call) => {
      checkRepeated(call, layer.given.get('cells'));
      layer.record.options['units'] = sizeOrUnknown(outputSize(option(layer, 'cells')));
      layer.record.parameters = null;
    },
    apply: applyStacked,
  },
  RNN: {
    parameters: ['cell', 'return_sequences', 'return_state', 'go_backwards', 'stateful', 'unroll', 'time_major'],
    options: { units: unknown, ...sequenceOptions },
    isRecurrent: true,
    inputDim: 'sequence',
    rank: { exact: 3 },
    check: (layer, call) => {
      checkRepeated(call, layer.given.get('cell'));
      const cell = option(layer, 'cell');
      layer.record.options['units'] = sizeOrUnknown(outputSize(cell));
      Object.assign(layer.record.options, stackOptions(cell));
      layer.record.parameters = null;
    },
    apply: applyRnn,
  },
};

/** One layer object has one set of weights, however often it stands in the list. */
function checkRepeated(call: Call, cells: Argument | undefined): void {
  if (cells && itemsOf(cells.value)) checkRepeatedCell(call, cells);
}

/** How many layers of which cell run in it; nothing where they are not alike. */
function stackOptions(cell: Value): Record<string, Value> {
  const cells = cellsIn(cell);
  const first = layerOf(cells[0]);
  if (!first || !(first.className in cellKinds) || first.className === 'RNN' || !areAlike(cells)) return { cell: none };
  const stacked = stackedIn(cell);
  const { activation = unknown, recurrentActivation, resetAfter } = first.record.options;
  return {
    cell: stringValue(first.className),
    numLayers: sizeValue(isUncounted(stacked) ? stacked.length : cells.length),
    activation,
    ...(recurrentActivation && { recurrentActivation }),
    ...(resetAfter && { resetAfter }),
  };
}

function areAlike(cells: readonly Value[]): boolean {
  const [first] = cells;
  return cells.every(
    (one) => layerOf(one)?.className === layerOf(first)?.className && sameSize(unitsOf(one), unitsOf(first)) === true,
  );
}

/** What a cell's constructor gave, or the cells that are stacked, innermost last; one of them where nobody counted. */
function cellsIn(cell: Value): readonly Value[] {
  return cellsOf(stackedIn(cell)) ?? [cell];
}

/** The cells of a list; of a list that nobody counted, one. */
function cellsOf(list: Value): readonly Value[] | null {
  return itemsOf(list) ?? (isUncounted(list) ? [anyCell(list.element)] : null);
}

/** One of the cells that a loop made, where they are all alike. */
function anyCell(element: Value): Value {
  const options = element.kind === 'ambiguous' ? element.options : [element];
  return options.length === 1 || areAlike(options) ? (options.at(-1) ?? unknown) : unknown;
}

function stackedIn(cell: Value): Value {
  return layerOf(cell)?.className === 'StackedRNNCells' ? option(layerOf(cell)!, 'cells') : cell;
}

/** `[LSTMCell(16) for _ in range(layers)]` */
function isUncounted(cells: Value): cells is ListValue {
  return cells.kind === 'list' && cells.items === null;
}

function outputSize(cell: Value): Size {
  const [first, ...others] = eitherCells(cell);
  if (!first) return unitsOf(cellsIn(cell).at(-1));
  const units = unitsOf(first);
  return others.every((other) => sameSize(unitsOf(other), units) === true) ? units : null;
}

/** `LSTMCell(n) if … else GRUCell(n)`, alone or in a list that nobody counted: the cells of which it is one. */
function eitherCells(cell: Value): readonly Value[] {
  const within = stackedIn(cell);
  const one = isUncounted(within) ? within.element : within;
  if (one.kind !== 'ambiguous') return [];
  const names = one.options.map(cellNameOf);
  return new Set(names).size > 1 && !names.includes(null) ? one.options : [];
}

function unitsOf(cell: Value | undefined): Size {
  const layer = layerOf(cell);
  return layer ? sizeOption(layer, 'units') : sizeOf(fieldOf(cell, 'units'));
}

function applyRnn(use: Use): Applied {
  const { layer, tensor } = use;
  checkStateful(use);
  const cell = option(layer, 'cell');
  const cells = cellsIn(cell);
  const names = cells.map(cellNameOf);
  const units = outputSize(cell);
  const isUnknownStack = isUncounted(stackedIn(cell));
  if (units !== null) {
    for (const one of eitherCells(cell)) runCells(use, [one], [statesOf(cellNameOf(one)!, units)], isUnknownStack);
  }
  const isStacked = cells.length > 1 || itemsOf(cell) !== null || isUnknownStack;
  // What a cell of the source keeps as its state, only the cell knows.
  if (!names.every((name) => name !== null)) return withoutStates(use, units);
  const states = cells.map((one, index) => statesOf(names[index]!, sizeOption(layerOf(one)!, 'units')));
  const isScript = use.call.evaluation.language === 'javascript';
  // tf.js has the states of the last cell first. https://github.com/tensorflow/tfjs/blob/master/tfjs-layers/src/layers/recurrent.ts
  const inOrder = (isScript ? [...states].reverse() : states).flat();
  givenStates(use, inOrder, isStacked);
  const weights = runCells(use, cells, states, isStacked);
  if (isUnknownStack) return withoutStates(use, units);
  setLayerWeights(layer, tensor.axes, weights);
  const flat = unrolled(use, inOrder, units);
  if (!isStacked || isScript || flat.value.kind !== 'tuple') return flat;
  const [first = unknown, ...rest] = flat.value.items;
  let taken = 0;
  const nested = states.map((own) => {
    const items = rest.slice(taken, (taken += own.length));
    return items.length === 1 ? items[0]! : listOf([...items]);
  });
  const together = tupleOf([first, ...nested]);
  // Keras 3 and tf.keras give the states of each cell together; Keras 2.2 and 2.3 gave each state by itself.
  const isSame = nested.length === rest.length;
  return { ...flat, value: isSame ? together : { kind: 'ambiguous', options: [together, flat.value] } };
}

/** One step through the cells, of which each reads what the one before it gives. */
function runCells(
  { call, tensor }: Use,
  cells: readonly Value[],
  states: readonly (readonly (readonly Size[])[])[],
  isStacked: boolean,
): Weight[] {
  let features = lastSize(tensor.axes);
  const weights: Weight[] = [];
  for (const [index, one] of cells.entries()) {
    const inner = layerOf(one)!;
    const [batch = axis(batchSymbol(call.evaluation), 'batch')] = tensor.axes ?? [];
    const own = sizeOption(inner, 'units');
    setLayerWeights(inner, [batch, axis(features, 'features')]);
    const output = resultOf(call, [batch, axis(own, 'units')]);
    inner.record.calls.push({
      span: call.span,
      input: resultOf(call, [batch, axis(features, 'features')]),
      output,
      state: states[index]!.map((sizes) => resultOf(call, [batch, axis(sizes[0] ?? null, 'units')])),
    });
    const prefix = isStacked ? `cell_${index}_` : '';
    weights.push(...inner.record.weights.map(({ name, shape }) => ({ name: prefix + name, shape })));
    features = own;
  }
  return weights;
}

/** Stacked cells called by themselves take one step, and give the states of each. */
function applyStacked(use: Use): Applied {
  const { layer, call, tensor } = use;
  const list = option(layer, 'cells');
  const cells = cellsOf(list) ?? [];
  const names = cells.map(cellNameOf);
  const [batch = axis(null, 'batch')] = tensor.axes ?? [];
  const output = resultOf(call, [batch, axis(unitsOf(cells.at(-1)), 'units')]);
  if (cells.length === 0 || !names.every((name) => name !== null)) {
    return { value: tupleOf([output, unknown]), output, state: [] };
  }
  const states = cells.map((one, index) => statesOf(names[index]!, sizeOption(layerOf(one)!, 'units')));
  const weights = runCells(use, cells, states, true);
  if (isUncounted(list)) return { value: tupleOf([output, unknown]), output, state: [] };
  setLayerWeights(layer, tensor.axes, weights);
  const given = states.map((own) => own.map(([size = null]) => resultOf(call, [batch, axis(size, 'units')])));
  return { value: tupleOf([output, listOf(given.map((own) => listOf(own)))]), output, state: given.flat() };
}

function withoutStates(use: Use, units: Size): Applied {
  const result = unrolled(use, [], units);
  use.layer.record.parameters = null;
  const isAlone = truthOption(use.layer, 'return_state') === false;
  return { ...result, value: isAlone ? result.value : unknown, state: [] };
}

function cellNameOf(cell: Value): CellName | null {
  const name = layerOf(cell)?.className.replace(/Cell$/, '');
  return name === 'SimpleRNN' || name === 'LSTM' || name === 'GRU' ? name : null;
}

/** The hidden state that a cell is called with has as many numbers as the cell has units. */
function checkCellState(cell: CellName, { layer, call }: Use, units: Size): void {
  const given = call.keywords.get('states')?.value ?? call.args[0]?.value;
  const state = itemsOf(given)?.[0];
  if (state?.kind !== 'tensor' || state.isAssumed || state.axes?.length !== 2) return;
  const found = lastSize(state.axes);
  if (sameSize(found, units) !== false || typeof units !== 'number') return;
  const [left, right] = [shapeOf(state.axes).join(','), `${units},${units * cellShapes[cell].gates}`];
  reportAt(
    call,
    {
      code: 'initial-state-shape',
      raises: `Exception encountered when calling ${layer.className}.call(). Matrix size-incompatible: In[0]: [${left}], In[1]: [${right}]`,
      facts: { name: 'states', expected: [shapeOf(state.axes)[0] ?? null, units], found: shapeOf(state.axes) },
    },
    { tensors: [state] },
  );
}

/** A cell called by itself takes one step and its states, and gives the output and the new states. */
function cellKind(cell: CellName): LayerKind {
  return {
    parameters: cellParameters(cell),
    options: cellOptions[cell],
    isRecurrent: true,
    weights: (layer: Layer, axes) => cellWeights(cell, layer, lastSize(axes)),
    apply: (use) => {
      const [batch = axis(null, 'batch')] = use.tensor.axes ?? [];
      const units = axis(sizeOption(use.layer, 'units'), 'units');
      checkCellState(cell, use, units.size);
      const states = statesOf(cell, units.size).map(() => resultOf(use.call, [batch, units]));
      const output = resultOf(use.call, [batch, units]);
      return { value: tupleOf([output, listOf([...states])]), output, state: states };
    },
  };
}
