import { multiplySizes, sameSize, sizeText, type Size } from '../domain/sizes.js';
import { axis, sizeOf, type Axis, type TensorLibrary, type TensorValue, type Value } from '../domain/values.js';
import { assumedConcat } from './assumedConcat.js';
import {
  concatAxes,
  normalIndex,
  permuteAxes,
  reduceAxes,
  squeezeAxes,
  stackAxes,
  unsqueezeAxes,
} from './axes/arrange.js';
import { broadcastAxes } from './axes/broadcast.js';
import { matmulAxes } from './axes/products.js';
import { elementCount, reshapeAxes } from './axes/reshape.js';
import { reportNewAxis, reportOrder, reportSqueezed } from './arrangementReports.js';
import { checkDirections, checkOrders } from './directions.js';
import { concatWords, reshapeWords, stackWords } from './errorWords.js';
import type { Call } from './library.js';
import { operationOf, reportAxis, reportBroadcast, reportError, reportMatmul } from './shapeReports.js';
import { axesFromShape, derived, integersFrom, shapeOf, tensorFrom, tensorsFrom } from './tensorValues.js';

/**
 * Operations on tensors, for the tables of all libraries: the shape of what they give, and their errors in the
 * library's own words. `tensorFunctions.ts` makes entries of the commonest; tables bind the arguments of the others.
 */

export function createTensor(
  call: Call,
  library: TensorLibrary,
  shape: Value | undefined,
  dtype: TensorValue['dtype'] = 'float',
): TensorValue {
  return derived(call, library, axesFromShape(shape, call.evaluation), [], { dtype });
}

export function broadcastTensors(
  call: Call,
  library: TensorLibrary,
  tensors: readonly TensorValue[],
  dtype: TensorValue['dtype'] = null,
): TensorValue {
  checkOrders(call, tensors);
  let [result = null] = tensors.map(({ axes }) => axes);
  for (const [index, { axes }] of tensors.entries()) {
    if (index === 0) continue;
    if (result === null || axes === null) return derived(call, library, null, tensors, { dtype });
    const together = broadcastAxes(result, axes);
    if (together === null) {
      reportBroadcast(call, library, result, axes, tensors);
      return derived(call, library, null, tensors, { dtype });
    }
    result = together;
  }
  return derived(call, library, result, tensors, { dtype });
}

export function reshapeTensor(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  wanted: readonly Size[] | null,
): TensorValue {
  if (wanted === null) return derived(call, library, null, [tensor], { dtype: tensor.dtype });
  const { axes, fits } = reshapeAxes(tensor.axes, wanted);
  if (fits === false && tensor.axes && !tensor.isAssumed) {
    const elements = sizeText(elementCount(tensor.axes));
    reportError(
      call,
      {
        code: 'reshape-size',
        raises: reshapeWords(library, tensor.axes, wanted, elements),
        facts: {
          operation: operationOf(call),
          shape: shapeOf(tensor.axes),
          wanted: wanted.map(sizeText),
          found: shapeOf(tensor.axes),
          elements,
        },
      },
      [tensor],
    );
  }
  return derived(call, library, axes, [tensor], { dtype: tensor.dtype });
}

