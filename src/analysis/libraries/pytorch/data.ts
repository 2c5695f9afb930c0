import { addSizes, divideSizes, sameSize, subtractSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  listOf,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  uniformList,
  unknown,
  type Axis,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { withLastBatch } from '../../evaluate/lastBatch.js';
import { bind, type Call, type Entry } from '../library.js';
import { sizesFromValue } from '../tensorValues.js';
import { reportRule } from './reports.js';
import { isTensor, torchTensor } from './tensors.js';
import { sizeText } from '../../domain/sizes.js';

/** https://pytorch.org/docs/stable/data.html */
const dataset = 'torch.utils.data.TensorDataset';
const loader = 'torch.utils.data.DataLoader';

export const dataEntries: [string, Entry][] = [
  [dataset, tensorDataset],
  [`${dataset}.__len__`, ({ receiver }) => lengthValue(receiver)],
  [`${dataset}.__getitem__`, ({ receiver }) => sampleOf(receiver)],
  [`${dataset}.__iter__`, ({ receiver }) => uniformList(lengthOf(receiver), sampleOf(receiver))],
  ['torch.utils.data.random_split', randomSplit],
  ['torch.utils.data.Subset', (call) => subset(call, call.args[0]?.value, lengthOfList(call.args[1]?.value))],
  ['torch.utils.data.ConcatDataset', () => unknown],
  [loader, dataLoader],
  [`${loader}.__iter__`, batchesOf],
  [`${loader}.__next__`, (call) => batchOf(call)],
  [`${loader}.__len__`, ({ receiver }) => sizeValue(batchCount(receiver))],
];

function tensorDataset(call: Call): Value {
  if (call.isOpen) return unknown;
  const tensors = call.args.map(({ value }) => torchTensor(value));
  const [first, ...others] = tensors;
  const other = others.find(({ axes }) => sameSize(axes?.[0]?.size ?? null, first?.axes?.[0]?.size ?? null) === false);
  if (other && !tensors.some(({ isAssumed }) => isAssumed)) {
    const facts = {
      name: 'Each tensor of the data set',
      expected: sizeText(first?.axes?.[0]?.size ?? null),
      found: sizeText(other.axes?.[0]?.size ?? null),
    };
    reportRule(call, { code: 'data-shape', raises: 'Size mismatch between tensors', facts }, { tensors: [other] });
  }
  return objectOf(dataset, { tensors: tupleOf(tensors) });
}

function tensorsOf(value: Value | null | undefined): readonly TensorValue[] | null {
  const tensors = value?.kind === 'object' && value.type === dataset ? value.fields.get('tensors') : undefined;
  return tensors?.kind === 'tuple' ? tensors.items.filter(isTensor) : null;
}

function lengthOf(value: Value | null | undefined): Size {
  if (value?.kind === 'list') return value.length;
  if (value?.kind === 'object' && value.type !== dataset) {
    // What is cut off the data itself is missing: `train.data = train.data[:1000]`.
    const data = value.fields.get('data');
    return isTensor(data) ? (data.axes?.[0]?.size ?? null) : sizeOf(value.fields.get('length'));
  }
  return tensorsOf(value)?.[0]?.axes?.[0]?.size ?? null;
}

function lengthValue(value: Value | null): Value {
  const length = lengthOf(value);
  return length === null ? unknown : sizeValue(length);
}

/** One sample: a tuple, even of one tensor. */
function sampleOf(value: Value | null): Value {
  const tensors = tensorsOf(value);
  if (!tensors) return unknown;
  return tupleOf(tensors.map((tensor) => ({ ...withFront(tensor, null), origin: tensor.origin })));
}

/** The tensor with its samples in batches of `size`; null for one sample alone. */
function withFront(
  { axes, first = [], dtype, elementType, isAssumed, origin }: TensorValue,
  size: { readonly batch: Size } | null,
): TensorValue {
  const front = size ? [axis(size.batch, 'batch')] : [];
  const batches = tensorOf('torch', axes && [...front, ...axes.slice(1)], { dtype, elementType, isAssumed, origin });
  return axes ? batches : { ...batches, first: [...front, ...first.slice(1)] };
}

function subset({ evaluation, span }: Call, value: Value | undefined, length: Size): Value {
  const tensors = tensorsOf(value);
  if (!tensors) {
    if (value?.kind !== 'list' && value?.kind !== 'object') return unknown;
    return uniformList(length, evaluation.subscript(value, sizeValue(evaluation.symbol('index')), span));
  }
  const cut = tensors.map(({ axes, dtype, elementType, isAssumed, origin }) => {
    const kept = axes && [axis(length, axes[0]?.role ?? null), ...axes.slice(1)];
    return tensorOf('torch', kept, { dtype, elementType, isAssumed, origin });
  });
  return objectOf(dataset, { tensors: tupleOf(cut) });
}

function lengthOfList(value: Value | undefined): Size {
  if (value?.kind === 'list') return value.length;
  return isTensor(value) ? (value.axes?.[0]?.size ?? null) : null;
}

/** Into parts of the sizes given; shares of the whole are not followed. */
function randomSplit(call: Call): Value {
  const bound = bind(call, ['dataset', 'lengths']);
  const lengths = bound.get('lengths')?.value;
  const items = lengths?.kind === 'list' || lengths?.kind === 'tuple' ? lengths.items : null;
  if (!items) return unknown;
  const sizes = items.every(({ kind }) => kind === 'size') ? sizesFromValue(tupleOf(items)) : null;
  return listOf(items.map((_, index) => subset(call, bound.get('dataset')?.value, sizes?.[index] ?? null)));
}

function dataLoader(call: Call): ObjectValue {
  const bound = bind(call, [
    'dataset',
    'batch_size',
    'shuffle',
    'sampler',
    'batch_sampler',
    'num_workers',
    'collate_fn',
    'pin_memory',
    'drop_last',
  ]);
  const collate = bound.value('collate_fn', none);
  const isOwn = ['collate_fn', 'batch_sampler', 'sampler'].some((name) => {
    const given = bound.get(name)?.value ?? none;
    if (given.kind === 'none' || (name === 'collate_fn' && given.kind === 'function')) return false;
    return name !== 'sampler' || lengthOf(bound.get('dataset')?.value) === null;
  });
  return objectOf(loader, {
    dataset: bound.value('dataset', unknown),
    batch_size: bound.value('batch_size', sizeValue(1)),
    drop_last: bound.value('drop_last', booleanValue(false)),
    isOwn: booleanValue(isOwn || call.isOpen),
    collate,
    // It may take fewer samples than there are.
    isSampled: booleanValue(bound.get('sampler') !== undefined),
  });
}

/** How many batches one round has. */
function batchCount(receiver: Value | null): Size {
  if (receiver?.kind !== 'object') return null;
  const length = lengthOf(receiver.fields.get('dataset'));
  const batch = sizeOf(receiver.fields.get('batch_size'));
  const drops = booleanOf(receiver.fields.get('drop_last'));
  if (drops === null) return null;
  return divideSizes(drops ? length : addSizes(length, subtractSizes(batch, 1)), batch);
}

function batchesOf(call: Call): Value {
  const { receiver } = call;
  const list = uniformList(batchCount(receiver), batchOf(call));
  if (receiver?.kind !== 'object' || booleanOf(receiver.fields.get('drop_last')) !== false) return list;
  if (booleanOf(receiver.fields.get('isSampled')) !== false) return list;
  if (receiver.fields.get('collate')?.kind === 'function') return list;
  const length = lengthOf(receiver.fields.get('dataset'));
  const size = sizeOf(receiver.fields.get('batch_size'));
  if (typeof length !== 'number' || typeof size !== 'number' || size < 2 || length < size) return list;
  if (isMultiple(length, size) || list.element.kind === 'unknown') return list;
  return withLastBatch(list, { whole: batchOf(call, size), rest: batchOf(call, length % size) });
}

/** The samples of a data set one upon another, as a list. The last batch may be smaller; `exact` is the size of one. */
function batchOf(call: Call, exact: Size = null): Value {
  const { receiver, evaluation, span, nameSpan } = call;
  if (receiver?.kind !== 'object' || booleanOf(receiver.fields.get('isOwn')) !== false) return unknown;
  const source = receiver.fields.get('dataset') ?? unknown;
  const given = receiver.fields.get('batch_size') ?? none;
  if (given.kind === 'none') return sampleOf(source);
  const size = sizeOf(given);
  const length = lengthOf(source);
  const isWhole = size === 1 || booleanOf(receiver.fields.get('drop_last')) === true || isMultiple(length, size);
  const batch = exact ?? (isWhole ? size : evaluation.symbol('batch'));
  const collate = receiver.fields.get('collate') ?? none;
  if (collate.kind === 'function') {
    // It is given as many samples as are in a batch; samples may differ in what one of them does not tell.
    const samples = uniformList(batch, sampleAt(call, source));
    return evaluation.quietly(() => evaluation.call(collate, [samples], { span, nameSpan }));
  }
  const tensors = tensorsOf(source);
  if (tensors) return listOf(tensors.map((tensor) => withFront(tensor, { batch })));
  if (isTensor(source)) return withFront(torchTensor(source), { batch });
  return collated(sampleAt(call, source), batch);
}

/** Any one sample: of a list, of a data set of images, of one of the source. */
function sampleAt({ evaluation, span, nameSpan }: Call, source: Value): Value {
  if (tensorsOf(source)) return sampleOf(source);
  const index = sizeValue(evaluation.symbol('index'));
  if (source.kind === 'list' || source.kind === 'object' || source.kind === 'tensor')
    return evaluation.subscript(source, index, span);
  if (source.kind !== 'instance') return unknown;
  const method = evaluation.attribute(source, '__getitem__');
  return method.kind === 'function' ? evaluation.call(method, [index], { span, nameSpan }) : unknown;
}

function isMultiple(length: Size, batch: Size): boolean {
  return typeof length === 'number' && typeof batch === 'number' && batch > 0 && length % batch === 0;
}

function withBatch({ axes, first = [], dtype, elementType, isAssumed, origin }: TensorValue, batch: Axis): TensorValue {
  const batches = tensorOf('torch', axes && [batch, ...axes], { dtype, elementType, isAssumed, origin });
  return axes ? batches : { ...batches, first: [batch, ...first] };
}

/** What the default collation makes of a sample: tensors get a batch axis, numbers become tensors, pairs lists. */
function collated(sample: Value, batch: Size): Value {
  switch (sample.kind) {
    case 'tensor':
      return withBatch(sample, axis(batch, 'batch'));
    case 'size':
      return tensorOf('torch', [axis(batch, 'batch')], { dtype: 'int', elementType: 'int64' });
    case 'float': {
      // Python's floats become float64; one that was computed may be NumPy's own.
      const elementType = sample.value === null ? undefined : 'float64';
      return tensorOf('torch', [axis(batch, 'batch')], { dtype: 'float', elementType });
    }
    case 'tuple':
      return listOf(sample.items.map((item) => collated(item, batch)));
    case 'list':
      return sample.items ? listOf(sample.items.map((item) => collated(item, batch))) : unknown;
    case 'dict':
      return sample.isOpen
        ? unknown
        : { ...sample, entries: new Map([...sample.entries].map(([key, item]) => [key, collated(item, batch)])) };
    default:
      return unknown;
  }
}
