import { sizeText } from '../../domain/sizes.js';
import {
  booleanOf,
  booleanValue,
  itemsOf,
  sizeOf,
  sizeValue,
  stringOf,
  type TensorValue,
} from '../../domain/values.js';
import { swapAxes } from '../axes/arrange.js';
import { einsumAxes, matmulAxes, tensordotAxes, type Product } from '../axes/products.js';
import { dtypeOf, tensordotAlong } from '../arguments.js';
import { reversedRun } from '../directions.js';
import type { Call, Entry, LibraryFunction } from '../library.js';
import { asProbabilities } from '../probabilities.js';
import { checkLastUnit } from '../lastUnit.js';
import { operationOf, reportError, reportMatmul } from '../shapeReports.js';
import { checkSoftmax } from '../softmax.js';
import { alike, elementwise, entriesUnder, reduction, sameShape, withParameters } from '../tensorFunctions.js';
import { broadcastTensors, reduceTensor } from '../tensorOperations.js';
import { derived, shapeOf, tensorFrom, tensorsFrom } from '../tensorValues.js';

/**
 * Arithmetic, reductions and products.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math and …/tf/linalg
 */
const tf = 'tensorflow';
const unary = elementwise(tf, ['x|input|tensor|features']);
const binary = elementwise(tf, ['x|a', 'y|b']);
const comparison = elementwise(tf, ['x', 'y'], { dtype: 'bool' });
const reduced = reduction(tf, ['input_tensor|input', 'axis|reduction_indices', 'keepdims|keep_dims']);

const softmax = withParameters(['logits|x', 'axis|dim'], (call, bound) => {
  const tensor = tensorFrom(bound.get('logits')?.value, tf);
  checkSoftmax(call, tensor, bound.get('axis')?.value);
  const result = sameShape(tf, 'logits|x')(call);
  return result.kind === 'tensor' && operationOf(call) === 'softmax' ? asProbabilities(result) : result;
});

const sigmoid: LibraryFunction = (call) => {
  const result = unary(call);
  return result.kind === 'tensor' ? asProbabilities(result, 'sigmoid') : result;
};

/** Puts an axis, which the last of the parameters names, the other way round. */
function reversed(parameters: readonly [string, ...string[]]): LibraryFunction {
  const along = parameters.at(-1)?.split('|')[0] ?? '';
  const same = sameShape(tf, parameters[0]);
  return withParameters(parameters, (call, bound) => {
    const tensor = tensorFrom(bound.get(parameters[0])?.value, tf);
    const result = same(call);
    const given = bound.get(along)?.value;
    const [index, ...others] = ((given && itemsOf(given)) ?? (given ? [given] : [])).map(sizeOf);
    const isTime = typeof index === 'number' && others.length === 0 && tensor.axes?.at(index)?.role === 'time';
    return isTime && result.kind === 'tensor' ? reversedRun(tensor, result) : result;
  });
}

const largest = withParameters(['input', 'axis|dimension', 'output_type'], (call, bound) => {
  const tensor = tensorFrom(bound.get('input')?.value, tf);
  return reduceTensor(call, tf, { ...tensor, dtype: 'int' }, bound.value('axis', sizeValue(0)), false);
});

const matmul = withParameters(['a', 'b', 'transpose_a', 'transpose_b', 'adjoint_a', 'adjoint_b'], (call, bound) => {
  const turned = (name: 'a' | 'b'): TensorValue | null => {
    const tensor = tensorFrom(bound.get(name)?.value, tf);
    const flags = [`transpose_${name}`, `adjoint_${name}`].map((flag) =>
      booleanOf(bound.value(flag, booleanValue(false))),
    );
    if (flags.includes(null)) return null;
    return flags.includes(true) && tensor.axes ? { ...tensor, axes: swapAxes(tensor.axes, -1, -2) } : tensor;
  };
  const [left, right] = [turned('a'), turned('b')];
  if (left) checkLastUnit(call, left);
  if (!left?.axes || !right?.axes) return derived(call, tf, null);
  const vector = [left, right].find(({ axes }) => axes !== null && axes.length < 2);
  if (vector?.axes) {
    if (!left.isAssumed && !right.isAssumed) reportVector(call, left, right, vector.axes.length);
    return derived(call, tf, null, [left, right]);
  }
  return productOf(call, [left, right], matmulAxes(left.axes, right.axes));
});

