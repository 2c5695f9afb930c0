import { isJoined } from '../../domain/joined.js';
import type { Facts } from '../../domain/rules.js';
import { sameSize, sizeText } from '../../domain/sizes.js';
import { type Axis, type TensorValue, type Value } from '../../domain/values.js';
import type { Severity } from '../../model.js';
import { pythonShape } from '../errorWords.js';
import type { Call, Entry } from '../library.js';
import { checkProbabilities, type Probability } from '../probabilities.js';
import { operationOf, reportError, shapeFrom } from '../shapeReports.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import { derived, shapeOf, tensorFrom } from '../tensorValues.js';
import { isPlaceholder } from './creation.js';

/**
 * Losses, and what they want of the shapes of labels and outputs.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/sparse_softmax_cross_entropy_with_logits
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/losses
 */
const tf = 'tensorflow';

export const lossEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('tensorflow.nn', {
    ...alike('softmax_cross_entropy_with_logits softmax_cross_entropy_with_logits_v2', (call) => {
      const { labels, logits } = pairOf(call, 'labels', 'logits');
      checkOneHot(call, labels, logits);
      checkSwapped(call, labels, logits);
      checkScores(call, logits, 'softmax');
      return derived(call, tf, logits.axes?.slice(0, -1) ?? labels.axes?.slice(0, -1) ?? null, [logits]);
    }),
    sparse_softmax_cross_entropy_with_logits: (call) => {
      const { labels, logits } = inOldOrder(call, pairOf(call, 'labels', 'logits'));
      checkSparse(call, labels, logits);
      checkScores(call, logits, 'softmax');
      return derived(call, tf, labels.axes ?? logits.axes?.slice(0, -1) ?? null, [logits]);
    },
    ...alike('sigmoid_cross_entropy_with_logits weighted_cross_entropy_with_logits', (call) => {
      const { labels, logits } = pairOf(call, 'labels|targets', 'logits');
      checkSame(
        call,
        labels,
        logits,
        `logits and labels must have the same shape (${textOf(logits)} vs ${textOf(labels)})`,
      );
      checkSwapped(call, labels, logits);
      checkScores(call, logits, 'sigmoid');
      return derived(call, tf, logits.axes ?? labels.axes, [logits]);
    }),
  }),
  ...entriesUnder('tensorflow.losses', {
    ...alike('mean_squared_error absolute_difference huber_loss log_loss', (call) => {
      const { labels, logits } = pairOf(call, 'labels', 'predictions');
      checkSame(call, labels, logits, `Shapes ${textOf(logits)} and ${textOf(labels)} are incompatible`);
      return scalarOf(call);
    }),
    softmax_cross_entropy: (call) => {
      const { labels, logits } = pairOf(call, 'onehot_labels', 'logits');
      checkSame(call, labels, logits, `Shapes ${textOf(logits)} and ${textOf(labels)} are incompatible`);
      checkScores(call, logits, 'softmax');
      return scalarOf(call);
    },
    sigmoid_cross_entropy: (call) => {
      const { labels, logits } = pairOf(call, 'multi_class_labels', 'logits');
      checkSame(call, labels, logits, `Shapes ${textOf(logits)} and ${textOf(labels)} are incompatible`);
      checkScores(call, logits, 'sigmoid');
      return scalarOf(call);
    },
    // Labels of shape (N, 1) lose that axis before they are compared.
    sparse_softmax_cross_entropy: (call) => {
      checkScores(call, pairOf(call, 'labels', 'logits').logits, 'softmax');
      return scalarOf(call);
    },
  }),
  ...entriesUnder('tensorflow.contrib.seq2seq', {
    sequence_loss: withParameters(
      ['logits', 'targets', 'weights', 'average_across_timesteps', 'average_across_batch'],
      (call, bound) => {
        for (const [name, rank, raises] of sequenceRanks)
          checkRankOf(call, bound.get(name)?.value, { name, rank, raises });
        const averages = ['average_across_timesteps', 'average_across_batch'].map((name) => bound.get(name));
        return averages.every((average) => average === undefined) ? scalarOf(call) : derived(call, tf, null);
      },
    ),
  }),
];

/** What `sequence_loss` asks of its arguments, and says where it does not get it. */
const sequenceRanks = [
  ['logits', 3, 'Logits must be a [batch_size x sequence_length x logits] tensor'],
  ['targets', 2, 'Targets must be a [batch_size x sequence_length] tensor'],
  ['weights', 2, 'Weights must be a [batch_size x sequence_length] tensor'],
] as const;

function checkRankOf(
  call: Call,
  value: Value | undefined,
  { name, rank, raises }: { readonly name: string; readonly rank: number; readonly raises: string },
): void {
  if (value?.kind !== 'tensor' || !value.axes || value.isAssumed || value.axes.length === rank) return;
  const facts = {
    layer: operationOf(call),
    expected: rank,
    found: value.axes.length,
    shape: shapeOf(value.axes),
    name,
  };
  reportError(call, { code: 'layer-input-rank', raises, facts }, [value]);
}

interface Pair {
  readonly labels: TensorValue;
  readonly logits: TensorValue;
}