/** `list` is a list of tensors, or a tensor whose front axis is the list. */
export function concatTensors(call: Call, library: TensorLibrary, list: Value | undefined, along: Size): TensorValue {
  const tensors = tensorsFrom(list, library);
  if (tensors === null) {
    const { axes } = tensorFrom(list, library);
    const [count, ...rest] = axes ?? [];
    const index = typeof along === 'number' ? normalIndex(along, rest.length) : null;
    if (!count || index === null) return derived(call, library, null);
    return derived(
      call,
      library,
      replaced(rest, index, (size) => multiplySizes(size, count.size)),
    );
  }
  const known = tensors.find(({ axes }) => axes !== null);
  const rank = known?.axes?.length ?? null;
  if (!known?.axes || rank === null) return derived(call, library, null, tensors);
  const index = typeof along === 'number' ? normalIndex(along, rank) : null;
  if (typeof along === 'number' && index === null) {
    const isPoint = library === 'torch' && rank === 0;
    const words = `zero-dimensional tensor (at position ${tensors.indexOf(known)}) cannot be concatenated`;
    reportAxis(call, library, known, along, isPoint ? words : undefined);
    return derived(call, library, null, tensors);
  }
  if (index === rank - 1) checkDirections(call, tensors);
  const lists = tensors.map(({ axes }) => axes);
  if (index === null) return derived(call, library, null, tensors);
  if (tensors.some(({ isAssumed }) => isAssumed)) return derived(call, library, assumedConcat(tensors, along), tensors);
  // What an unknown one has on the other axes, the known ones say; along the axis nobody does.
  if (!lists.every((axes) => axes !== null)) {
    return derived(
      call,
      library,
      replaced(known.axes, index, () => null),
      tensors,
    );
  }
  const different = lists.findIndex((axes) => axes.length !== rank);
  const joined = different < 0 ? concatAxes(lists, index) : null;
  if (joined && 'axes' in joined) return derived(call, library, joined.axes, tensors);
  const clash = joined?.mismatch ?? null;
  const other = clash ? positionOf(lists, clash) : different;
  reportError(
    call,
    {
      code: 'concat-shape',
      raises: clash && concatWords(library, lists, index, { ...clash, index: other, axis: clash.index }),
      facts: {
        operation: operationOf(call),
        left: shapeOf(known.axes),
        right: shapeOf(lists[other] ?? []),
        axis: index,
      },
    },
    [known, ...tensors.slice(other, other + 1)],
  );
  return derived(call, library, null, tensors);
}

export function stackTensors(call: Call, library: TensorLibrary, list: Value | undefined, along: Size): TensorValue {
  const tensors = tensorsFrom(list, library);
  // All have the same shape: what one of them says is true of those that nobody knows.
  const known = tensors?.find(({ axes, isAssumed }) => axes !== null && !isAssumed)?.axes ?? null;
  const lists = tensors?.map(({ axes }) => axes ?? known);
  const parts = lists?.every((axes) => axes !== null) ? lists : null;
  const whole = tensors ? null : tensorFrom(list, library).axes;
  const element = parts?.[0] ?? whole?.slice(1) ?? null;
  if (element === null || typeof along !== 'number') return derived(call, library, null, tensors ?? []);
  const index = normalIndex(along, element.length + 1);
  if (index === null) {
    const [first] = tensors ?? [];
    if (first && parts) reportNewAxis(call, library, first, along);
    return derived(call, library, null, tensors ?? []);
  }
  if (!parts) {
    const count = whole?.[0] ?? axis(null);
    return derived(call, library, [...element.slice(0, index), count, ...element.slice(index)]);
  }
  const joined = stackAxes(parts, index);
  if ('axes' in joined) return derived(call, library, joined.axes, tensors ?? []);
  const other = positionOf(parts, joined.mismatch);
  const right = parts[other] ?? [];
  if (!tensors?.some(({ isAssumed }) => isAssumed)) {
    reportError(
      call,
      {
        code: 'concat-shape',
        raises: stackWords(library, element, right, other),
        facts: { operation: 'stack', left: shapeOf(element), right: shapeOf(right), axis: index },
      },
      tensors ?? [],
    );
  }
  return derived(call, library, null, tensors ?? []);
}

export function matrixProduct(call: Call, library: TensorLibrary, left: TensorValue, right: TensorValue): TensorValue {
  if (!left.axes || !right.axes) return derived(call, library, null, [left, right]);
  const product = matmulAxes(left.axes, right.axes);
  if ('axes' in product) return derived(call, library, product.axes, [left, right]);
  if (!left.isAssumed && !right.isAssumed) reportMatmul(call, library, left, right, product.mismatch);
  return derived(call, library, null, [left, right]);
}

/** `along`: an integer, several, or none for all axes. `keep` null: nobody knows whether they stay as axes of size 1. */
export function reduceTensor(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  along: Value,
  keep: boolean | null,
): TensorValue {
  const { axes, dtype } = tensor;
  const unknownRank = derived(call, library, null, [tensor], { dtype });
  if (along.kind === 'none' && keep === false) return derived(call, library, [], [], { dtype });
  if (axes === null || keep === null) return unknownRank;
  if (along.kind === 'none') return derived(call, library, reduceAxes(axes, null, true), [tensor], { dtype });
  const indices = indicesOf(call, library, tensor, integersFrom(along));
  // What tf.js makes of one axis that is named twice has another shape with each operation.
  const isTwice = library === 'tfjs' && new Set(indices).size < (indices?.length ?? 0);
  if (!indices || isTwice) return unknownRank;
  return derived(call, library, reduceAxes(axes, indices, keep), [tensor], { dtype });
}

