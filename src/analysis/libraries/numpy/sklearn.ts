import { subtractSizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  listOf,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry, Library } from '../library.js';
import { withParameters } from '../tensorFunctions.js';
import { tensorFrom } from '../tensorValues.js';
import { scalerEntries } from './scalers.js';

/** What stands between data and network: splitting and scaling. */
export const sklearnLibrary: Library = {
  entries: new Map<string, Entry>([
    // https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html
    ['sklearn.model_selection.train_test_split', trainTestSplit],
    // https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_regression.html
    [
      'sklearn.datasets.make_regression',
      withParameters(['n_samples', 'n_features', 'n_informative', 'n_targets'], (call, bound) => {
        const [samples, features, targets] = [
          ['n_samples', 100] as const,
          ['n_features', 100] as const,
          ['n_targets', 1] as const,
        ].map(([name, standard]) => sizeOf(bound.value(name, sizeValue(standard))));
        if (call.isOpen || bound.get('coef')) return unknown;
        const y = targets === null ? null : targets === 1 ? [samples ?? null] : [samples ?? null, targets ?? null];
        return tupleOf([made(call, [samples ?? null, features ?? null]), made(call, y)]);
      }),
    ],
    // https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_classification.html
    [
      'sklearn.datasets.make_classification',
      withParameters(['n_samples', 'n_features'], (call, bound) => {
        const [samples, features] = [['n_samples', 100] as const, ['n_features', 20] as const].map(([name, standard]) =>
          sizeOf(bound.value(name, sizeValue(standard))),
        );
        if (call.isOpen) return unknown;
        return tupleOf([made(call, [samples ?? null, features ?? null]), made(call, [samples ?? null])]);
      }),
    ],
    ...scalerEntries,
  ]),
  aliases: [
    ['sklearn.cross_validation', 'sklearn.model_selection'],
    ['sklearn.preprocessing.data', 'sklearn.preprocessing'],
  ],
  bases: new Map(),
};

function made(call: Call, sizes: readonly Size[] | null): TensorValue {
  return tensorOf('numpy', sizes, { dtype: 'float', origin: call.span });
}

/** Of each array its part for training and its part for testing. The test part is rounded up, the other down. */
function trainTestSplit(call: Call): Value {
  const [test, train] = ['test_size', 'train_size'].map((name) => call.keywords.get(name)?.value ?? none);
  if (call.isOpen) return unknown;
  const lengths = call.args.map(({ value }) => lengthOf(value));
  const total = lengths.find((length) => length !== null) ?? null;
  const [testLength, trainLength] = partsOf(call, total, test ?? none, train ?? none);
  return listOf(call.args.flatMap(({ value }) => [withLength(value, trainLength), withLength(value, testLength)]));
}

function partsOf(call: Call, total: Size, test: Value, train: Value): [test: Size, train: Size] {
  const share = (value: Value): number | null => (value.kind === 'float' ? value.value : null);
  const fixed = (value: Value): Size => (value.kind === 'size' ? value.size : null);
  const isDefault = test.kind === 'none' && train.kind === 'none';
  const fraction = isDefault ? 0.25 : share(test);
  let testLength: Size = fixed(test);
  let trainLength: Size = fixed(train);
  const trainShare = share(train);
  if (typeof total === 'number') {
    if (fraction !== null) testLength = Math.ceil(fraction * total);
    if (trainShare !== null) trainLength = Math.floor(trainShare * total);
  }
  if (test.kind === 'none' && !isDefault) testLength = subtractSizes(total, trainLength);
  if (train.kind === 'none') trainLength = subtractSizes(total, testLength);
  return [testLength ?? call.evaluation.symbol('test'), trainLength ?? call.evaluation.symbol('train')];
}

function lengthOf(value: Value): Size {
  return tensorFrom(value, 'numpy').axes?.[0]?.size ?? null;
}

function withLength(value: Value, length: Size): Value {
  if (value.kind !== 'tensor' && value.kind !== 'list') {
    const array = value.kind === 'object' ? value.fields.get('__array__') : undefined;
    return array?.kind === 'tensor' ? objectWithRows(value, array, length) : unknown;
  }
  if (value.kind === 'list') return { ...value, items: null, length, element: value.items ? unknown : value.element };
  return tensorOf(
    value.library,
    value.axes && value.axes.length > 0 ? [axis(length, 'batch'), ...value.axes.slice(1)] : null,
    {
      dtype: value.dtype,
      isAssumed: value.isAssumed,
      origin: value.origin,
    },
  );
}

function objectWithRows(value: Value, array: TensorValue, length: Size): Value {
  if (value.kind !== 'object' || !array.axes) return unknown;
  const rows = tensorOf('numpy', [axis(length), ...array.axes.slice(1)]);
  return objectOf(value.type, { __array__: rows });
}
