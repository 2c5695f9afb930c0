import { addSizes, divideExactly, knownSize, sizeText, subtractSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  dictOf,
  itemsOf,
  listOf,
  none,
  sizeOf,
  sizeValue,
  uniformList,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { reportParts } from '../arrangementReports.js';
import { repeatAxes, withoutAxis, withSize } from '../axes/arrange.js';
import type { Bound, Call, LibraryFunction } from '../library.js';
import { operationOf, reportError } from '../shapeReports.js';
import { withParameters } from '../tensorFunctions.js';
import {
  concatTensors,
  indexOf,
  permuteTensor,
  reshapeTensor,
  squeezeTensor,
  stackTensors,
  unsqueezeTensor,
} from '../tensorOperations.js';
import { derived, shapeOf, sizeOfItem, sizesFromValue, tensorFrom } from '../tensorValues.js';

const js = 'tfjs';

/** https://js.tensorflow.org/api/latest/#Tensors-Transformations: what is both a function and a method. */
export const arrangement: Readonly<Record<string, LibraryFunction>> = {
  reshape: withParameters(['x', 'shape'], (call, bound) =>
    reshapeTensor(call, js, operand(bound), sizesFromValue(bound.get('shape')?.value, call.evaluation)),
  ),
  transpose: withParameters(['x', 'perm'], (call, bound) =>
    permuteTensor(call, js, operand(bound), bound.value('perm', none)),
  ),
  expandDims: withParameters(['x', 'axis'], (call, bound) =>
    unsqueezeTensor(call, js, operand(bound), sizeOf(bound.value('axis', sizeValue(0)))),
  ),
  squeeze: withParameters(['x', 'axis'], (call, bound) =>
    squeezeTensor(call, js, operand(bound), bound.value('axis', none)),
  ),
  unstack: withParameters(['x', 'axis'], (call, bound) => {
    const tensor = operand(bound);
    const index = indexOf(call, js, tensor, bound.value('axis', sizeValue(0)));
    const axes = index === null || !tensor.axes ? null : withoutAxis(tensor.axes, index);
    const count = index === null ? null : (tensor.axes?.[index]?.size ?? null);
    return listOfTensors(count, derived(call, js, axes, [tensor], { dtype: tensor.dtype }));
  }),
  split: withParameters(['x', 'numOrSizeSplits', 'axis'], (call, bound) => {
    const tensor = operand(bound);
    const parts = bound.get('numOrSizeSplits')?.value;
    const index = indexOf(call, js, tensor, bound.value('axis', sizeValue(0)));
    const part = (size: Size): TensorValue => {
      const axes = index === null || !tensor.axes ? null : withSize(tensor.axes, index, size);
      return derived(call, js, axes, [tensor], { dtype: tensor.dtype });
    };
    const sizes = itemsOf(parts)?.map((size) => sizeOfItem(size, call.evaluation));
    if (sizes) return listOf(sizes.map((size) => part(size === -1 ? null : size)));
    const count = sizeOf(parts);
    const whole = index === null ? null : (tensor.axes?.[index]?.size ?? null);
    reportParts(call, js, tensor, { parameter: 'numOrSizeSplits', whole, count });
    return listOfTensors(count, part(divideExactly(whole, count)));
  }),
  slice,
  gather: withParameters(['x', 'indices', 'axis', 'batchDims'], (call, bound) => {
    const [source, indices] = [operand(bound), tensorFrom(bound.get('indices')?.value, js)];
    const index = indexOf(call, js, source, bound.value('axis', sizeValue(0)));
    const axes =
      source.axes && indices.axes && index !== null && !bound.get('batchDims')
        ? [...source.axes.slice(0, index), ...indices.axes, ...source.axes.slice(index + 1)]
        : null;
    return derived(call, js, axes, [source, indices], { dtype: source.dtype });
  }),
  tile: withParameters(['x', 'reps'], (call, bound) => {
    const tensor = operand(bound);
    const times = sizesFromValue(bound.get('reps')?.value, call.evaluation);
    const axes = tensor.axes && times?.length === tensor.axes.length ? repeatAxes(tensor.axes, times) : null;
    return derived(call, js, axes, [tensor], { dtype: tensor.dtype });
  }),
  pad: withParameters(['x', 'paddings'], (call, bound) => {
    const tensor = operand(bound);
    const rows = itemsOf(bound.get('paddings')?.value);
    const axes = tensor.axes?.map((item, index): Axis => {
      const added = itemsOf(rows?.[index])?.map((amount) => sizeOfItem(amount, call.evaluation));
      return axis(added?.length === 2 ? added.reduce<Size>(addSizes, item.size) : null, item.role);
    });
    return derived(call, js, axes ?? null, [tensor], { dtype: tensor.dtype });
  }),
  topk: withParameters(['x', 'k'], (call, bound) => {
    const tensor = operand(bound);
    const count = sizeOf(bound.value('k', sizeValue(1)));
    const last = tensor.axes?.at(-1)?.size ?? null;
    if (typeof last === 'number' && typeof count === 'number' && count > last && !tensor.isAssumed) {
      const raises = `'k' passed to topk() must be <= the last dimension (${last}) but got ${count}`;
      const facts = { index: count - 1, size: last, shape: shapeOf(tensor.axes ?? []) };
      reportError(call, { code: 'index-out-of-range', raises, facts }, [tensor]);
    }
    const axes = tensor.axes && withSize(tensor.axes, tensor.axes.length - 1, count);
    return dictOf([
      ['values', derived(call, js, axes, [tensor], { dtype: tensor.dtype })],
      ['indices', derived(call, js, axes, [tensor], { dtype: 'int' })],
    ]);
  }),
};

/** Functions that take a list; as methods they take the others. */
export const joining: Readonly<Record<'concat' | 'stack', LibraryFunction>> = {
  concat: withParameters(['tensors', 'axis'], (call, bound) =>
    concatTensors(call, js, bound.get('tensors')?.value, sizeOf(bound.value('axis', sizeValue(0)))),
  ),
  stack: withParameters(['tensors', 'axis'], (call, bound) =>
    stackTensors(call, js, bound.get('tensors')?.value, sizeOf(bound.value('axis', sizeValue(0)))),
  ),
};

/** `a.concat(b)` and `a.concat([b, c], 1)` */
export function joinOthers(join: LibraryFunction): LibraryFunction {
  return (call) => {
    const [others, ...rest] = call.args;
    if (!others || !call.receiver) return join({ ...call, isOpen: true });
    const items = itemsOf(others.value) ?? [others.value];
    return join({ ...call, receiver: null, args: [{ ...others, value: listOf([call.receiver, ...items]) }, ...rest] });
  };
}

/** `slice(x, begin, size)`: what is left out goes to the end, as -1 does. */
function slice(call: Call): Value {
  return withParameters(['x', 'begin', 'size'], (_, bound) => {
    const tensor = operand(bound);
    const begin = sizesFromValue(bound.get('begin')?.value, call.evaluation);
    const given = bound.value('size', none);
    const sizes = given.kind === 'none' ? [] : sizesFromValue(given, call.evaluation);
    if (!tensor.axes || !begin || !sizes) return derived(call, js, null, [tensor], { dtype: tensor.dtype });
    const axes = tensor.axes.map((item, index): Axis => {
      const from = begin[index] === undefined ? 0 : begin[index];
      const size = sizes[index] === undefined ? -1 : sizes[index];
      return size === -1 ? { ...item, size: subtractSizes(item.size, from) } : { ...item, size };
    });
    const beyond = axes.findIndex(({ size }, index) => {
      const [end, all] = [knownSize(addSizes(begin[index] ?? 0, size)), knownSize(tensor.axes?.[index]?.size ?? null)];
      return end !== null && all !== null && end > all;
    });
    if (beyond < 0) return derived(call, js, axes, [tensor], { dtype: tensor.dtype });
    reportSlice(call, tensor, beyond, addSizes(begin[beyond] ?? 0, axes[beyond]?.size ?? null));
    return derived(call, js, null, [tensor]);
  })(call);
}

function reportSlice(call: Call, tensor: TensorValue, index: number, end: Size): void {
  if (tensor.isAssumed) return;
  const axes = tensor.axes ?? [];
  const size = sizeText(axes[index]?.size ?? null);
  const rank = axes.length;
  reportError(
    call,
    {
      code: 'index-out-of-range',
      raises: `Error in ${operationOf(call)}${rank}D: begin[${index}] + size[${index}] (${sizeText(end)}) would overflow input.shape[${index}] (${size})`,
      facts: { index: sizeText(end), size, shape: shapeOf(axes) },
    },
    [tensor],
  );
}

function operand(bound: Bound): TensorValue {
  return tensorFrom(bound.get('x')?.value, js);
}

/** Each by itself where there are not too many. */
function listOfTensors(count: Size, element: TensorValue): Value {
  return typeof count === 'number' && count >= 0 && count <= maxItems
    ? listOf(Array.from({ length: count }, () => element))
    : uniformList(count, element);
}

const maxItems = 64;
