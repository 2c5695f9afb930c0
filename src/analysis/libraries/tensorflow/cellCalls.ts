import type { LayerRecord } from '../../domain/records.js';
import { addSizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  itemsOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  type Axis,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bracketed } from '../errorWords.js';
import type { Call } from '../library.js';
import { reportError } from '../shapeReports.js';
import { derived, shapeOf } from '../tensorValues.js';
import { cellKinds, countOf, type CellSizes } from './cellKinds.js';

/**
 * What happens when a cell gets a tensor, one step of it or a whole sequence: its input size and weights become known,
 * the call is written down, and it gives an output and a state.
 */

/** The cells' own output for an input of any rank: the last axis is theirs. */
export function feedCell(call: Call, cell: Value, input: TensorValue, batch: Axis): TensorValue {
  // One of several, as `kind` says: each would take the input.
  if (cell.kind === 'ambiguous') for (const option of cell.options) feedCell(call, option, input, batch);
  if (cell.kind !== 'object') return withLast(call, input, sizeOf(call.evaluation.attribute(cell, 'output_size')));
  const inner = cell.fields.get('cell');
  if (inner) {
    feedCell(call, inner, innerInput(call, cell, input), batch);
  }
  const cells = cell.fields.get('cells');
  const known = itemsOf(cells);
  if (known) known.reduce<TensorValue>((signal, item) => feedCell(call, item, signal, batch), input);
  else if (cells?.kind === 'list') feedCell(call, cells.element, input, batch);
  const output = withLast(call, input, sizeOf(cell.fields.get('output_size')));
  if (cell.layer) {
    learnInput(call, cell, cell.layer, input);
    const state = tensorsIn(stateOf(call, cell, batch));
    cell.layer.calls.push({ span: call.span, input, output, state });
  }
  return output;
}

/** What the cell in a wrapper gets of what the wrapper is given. */
function innerInput(call: Call, { fields }: ObjectValue, input: TensorValue): TensorValue {
  const [projected, attention] = [fields.get('input_size'), fields.get('attention_size')];
  if (projected) return withLast(call, input, sizeOf(projected));
  const own = input.axes?.at(-1)?.size ?? null;
  return attention ? withLast(call, input, addSizes(own, sizeOf(attention))) : input;
}

/** The state that a cell gives for a batch: tensors in the structure of its `state_size`. */
export function stateOf(call: Call, cell: Value, batch: Axis): Value {
  return stateLike(call, call.evaluation.attribute(cell, 'state_size'), batch);
}

export function stateLike(call: Call, stateSize: Value, batch: Axis): Value {
  if (stateSize.kind === 'tuple') return tupleOf(stateSize.items.map((item) => stateLike(call, item, batch)));
  if (stateSize.kind !== 'size') return unknown;
  return tensorOf('tensorflow', [batch, axis(stateSize.size, 'units')], { dtype: 'float', origin: call.span });
}

/** The tensors of a state, one after another. */
export function tensorsIn(state: Value): TensorValue[] {
  if (state.kind === 'tensor') return [state];
  return itemsOf(state)?.flatMap(tensorsIn) ?? [];
}

/** Whether it is made of TensorFlow's own cells only, whose errors are known. */
export function isBuiltIn(cell: Value): boolean {
  if (cell.kind !== 'object') return false;
  const inner = cell.fields.get('cell');
  const cells = cell.fields.get('cells');
  const isChanged = cell.fields.has('input_size') || cell.fields.has('attention_size');
  if (inner) return !isChanged && isBuiltIn(inner);
  if (cells) return itemsOf(cells)?.every(isBuiltIn) ?? (cells.kind === 'list' && isBuiltIn(cells.element));
  return cell.layer !== null;
}