function pairOf(call: Call, labels: string, logits: string): Pair {
  const pick = withPair(call, labels, logits);
  return { labels: tensorFrom(pick[0], tf), logits: tensorFrom(pick[1], tf) };
}

/**
 * Before TensorFlow 1.0 the scores came first, and programs of that time are right where the labels do not fit as
 * scores but the other way round. With names there is only one order.
 */
function inOldOrder(call: Call, pair: Pair): Pair {
  const [first, second] = [pair.labels.axes, pair.logits.axes];
  const isOld = call.args.length >= 2 && first && second && first.length === second.length + 1;
  return isOld ? { labels: pair.logits, logits: pair.labels } : pair;
}

function withPair(call: Call, labels: string, logits: string): [Value | undefined, Value | undefined] {
  const [first, second] = call.args;
  const keyword = (names: string) =>
    names
      .split('|')
      .map((name) => call.keywords.get(name)?.value)
      .find((value) => value !== undefined);
  return [keyword(labels) ?? first?.value, keyword(logits) ?? second?.value];
}

/** Not where both are given by position: before TensorFlow 1.0 the scores came first, and now the labels do. */
function checkScores(call: Call, logits: TensorValue, own: Probability): void {
  if (!call.path.startsWith('tensorflow.nn.') || call.args.length < 2)
    checkProbabilities(call, operationOf(call), logits, own);
}

/**
 * The output of a recurrent network as the labels of what is fed. Not by position, where the order has changed; and what
 * is fed has no axes of known meaning, so that what has them was made by a network.
 */
function checkSwapped(call: Call, labels: TensorValue, logits: TensorValue): void {
  if (call.args.length > 0 || !isPlaceholder(logits) || labels.dtype !== 'float' || isJoined(labels)) return;
  if (labels.axes?.some(({ role }) => role === 'batch')) {
    report(call, labels, logits, 'warning', null, { cause: 'swapped' });
  }
}

/** Class numbers have one axis less than the scores. */
function checkSparse(call: Call, labels: TensorValue, logits: TensorValue): void {
  if (!labels.axes || !logits.axes || isUncertain(labels, logits)) return;
  const [found, expected] = [labels.axes.length, logits.axes.length - 1];
  if (found !== expected) {
    const raises = `Rank mismatch: Rank of labels (received ${found}) should equal rank of logits minus 1 (received ${expected}).`;
    report(call, labels, logits, 'error', raises);
  } else if (labels.axes.some(({ size }, index) => sameSize(size, logits.axes?.[index]?.size ?? null) === false)) {
    const raises = `Shape mismatch: The shape of labels (received ${textOf(labels)}) should equal the shape of logits except for the last dimension (received ${textOf(logits)}).`;
    report(call, labels, logits, 'error', raises);
  }
}

/**
 * A row of labels for each row of scores; both are flattened to matrices. Labels of one axis less count as a single row:
 * most likely they are class numbers, and it fails unless there happen to be as many samples as classes.
 */
function checkOneHot(call: Call, labels: TensorValue, logits: TensorValue): void {
  if (!labels.axes || !logits.axes || isUncertain(labels, logits)) return;
  const isSameRank = labels.axes.length === logits.axes.length;
  const count = isSameRank && logits.axes.length === 2 ? 2 : 1;
  const clash = Array.from({ length: count }, (_, back) => back + 1).find((back) => {
    const [wanted, found] = [logits, labels].map(({ axes }) => axes?.at(-back)?.size ?? null);
    return wanted !== 1 && found !== 1 && sameSize(wanted ?? null, found ?? null) === false;
  });
  if (clash === undefined && (isSameRank || labels.axes.length !== logits.axes.length - 1)) return;
  const [wanted, found] = [logits, labels].map(({ axes }) => sizeText(axes?.at(-(clash ?? 1))?.size ?? null));
  const raises = `Dimensions must be equal, but are ${wanted} and ${found}`;
  report(call, labels, logits, clash === undefined ? 'warning' : 'error', clash === undefined ? null : raises);
}

function checkSame(call: Call, labels: TensorValue, logits: TensorValue, raises: string): void {
  if (!labels.axes || !logits.axes || isUncertain(labels, logits)) return;
  const { axes } = labels;
  const differs = (item: Axis, index: number) => sameSize(item.size, logits.axes?.[index]?.size ?? null) === false;
  if (axes.length !== logits.axes.length || axes.some(differs)) report(call, labels, logits, 'error', raises);
}

function isUncertain(...tensors: readonly TensorValue[]): boolean {
  return tensors.some(({ isAssumed }) => isAssumed);
}

function report(
  call: Call,
  labels: TensorValue,
  logits: TensorValue,
  severity: Severity,
  raises: string | null,
  more: Facts = {},
): void {
  const related = [labels, logits].flatMap(shapeFrom);
  call.evaluation.report({
    code: 'target-shape',
    severity,
    span: call.span,
    raises,
    facts: { loss: operationOf(call), output: shapeOf(logits.axes ?? []), target: shapeOf(labels.axes ?? []), ...more },
    fixes: [],
    related,
  });
}

function textOf({ axes }: TensorValue): string {
  return axes ? pythonShape(axes) : '<unknown>';
}

function scalarOf(call: Call): Value {
  return derived(call, tf, [], [], { dtype: 'float' });
}
