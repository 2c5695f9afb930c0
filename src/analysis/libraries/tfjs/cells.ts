import { divideExactly, subtractSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  itemsOf,
  listOf,
  sizeValue,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Bound, Call, Entry } from '../library.js';
import { entriesUnder, withParameters } from '../tensorFunctions.js';
import { broadcastTensors, concatTensors, matrixProduct } from '../tensorOperations.js';
import { derived, tensorFrom } from '../tensorValues.js';

/** https://js.tensorflow.org/api/latest/#Operations-RNN */
export const cellEntries: readonly [path: string, entry: Entry][] = entriesUnder('tfjs', {
  basicLSTMCell: withParameters(['forgetBias', 'lstmKernel', 'lstmBias', 'data', 'c', 'h'], basicLstmCell),
  multiRNNCell: withParameters(['lstmCells', 'data', 'c', 'h'], multiRnnCell),
});

/** What tf.js does: `concat([data, h], 1)` times the kernel, plus the bias, in four parts. */
function basicLstmCell(call: Call, bound: Bound): Value {
  const tensor = (name: string) => tensorFrom(bound.get(name)?.value, 'tfjs');
  const [kernel, bias, data, c, h] = ['lstmKernel', 'lstmBias', 'data', 'c', 'h'].map(tensor) as [
    TensorValue,
    TensorValue,
    TensorValue,
    TensorValue,
    TensorValue,
  ];
  const wide = kernel.axes?.at(-1)?.size ?? null;
  const units = divideExactly(wide, 4) ?? c.axes?.at(-1)?.size ?? null;
  const features = data.axes?.at(-1)?.size ?? subtractSizes(kernel.axes?.[0]?.size ?? null, units);
  const input = tensorsOrNull([data, h], call);
  if (input && kernel.axes) {
    const gates = matrixProduct(call, 'tfjs', input, kernel);
    if (gates.axes && bias.axes) broadcastTensors(call, 'tfjs', [gates, bias]);
    if (c.axes && divideExactly(wide, 4) !== null) {
      const gate = derived(call, 'tfjs', [input.axes?.[0] ?? axis(null), axis(divideExactly(wide, 4))], [input]);
      broadcastTensors(call, 'tfjs', [c, gate]);
    }
  }
  const batch = data.axes?.[0] ?? c.axes?.[0] ?? axis(null, 'batch');
  const state: readonly Axis[] = [{ ...batch, role: 'batch' }, axis(units, 'units')];
  const record = call.evaluation.recordLayer({
    framework: 'tfjs',
    kind: 'basicLSTMCell',
    isRecurrent: true,
    span: call.span,
    options: { units: sizeOrUnknown(units), inputSize: sizeOrUnknown(features) },
    weights: [
      { name: 'lstmKernel', shape: kernel.axes?.map(({ size }) => size) ?? [null, wide] },
      { name: 'lstmBias', shape: bias.axes?.map(({ size }) => size) ?? [wide] },
    ],
    parameters: parametersOf(kernel, bias),
  });
  const [newC, newH] = [derived(call, 'tfjs', state, [data]), derived(call, 'tfjs', state, [data])];
  record.calls.push({ span: call.span, input: data.axes ? data : null, output: newH, state: [newC, newH] });
  return listOf([newC, newH]);
}

function tensorsOrNull(parts: readonly TensorValue[], call: Call): TensorValue | null {
  if (!parts.every(({ axes }) => axes?.length === 2)) return null;
  const joined = concatTensors(call, 'tfjs', listOf([...parts]), 1);
  return joined.axes ? joined : null;
}

function sizeOrUnknown(size: Size): Value {
  return size === null ? unknown : sizeValue(size);
}

function parametersOf(kernel: TensorValue, bias: TensorValue): Size {
  const [rows, wide, width] = [kernel.axes?.[0]?.size, kernel.axes?.[1]?.size, bias.axes?.[0]?.size];
  const isKnown = typeof rows === 'number' && typeof wide === 'number' && typeof width === 'number';
  return isKnown ? rows * wide + width : null;
}

/** Each cell takes the state that the one before it gave; a cell is a function of `(data, c, h)`. */
function multiRnnCell(call: Call, bound: Bound): Value {
  const cells = itemsOf(bound.get('lstmCells')?.value);
  const [c, h] = ['c', 'h'].map((name) => itemsOf(bound.get(name)?.value));
  if (!cells || !c || !h) return unknown;
  let input = bound.get('data')?.value ?? unknown;
  const states: (readonly Value[])[] = [];
  for (const [index, cell] of cells.entries()) {
    const state = itemsOf(call.evaluation.call(cell, [input, c[index] ?? unknown, h[index] ?? unknown], call));
    states.push(state ?? [unknown, unknown]);
    input = state?.[1] ?? unknown;
  }
  return listOf([0, 1].map((place) => listOf(states.map((state) => state[place] ?? unknown))));
}
