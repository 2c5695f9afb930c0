import { multiplySizes, type Size } from '../../domain/sizes.js';
import { axis, none, sizeOf, sizeValue, unknown, type Axis, type Value } from '../../domain/values.js';
import { normalIndex, swapAxes } from '../axes/arrange.js';
import { elementCount } from '../axes/reshape.js';
import { einsumAxes, tensordotAxes } from '../axes/products.js';
import type { Bound, Call, Entry, LibraryFunction } from '../library.js';
import {
  alike,
  creation,
  elementwise,
  entriesUnder,
  reduction,
  sameShape,
  withParameters,
} from '../tensorFunctions.js';
import {
  concatTensors,
  matrixProduct,
  permuteTensor,
  reshapeTensor,
  squeezeTensor,
  stackTensors,
  unsqueezeTensor,
} from '../tensorOperations.js';
import { derived, integersFrom, sizesFromValue, tensorFrom } from '../tensorValues.js';
import { setChannelsOrder } from './channelsOrder.js';

const library = 'keras';
const reduce = reduction(library, ['x', 'axis', 'keepdims']);
const same = sameShape(library, 'x|inputs');
const two = elementwise(library, ['x1|x', 'x2|y']);
const tensorOfCall = (bound: Bound, name = 'x') => tensorFrom(bound.get(name)?.value, library);

/** What `keras.ops` and `keras.backend` have in common. https://keras.io/api/ops/ */
const shared: Readonly<Record<string, Entry>> = {
  ...alike('sum mean max min prod var std any all argmax argmin logsumexp', reduce),
  ...alike(
    'abs square sqrt exp log sign round clip tanh sigmoid relu elu softmax softplus softsign hard_sigmoid l2_normalize normalize cumsum cumprod cast dropout stop_gradient identity zeros_like ones_like sin cos copy reverse flip',
    same,
  ),
  ...alike('maximum minimum equal not_equal greater greater_equal less less_equal pow', two),
  ...alike('zeros ones random_normal random_uniform truncated_normal random_binomial placeholder', creation(library)),
  expand_dims: withParameters(['x', 'axis'], (call, bound) =>
    unsqueezeTensor(call, library, tensorOfCall(bound), sizeOf(bound.value('axis', sizeValue(-1)))),
  ),
  squeeze: withParameters(['x', 'axis'], (call, bound) =>
    squeezeTensor(call, library, tensorOfCall(bound), bound.value('axis', none)),
  ),
  reshape: withParameters(['x', 'newshape|shape'], (call, bound) =>
    reshapeTensor(call, library, tensorOfCall(bound), sizesFromValue(bound.get('newshape')?.value, call.evaluation)),
  ),
  transpose: withParameters(['x', 'axes'], (call, bound) =>
    permuteTensor(call, library, tensorOfCall(bound), bound.value('axes', none)),
  ),
  stack: withParameters(['x', 'axis'], (call, bound) =>
    stackTensors(call, library, bound.get('x')?.value, sizeOf(bound.value('axis', sizeValue(0)))),
  ),
  shape: withParameters(['x'], (call, bound) => call.evaluation.attribute(tensorOfCall(bound), 'shape')),
  ndim: withParameters(['x'], (_, bound) => rankOf(tensorOfCall(bound).axes)),
  one_hot: withParameters(['x|indices', 'num_classes'], (call, bound) => {
    const tensor = tensorOfCall(bound);
    const classes = sizeOf(bound.get('num_classes')?.value);
    return derived(call, library, tensor.axes && [...tensor.axes, axis(classes, 'classes')], [tensor]);
  }),
};

const backend: Readonly<Record<string, Entry>> = {
  ...shared,
  concatenate: concatenation(-1),
  permute_dimensions: withParameters(['x', 'pattern'], (call, bound) =>
    permuteTensor(call, library, tensorOfCall(bound), bound.value('pattern', unknown)),
  ),
  int_shape: shared['shape']!,
  dot: withParameters(['x', 'y'], (call, bound) => {
    const [left, right] = [tensorOfCall(bound), tensorOfCall(bound, 'y')];
    if (!left.axes || !right.axes || right.axes.length < 3) return matrixProduct(call, library, left, right);
    const product = tensordotAxes(left.axes, right.axes, [[-1], [-2]]);
    return derived(call, library, 'axes' in product ? product.axes : null, [left, right]);
  }),
  batch_dot: withParameters(['x', 'y', 'axes'], batchDot),
  repeat: withParameters(['x', 'n'], (call, bound) => {
    const tensor = tensorOfCall(bound);
    const [batch, features] = tensor.axes ?? [];
    const isRow = tensor.axes?.length === 2 && batch && features;
    return derived(call, library, isRow ? [batch, axis(sizeOf(bound.get('n')?.value), 'time'), features] : null, [
      tensor,
    ]);
  }),
  repeat_elements: withParameters(['x', 'rep', 'axis'], repeated),
  flatten: withParameters(['x'], (call, bound) => {
    const tensor = tensorOfCall(bound);
    return derived(call, library, tensor.axes && [axis(elementCount(tensor.axes))], [tensor]);
  }),
  batch_flatten: withParameters(['x'], (call, bound) => {
    const tensor = tensorOfCall(bound);
    const [batch, ...rest] = tensor.axes ?? [];
    return derived(call, library, batch ? [batch, axis(elementCount(rest))] : null, [tensor]);
  }),
  gather: withParameters(['reference', 'indices'], (call, bound) => {
    const [from, indices] = [tensorOfCall(bound, 'reference'), tensorOfCall(bound, 'indices')];
    const axes = from.axes && indices.axes && [...indices.axes, ...from.axes.slice(1)];
    return derived(call, library, axes, [from, indices]);
  }),
  ...alike(
    'variable constant',
    withParameters(['value', 'dtype', 'shape'], (call, bound) => {
      const tensor = tensorOfCall(bound, 'value');
      return derived(call, library, tensor.axes, [tensor]);
    }),
  ),
  ...alike('clear_session set_session set_learning_phase set_floatx set_value', () => none),
  ...alike('set_image_data_format set_image_dim_ordering', setChannelsOrder),
};

