import type { Size } from '../../domain/sizes.js';
import {
  axis,
  sizeOf,
  stringValue,
  tensorOf,
  type Axis,
  type Role,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Argument, Call } from '../library.js';
import { withOrigin } from '../axisReads.js';
import { keepRagged } from './packed.js';
import { dtypeOf as namedDtype } from '../arguments.js';
import { derived, sizesFromValue, tensorFrom } from '../tensorValues.js';
import { checkSizeTypes } from './sizeTypes.js';

/** Tensors of PyTorch: what a value is where a tensor is wanted, and what comes of tensors in a call. */

/** What is no tensor as far as anybody can tell is one of unknown rank. */
export function torchTensor(value: Value | undefined): TensorValue {
  return value?.kind === 'tensor' ? tensorOfData(value) : anyTensor();
}

/** What `torch.tensor(data)` makes of lists, numbers and arrays. */
export function tensorOfData(value: Value | undefined): TensorValue {
  const tensor = tensorFrom(value, 'torch');
  return tensor.library === 'torch' ? tensor : { ...tensor, library: 'torch' };
}

/** Whether it may be a tensor at all: what is certainly something else is none. */
export function isTensor(value: Value | undefined): value is TensorValue {
  return value?.kind === 'tensor';
}

export function result(
  call: Call,
  axes: readonly (Axis | Size)[] | null,
  sources: readonly TensorValue[] = [],
  dtype: TensorValue['dtype'] = sources[0]?.dtype ?? null,
): TensorValue {
  return derived(call, 'torch', axes, sources, { dtype });
}

/** The last axis, which may be known where the rank is not. */
export function lastAxis(tensor: TensorValue): Axis | null {
  return (tensor.axes ? tensor.axes.at(-1) : tensor.last) ?? null;
}

/** The tensor with another last axis, as a linear layer gives it. */
export function withLast(call: Call, tensor: TensorValue, size: Size, role: Role | null): TensorValue {
  const last = axis(size, role);
  if (tensor.axes) return result(call, [...tensor.axes.slice(0, -1), last], [tensor], 'float');
  // The last of the first axes may be the very last one.
  const first = tensor.first?.slice(0, -1) ?? [];
  return { ...result(call, null, [tensor], 'float'), last, ...(first.length > 0 && { first }) };
}

/** The tensor with one more axis at its end, as an embedding gives it. */
export function withMore(call: Call, tensor: TensorValue, size: Size, role: Role): TensorValue {
  const last = axis(size, role);
  if (tensor.axes) return result(call, [...tensor.axes, last], [tensor], 'float');
  const more = { ...result(call, null, [tensor], 'float'), last, ...(tensor.first && { first: tensor.first }) };
  return withOrigin(more, tensor);
}

/**
 * A tensor of the same shape. Where its rank is not known it is the very same value, so that what is learnt of the one
 * is learnt of the other.
 */
export function sameTensor(tensor: TensorValue, dtype: TensorValue['dtype'] = tensor.dtype): TensorValue {
  if (tensor.dtype === dtype && !tensor.numbers) return tensor.axes ? keepRagged(tensor, { ...tensor }) : tensor;
  const { last, first, isSequence, ...options } = tensor;
  return {
    ...tensorOf('torch', tensor.axes, { dtype, isAssumed: options.isAssumed, origin: options.origin }),
    ...(last && { last }),
    ...(first && { first }),
    ...(isSequence && { isSequence }),
  };
}

/** The sizes of `f(2, 3)` as of `f((2, 3))`; null where not even their number is known. */
export function sizesGiven(call: Call, args: readonly Argument[]): Size[] | null {
  if (call.isOpen) return null;
  checkSizeTypes(call, args);
  const [first] = args;
  if (args.length === 1 && first && first.value.kind !== 'size' && first.value.kind !== 'unknown') {
    return sizesFromValue(first.value, call.evaluation);
  }
  // A single name may stand for a whole shape.
  if (args.length === 1 && first?.value.kind === 'unknown' && !isLength(call, first)) return null;
  return args.map(({ value }) => sizeOfAny(call, value));
}

/** `zeros(len(text))`: nobody knows how long it is, and it is one number all the same. */
function isLength({ evaluation }: Call, { valueSpan }: Argument): boolean {
  return valueSpan !== null && /^len\([^()]*\)$/.test(evaluation.textOf(valueSpan));
}

export function sizeOfAny(call: Call, value: Value): Size {
  return value.kind === 'ambiguous'
    ? (sizesFromValue({ kind: 'tuple', items: [value] }, call.evaluation)?.[0] ?? null)
    : sizeOf(value);
}

/** What `dtype=torch.long` and `.type(torch.LongTensor)` say. */
export function dtypeOf(value: Value | undefined): TensorValue['dtype'] {
  if (value?.kind !== 'path') return null;
  const name = value.path.slice(value.path.lastIndexOf('.') + 1).toLowerCase();
  return /byte|short|char/.test(name) ? 'int' : namedDtype(stringValue(name));
}

/** A tensor of unknown shape. */
export function anyTensor(): TensorValue {
  return tensorOf('torch', null);
}
