import { subtractSizes } from '../../domain/sizes.js';
import {
  booleanOf,
  booleanValue,
  none,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { withSize } from '../axes/arrange.js';
import { checkSoftmax } from '../softmax.js';
import { alike } from '../tensorFunctions.js';
import { broadcastTensors, indexOf, reduceTensor } from '../tensorOperations.js';
import { operation, operationEntries, type Operation } from './operation.js';
import type { Call, Entry } from '../library.js';
import { asProbabilities, changed } from '../probabilities.js';
import { checkEntries } from './entries.js';
import { isTensor, result, sameTensor, torchTensor } from './tensors.js';

/** https://pytorch.org/docs/stable/torch.html#reduction-ops and #comparison-ops */
const plain = 'sum nansum mean nanmean prod std var amax amin logsumexp count_nonzero';
const overAxis = 'cumsum cumprod cummax cummin flip logcumsumexp';

export const reductionEntries: [string, Entry][] = [
  ...operationEntries({
    ...alike(
      plain,
      operation(['dim', 'keepdim'], (given) => reduced(given, null)),
    ),
    logsumexp: operation(['dim', 'keepdim'], (given) => reduced(given, null)),
    // With `unbiased` between the axis and `keepdim` in older versions: by position only a boolean stands there.
    std: operation(['dim', 'keepdim', 'keep'], spreadOf),
    var: operation(['dim', 'keepdim', 'keep'], spreadOf),
    ...alike(
      'all any',
      operation(['dim', 'keepdim'], (given) => reduced(given, 'bool')),
    ),
    ...alike(
      'argmax argmin',
      operation(['dim', 'keepdim'], (given) => reduced(given, 'int')),
    ),
    ...alike('max min', operation(['dim', 'keepdim'], extreme)),
    ...alike('median mode nanmedian', operation(['dim', 'keepdim'], pairOf)),
    kthvalue: operation(['k', 'dim', 'keepdim'], pairOf),
    norm: operation(['p', 'dim', 'keepdim'], (given) => reduced(given, 'float')),
    topk: operation(['k', 'dim'], ({ call, x, value, size }) => {
      const index = indexOf(call, 'torch', x, otherwise(value('dim'), -1));
      if (index !== null) checkEntries(call, x, index, subtractSizes(size('k'), 1), 'selected index k out of range');
      const axes = x.axes && index !== null ? withSize(x.axes, index, size('k')) : null;
      return pair(result(call, axes, [x]), result(call, axes, [x], 'int'));
    }),
    sort: operation(['dim', 'descending'], ({ x }) => pair(sameTensor(x), sameTensor(x, 'int'))),
    argsort: operation(['dim', 'descending'], ({ x }) => sameTensor(x, 'int')),
    diff: operation(['n', 'dim', 'prepend', 'append'], ({ call, x, value, size }) => {
      const index = indexOf(call, 'torch', x, otherwise(value('dim'), -1));
      const times = value('n').kind === 'none' ? 1 : size('n');
      const isAlone = value('prepend').kind === 'none' && value('append').kind === 'none';
      const length = index === null || !isAlone ? null : subtractSizes(x.axes?.[index]?.size ?? null, times);
      return result(call, x.axes && index !== null ? withSize(x.axes, index, length) : null, [x]);
    }),
    ...alike(overAxis, operation(['dim'], alongAxis)),
    roll: operation(['shifts', 'dims'], ({ call, x, value }) => {
      if (value('dims').kind === 'size') indexOf(call, 'torch', x, value('dims'));
      return sameTensor(x);
    }),
    softmax: operation(['dim'], (given) => asProbabilities(softmaxOf(given))),
    log_softmax: operation(['dim'], (given) => changed(softmaxOf(given))),
    cummax: operation(['dim'], ({ x }) => pair(sameTensor(x), sameTensor(x, 'int'))),
    cummin: operation(['dim'], ({ x }) => pair(sameTensor(x), sameTensor(x, 'int'))),
    unique: operation(['sorted', 'return_inverse'], ({ call, x, bound }) =>
      bound.get('return_inverse') || bound.get('return_counts') || bound.get('dim')
        ? unknown
        : result(call, [null], [x]),
    ),
    nonzero: operation(['as_tuple'], ({ call, x, bound }) =>
      bound.get('as_tuple')
        ? unknown
        : { ...result(call, [null, x.axes?.length ?? null], [x], 'int'), isAssumed: false },
    ),
    bincount: operation([], ({ call }) => result(call, [null], [], 'int')),
  }),
  ['torch.nn.functional.softmax', operation(['dim'], (given) => asProbabilities(softmaxOf(given)))],
  ['torch.nn.functional.log_softmax', operation(['dim'], (given) => changed(softmaxOf(given)))],
  ['torch.nn.functional.gumbel_softmax', operation(['tau', 'hard', 'eps', 'dim'], ({ x }) => sameTensor(x))],
  ['torch.nn.functional.normalize', operation(['p', 'dim'], ({ x }) => sameTensor(x))],
  // What gives two tensors has them by these names as well.
  [
    'builtins.tuple.values:get',
    ({ receiver }) => (receiver?.kind === 'tuple' ? (receiver.items[0] ?? unknown) : unknown),
  ],
  [
    'builtins.tuple.indices:get',
    ({ receiver }) => (receiver?.kind === 'tuple' ? (receiver.items[1] ?? unknown) : unknown),
  ],
];

function reduced({ call, x, bound, value }: Operation, dtype: TensorValue['dtype']): TensorValue {
  const along = bound.get('dim')?.value ?? bound.get('axis')?.value ?? value('dim');
  const keep =
    bound.get('keepdim')?.value ?? bound.get('keepdims')?.value ?? (call.isOpen ? unknown : booleanValue(false));
  return reduceTensor(call, 'torch', { ...x, dtype: dtype ?? x.dtype }, along, booleanOf(keep));
}

function spreadOf(given: Operation): TensorValue {
  const third = given.bound.get('keep');
  if (!third) return reduced(given, null);
  const bound = { ...given.bound, get: (name: string) => (name === 'keepdim' ? third : given.bound.get(name)) };
  return reduced({ ...given, bound }, null);
}

/** Alone the largest of all numbers; with an axis its largest ones and where they are; with a tensor one of each. */
function extreme(given: Operation): Value {
  const { call, x, bound } = given;
  const other = bound.get('dim')?.value ?? bound.get('other')?.value;
  if (isTensor(other)) return broadcastTensors(call, 'torch', [x, torchTensor(other)]);
  if (!other && !bound.get('axis') && !call.isOpen) return tensorOf('torch', [], { dtype: x.dtype });
  // What is not known may be another tensor, if it is not called like an axis.
  return other?.kind === 'unknown' && !/dim|ax/i.test(other.name ?? '') ? unknown : pairOf(given);
}

function pairOf(given: Operation): Value {
  const { bound, x } = given;
  if (!bound.get('dim') && !bound.get('axis')) return tensorOf('torch', [], { dtype: x.dtype });
  const values = reduced(given, null);
  return pair(values, { ...values, dtype: 'int' });
}

function pair(values: TensorValue, indices: TensorValue): Value {
  return tupleOf([values, indices]);
}

/** The shape stays; the axis must be there. */
function alongAxis({ call, x, bound }: Operation): TensorValue {
  const along = bound.get('dim')?.value;
  if (along?.kind === 'size') indexOf(call, 'torch', x, along);
  return sameTensor(x);
}

function softmaxOf(given: Operation): TensorValue {
  checkTorchSoftmax(given.call, given.x, given.bound.get('dim')?.value);
  return alongAxis(given);
}

/** Of what it is over where no axis is given, PyTorch says: the first of one axis or three, else the second. */
export function checkTorchSoftmax(call: Call, x: TensorValue, along: Value | undefined): void {
  const rank = x.axes?.length ?? 0;
  checkSoftmax(call, x, along, rank === 3 || rank < 2 ? 0 : 1);
}

function otherwise(value: Value, index: number): Value {
  return value === none || value.kind === 'none' ? sizeValue(index) : value;
}
