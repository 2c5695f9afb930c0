import {
  axis,
  none,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Argument, Bound, Call, Entry } from '../library.js';
import { openSize } from '../openSizes.js';
import { alike, creation, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { createTensor } from '../tensorOperations.js';
import { dtypeOf, rangeLength } from '../arguments.js';
import { derived, sizeOfItem, sizesFromValue, tensorFrom } from '../tensorValues.js';

/**
 * Functions that make tensors: placeholders, variables, constants, random numbers.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf
 */
const random = {
  gamma: withParameters(['shape', 'alpha', 'beta'], (call, bound) => gammaOf(call, bound)),
  ...alike('normal uniform truncated_normal stateless_normal stateless_uniform', creation('tensorflow')),
  shuffle: sameShape('tensorflow', 'value'),
  categorical: withParameters(['logits', 'num_samples'], (call, bound) => {
    const [batch] = tensorFrom(bound.get('logits')?.value, 'tensorflow').axes ?? [];
    const samples = sizeOfItem(bound.get('num_samples')?.value, call.evaluation);
    return derived(call, 'tensorflow', [batch ?? axis(null), axis(samples)], [], { dtype: 'int' });
  }),
};

export const creationEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('tensorflow.random', random),
  ...entriesUnder('tensorflow', {
    placeholder: withParameters(['dtype', 'shape', 'name'], (call, bound) =>
      placeholderOf(call, bound.get('shape'), dtypeOf(bound.get('dtype')?.value)),
    ),
    placeholder_with_default: withParameters(['input', 'shape', 'name'], (call, bound) =>
      placeholderOf(call, bound.get('shape'), null),
    ),
    TensorSpec: withParameters(['shape', 'dtype'], (call, bound) =>
      placeholderOf(call, bound.get('shape'), dtypeOf(bound.get('dtype')?.value)),
    ),
    Variable: withParameters(['initial_value'], (call, bound) => variable(call, bound.get('initial_value')?.value)),
    get_variable: withParameters(['name', 'shape', 'dtype', 'initializer'], (call, bound) => {
      const shape = bound.get('shape')?.value ?? none;
      return shape.kind === 'none'
        ? variable(call, bound.get('initializer')?.value)
        : createTensor(call, 'tensorflow', shape, dtypeOf(bound.value('dtype', none)) ?? 'float');
    }),
    constant: withParameters(['value', 'dtype', 'shape'], (call, bound) => {
      const shape = bound.get('shape')?.value;
      const dtype = dtypeOf(bound.get('dtype')?.value);
      if (shape && shape.kind !== 'none') return createTensor(call, 'tensorflow', shape, dtype);
      return converted(call, bound.get('value')?.value, dtype);
    }),
    convert_to_tensor: withParameters(['value', 'dtype'], (call, bound) =>
      converted(call, bound.get('value')?.value, dtypeOf(bound.get('dtype')?.value)),
    ),
    ...alike(
      'zeros ones',
      withParameters(['shape', 'dtype'], (call, bound) =>
        createTensor(call, 'tensorflow', bound.get('shape')?.value, dtypeOf(bound.get('dtype')?.value) ?? 'float'),
      ),
    ),
    fill: creation('tensorflow', 'dims', null),
    ...alike('zeros_like ones_like', sameShape('tensorflow', 'tensor|input')),
    ...alike('random_normal random_uniform truncated_normal', creation('tensorflow')),
    random_gamma: random.gamma,
    random_shuffle: random.shuffle,
    multinomial: random.categorical,
    eye: withParameters(['num_rows', 'num_columns', 'batch_shape'], (call, bound) => {
      const rows = sizeOfItem(bound.get('num_rows')?.value, call.evaluation);
      const columns = bound.get('num_columns')?.value ?? none;
      const front = bound.get('batch_shape');
      const before = front ? sizesFromValue(front.value, call.evaluation) : [];
      return derived(
        call,
        'tensorflow',
        before && [...before, rows, columns.kind === 'none' ? rows : sizeOfItem(columns, call.evaluation)],
        [],
        { dtype: 'float' },
      );
    }),
    range: withParameters(['start', 'limit', 'delta'], (call, bound) => {
      const [start, limit, delta] = ['start', 'limit', 'delta'].map((name) => bound.get(name)?.value);
      const areIntegers = [start, limit, delta].every(
        (value) => !value || value.kind === 'size' || (value.kind === 'tensor' && value.dtype === 'int'),
      );
      const dtype = areIntegers ? 'int' : null;
      return derived(call, 'tensorflow', [rangeLength(start, limit, delta)], [], { dtype });
    }),
    linspace: withParameters(['start', 'stop', 'num'], (call, bound) => {
      const areNumbers = ['start', 'stop'].every((name) => !holdsMany(bound.get(name)?.value));
      const length = sizeOfItem(bound.get('num')?.value, call.evaluation);
      return derived(call, 'tensorflow', areNumbers ? [length] : null, [], { dtype: 'float' });
    }),
    one_hot: withParameters(['indices', 'depth', 'on_value', 'off_value', 'axis', 'dtype'], (call, bound) => {
      const indices = tensorFrom(bound.get('indices')?.value, 'tensorflow');
      const depth = axis(sizeOfItem(bound.get('depth')?.value, call.evaluation), 'classes');
      const along = sizeOfItem(bound.value('axis', sizeValue(-1)));
      const rank = indices.axes?.length ?? 0;
      const at = typeof along !== 'number' ? null : along < 0 ? along + rank + 1 : along;
      const axes =
        indices.axes && at !== null ? [...indices.axes.slice(0, at), depth, ...indices.axes.slice(at)] : null;
      const known = derived(call, 'tensorflow', axes, [indices], { dtype: 'float' });
      return indices.axes === null && along === -1 ? { ...known, last: depth } : known;
    }),
    sequence_mask: withParameters(['lengths', 'maxlen'], (call, bound) => {
      const lengths = tensorFrom(bound.get('lengths')?.value, 'tensorflow');
      const longest = axis(sizeOfItem(bound.get('maxlen')?.value, call.evaluation), 'time');
      return derived(call, 'tensorflow', lengths.axes && [...lengths.axes, longest], [lengths], { dtype: 'bool' });
    }),
  }),
];