export const mathEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder(tf, {
    ...alike(
      'abs negative neg sign square sqrt rsqrt exp expm1 log log1p sin cos tan asin acos atan sinh cosh asinh acosh ' +
        'atanh tanh erf erfc ceil floor round rint reciprocal logical_not is_nan is_inf is_finite lgamma ' +
        'digamma softplus',
      unary,
    ),
    sigmoid,
    ...alike(
      'identity stop_gradient cumsum cumprod check_numerics verify_tensor_all_finite roll sort ' +
        'argsort clip_by_norm Print',
      sameShape(tf, 'x|input|tensor|values|input_'),
    ),
    ...alike('reverse reverse_v2', reversed(['tensor', 'axis'])),
    reverse_sequence: reversed(['input', 'seq_lengths', 'seq_axis|seq_dim']),
    ...alike(
      'add subtract sub multiply mul divide div truediv realdiv floordiv floor_div floormod mod pow maximum minimum ' +
        'squared_difference atan2 divide_no_nan div_no_nan',
      binary,
    ),
    ...alike('equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor', comparison),
    clip_by_value: elementwise(tf, ['t', 'clip_value_min', 'clip_value_max']),
    ...alike('add_n accumulate_n', (call) => {
      const tensors = tensorsFrom(call.args[0]?.value, tf);
      return tensors ? broadcastTensors(call, tf, tensors) : derived(call, tf, null);
    }),
    cast: withParameters(['x', 'dtype'], (call, bound) => {
      const tensor = tensorFrom(bound.get('x')?.value, tf);
      return derived(call, tf, tensor.axes, [tensor], { dtype: dtypeOf(bound.get('dtype')?.value) });
    }),
    ...alike('to_float to_double', elementwise(tf, ['x'], { dtype: 'float' })),
    ...alike('to_int32 to_int64', elementwise(tf, ['x'], { dtype: 'int' })),
    ...alike(
      'reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_std reduce_variance reduce_logsumexp',
      reduced,
    ),
    ...alike(
      'reduce_all reduce_any',
      reduction(tf, ['input_tensor', 'axis|reduction_indices', 'keepdims|keep_dims'], { dtype: 'bool' }),
    ),
    ...alike('argmax argmin arg_max arg_min', largest),
    norm: reduction(tf, ['tensor', 'ord', 'axis', 'keepdims|keep_dims']),
    l2_normalize: sameShape(tf, 'x'),
    ...alike('matmul batch_matmul linalg.matmul', matmul),
    tensordot: withParameters(['a', 'b', 'axes'], (call, bound) => {
      const [left, right] = ['a', 'b'].map((name) => tensorFrom(bound.get(name)?.value, tf));
      const along = tensordotAlong(bound.get('axes')?.value);
      if (!left?.axes || !right?.axes || along === null) return derived(call, tf, null);
      return productOf(call, [left, right], tensordotAxes(left.axes, right.axes, along));
    }),
    einsum: (call) => {
      const equation = stringOf(call.args[0]?.value);
      const tensors = call.args.slice(1).map(({ value }) => tensorFrom(value, tf));
      if (equation === null || call.isOpen) return derived(call, tf, null);
      const product = einsumAxes(
        equation,
        tensors.map(({ axes }) => axes),
      );
      return 'axes' in product ? derived(call, tf, product.axes, tensors) : productOf(call, tensors, product);
    },
  }),
  ...entriesUnder('tensorflow.nn', {
    ...alike('relu relu6 elu selu leaky_relu softsign softplus gelu silu swish tanh', unary),
    sigmoid,
    ...alike('softmax log_softmax', softmax),
    ...alike('dropout l2_normalize local_response_normalization lrn', sameShape(tf, 'x|input')),
    l2_loss: (call) => derived(call, tf, [], [], { dtype: 'float' }),
  }),
];

function productOf(call: Call, tensors: readonly TensorValue[], product: Product): TensorValue {
  if ('axes' in product) return derived(call, tf, product.axes, tensors, { dtype: 'float' });
  const [left, right] = tensors;
  if (left && right && !tensors.some(({ isAssumed }) => isAssumed)) {
    reportMatmul(call, tf, left, right, product.mismatch);
  }
  return derived(call, tf, null, tensors);
}

function reportVector(call: Call, left: TensorValue, right: TensorValue, rank: number): void {
  reportError(
    call,
    {
      code: 'matmul-shape',
      raises: `Shape must be rank 2 but is rank ${rank} for 'MatMul' (op: 'MatMul')`,
      facts: {
        operation: operationOf(call),
        left: shapeOf(left.axes ?? []),
        right: shapeOf(right.axes ?? []),
        expected: sizeText(2),
        found: rank,
      },
    },
    [left, right],
  );
}
