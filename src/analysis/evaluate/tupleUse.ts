import { findTensor, reportTuple } from '../libraries/pytorch/tuples.js';
import type { TupleValue, Value } from '../domain/values.js';
import type { Span } from '../model.js';
import { findMember } from './paths.js';
import type { Machine } from './machine.js';

/** `lstm(x).view(…)`: a tensor's method or attribute that a tuple does not have. */
export function checkTupleAttribute(machine: Machine, tuple: TupleValue, name: string, span: Span): void {
  if (!mayReport(machine, span) || !findTensor(tuple) || isOwn.test(name)) return;
  const isTensors = isShape.test(name) || findMember(machine.library, 'torch.Tensor', name) !== null;
  if (!isTensors) return;
  reportTuple(machine.evaluation, tuple, {
    span,
    use: `\`.${name}\``,
    raises: `'tuple' object has no attribute '${name}'`,
  });
}

/** `lstm(x)[:, -1]`: several axes of what has none. */
export function checkTupleSubscript(machine: Machine, tuple: TupleValue, index: Value, span: Span): void {
  if (!mayReport(machine, span) || index.kind !== 'tuple' || !findTensor(tuple)) return;
  reportTuple(machine.evaluation, tuple, {
    span,
    use: 'An index along several axes',
    raises: 'tuple indices must be integers or slices, not tuple',
  });
}

/** In a branch of which nobody knows whether it is taken, its test may ask for a tensor: `if not rnn.mode == 'LSTM':`. */
function mayReport(machine: Machine, span: Span): boolean {
  return machine.language === 'python' && machine.branches === 0 && span.end > span.start;
}

/** What a tuple has itself, and what the named tuples have that `max` and its kin give. */
const isOwn = /^(count|index|values|indices|_.*)$/;

const isShape = /^(shape|dtype|device|ndim|data|grad|T)$/;
