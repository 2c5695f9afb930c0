import { axis, type UnknownValue, type Value } from '../domain/values.js';
import { axisReadOf, sequenceOfShape } from '../libraries/axisReads.js';
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
  if (!isSwapped || first.size === 1 || second.size === 1) return;
  machine.evaluation.report({
    code: 'batch-first',
    severity: 'warning',
    span: tensor.origin,
    raises: null,
    facts: { shape: shapeOf(tensor.axes), cause: 'named' },
    fixes: [],
    related: [],
  });
}
