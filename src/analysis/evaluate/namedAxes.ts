import { axis, tupleOf, type Axis, type TensorValue, type UnknownValue, type Value } from '../domain/values.js';
import { axisReadOf, sequenceOfShape, sequenceReadOf, tensorOfShape } from '../libraries/axisReads.js';
import { roleNamed, rolesNamed } from '../libraries/pytorch/majorAxes.js';
import { shapeOf } from '../libraries/tensorValues.js';
import type { Span } from '../model.js';
import type { Expression } from '../syntax/program.js';
import { newUnknown, write, type Machine } from './machine.js';

/** `batch_size = x.size(0)`: a name for what is not known, which tells what the first axes of `x` stand for. */
export function namedRead(machine: Machine, value: UnknownValue, name: string): UnknownValue {
  const named = newUnknown(machine, name);
  const read = axisReadOf(value);
  if (!read || roleNamed(name) === null) return named;
  const { tensor, index } = read;
  const first = tensor.first ?? [];
  if (tensor.library !== 'torch' || tensor.axes || index < 0 || index > 1 || first[index]) return named;
  const before = Array.from({ length: index }, (_, at) => first[at] ?? axis(null));
  write(machine, tensor, 'first', [...before, axis(named.size), ...first.slice(index + 1)]);
  return named;
}

/** `seq_len, batch, units = out.size()`, where the layer that gave `out` has the batch first, or the other way round. */
export function checkSizeNames(machine: Machine, shape: Value, targets: readonly Expression[]): void {
  const tensor = sequenceOfShape(shape);
  const [first, second] = tensor?.axes ?? [];
  if (!tensor?.origin || !first || !second || targets.length !== tensor.axes?.length) return;
  const roles = [first.role, second.role];
  const [one, other] = rolesNamed(targets.map((target) => (target.kind === 'name' ? target.name : '')));
  const isSwapped = one === second.role && other === first.role && roles.includes('batch') && roles.includes('time');
  if (isSwapped && first.size !== 1 && second.size !== 1) reportNamed(machine, tensor.axes, tensor.origin);
}

/** `batch_size = out.size(0)`, where the layer that gave `out` has the time there. */
export function checkSizeName(machine: Machine, size: Value, name: string): void {
  const { tensor, index } = sequenceReadOf(size) ?? {};
  const [first, second] = tensor?.axes ?? [];
  // A recording has its samples along the time.
  const role = /samples$/i.test(name) ? null : roleNamed(name);
  if (!tensor?.origin || !first || !second || tensor.axes?.length !== 3 || role === null) return;
  const [own, other] = index === 0 ? [first, second] : index === 1 ? [second, first] : [];
  const isSwapped = other?.role === role && own?.role === (role === 'batch' ? 'time' : 'batch');
  if (isSwapped && first.size !== 1 && second.size !== 1) reportNamed(machine, tensor.axes, tensor.origin);
}

function reportNamed(machine: Machine, axes: readonly Axis[], span: Span): void {
  machine.evaluation.report({
    code: 'batch-first',
    severity: 'warning',
    span,
    raises: null,
    facts: { shape: shapeOf(axes), cause: 'named' },
    fixes: [],
    related: [],
  });
}

/**
 * `x.shape[1]` of an array, where nobody knows how many those are: it goes by what is written there, and is one number
 * however often that array is asked; `x.shape[1:]` likewise. Axes of PyTorch's tensors get names where layers take them.
 */
export function namedShapeRead(machine: Machine, shape: Value, index: Value, read: Value, span: Span): Value {
  const tensor = shape.kind === 'shape-of' ? shape.tensor : tensorOfShape(shape);
  if (!tensor || tensor.library === 'torch') return read;
  const owner = /^(?:self\.|this\.)?([\w.]{1,24})\.shape\s*\[/.exec(machine.evaluation.textOf(span))?.[1];
  if (owner === undefined) return read;
  const rank = tensor.axes?.length ?? 0;
  if (read.kind === 'tuple' && index.kind === 'slice' && index.upper.kind === 'none' && index.step.kind === 'none') {
    const from = rank - read.items.length;
    return tupleOf(read.items.map((item, place) => namedAt(machine, tensor, owner, from + place, item)));
  }
  if (index.kind !== 'size' || typeof index.size !== 'number') return read;
  return namedAt(machine, tensor, owner, index.size < 0 ? rank + index.size : index.size, read);
}

function namedAt(machine: Machine, tensor: TensorValue, owner: string, at: number, read: Value): Value {
  if (at < 0 || (read.kind !== 'size' && read.kind !== 'unknown') || read.size !== null) return read;
  const known = names.get(tensor) ?? new Map<number, UnknownValue>();
  names.set(tensor, known);
  const named = known.get(at) ?? newUnknown(machine, `${owner}.shape[${at}]`);
  known.set(at, named);
  shapeReads.add(named);
  return named;
}

const names = new WeakMap<TensorValue, Map<number, UnknownValue>>();
const shapeReads = new WeakSet<Value>();

/** Whether a value has its name from `namedShapeRead` alone, so that a shorter one of the source is better. */
export function isShapeRead(value: Value): boolean {
  return shapeReads.has(value);
}