/** The input has one axis too few or too many for the cell or its unrolling. */
export function checkRank(
  call: Call,
  cell: Value,
  layer: string,
  input: TensorValue,
  expected: 2 | 3,
  isTimeMajor: boolean | null = true,
): void {
  const { axes } = input;
  if (!axes || input.isAssumed || axes.length === expected) return;
  const tooFew = expected === 3 && axes.length < 3;
  if (!tooFew && !isBuiltIn(cell)) return;
  const found = expected === 3 ? axes.length - 1 : axes.length;
  reportError(
    call,
    {
      code: 'recurrent-input-rank',
      raises: tooFew
        ? // It speaks of the input as it is with the time axis in front.
          `Shape ${shapeText(isTimeMajor === false ? axes.toReversed() : axes)} must have rank at least 3`
        : `Input 0 of layer ${scopeName(nameOf(cell))} is incompatible with the layer: expected ndim=2, found ndim=${found}. Full shape received: ${listText(expected === 3 ? axes.slice(1) : axes)}`,
      facts: { layer, expected, found: axes.length, shape: shapeOf(axes), cause: null },
    },
    [input],
  );
}

/** `basic_lstm_cell`, as TensorFlow calls a layer of the class `BasicLSTMCell`. */
export function scopeName(kind: string): string {
  return kind
    .replace(/([A-Z]+)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The class of a cell, or of the first one in it. */
export function nameOf(cell: Value): string {
  if (cell.kind !== 'object') return 'cell';
  const inner = cell.fields.get('cell') ?? itemsOf(cell.fields.get('cells'))?.[0];
  return inner ? nameOf(inner) : shortNameOf(cell);
}

export function shortNameOf({ type }: ObjectValue): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** At the first call the cell makes its weights, by the size of the input. */
function learnInput(call: Call, cell: ObjectValue, record: LayerRecord, input: TensorValue): void {
  const found = input.axes?.at(-1)?.size ?? null;
  if (!(record.kind in cellKinds)) {
    record.options['inputSize'] = sizeValue(found);
    return;
  }
  const known = record.calls.length > 0 ? sizeOf(record.options['inputSize']) : null;
  // Of a cell that stands in several layers, only the first of them reads the input.
  if (known === null && record.calls.length > 0 && cell.fields.has('repeated')) return;
  if (known === null) {
    const kind = cellKinds[record.kind];
    const sizes = { ...cellSizes(record), inputSize: found };
    record.options['inputSize'] = sizeValue(found);
    record.weights = kind?.weights(sizes) ?? [];
    record.parameters = kind ? countOf(record.weights) : null;
  } else if (sameSize(known, found) === false && input.axes) {
    const { units, projection } = cellSizes(record);
    const own = projection === 'none' ? units : projection;
    const [joined, rows] = [sizeText(addSizes(found, own)), sizeText(addSizes(known, own))];
    call.evaluation.report({
      code: cell.fields.has('repeated') ? 'repeated-cell' : 'input-size',
      // TensorFlow before 1.1 made weights of its own for each layer of a repeated cell.
      severity: 'warning',
      span: call.span,
      raises: `Dimensions must be equal, but are ${joined} and ${rows} for '${scopeName(record.kind)}/MatMul' (op: 'MatMul') with input shapes: [?,${joined}], ${bracketed((record.weights[0]?.shape ?? []).map((size) => axis(size)))}.`,
      facts: cell.fields.has('repeated')
        ? { cell: record.kind, count: null }
        : {
            layer: record.kind,
            parameter: 'input_size',
            expected: sizeText(known),
            found: sizeText(found),
            shape: shapeOf(input.axes),
            cause: null,
          },
      fixes: [],
      related: [{ span: record.span, what: 'layer-made', shape: null }],
    });
  }
}

function cellSizes(record: LayerRecord): Omit<CellSizes, 'inputSize'> {
  const projection = record.options['numProj'];
  return {
    units: sizeOf(record.options['units']),
    projection: projection === undefined || projection.kind === 'none' ? 'none' : sizeOf(projection),
    usesPeepholes: booleanOf(record.options['usePeepholes']) === true,
  };
}

function withLast(call: Call, input: TensorValue, size: Size): TensorValue {
  const axes = input.axes && input.axes.length > 0 ? [...input.axes.slice(0, -1), axis(size, 'units')] : null;
  return derived(call, 'tensorflow', axes, [input], { dtype: 'float' });
}

export function shapeText(axes: readonly Axis[]): string {
  return `(${axes.map(({ size }) => (typeof size === 'number' ? size : '?')).join(', ')}${axes.length === 1 ? ',' : ''})`;
}

function listText(axes: readonly Axis[]): string {
  return `[${axes.map(({ size }) => (typeof size === 'number' ? size : 'None')).join(', ')}]`;
}