const placeholders = new WeakSet<TensorValue>();

/** Whether it is what each run is fed, as it comes in. */
export function isPlaceholder(tensor: TensorValue): boolean {
  return placeholders.has(tensor);
}

function placeholderOf(call: Call, written: Argument | undefined, dtype: TensorValue['dtype']): TensorValue {
  const tensor = fedTensor(call, written, dtype);
  placeholders.add(tensor);
  return tensor;
}

/** None in a placeholder's shape is a size that each run gives. */
function fedTensor(call: Call, written: Argument | undefined, dtype: TensorValue['dtype']): TensorValue {
  const shape = written?.value;
  const items = shape?.kind === 'tuple' || shape?.kind === 'list' ? shape.items : null;
  if (!items) return createTensor(call, 'tensorflow', shape, dtype);
  const axes = items.map((item, index): Axis => {
    if (item.kind !== 'none') return axis(sizeOfItem(item, call.evaluation));
    return axis(openSize(call.evaluation, index === 0 ? 'batch' : index === 1 ? 'T' : '?', written));
  });
  return derived(call, 'tensorflow', axes, [], { dtype });
}

function variable(call: Call, initial: Value | undefined): TensorValue {
  if (initial?.kind !== 'function') return converted(call, initial, null);
  const made = call.evaluation.call(initial, [], call);
  return converted(call, made, null);
}

function converted(call: Call, value: Value | undefined, dtype: TensorValue['dtype']): TensorValue {
  const source = tensorFrom(value ?? unknown, 'tensorflow');
  return tensorOf('tensorflow', source.axes, {
    dtype: dtype ?? source.dtype,
    isAssumed: source.isAssumed,
    origin: source.origin ?? call.span,
    ...(source.numbers && { numbers: source.numbers }),
  });
}

/** `tf.shape(x)`: a vector of sizes, which its users take apart. */
export function shapeVector(tensor: TensorValue): Value {
  return tensor.axes ? tupleOf(tensor.axes.map(({ size }) => sizeValue(size))) : { kind: 'shape-of', tensor };
}

/** Each of the numbers of `alpha` and `beta` is drawn for in the whole shape. */
function gammaOf(call: Call, bound: Bound): Value {
  const areNumbers = ['alpha', 'beta'].every((name) => !holdsMany(bound.get(name)?.value));
  const shape = bound.get('shape')?.value;
  return areNumbers ? createTensor(call, 'tensorflow', shape, 'float') : derived(call, 'tensorflow', null);
}

function holdsMany(value: Value | undefined): boolean {
  if (value?.kind === 'tensor') return value.axes?.length !== 0;
  return value?.kind === 'list' || value?.kind === 'tuple';
}
