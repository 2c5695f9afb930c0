import { knownSize } from '../domain/sizes.js';
import type { Value } from '../domain/values.js';
import { roleOf } from '../libraries/pytorch/majorAxes.js';
import { firstAxes } from './documentedAxes.js';
import type { Statement } from '../syntax/program.js';

/**
 * The value of an assignment with the roles of which a comment behind it tells: `torch.randn(32, 10, 64)  # (B, T, F)`.
 * A comment that does not fit what is known says nothing, nor does one behind a value that has another name as well.
 */
export function withCommentedAxes({ axes: words, value: source }: Statement & { kind: 'assign' }, value: Value): Value {
  if (!words || value.kind !== 'tensor' || !/^(torch|numpy)$/.test(value.library)) return value;
  if (value.isAssumed && value.axes) return value;
  const { axes } = value;
  if (!axes && words.length === 3 && source && /^(call|binary)$/.test(source.kind)) {
    const first = firstAxes(words);
    return first && !value.first ? { ...value, first } : value;
  }
  if (axes?.length !== words.length || !source || !/^(call|binary|subscript)$/.test(source.kind)) return value;
  const fits = axes.every((axis, index) => {
    const { role, size } = words[index]!;
    const known = roleOf(axis);
    const length = knownSize(axis.size);
    const isOther = known === 'batch' || known === 'time' || known === 'layers' ? known !== role : role !== null;
    return !(known !== null && isOther) && !(size !== null && length !== null && size !== length);
  });
  if (!fits) return value;
  return { ...value, axes: axes.map((axis, index) => ({ ...axis, role: axis.role ?? words[index]!.role })) };
}
