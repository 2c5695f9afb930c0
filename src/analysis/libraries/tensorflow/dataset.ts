import { addSizes, divideSizes, subtractSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  itemsOf,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  uniformList,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { rangeLength } from '../arguments.js';
import { bind, type Bound, type Call, type Entry, type LibraryFunction } from '../library.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { sizeOfItem, tensorFrom } from '../tensorValues.js';

/**
 * Data sets: what their elements are.
 * https://www.tensorflow.org/api_docs/python/tf/data/Dataset
 */
const path = 'tensorflow.data.Dataset';

export const datasetEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder(
    path,
    rememberingShuffle({
      from_tensor_slices: withParameters(['tensors'], (_, bound) => {
        const given = bound.get('tensors')?.value ?? unknown;
        const [first] = tensorsOf(given);
        return datasetOf(
          mapped(given, ({ axes }) => axes?.slice(1) ?? null),
          first?.axes?.[0]?.size ?? null,
        );
      }),
      from_tensors: withParameters(['tensors'], (_, bound) =>
        datasetOf(
          mapped(bound.get('tensors')?.value ?? unknown, ({ axes }) => axes),
          1,
        ),
      ),
      range: withParameters(['start', 'stop', 'step'], (_, bound) =>
        datasetOf(
          tensorOf('tensorflow', [], { dtype: 'int' }),
          rangeLength(...(['start', 'stop', 'step'].map((name) => bound.get(name)?.value) as [Value, Value, Value])),
        ),
      ),
      zip: withParameters(['datasets'], (_, bound) => {
        const items = itemsOf(bound.get('datasets')?.value);
        return items ? datasetOf(tupleOf(items.map(elementOf)), lengthOf(items[0])) : unknown;
      }),
      from_generator: withParameters(
        ['generator', 'output_types', 'output_shapes', 'args', 'output_signature'],
        (_, bound) => datasetOf(bound.get('output_signature')?.value ?? unknown, null),
      ),
      ...alike(
        'shuffle prefetch cache repeat take skip filter with_options interleave',
        ({ receiver, path: called }) => {
          const keepsLength = /\.(shuffle|prefetch|cache|with_options)$/.test(called);
          const isMixed = called.endsWith('.interleave');
          return datasetOf(isMixed ? unknown : elementOf(receiver), keepsLength ? lengthOf(receiver) : null);
        },
      ),
      ...alike('batch padded_batch', batch),
      unbatch: ({ receiver }) =>
        datasetOf(
          mapped(elementOf(receiver), ({ axes }) => axes?.slice(1) ?? null),
          null,
        ),
      map: withParameters(['map_func'], (call, bound) =>
        datasetOf(applied(call, bound.get('map_func')?.value), lengthOf(call.receiver)),
      ),
      flat_map: withParameters(['map_func'], (call, bound) =>
        datasetOf(elementOf(applied(call, bound.get('map_func')?.value)), null),
      ),
      window: withParameters(['size', 'shift', 'stride', 'drop_remainder'], (call, bound) => {
        const dropped = booleanOf(bound.value('drop_remainder', booleanValue(false))) === true;
        const size = dropped ? sizeOfItem(bound.get('size')?.value, call.evaluation) : null;
        const inner = elementOf(call.receiver);
        const windowed = (element: Value): Value => datasetOf(element, size);
        return datasetOf(inner.kind === 'tuple' ? tupleOf(inner.items.map(windowed)) : windowed(inner), null);
      }),
      enumerate: ({ receiver }) =>
        datasetOf(tupleOf([tensorOf('tensorflow', [], { dtype: 'int' }), elementOf(receiver)]), lengthOf(receiver)),
      __iter__: ({ receiver }) => uniformList(lengthOf(receiver), elementOf(receiver)),
      ...alike(
        'as_numpy_iterator make_one_shot_iterator make_initializable_iterator',
        ({ receiver }) => receiver ?? unknown,
      ),
      get_next: ({ receiver }) => elementOf(receiver),
      __len__: ({ receiver }) => sizeValue(lengthOf(receiver)),
      'element_spec:get': ({ receiver }) => elementOf(receiver),
    }),
  ),
  [
    'keras.utils.timeseries_dataset_from_array',
    withParameters(['data', 'targets', 'sequence_length', 'sequence_stride', 'sampling_rate', 'batch_size'], windowsOf),
  ],
];

