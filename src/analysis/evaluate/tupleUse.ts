import { findTensor, reportList, reportPacked, reportTuple } from '../libraries/pytorch/tuples.js';
import { tensorOfShape } from '../libraries/axisReads.js';
import { shapeFrom } from '../libraries/shapeReports.js';
import { shapeOf } from '../libraries/tensorValues.js';
import type { ListValue, ObjectValue, TupleValue, Value } from '../domain/values.js';
import type { Span } from '../model.js';
import { findMember } from './paths.js';
import type { Machine } from './machine.js';

/** `lstm(x).view(…)`: a tensor's method or attribute that a tuple does not have. */
export function checkTupleAttribute(machine: Machine, tuple: TupleValue, name: string, span: Span): void {
  if (!mayReport(machine, span) || isOwn.test(name)) return;
  const library = libraryOf(tuple);
  if (!library) return;
  const isTensors = isShape.test(name) || findMember(machine.library, `${library}.Tensor`, name) !== null;
  if (!isTensors && !(library === 'tensorflow' && isOfOneLayer(tuple, name))) return;
  const type = library === 'tensorflow' && isPair(tuple) ? 'LSTMStateTuple' : 'tuple';
  reportTuple(machine.evaluation, tuple, {
    span,
    use: `\`.${name}\``,
    raises: `'${type}' object has no attribute '${name}'`,
  });
}

function libraryOf(tuple: TupleValue): 'torch' | 'tensorflow' | undefined {
  return (['torch', 'tensorflow'] as const).find((library) => findTensor(tuple, library) !== null);
}

/** The `c` and `h` of one LSTM cell, asked of the states of several: of a MultiRNNCell, or of both directions. */
function isOfOneLayer({ items }: TupleValue, name: string): boolean {
  return /^[ch]$/.test(name) && items.every(({ kind }) => kind === 'tuple');
}

/** (c, h) of an LSTM cell of TensorFlow 1, and not (output, state). */
function isPair({ items }: TupleValue): boolean {
  return items.length === 2 && items.every((item) => item.kind === 'tensor' && item.axes?.length === 2);
}

/** `lstm(x)[:, -1]`: several axes of what has none. */
export function checkTupleSubscript(machine: Machine, tuple: TupleValue, index: Value, span: Span): void {
  if (!mayReport(machine, span) || index.kind !== 'tuple' || !libraryOf(tuple)) return;
  reportTuple(machine.evaluation, tuple, {
    span,
    use: 'An index along several axes',
    raises: 'tuple indices must be integers or slices, not tuple',
  });
}

/** `x.shape[3]` of three axes. */
export function checkShapeIndex(machine: Machine, shape: TupleValue, index: Value, span: Span): void {
  const owner = tensorOfShape(shape);
  if (!mayReport(machine, span) || !owner?.axes || owner.isAssumed) return;
  const rank = owner.axes.length;
  if (index.kind !== 'size' || typeof index.size !== 'number' || (index.size < rank && index.size >= -rank)) return;
  const isTuple = owner.library === 'numpy' || owner.library === 'torch';
  machine.evaluation.report({
    code: 'axis-out-of-range',
    severity: 'error',
    span,
    raises: isTuple ? 'tuple index out of range' : null,
    facts: { operation: 'shape', axis: index.size, rank, shape: shapeOf(owner.axes) },
    fixes: [],
    related: shapeFrom(owner),
  });
}

/** `packed.size(0)`: a tensor's method or attribute that a packed sequence does not have. */
export function checkPackedAttribute(machine: Machine, packed: ObjectValue, name: string, span: Span): void {
  if (!mayReport(machine, span) || isOwn.test(name) || isOfPacked.test(name)) return;
  if (!isShape.test(name) && findMember(machine.library, 'torch.Tensor', name) === null) return;
  reportPacked(machine.evaluation, packed, {
    span,
    use: `\`.${name}\``,
    raises: `'PackedSequence' object has no attribute '${name}'`,
  });
}

/** `packed[:, -1]`: it is a tuple of four, data and places, with no axes. */
export function checkPackedSubscript(machine: Machine, packed: ObjectValue, index: Value, span: Span): void {
  if (!mayReport(machine, span) || index.kind !== 'tuple') return;
  reportPacked(machine.evaluation, packed, {
    span,
    use: 'An index along several axes',
    raises: 'tuple indices must be integers or slices, not tuple',
  });
}

/** `outputs[:, -1]` of a list with a tensor for each step, as `static_rnn` gives it, or a loop fills it. */
export function checkListSubscript(machine: Machine, list: ListValue, index: Value, span: Span): void {
  if (!mayReport(machine, span) || index.kind !== 'tuple') return;
  const items = list.items ?? (list.element.kind === 'tensor' ? [list.element] : []);
  const [first] = items;
  if (first?.kind !== 'tensor' || !libraryOf({ kind: 'tuple', items })) return;
  reportList(machine.evaluation, list, first, {
    span,
    use: 'An index along several axes',
    raises: 'list indices must be integers or slices, not tuple',
  });
}

/** In a branch of which nobody knows whether it is taken, its test may ask for a tensor: `if not rnn.mode == 'LSTM':`. */
function mayReport(machine: Machine, span: Span): boolean {
  return machine.language === 'python' && machine.branches === 0 && span.end > span.start;
}

/** What a tuple has itself, and what the named tuples have that `max` and its kin give. */
const isOwn = /^(count|index|values|indices|_.*)$/;

/** https://pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html */
const isOfPacked =
  /^(data|batch_sizes|(un)?sorted_indices|to|cuda|cpu|double|float|half|long|int|short|char|byte|is_cuda|is_pinned|pin_memory)$/;

const isShape = /^(shape|dtype|device|ndim|data|grad|T)$/;