const operations: Readonly<Record<string, Entry>> = {
  ...shared,
  concatenate: concatenation(0),
  ...alike('add subtract multiply divide true_divide where logical_and logical_or', two),
  matmul: withParameters(['x1', 'x2'], (call, bound) =>
    matrixProduct(call, library, tensorOfCall(bound, 'x1'), tensorOfCall(bound, 'x2')),
  ),
  einsum: (call) => {
    const [equation, ...operands] = call.args.map(({ value }) => value);
    if (equation?.kind !== 'string') return unknown;
    const tensors = operands.map((operand) => tensorFrom(operand, library));
    const product = einsumAxes(
      equation.value,
      tensors.map(({ axes }) => axes),
    );
    return derived(call, library, 'axes' in product ? product.axes : null, tensors);
  },
  repeat: withParameters(['x', 'rep|repeats', 'axis'], repeated),
  swapaxes: withParameters(['x', 'axis1', 'axis2'], (call, bound) => {
    const tensor = tensorOfCall(bound);
    const [a, b] = [sizeOf(bound.get('axis1')?.value), sizeOf(bound.get('axis2')?.value)];
    const { axes } = tensor;
    const swapped = axes && typeof a === 'number' && typeof b === 'number' ? swapAxes(axes, a, b) : null;
    return derived(call, library, swapped, [tensor]);
  }),
  convert_to_tensor: sameShape(library),
};

export const backendEntries: Readonly<Record<string, Entry>> = Object.fromEntries([
  ...entriesUnder('keras.backend', backend),
  ...entriesUnder('keras.ops', operations),
  ...entriesUnder(
    'keras.activations',
    alike('tanh sigmoid relu elu selu softmax softplus softsign swish gelu linear exponential hard_sigmoid', same),
  ),
  ...['normal', 'uniform', 'truncated_normal'].map((name) => [`keras.random.${name}`, creation(library)] as const),
]);

function concatenation(otherwise: number): LibraryFunction {
  return withParameters(['tensors|xs', 'axis'], (call, bound) =>
    concatTensors(call, library, bound.get('tensors')?.value, sizeOf(bound.value('axis', sizeValue(otherwise)))),
  );
}

function rankOf(axes: readonly Axis[] | null): Value {
  return axes ? sizeValue(axes.length) : unknown;
}

function repeated(call: Call, bound: Bound): Value {
  const tensor = tensorOfCall(bound);
  const along = sizeOf(bound.get('axis')?.value);
  const times = sizeOf(bound.get('rep')?.value);
  const index = tensor.axes && typeof along === 'number' ? normalIndex(along, tensor.axes.length) : null;
  const change = (size: Size, at: number) => (at === index ? multiplySizes(size, times) : size);
  const axes = index === null ? null : (tensor.axes ?? []).map((item, at) => axis(change(item.size, at), item.role));
  return derived(call, library, axes, [tensor]);
}

/** Sample by sample: the last axis with the one before the last, unless it says others. */
function batchDot(call: Call, bound: Bound): Value {
  const [left, right] = [tensorOfCall(bound), tensorOfCall(bound, 'y')];
  if (!left.axes || !right.axes || left.isAssumed || right.isAssumed)
    return derived(call, library, null, [left, right]);
  const given = bound.value('axes', none);
  const numbers =
    given.kind === 'none' ? [left.axes.length - 1, Math.max(right.axes.length - 2, 1)] : integersFrom(given);
  const [first, second = first] = numbers ?? [];
  const a = first === undefined ? null : normalIndex(first, left.axes.length);
  const b = second === undefined ? null : normalIndex(second, right.axes.length);
  if (a === null || b === null) return derived(call, library, null, [left, right]);
  const rest = [...left.axes.filter((_, at) => at !== a), ...right.axes.filter((_, at) => at !== b && at !== 0)];
  return derived(call, library, rest.length === 1 ? [...rest, axis(1)] : rest, [left, right]);
}
