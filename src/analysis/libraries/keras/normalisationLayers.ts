import type { Size } from '../../domain/sizes.js';
import type { Axis, Value } from '../../domain/values.js';
import { normalIndex } from '../axes/arrange.js';
import { isOpenAxis } from '../openSizes.js';
import { reportAxis } from '../shapeReports.js';
import { integersFrom } from '../tensorValues.js';
import { reportOpen } from './layerChecks.js';
import {
  batchSymbol,
  keepsShape,
  lastSize,
  libraryOf,
  option,
  optionalWeight,
  shapeWords,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';

/** Layers that leave the shape as it is and learn a number for each feature. https://keras.io/api/layers/normalization_layers/ */
export const normalisationKinds: Readonly<Record<string, LayerKind>> = {
  BatchNormalization: {
    ...keepsShape('axis', 'momentum', 'epsilon'),
    output: (axes, use) => {
      checkAlong(use, axes);
      return axes;
    },
    weights: (layer, axes) => {
      const shape = sizesAlong(axes, option(layer, 'axis'));
      return [
        ...scaleAndCentre(layer, shape),
        { name: 'moving_mean', shape, trainable: false },
        { name: 'moving_variance', shape, trainable: false },
      ];
    },
  },
  LayerNormalization: {
    ...keepsShape('axis', 'epsilon'),
    output: (axes, use) => {
      checkAlong(use, axes);
      return axes;
    },
    weights: (layer, axes) => scaleAndCentre(layer, sizesAlong(axes, option(layer, 'axis'))),
  },
  GroupNormalization: {
    ...keepsShape('groups', 'axis'),
    weights: (layer, axes) => scaleAndCentre(layer, sizesAlong(axes, option(layer, 'axis'))),
  },
  RMSNormalization: {
    ...keepsShape('axis', 'epsilon'),
    weights: (layer, axes) => [{ name: 'scale', shape: sizesAlong(axes, option(layer, 'axis')) }],
  },
  // https://keras.io/api/layers/activation_layers/prelu/
  PReLU: {
    ...keepsShape('alpha_initializer'),
    weights: (layer, axes) => [{ name: 'alpha', shape: slopes(layer, axes) }],
  },
};

function scaleAndCentre(layer: Layer, shape: readonly Size[]): Weight[] {
  return [...optionalWeight(layer, 'scale', 'gamma', shape), ...optionalWeight(layer, 'center', 'beta', shape)];
}

/** It has a number for each entry along its axis, which must be there, and of a known size; Keras 1 had other modes. */
function checkAlong(use: Use, axes: readonly Axis[]): void {
  const { layer, call, tensor } = use;
  const { evaluation } = call;
  const along = option(layer, 'axis');
  const indices = along.kind === 'none' ? [-1] : integersFrom(along);
  if (!indices || tensor.isAssumed || layer.given.get('mode')) return;
  const isScript = evaluation.language === 'javascript';
  for (const index of indices) {
    const place = normalIndex(index, axes.length);
    const words = `Axis ${isScript && index < 0 ? index + axes.length : index} of input tensor should have a defined dimension but the layer received an input with shape ${isScript ? `[${shapeWords(axes, evaluation)}]` : shapeWords(axes, evaluation)}.`;
    const size = place === null ? null : axes[place]!.size;
    if (place === null) {
      reportAxis(call, libraryOf(evaluation), tensor, index, isScript ? words : 'tuple index out of range');
    } else if (isOpenAxis(axes[place], evaluation) || (place === 0 && size === batchSymbol(evaluation))) {
      reportOpen(use, 'open', words, place);
    } else continue;
    return;
  }
}

/** The sizes of one axis or of several, the last where none is given. */
function sizesAlong(axes: readonly Axis[] | null, along: Value): Size[] {
  if (along.kind === 'none') return [lastSize(axes)];
  return integersFrom(along)?.map((index) => axes?.at(index)?.size ?? null) ?? [null];
}

/** One for each number of a sample, or for all along an axis that shares them. */
function slopes(layer: Layer, axes: readonly Axis[] | null): Size[] {
  const given = layer.given.get('shared_axes')?.value;
  const shared = given && given.kind !== 'none' ? integersFrom(given) : [];
  if (!axes || !shared) return [null];
  return axes.slice(1).map(({ size }, index) => (shared.includes(index + 1) ? 1 : size));
}
