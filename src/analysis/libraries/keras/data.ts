import type { Size } from '../../domain/sizes.js';
import {
  axis,
  none,
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
import type { Bound, Call, Entry, LibraryFunction } from '../library.js';
import { withParameters } from '../tensorFunctions.js';
import { tensorFrom } from '../tensorValues.js';
import { arraysIn } from './modelParts.js';

const tokenizer = 'keras.preprocessing.text.Tokenizer';
const windows = 'keras.preprocessing.sequence.TimeseriesGenerator';

/** https://keras.io/api/utils/python_utils/, data_loading/ and datasets/ */
export const dataEntries: Readonly<Record<string, Entry>> = {
  'keras.utils.to_categorical': withParameters(['y|x', 'num_classes|nb_classes'], (call, bound) => {
    const labels = tensorFrom(bound.get('y')?.value, 'numpy');
    const classes = sizeOf(bound.get('num_classes')?.value);
    return array(labels.axes && [...labelAxes(labels.axes), axis(classes, 'classes')], call.span, labels.isAssumed);
  }),
  'keras.utils.pad_sequences': withParameters(['sequences', 'maxlen'], (call, bound) => {
    const length = sizeOf(bound.get('maxlen')?.value);
    return array(paddedAxes(bound.get('sequences')?.value, length), call.span);
  }),
  [windows]: withParameters(['data', 'targets', 'length', 'sampling_rate', 'stride'], windowsOf),
  ...Object.fromEntries(
    ['__getitem__', '__iter__'].map((name) => [
      `${windows}.${name}`,
      ({ receiver }: Call): Value => {
        const element = (receiver?.kind === 'object' && receiver.fields.get('element')) || unknown;
        return name === '__iter__' ? uniformList(null, element) : element;
      },
    ]),
  ),
  [tokenizer]: withParameters(['num_words'], (_, bound) =>
    objectOf(tokenizer, { num_words: bound.value('num_words', none) }),
  ),
  [`${tokenizer}.fit_on_texts`]: () => none,
  [`${tokenizer}.texts_to_sequences`]: withParameters(['texts'], (_, bound) =>
    uniformList(lengthOf(bound.get('texts')?.value), uniformList(null, sizeValue(null))),
  ),
  [`${tokenizer}.texts_to_matrix`]: withParameters(['texts'], (call, bound) => {
    const words = call.receiver?.kind === 'object' ? sizeOf(call.receiver.fields.get('num_words')) : null;
    return array([axis(lengthOf(bound.get('texts')?.value), 'batch'), axis(words, 'features')], call.span);
  }),
  ...datasets({
    mnist: [60_000, 10_000, [28, 28], []],
    fashion_mnist: [60_000, 10_000, [28, 28], []],
    cifar10: [50_000, 10_000, [32, 32, 3], [1]],
    cifar100: [50_000, 10_000, [32, 32, 3], [1]],
    imdb: [25_000, 25_000, [], []],
    reuters: [8982, 2246, [], []],
    boston_housing: [404, 102, [13], []],
  }),
};

function array(axes: readonly Axis[] | null, origin: TensorValue['origin'], isAssumed = false): TensorValue {
  return tensorOf('numpy', axes, { dtype: 'float', origin, isAssumed });
}

/**
 * Batches of windows, each with the target that follows it; the last batch is shorter.
 * https://www.tensorflow.org/versions/r2.15/api_docs/python/tf/keras/preprocessing/sequence/TimeseriesGenerator
 */
function windowsOf(call: Call, bound: Bound): Value {
  const rate = sizeOf(bound.value('sampling_rate', sizeValue(1)));
  const length = sizeOf(bound.get('length')?.value);
  const steps = axis(rate === 1 ? length : null, 'time');
  const batch = axis(call.evaluation.symbol('batch'), 'batch');
  const part = (name: string, ...own: readonly Axis[]): Value => {
    const { axes, isAssumed } = tensorFrom(arraysIn(bound.get(name)?.value ?? unknown), 'numpy');
    return array(axes && [batch, ...own, ...axes.slice(1)], call.span, isAssumed);
  };
  return objectOf(windows, { element: tupleOf([part('data', steps), part('targets')]) });
}

/** A column of labels is a vector of them. */
function labelAxes(axes: readonly Axis[]): readonly Axis[] {
  return axes.length > 1 && axes.at(-1)?.size === 1 ? axes.slice(0, -1) : axes;
}

function lengthOf(value: Value | undefined): Size {
  if (value?.kind === 'list') return value.length;
  if (value?.kind === 'tuple') return value.items.length;
  return value?.kind === 'tensor' ? (value.axes?.[0]?.size ?? null) : null;
}

/** Sequences of numbers make a matrix; what an item of a sequence is must be known for that. */
function paddedAxes(sequences: Value | undefined, length: Size): Axis[] | null {
  const rows = [axis(lengthOf(sequences), 'batch'), axis(length, 'time')];
  // An array of lists, as the datasets give it.
  if (sequences?.kind === 'tensor') return sequences.axes?.length === 1 ? rows : null;
  if (sequences?.kind !== 'list') return null;
  const row = sequences.items ? sequences.items[0] : sequences.element;
  if (row?.kind !== 'list') return null;
  const item = row.items ? row.items[0] : row.element;
  return item?.kind === 'size' || item?.kind === 'float' ? rows : null;
}

type Dataset = readonly [train: number, test: number, sample: readonly number[], label: readonly number[]];

function datasets(table: Readonly<Record<string, Dataset>>): Record<string, Entry> {
  return Object.fromEntries(
    Object.entries(table).map(([name, dataset]) => [`keras.datasets.${name}.load_data`, loader(dataset)]),
  );
}

/** Options that leave samples out or share them out in another way make their counts unknown. */
function loader([train, test, sample, label]: Dataset): LibraryFunction {
  return (call) => {
    const isWhole =
      !call.isOpen && !call.keywords.has('maxlen') && !call.keywords.has('test_split') && call.args.length <= 1;
    const part = (count: number): Value => {
      const batch = axis(isWhole ? count : null, 'batch');
      const labels = array([batch, ...label.map((size) => axis(size))], call.span);
      // A text is a list of words, as long as it is.
      if (sample.length === 0) return tupleOf([tensorOf('numpy', [batch], { origin: call.span }), labels]);
      return tupleOf([array([batch, ...sample.map((size) => axis(size))], call.span), labels]);
    };
    return tupleOf([part(train), part(test)]);
  };
}