/** `order` null: unknown; none: reversed. */
export function permuteTensor(call: Call, library: TensorLibrary, tensor: TensorValue, order: Value): TensorValue {
  const { axes, dtype } = tensor;
  if (axes === null) return derived(call, library, null, [tensor], { dtype });
  const indices = order.kind === 'none' ? axes.map((_, index) => axes.length - 1 - index) : integersFrom(order);
  if (!indices)
    return derived(
      call,
      library,
      axes.map(() => axis(null)),
      [tensor],
      { dtype },
    );
  if (indices.length !== axes.length) {
    reportOrder(call, library, tensor, indices);
    return derived(call, library, null, [tensor], { dtype });
  }
  const normal = indicesOf(call, library, tensor, indices);
  // tf.js takes one axis twice.
  if (normal && new Set(normal).size < axes.length && library !== 'tfjs') reportOrder(call, library, tensor, indices);
  return derived(call, library, normal && permuteAxes(axes, normal), [tensor], { dtype });
}

/** As NumPy and TensorFlow have it: what is named must be 1, and is taken away. */
export function squeezeTensor(call: Call, library: TensorLibrary, tensor: TensorValue, along: Value): TensorValue {
  const { axes, dtype } = tensor;
  const indices = along.kind === 'none' ? null : indicesOf(call, library, tensor, integersFrom(along));
  if (axes === null || (along.kind !== 'none' && indices === null)) {
    return derived(call, library, null, [tensor], { dtype });
  }
  for (const index of indices ?? []) reportSqueezed(call, library, tensor, index);
  const squeezed = indices ? axes.filter((_, index) => !indices.includes(index)) : squeezeAxes(axes, null);
  return derived(call, library, squeezed, [tensor], { dtype });
}

export function unsqueezeTensor(call: Call, library: TensorLibrary, tensor: TensorValue, along: Size): TensorValue {
  const { axes, dtype } = tensor;
  if (!axes && typeof along === 'number' && along >= 0 && along < 3) {
    const before = Array.from({ length: along }, (_, index) => tensor.first?.[index] ?? axis(null));
    const first = [...before, axis(1), ...(tensor.first ?? []).slice(along)];
    return { ...derived(call, library, null, [tensor], { dtype }), first };
  }
  const index = axes && typeof along === 'number' ? normalIndex(along, axes.length + 1) : null;
  if (axes && typeof along === 'number' && index === null) reportNewAxis(call, library, tensor, along);
  return derived(call, library, axes && index !== null ? unsqueezeAxes(axes, index) : null, [tensor], { dtype });
}

/** Axes counted from the front; null where they are not known, or where the tensor has not got them. */
export function indicesOf(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  wanted: readonly number[] | null,
): number[] | null {
  const { axes } = tensor;
  if (axes === null || wanted === null) return null;
  // PyTorch takes a single number for a vector of one in nearly all operations.
  const isPoint =
    library === 'torch' && axes.length === 0 && !/^(size|split|chunk|unbind|narrow|select)$/.test(operationOf(call));
  if (isPoint && wanted.every((index) => index === 0 || index === -1)) return null;
  const indices = wanted.map((index) => normalIndex(index, axes.length));
  const missing = wanted.find((_, position) => indices[position] === null);
  if (missing !== undefined) reportAxis(call, library, tensor, missing);
  return indices.every((index) => index !== null) ? indices : null;
}

/** One axis by its number, as `indicesOf` gives it. */
export function indexOf(
  call: Call,
  library: TensorLibrary,
  tensor: TensorValue,
  wanted: Value | undefined,
): number | null {
  const index = sizeOf(wanted);
  return indicesOf(call, library, tensor, typeof index === 'number' ? [index] : null)?.[0] ?? null;
}

/** The axes with another size at one of them; its role stays. */
export function replaced(axes: readonly Axis[], index: number, change: (size: Size) => Size): Axis[] {
  return axes.map((item, at) => (at === index ? { ...item, size: change(item.size) } : item));
}

/** Which of the tensors has the size that differs from the first one's. */
function positionOf(
  list: readonly (readonly Axis[])[],
  { index, right }: { readonly index: number; readonly right: Size },
): number {
  return list.findIndex((axes, position) => position > 0 && sameSize(axes[index]?.size ?? null, right) === true);
}
