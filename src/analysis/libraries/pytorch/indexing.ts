import { multiplySizes } from '../../domain/sizes.js';
import { axis, shapeTuple, sizeOf, sizeValue, unknown, type Axis, type Value } from '../../domain/values.js';
import { withSize } from '../axes/arrange.js';
import { axisRead, sizeRead, withTensor } from '../axisReads.js';
import { convolvedLength } from '../axes/convolution.js';
import { addSizes, type Size } from '../../domain/sizes.js';
import { elementCount } from '../axes/reshape.js';
import type { Entry } from '../library.js';
import { indexOf } from '../tensorOperations.js';
import { integersFrom } from '../tensorValues.js';
import { asRagged, isRagged } from './packed.js';
import { methodEntries, operation, operationEntries, type Operation } from './operation.js';
import { result, torchTensor, withMore } from './tensors.js';

/** Picking numbers out of tensors, and what a tensor says of its own shape. */
export const indexingEntries: [string, Entry][] = [
  ...operationEntries({
    gather: operation(['dim', 'index'], ({ call, x, value }) =>
      result(call, torchTensor(value('index')).axes, [torchTensor(value('index'))], x.dtype),
    ),
    take_along_dim: operation(['indices', 'dim'], ({ call, x, value }) =>
      result(call, torchTensor(value('indices')).axes, [torchTensor(value('indices'))], x.dtype),
    ),
    index_select: operation(['dim', 'index'], ({ call, x, value }) => {
      if (x.axes?.length === 0) return result(call, [], [x]);
      const along = indexOf(call, 'torch', x, value('dim'));
      const length = torchTensor(value('index')).axes?.[0]?.size ?? null;
      const taken = result(call, x.axes && along !== null ? withSize(x.axes, along, length) : null, [x]);
      // The same samples, perhaps in another order.
      return isRagged(x) && along === 0 ? asRagged({ ...taken, isSequence: true }) : taken;
    }),
    masked_select: operation(['mask'], ({ call, x }) => result(call, [null], [], x.dtype)),
    take: operation(['index'], ({ call, x, value }) =>
      result(call, torchTensor(value('index')).axes, [torchTensor(value('index'))], x.dtype),
    ),
    multinomial: operation(['num_samples'], ({ call, x, size }) =>
      result(call, x.axes && [...x.axes.slice(0, -1), axis(size('num_samples'))], [x], 'int'),
    ),
    numel: operation([], ({ x }) => (x.axes && !x.isAssumed ? sizeValue(elementCount(x.axes)) : unknown)),
    diagonal: operation([], ({ call }) => result(call, null)),
  }),
  ...methodEntries({
    size: operation(['dim'], sizeOfTensor),
    dim: operation([], ({ x }) => (x.axes && !x.isAssumed ? sizeValue(x.axes.length) : unknown)),
    ndimension: operation([], ({ x }) => (x.axes && !x.isAssumed ? sizeValue(x.axes.length) : unknown)),
    nelement: operation([], ({ x }) => (x.axes && !x.isAssumed ? sizeValue(elementCount(x.axes)) : unknown)),
  }),
  [
    'torch.nn.functional.one_hot',
    operation(['num_classes'], ({ call, x, size }) => ({
      ...withMore(call, x, size('num_classes'), 'classes'),
      dtype: 'int',
    })),
  ],
  [
    'torch.nn.functional.embedding',
    operation(['weight'], ({ call, x, value }) =>
      withMore(call, x, torchTensor(value('weight')).axes?.at(-1)?.size ?? null, 'features'),
    ),
  ],
  ['torch.nn.functional.pad', operation(['pad', 'mode', 'value'], padded)],
  ['torch.nn.functional.unfold', operation(['kernel_size', 'dilation', 'padding', 'stride'], unfolded)],
];

/** `x.size()` is the shape, `x.size(1)` one of its sizes. */
function sizeOfTensor({ call, x, bound }: Operation): Value {
  const along = bound.get('dim')?.value;
  const receiver = call.args[0]?.value;
  if (!along) {
    if (x.axes) return withTensor(shapeTuple(x.axes.map(({ size }) => size)), x);
    return receiver?.kind === 'tensor' ? { kind: 'shape-of', tensor: receiver } : unknown;
  }
  const number = sizeOf(along);
  const last = x.axes ? undefined : x.last;
  if (number === -1 && last) return sizeValue(last.size);
  // Counted from the front, the axes of what is assumed are not certain.
  if (x.isAssumed && x.axes && typeof number === 'number')
    return sizeRead(sizeValue(x.axes.at(number)?.size ?? null), x, number);
  const index = indexOf(call, 'torch', x, along);
  const size = index === null ? null : (x.axes?.[index]?.size ?? null);
  if (index !== null) return sizeRead(sizeValue(size), x, index);
  return !x.axes && typeof number === 'number' && receiver?.kind === 'tensor' ? axisRead(receiver, number) : unknown;
}

/** `pad` counts from the last axis: before and after it, then the same for the one before. */
function padded({ call, x, value }: Operation): Value {
  const amounts = sizesOf(value('pad'));
  if (!x.axes || !amounts) return result(call, null, [x]);
  const rank = x.axes.length;
  const axes = x.axes.map((own, index): Axis => {
    const back = 2 * (rank - 1 - index);
    if (back >= amounts.length) return own;
    return axis(addSizes(own.size, addSizes(amounts[back] ?? null, amounts[back + 1] ?? null)), own.role);
  });
  return result(call, axes, [x]);
}

function sizesOf(value: Value): readonly Size[] | null {
  if (value.kind !== 'tuple' && value.kind !== 'list') return null;
  return value.items?.map(sizeOf) ?? null;
}

function unfolded({ call, x, value }: Operation): Value {
  const [kernel, dilation, padding, stride] = ['kernel_size', 'dilation', 'padding', 'stride'].map((name, index) => {
    const given = value(name);
    const numbers = given.kind === 'none' ? [index === 2 ? 0 : 1] : integersFrom(given);
    return numbers?.length === 1 ? [numbers[0]!, numbers[0]!] : numbers;
  });
  if (x.axes?.length !== 4 || !kernel || !dilation || !padding || !stride) return result(call, null, [x]);
  const [batch, channels, ...rest] = x.axes;
  const counts = rest.map(({ size }, index) =>
    convolvedLength(size, {
      kernel: kernel[index]!,
      dilation: dilation[index]!,
      padding: padding[index]!,
      stride: stride[index]!,
    }),
  );
  const patch = multiplySizes(channels!.size, kernel[0]! * kernel[1]!);
  return result(call, [batch!, axis(patch), axis(multiplySizes(counts[0] ?? null, counts[1] ?? null))], [x]);
}
