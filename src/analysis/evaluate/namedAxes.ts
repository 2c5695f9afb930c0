import { axis, type Axis, type UnknownValue, type Value } from '../domain/values.js';
import type { Span } from '../model.js';
import { axisReadOf, sequenceOfShape, sequenceReadOf } from '../libraries/axisReads.js';
import { roleNamed, rolesNamed } from '../libraries/pytorch/majorAxes.js';
import { shapeOf } from '../libraries/tensorValues.js';
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
