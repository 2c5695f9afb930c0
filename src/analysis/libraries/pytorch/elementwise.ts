import {
  booleanValue,
  floatValue,
  none,
  pathValue,
  sizeValue,
  stringValue,
  tensorOf,
  tupleOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { isInstance } from '../python/types.js';
import { alike, elementwise } from '../tensorFunctions.js';
import { broadcastTensors } from '../tensorOperations.js';
import { nestedList } from '../tensorValues.js';
import { methodEntries, operation, operationEntries, propertyEntries, type Operation } from './operation.js';
import { asSigmoid, changed } from '../probabilities.js';
import { anyTensor, dtypeOf, isTensor, sameTensor, tensorOfData, torchTensor } from './tensors.js';

/** Operations that work number by number, and those that change where or in which numbers a tensor is kept. */
const ofOne =
  'abs absolute acos asin atan angle bernoulli ceil clamp clip clamp_min clamp_max clone cos cosh deg2rad detach digamma ' +
  'dropout erf exp exp2 expm1 floor fix frac lgamma log log10 log1p log2 logit neg negative nan_to_num ' +
  'positive rad2deg reciprocal relu round rsqrt selu sign sin sinc sinh softmax sqrt square tan tanh threshold trunc ' +
  'tril triu contiguous feature_dropout index_fill index_add index_copy scatter scatter_add';
const inPlace =
  'fill zero normal uniform exponential random requires_grad copy share_memory xavier_uniform addcmul addcdiv index_put geometric';
const methodsOnly =
  'cuda cpu contiguous pin_memory detach clone requires_grad_ retain_grad type_as coalesce share_memory to_dense';
const truths = 'isnan isinf isfinite isposinf isneginf logical_not';
const ofTwo =
  'add sub subtract mul multiply div divide true_divide floor_divide fmod remainder pow maximum minimum atan2 lerp ' +
  'fmax fmin bitwise_and bitwise_or bitwise_xor rsub';
const comparisons =
  'eq ne lt le gt ge greater greater_equal less less_equal not_equal isclose logical_and logical_or logical_xor';
const activations =
  'elu celu hardshrink hardsigmoid hardswish hardtanh leaky_relu logsigmoid mish relu relu6 rrelu selu gelu silu ' +
  'softplus softshrink softsign tanh tanhshrink threshold prelu dropout dropout1d dropout2d dropout3d alpha_dropout ' +
  'feature_dropout layer_norm batch_norm group_norm instance_norm softmin';

const keep = operation([], ({ x }) => changed(sameTensor(x)));
const sigmoid = operation([], ({ x }) => asSigmoid(sameTensor(x)));
const compare = elementwise('torch', ['input', 'other'], { dtype: 'bool' });
const combine = elementwise('torch', ['input', 'other']);

export const elementwiseEntries: [string, Entry][] = [
  ...operationEntries(alike(ofOne, keep)),
  ...operationEntries({ sigmoid }),
  ['torch.nn.functional.sigmoid', sigmoid],
  ...operationEntries(alike('masked_fill masked_scatter', operation(['mask', 'value|source'], maskedFill))),
  ...operationEntries(
    alike(
      truths,
      operation([], ({ x }) => sameTensor(x, 'bool')),
    ),
  ),
  ...operationEntries(alike(comparisons, compare)),
  ...operationEntries(alike(ofTwo, combine)),
  ...methodEntries(
    alike(
      inPlace
        .split(' ')
        .map((name) => `${name}_`)
        .join(' '),
      keep,
    ),
  ),
  ...methodEntries(alike(methodsOnly, keep)),
  ...methodEntries(
    alike(
      'float double half bfloat16',
      operation([], ({ x }) => cast(x, 'float')),
    ),
  ),
  ...methodEntries(
    alike(
      'long int short byte char',
      operation([], ({ x }) => cast(x, 'int')),
    ),
  ),
  ...methodEntries({
    bool: operation([], ({ x }) => cast(x, 'bool')),
    to: operation([], ({ x, call }) => cast(x, movedTo(call))),
    type: operation(['dtype'], ({ x, value, call }) =>
      call.args.length + call.keywords.size < 2 ? stringValue('torch.Tensor') : cast(x, dtypeOf(value('dtype'))),
    ),
    item: operation([], ({ x }) => (x.dtype === 'float' ? floatValue(null) : unknown)),
    tolist: operation([], ({ x }) => nestedList(x)),
    backward: operation([], () => none),
    register_hook: operation([], () => unknown),
    is_contiguous: operation([], () => booleanValue(null)),
    element_size: operation([], () => unknown),
    numpy: operation([], ({ x }) => ({ ...sameTensor(x), library: 'numpy' })),
    __array__: operation([], ({ x }) => ({ ...sameTensor(x), library: 'numpy' })),
  }),
  ...propertyEntries({
    data: (x) => sameTensor(x),
    grad: (x) => sameTensor(x),
    real: (x) => sameTensor(x),
    ndim: (x) => (x.axes && !x.isAssumed ? sizeValue(x.axes.length) : unknown),
    is_cuda: () => booleanValue(null),
    requires_grad: () => booleanValue(null),
    device: () => unknown,
    dtype: () => unknown,
  }),
  ['torch.where', where],
  [
    'torch.Tensor.where',
    (call) => where({ ...call, args: [call.args[0] ?? nothing(), receiverOf(call), ...call.args.slice(1)] }),
  ],
  ...activations.split(' ').map((name): [string, Entry] => [`torch.nn.functional.${name}`, keep]),
  ['torch.nn.Parameter', (call) => dataOf(call)],
  ['torch.autograd.Variable', (call) => dataOf(call)],
  ['torch.is_tensor', ({ args: [first] }) => booleanValue(isInstance(first?.value, pathValue('torch.Tensor')))],
  ['torch.broadcast_tensors', (call) => broadcastAll(call)],
];

function cast(x: TensorValue, dtype: TensorValue['dtype']): TensorValue {
  return dtype === null || dtype === x.dtype ? x : sameTensor(x, dtype);
}

/** `.to(device)`, `.to(torch.long)`, `.to(device, dtype=torch.float)`, `.to(other)` */
function movedTo(call: Call): TensorValue['dtype'] {
  const values = [...call.args.slice(1), ...call.keywords.values()].map(({ value }) => value);
  for (const value of values) {
    const dtype = isTensor(value) ? value.dtype : dtypeOf(value);
    if (dtype !== null) return dtype;
  }
  return null;
}

/** The mask goes over the tensor, whose shape stays. */
function maskedFill({ call, x, value }: Operation): Value {
  const mask = value('mask');
  if (!isTensor(mask)) return sameTensor(x);
  const isInPlace = call.path.endsWith('_');
  const both = broadcastTensors(call, 'torch', isInPlace ? [x, torchTensor(mask)] : [torchTensor(mask), x], x.dtype);
  const { axes } = both;
  const isLarger =
    x.axes &&
    axes &&
    (axes.length > x.axes.length || x.axes.some(({ size }, index) => size === 1 && axes[index]?.size !== 1));
  return isLarger && !isInPlace ? both : sameTensor(x);
}

function where(call: Call): Value {
  const [condition, ...others] = call.args.map(({ value }) => operandOf(value));
  const given = [
    condition,
    ...others,
    ...['input', 'self', 'other'].flatMap((name) => {
      const value = call.keywords.get(name)?.value;
      return value ? [operandOf(value)] : [];
    }),
  ].filter((tensor) => tensor !== undefined);
  return given.length === 3 && !call.isOpen ? broadcastTensors(call, 'torch', given, given[1]?.dtype ?? null) : unknown;
}

/** Plain numbers go with every shape. */
function operandOf(value: Value): TensorValue {
  return value.kind === 'float' || value.kind === 'size' ? tensorOfData(value) : torchTensor(value);
}

function receiverOf(call: Call) {
  return { value: call.receiver ?? unknown, span: null, valueSpan: null };
}

function nothing() {
  return { value: unknown, span: null, valueSpan: null };
}

/** The tensor that was given, as it is. */
function dataOf(call: Call): Value {
  const given = (call.args[0] ?? call.keywords.get('data'))?.value;
  return isTensor(given) ? torchTensor(given) : anyTensor();
}

function broadcastAll(call: Call): Value {
  const tensors = call.args.map(({ value }) => torchTensor(value));
  const joined = broadcastTensors(call, 'torch', tensors);
  return tupleOf(tensors.map(() => tensorOf('torch', joined.axes, { isAssumed: joined.isAssumed })));
}
