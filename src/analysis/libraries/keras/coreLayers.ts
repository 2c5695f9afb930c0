import { sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanValue,
  floatValue,
  none,
  sizeOf,
  sizeValue,
  stringOf,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { permuteAxes } from '../axes/arrange.js';
import { elementCount, product, reshapeAxes } from '../axes/reshape.js';
import type { Call } from '../library.js';
import { isOpenAxis } from '../openSizes.js';
import { checkSoftmax as checkSoftmaxAlong } from '../softmax.js';
import { integersFrom, sizesFromValue } from '../tensorValues.js';
import { failed } from './applyLayer.js';
import { checkSoftmax } from './constructorChecks.js';
import { incompatible, reportAt, reportOpen } from './layerChecks.js';
import { normalisationKinds } from './normalisationLayers.js';
import {
  applied,
  keepsShape,
  lastSize,
  layerOf,
  option,
  originOf,
  resultOf,
  shapeOf,
  shapeWords,
  sizeOption,
  textOption,
  optionalWeight,
  withLast,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
} from './layer.js';

/** A number for each word. https://keras.io/api/layers/preprocessing_layers/categorical/ */
const lookup: LayerKind = {
  parameters: ['max_tokens', 'num_oov_indices', 'mask_token', 'oov_token', 'vocabulary'],
  apply: ({ layer, call, tensor }) => {
    const mode = layer.given.get('output_mode')?.value;
    if (mode && stringOf(mode) !== 'int') return unknown;
    return resultOf(call, tensor.axes, { dtype: 'int', isAssumed: tensor.isAssumed });
  },
};

/** https://keras.io/api/layers/core_layers/, reshaping_layers/ and regularization_layers/ */
export const coreKinds: Readonly<Record<string, LayerKind>> = {
  ...normalisationKinds,
  Dense: {
    parameters: 'units activation use_bias kernel_initializer bias_initializer'.split(' '),
    options: { units: unknown, activation: none, use_bias: booleanValue(true) },
    rank: { least: 2 },
    keepsFeatures: true,
    weights: (layer, axes) => [
      { name: 'kernel', shape: [lastSize(axes), sizeOption(layer, 'units')] },
      ...optionalWeight(layer, 'use_bias', 'bias', [sizeOption(layer, 'units')]),
    ],
    check: checkSoftmax,
    output: (axes, { layer }) => withLast(axes, axis(sizeOption(layer, 'units'), 'features')),
    last: ({ layer }) => axis(sizeOption(layer, 'units'), 'features'),
  },
  Embedding: {
    parameters: 'input_dim output_dim embeddings_initializer'.split(' '),
    options: { input_dim: unknown, output_dim: unknown, mask_zero: booleanValue(false) },
    inputDim: 'vocabulary',
    weights: (layer) => [
      { name: 'embeddings', shape: [sizeOption(layer, 'input_dim'), sizeOption(layer, 'output_dim')] },
    ],
    apply: ({ layer, call, tensor }) => {
      checkMaskBefore(call, tensor);
      const features = axis(sizeOption(layer, 'output_dim'), 'features');
      // Of what nobody knows, samples of steps are what is usual.
      const usual = [axis(call.evaluation.symbol('batch'), 'batch'), axis(call.evaluation.symbol('steps'), 'time')];
      const { axes = null, isAssumed } = tensor.axes ? tensor : { axes: usual, isAssumed: true };
      const steps = axes?.map((item, index) => (index === 1 && axes.length === 2 ? axis(item.size, 'time') : item));
      return resultOf(call, [...(steps ?? []), features], { isAssumed });
    },
  },
  ...Object.fromEntries(
    'ActivityRegularization GaussianNoise GaussianDropout AlphaDropout Masking Rescaling Normalization ReLU ThresholdedReLU LeakyReLU ELU UnitNormalization Identity'
      .split(' ')
      .map((name) => [name, keepsShape()]),
  ),
  Dropout: { ...keepsShape('rate'), options: { rate: floatValue(null) } },
  SpatialDropout1D: { ...keepsShape('rate'), options: { rate: floatValue(null) }, rank: { exact: 3 } },
  SpatialDropout2D: { ...keepsShape('rate'), options: { rate: floatValue(null) }, rank: { exact: 4 } },
  SpatialDropout3D: { ...keepsShape('rate'), options: { rate: floatValue(null) }, rank: { exact: 5 } },
  // Of Keras 1: a gate of the input's size, and a second one. https://faroit.com/keras-docs/1.2.2/layers/core/#highway
  Highway: { ...keepsShape(), weights: () => null },
  Activation: {
    ...keepsShape('activation'),
    options: { activation: unknown },
    output: (axes, use) => {
      if (textOption(use.layer, 'activation') === 'softmax') checkSoftmaxAlong(use.call, use.tensor, undefined);
      return axes;
    },
  },
  Softmax: {
    ...keepsShape('axis'),
    options: { axis: sizeValue(-1) },
    output: (axes, use) => {
      checkSoftmaxAlong(use.call, use.tensor, option(use.layer, 'axis'));
      return axes;
    },
  },
  RepeatVector: {
    parameters: ['n'],
    options: { n: unknown },
    rank: { exact: 2 },
    output: ([batch, features], { layer }) =>
      batch && features ? [batch, axis(sizeOption(layer, 'n'), 'time'), axis(features.size, 'features')] : null,
  },
  Flatten: {
    parameters: ['data_format'],
    scriptRank: { least: 3 },
    output: ([batch, ...rest], use) => {
      const isOpen = rest.some((item) => isOpenAxis(item, use.call.evaluation));
      if (isOpen && use.call.evaluation.language === 'javascript')
        reportOpen(
          use,
          'flattened',
          `The shape of the input to "Flatten" is not fully defined (got ${shapeWords(rest, use.call.evaluation).replaceAll('null', '')}). Make sure to pass a complete "input_shape" or "batch_input_shape" argument to the first layer in your model.`,
        );
      return batch ? [batch, axis(rest.length ? elementCount(rest) : 1, 'features')] : null;
    },
  },
  Permute: {
    parameters: ['dims'],
    check: (layer, call) => {
      checkTogether(layer, call);
      checkDims(layer, call);
    },
    apply: applyPermute,
  },
  Reshape: { parameters: ['target_shape'], check: checkTogether, apply: applyReshape },
  Lambda: { parameters: ['function', 'output_shape', 'mask', 'arguments'], apply: applyLambda },
  StringLookup: lookup,
  IntegerLookup: lookup,
  Hashing: lookup,
  // Its own words split texts of any length.
  TextVectorization: {
    parameters: ['max_tokens', 'standardize', 'split', 'ngrams', 'output_mode', 'output_sequence_length'],
    apply: ({ layer, call, tensor }) => {
      const length = sizeOf(option(layer, 'output_sequence_length'));
      const mode = textOption(layer, 'output_mode') ?? 'int';
      const batch = tensor.axes?.[0];
      return batch && mode === 'int' ? resultOf(call, [batch, axis(length, 'time')], { dtype: 'int' }) : unknown;
    },
  },
  TimeDistributedDense: {
    parameters: ['units'],
    options: { units: unknown },
    inputDim: 'sequence',
    rank: { exact: 3 },
    weights: (layer, axes) => [
      { name: 'kernel', shape: [lastSize(axes), sizeOption(layer, 'units')] },
      { name: 'bias', shape: [sizeOption(layer, 'units')] },
    ],
    output: (axes, { layer }) => withLast(axes, axis(sizeOption(layer, 'units'), 'features')),
  },
};

/** `Permute(2, 1)`: the numbers belong into a tuple. */
function checkTogether(layer: Layer, call: Call): void {
  const count = call.args.length;
  const areNumbers = call.args.every(({ value }) => value.kind === 'size');
  if (count < 2 || !areNumbers || call.isOpen || call.evaluation.language === 'javascript') return;
  const [parameter = ''] = layer.kind.parameters;
  reportAt(call, {
    code: 'invalid-argument',
    raises: `${layer.className}.__init__() takes 2 positional arguments but ${count + 1} were given`,
    facts: { layer: layer.className, parameter, found: `${count} separate numbers` },
  });
  separate.add(layer);
}

const separate = new WeakSet<Layer>();

/** The axes after the batch, which count from 1, each once. */
function checkDims(layer: Layer, call: Call): void {
  const dims = separate.has(layer) ? null : integersFrom(option(layer, 'dims'));
  if (!dims || [...dims].sort((a, b) => a - b).every((dim, index) => dim === index + 1)) return;
  const isScript = call.evaluation.language === 'javascript';
  const text = isScript ? `[${dims.join(',')}]` : `(${dims.join(', ')}${dims.length === 1 ? ',' : ''})`;
  const raises = isScript
    ? `Invalid permutation \`dims\`: ${text} \`dims\` must contain consecutive integers starting from 1.`
    : `Invalid permutation argument \`dims\` for Permute Layer. The set of indices in \`dims\` must be consecutive and start from 1. Received dims=${text}`;
  reportAt(call, { code: 'invalid-argument', raises, facts: { layer: 'Permute', parameter: 'dims', found: text } });
}

function applyPermute(use: Use): Applied | Value {
  const { layer, call, tensor } = use;
  const dims = separate.has(layer) ? null : integersFrom(option(layer, 'dims'));
  if (!dims || !tensor.axes) return resultOf(call, null);
  if (tensor.isAssumed) return resultOf(call, null);
  const found = tensor.axes.length;
  if (dims.length + 1 !== found) {
    const full = `expected ndim=${dims.length + 1}, found ndim=${found}. Full shape received: ${shapeWords(tensor.axes, call.evaluation)}`;
    reportAt(
      call,
      {
        code: 'layer-input-rank',
        raises: incompatible(layer, call, full),
        facts: { layer: 'Permute', expected: dims.length + 1, found, shape: shapeOf(tensor.axes) },
      },
      { tensors: [tensor] },
    );
    return failed(call);
  }
  const axes = dims.includes(0) ? null : permuteAxes(tensor.axes, [0, ...dims]);
  return resultOf(call, axes);
}

function applyReshape(use: Use): Applied | Value {
  const { layer, call, tensor } = use;
  const wanted = separate.has(layer) ? null : sizesFromValue(option(layer, 'target_shape'), call.evaluation);
  if (!wanted) return resultOf(call, null);
  const known = tensor.isAssumed ? null : tensor.axes;
  const [batch = axis(null, 'batch'), ...rest] = known ?? [];
  const { axes, fits } = reshapeAxes(known && rest, wanted);
  const result = resultOf(call, [batch, ...reshaped(leftOpenIn(use, axes, wanted))]);
  if (fits !== false || !known) return result;
  const input = shapeWords(rest, call.evaluation);
  const target = shapeWords(
    wanted.map((size) => axis(size)),
    call.evaluation,
  );
  reportAt(
    call,
    {
      code: 'reshape-size',
      raises:
        call.evaluation.language === 'javascript'
          ? 'Total size of new array must be unchanged.'
          : wanted.includes(-1)
            ? `The total size of the tensor must be unchanged, however, the input size cannot by divided by the specified dimensions in target_shape. Received: input_shape=${input}, target_shape=${target}`
            : `The total size of the tensor must be unchanged. Received: input_shape=${input}, target_shape=${target}`,
      facts: {
        operation: 'Reshape',
        shape: shapeOf(known),
        wanted: wanted.map(sizeText),
        found: sizeText(product(wanted)),
        elements: sizeText(elementCount(rest)),
      },
    },
    { tensors: [tensor] },
  );
  return failed(call);
}

/** tf.js works -1 out only where all axes are known, the batch too: it is `null` for the layers after it. */
function leftOpenIn({ call, tensor }: Use, axes: readonly Axis[], wanted: readonly Size[]): readonly Axis[] {
  const { evaluation } = call;
  const isKnown = tensor.axes?.every(({ size }) => typeof size === 'number');
  if (evaluation.language !== 'javascript' || isKnown) return axes;
  return axes.map((item, index) => (wanted[index] === -1 ? { ...item, isOpen: true } : item));
}

/** What a reshaped sample usually is: steps of features, where it has two axes. */
function reshaped(axes: readonly Axis[]): Axis[] {
  const roles = axes.length === 2 ? (['time', 'features'] as const) : axes.length === 1 ? (['features'] as const) : [];
  return axes.map((item, index) => ({ ...item, role: item.role ?? roles[index] ?? null }));
}

/** An Embedding makes its mask of what it looks up, or has none; it never asks for that of its input. */
function checkMaskBefore(call: Call, tensor: TensorValue): void {
  if (layerOf(originOf(tensor)?.layer)?.className !== 'Masking') return;
  const facts = { layer: 'Embedding', parameter: 'inputs', found: null, cause: 'mask-dropped' };
  reportAt(call, { code: 'invalid-argument', raises: null, facts }, { severity: 'warning' });
}

/** A Lambda is what its function gives for the tensor. */
function applyLambda(use: Use): Applied | Value {
  const { layer, call, input } = use;
  const body = option(layer, 'function');
  const extra = option(layer, 'arguments');
  if (body.kind !== 'function' && body.kind !== 'path' && body.kind !== 'method') return unknown;
  const keywords = extra.kind === 'dict' ? Object.fromEntries(extra.entries) : {};
  const value = call.evaluation.call(body, [input], call, keywords);
  return value.kind === 'tensor' ? applied(value) : value;
}
