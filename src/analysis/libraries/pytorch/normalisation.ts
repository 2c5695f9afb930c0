import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, booleanValue, type TensorValue } from '../../domain/values.js';
import { shapeOf, sizesFromValue } from '../tensorValues.js';
import { reportRank } from './convolution.js';
import type { Applied, ModuleKind } from './modules.js';
import { listText, reportRule, sizeFix } from './reports.js';
import { result, sameTensor } from './tensors.js';

/** It learns nothing unless it is asked to. https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html */
const instanceNorm: ModuleKind = {
  parameters: ['num_features', 'eps', 'momentum', 'affine', 'track_running_stats'],
  defaults: { affine: booleanValue(false) },
  weights: (options) => affine(options.truth('affine'), [options.size('num_features')]),
  forward: ({ input }) => sameTensor(input),
};

/** https://pytorch.org/docs/stable/nn.html#normalization-layers */
export const normalisationKinds: Readonly<Record<string, ModuleKind>> = {
  BatchNorm1d: batchNorm([2, 3]),
  BatchNorm2d: batchNorm([4]),
  BatchNorm3d: batchNorm([5]),
  SyncBatchNorm: batchNorm([2, 3, 4, 5]),
  InstanceNorm1d: instanceNorm,
  InstanceNorm2d: instanceNorm,
  InstanceNorm3d: instanceNorm,
  GroupNorm: {
    parameters: ['num_groups', 'num_channels', 'eps', 'affine'],
    defaults: { affine: booleanValue(true) },
    weights: (options) => affine(options.truth('affine'), [options.size('num_channels')]),
    forward: ({ input }) => sameTensor(input),
  },
  LayerNorm: {
    parameters: ['normalized_shape', 'eps', 'elementwise_affine', 'bias'],
    defaults: { elementwise_affine: booleanValue(true), bias: booleanValue(true) },
    weights: (options) => {
      const shape = sizesFromValue(options.value('normalized_shape'));
      const weights = shape && affine(options.truth('elementwise_affine'), shape);
      return options.truth('bias') === false ? (weights?.slice(0, 1) ?? null) : weights;
    },
    forward(applied) {
      checkLayerNorm(applied);
      return sameTensor(applied.input);
    },
  },
  RMSNorm: {
    parameters: ['normalized_shape', 'eps', 'elementwise_affine'],
    defaults: { elementwise_affine: booleanValue(true) },
    weights: (options) => {
      const shape = sizesFromValue(options.value('normalized_shape'));
      return shape && (affine(options.truth('elementwise_affine'), shape)?.slice(0, 1) ?? null);
    },
    forward: ({ input }) => sameTensor(input),
  },
  LocalResponseNorm: { parameters: ['size', 'alpha', 'beta', 'k'], forward: ({ input }) => sameTensor(input) },
};

function batchNorm(ranks: readonly number[]): ModuleKind {
  return {
    parameters: ['num_features', 'eps', 'momentum', 'affine', 'track_running_stats'],
    defaults: { affine: booleanValue(true) },
    weights: (options) => affine(options.truth('affine'), [options.size('num_features')]),
    forward(applied) {
      checkBatchNorm(applied, ranks);
      return normalised(applied, ranks);
    },
  };
}

/** What takes tensors of one rank only tells the rank of what it is given, and its channels. */
function normalised({ call, input, options }: Applied, ranks: readonly number[]): TensorValue {
  const [rank] = ranks;
  if (input.axes || rank === undefined || ranks.length > 1) return sameTensor(input);
  const [batch, channels] = [call.evaluation.symbol('batch'), options.size('num_features')];
  const others = Array.from({ length: rank - 2 }, () => axis(null));
  return result(call, [axis(batch, 'batch'), axis(channels, 'channels'), ...others], [input], 'float');
}

/** Null where nobody knows whether there are any. */
function affine(isAffine: boolean | null, shape: readonly Size[]) {
  if (isAffine === null) return null;
  return isAffine ? ['weight', 'bias'].map((name) => ({ name, shape })) : [];
}

function checkBatchNorm(applied: Applied, ranks: readonly number[]): void {
  const { call, kind, input, layer, options } = applied;
  const { axes } = input;
  if (!axes || input.isAssumed) return;
  if (!ranks.includes(axes.length)) {
    const words = ranks.length === 2 ? '2D or 3D' : `${ranks[0] ?? '?'}D`;
    const raises = ranks.length > 2 ? null : `expected ${words} input (got ${axes.length}D input)`;
    reportRank(applied, ranks[0] ?? 2, raises);
    return;
  }
  const found = axes[1]!.size;
  const expected = options.size('num_features');
  if (sameSize(found, expected) !== false) return;
  const [wanted, got] = [sizeText(expected), sizeText(found)];
  reportRule(
    call,
    {
      code: 'input-size',
      raises: `running_mean should contain ${String(got)} elements not ${String(wanted)}`,
      facts: {
        layer: kind,
        parameter: 'num_features',
        expected: wanted,
        found: got,
        shape: shapeOf(axes),
        cause: 'channels',
      },
    },
    {
      tensors: [input],
      layer,
      fix: sizeFix(call.evaluation, options.argument('num_features'), 'num_features', expected, found),
    },
  );
}

/** The last axes must be the very ones that it was made for. */
function checkLayerNorm({ call, kind, input, layer, options }: Applied): void {
  const { axes } = input;
  const shape = sizesFromValue(options.value('normalized_shape'));
  if (!axes || !shape || input.isAssumed || shape.length === 0) return;
  const last = axes.slice(-shape.length);
  const differs =
    last.length < shape.length || shape.some((size, index) => sameSize(size, last[index]!.size) === false);
  if (!differs) return;
  const wanted = shape.map(sizeText);
  const argument = options.argument('normalized_shape');
  const found = axes.at(-1)?.size ?? null;
  reportRule(
    call,
    {
      code: 'input-size',
      raises: `Given normalized_shape=${listText(wanted)}, expected input with shape [*, ${wanted.map((size) => size ?? '?').join(', ')}], but got input of size${listText(shapeOf(axes))}`,
      facts: {
        layer: kind,
        parameter: 'normalized_shape',
        expected: wanted.length === 1 ? wanted[0]! : wanted,
        found: sizeText(found),
        shape: shapeOf(axes),
        cause: null,
      },
    },
    {
      tensors: [input],
      layer,
      fix: shape.length === 1 ? sizeFix(call.evaluation, argument, 'normalized_shape', shape[0]!, found) : null,
    },
  );
}
