import { floatValue, listOf, sizeValue, type TensorValue, type Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { reportType } from '../wrongTypes.js';

/**
 * What `torch.tensor([[a, b]])` reads of lists: a tensor among the items stands for its single number, whatever its rank
 * is, and one of several numbers is refused.
 */
export function numbersOf(call: Call, value: Value | undefined): Value | undefined {
  const several = { found: null as TensorValue | null };
  const numbers = value && (value.kind === 'list' || value.kind === 'tuple') ? plain(value, several) : value;
  const { found } = several;
  if (!found) return numbers;
  reportType(call.evaluation, {
    span: call.span,
    use: `\`${operationOf(call)}\``,
    type: 'Tensor',
    cause: 'tensors',
    raises: 'only one element tensors can be converted to Python scalars',
    origin: found.origin,
  });
  return undefined;
}

function plain(value: Value, several: { found: TensorValue | null }): Value {
  if (value.kind === 'tensor' && value.library === 'torch') {
    if (!value.isAssumed && value.axes?.some(({ size }) => typeof size === 'number' && size > 1))
      several.found ??= value;
    return value.dtype === 'int' ? sizeValue(null) : floatValue(null);
  }
  if (!holdsTensors([value]) || (value.kind !== 'list' && value.kind !== 'tuple')) return value;
  if (value.items) return listOf(value.items.map((item) => plain(item, several)));
  return value.kind === 'list' ? { ...value, element: plain(value.element, several) } : value;
}

function holdsTensors(items: readonly Value[]): boolean {
  return items.some((item) => {
    if (item.kind === 'list') return holdsTensors(item.items ?? [item.element]);
    return item.kind === 'tuple' ? holdsTensors(item.items) : item.kind === 'tensor' && item.library === 'torch';
  });
}