/** What is made of a data set whose elements were shuffled has them in no order either. */
function rememberingShuffle(entries: Readonly<Record<string, LibraryFunction>>): Record<string, LibraryFunction> {
  const remembering = (entry: LibraryFunction): LibraryFunction => {
    return (call) => {
      const made = entry(call);
      const isShuffled = call.path.endsWith('.shuffle')
        ? sizeOf(bind(call, ['buffer_size']).get('buffer_size')?.value) !== 1
        : call.receiver?.kind === 'object' && call.receiver.fields.has('shuffled');
      if (isShuffled && made !== call.receiver && made.kind === 'object' && made.type === path)
        made.fields.set('shuffled', booleanValue(true));
      return made;
    };
  };
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, remembering(entry)]));
}

function datasetOf(element: Value, length: Size): Value {
  return objectOf(path, { element, length: sizeValue(length) });
}

function elementOf(dataset: Value | null): Value {
  return (dataset?.kind === 'object' && dataset.type === path ? dataset.fields.get('element') : null) ?? unknown;
}

function lengthOf(dataset: Value | null | undefined): Size {
  return dataset?.kind === 'object' ? sizeOf(dataset.fields.get('length')) : null;
}

/** The last batch is shorter where the rest is not dropped, so that the size of a batch is known by name only. */
function batch(call: Call): Value {
  const isPadded = call.path.endsWith('.padded_batch');
  return withParameters(
    isPadded ? ['batch_size', 'padded_shapes', 'padding_values', 'drop_remainder'] : ['batch_size', 'drop_remainder'],
    (_, bound) => {
      const size = sizeOfItem(bound.get('batch_size')?.value, call.evaluation);
      const dropped = booleanOf(bound.value('drop_remainder', booleanValue(false)));
      const length = lengthOf(call.receiver);
      const isEven = typeof length === 'number' && typeof size === 'number' && length % size === 0;
      const front = axis(dropped === true || isEven ? size : call.evaluation.symbol('batch'), 'batch');
      const count =
        dropped === null
          ? null
          : dropped
            ? divideSizes(length, size)
            : divideSizes(addSizes(length, subtractSizes(size, 1)), size);
      const element = mapped(elementOf(call.receiver), ({ axes }) => {
        const rest: readonly Axis[] | null = isPadded ? (axes?.map(({ role }) => axis(null, role)) ?? null) : axes;
        return rest && [front, ...rest];
      });
      // A window is a data set of its own: its batch is the tensor of all its elements.
      return datasetOf(element, count);
    },
  )(call);
}

/**
 * Windows of the rows with the target of each, in batches of which the last is shorter.
 * https://keras.io/api/data_loading/timeseries/
 */
function windowsOf(call: Call, bound: Bound): Value {
  const steps = axis(sizeOfItem(bound.get('sequence_length')?.value, call.evaluation), 'time');
  const isBatched = bound.get('batch_size')?.value.kind !== 'none';
  const front = isBatched ? [axis(call.evaluation.symbol('batch'), 'batch')] : [];
  const part = (given: Value, ...own: readonly Axis[]): Value => {
    const { axes, dtype } = tensorFrom(given, 'numpy');
    return tensorOf('tensorflow', axes && [...front, ...own, ...axes.slice(1)], { dtype });
  };
  const windows = part(bound.get('data')?.value ?? unknown, steps);
  const targets = bound.get('targets')?.value ?? unknown;
  return datasetOf(targets.kind === 'none' ? windows : tupleOf([windows, part(targets)]), null);
}

/** The function of `map`, with the parts of a tuple as its arguments. */
function applied(call: Call, callee: Value | undefined): Value {
  if (!callee) return unknown;
  const element = elementOf(call.receiver);
  if (element.kind === 'unknown') return unknown;
  return call.evaluation.call(callee, element.kind === 'tuple' ? element.items : [element], call);
}

/** The same structure with other tensors. */
function mapped(value: Value, change: (tensor: TensorValue) => readonly Axis[] | null): Value {
  if (value.kind === 'tuple') return tupleOf(value.items.map((item) => mapped(item, change)));
  if (value.kind === 'dict') {
    const entries = [...value.entries].map(([key, item]) => [key, mapped(item, change)] as const);
    return { kind: 'dict', entries: new Map(entries), isOpen: value.isOpen };
  }
  if (value.kind !== 'tensor' && value.kind !== 'list') return unknown;
  const tensor = tensorFrom(value, 'tensorflow');
  return tensorOf('tensorflow', change(tensor), {
    dtype: tensor.dtype,
    isAssumed: tensor.isAssumed,
    origin: tensor.origin,
  });
}

function tensorsOf(value: Value): TensorValue[] {
  if (value.kind === 'tuple') return value.items.flatMap(tensorsOf);
  if (value.kind === 'dict') return [...value.entries.values()].flatMap(tensorsOf);
  return value.kind === 'tensor' || value.kind === 'list' ? [tensorFrom(value, 'tensorflow')] : [];
}
