import { divideExactly } from '../../domain/sizes.js';
import { axis, sizeValue, type TensorValue, type Value } from '../../domain/values.js';
import type { Applied, ModuleKind } from './modules.js';
import { keepLastUnit } from '../lastUnit.js';
import { asProbabilities, asSigmoid, changed } from '../probabilities.js';
import { checkTorchSoftmax } from './reductions.js';
import { lastAxis, sameTensor, withLast } from './tensors.js';

/**
 * Modules that leave the shape as it is: activations and dropout.
 * https://pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity
 */
const activations =
  'ELU CELU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid Mish ReLU ReLU6 RReLU SELU GELU ' +
  'SiLU Softplus Softshrink Softsign Tanh Tanhshrink Threshold';
const overAxis = 'Softmin Softmax2d';
const dropouts = 'Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout';

export const sameShapeKinds: Readonly<Record<string, ModuleKind>> = {
  ...kindsOf(activations, []),
  ...kindsOf('Sigmoid', [], ({ input }) => asSigmoid(sameTensor(input))),
  ...kindsOf(overAxis, ['dim']),
  Softmax: { parameters: ['dim'], forward: (applied) => asProbabilities(softmaxOf(applied)) },
  LogSoftmax: { parameters: ['dim'], forward: (applied) => changed(softmaxOf(applied)) },
  ...kindsOf(dropouts, ['p'], ({ input }) => keepLastUnit(input, sameTensor(input))),
  Identity: { parameters: [], forward: ({ get, input }) => get('input') ?? input },
  PReLU: {
    parameters: ['num_parameters', 'init'],
    defaults: { num_parameters: sizeValue(1) },
    weights: (options) => [{ name: 'weight', shape: [options.size('num_parameters')] }],
    forward: ({ input }) => sameTensor(input),
  },
  GLU: {
    parameters: ['dim'],
    forward({ call, input, options }) {
      const last = lastAxis(input);
      const isLast = options.size('dim') === null || options.size('dim') === -1;
      return isLast && last ? withLast(call, input, divideExactly(last.size, 2), last.role) : unknownRank(input);
    },
  },
};

function unknownRank(input: Value): Value {
  return input.kind === 'tensor' ? { ...input, axes: input.axes?.map(({ role }) => axis(null, role)) ?? null } : input;
}

function softmaxOf({ call, input, options }: Applied): TensorValue {
  checkTorchSoftmax(call, input, options.value('dim'));
  return sameTensor(input);
}

function kindsOf(
  names: string,
  parameters: readonly string[],
  forward = ({ input }: Applied): Value => changed(sameTensor(input)),
): Record<string, ModuleKind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, { parameters, forward }]));
}
