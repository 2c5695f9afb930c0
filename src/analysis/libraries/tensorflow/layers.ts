import { sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  none,
  objectOf,
  sizeOf,
  sizeValue,
  stringOf,
  stringValue,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { convolvedLength } from '../axes/convolution.js';
import { flattenAxes } from '../axes/reshape.js';
import type { Bound, Call, Entry, Evaluation } from '../library.js';
import { checkLastUnit } from '../lastUnit.js';
import { isOpenSize } from '../openSizes.js';
import { asProbabilities } from '../probabilities.js';
import { reportError } from '../shapeReports.js';
import { alike, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { broadcastTensors, matrixProduct } from '../tensorOperations.js';
import { derived, integersFrom, shapeOf, sizeOfItem, tensorFrom } from '../tensorValues.js';
import { countOf } from './cellKinds.js';

/**
 * Layers that are functions, and what stands between recurrent ones.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers, …/tf/contrib/layers and …/tf/nn
 */
const tf = 'tensorflow';

/** Whatever it is given, the batch and one other axis come out. */
const flatten = withParameters(['inputs'], (call, bound) => {
  const input = operand(bound, 'inputs');
  const axes = input.axes ? flattenAxes(input.axes, 1, -1) : [axis(null), axis(null)];
  return derived(call, tf, axes, [input], { dtype: input.dtype });
});

const embedding = withParameters(['params', 'ids'], (call, bound) => {
  const [table, ids] = [operand(bound, 'params'), operand(bound, 'ids')];
  const row = table.axes?.slice(1).map(({ size }) => axis(size, 'features'));
  const known = derived(call, tf, row && ids.axes ? [...ids.axes, ...row] : null, [ids], { dtype: 'float' });
  const last = ids.axes === null ? row?.at(-1) : undefined;
  return last ? { ...known, last } : known;
});

const dense = (kind: string, units: string, activation: string) =>
  withParameters(['inputs|input', units, activation], (call, bound) => {
    const output = denseOf(call, kind, operand(bound, 'inputs'), bound.get(units)?.value);
    const found = bound.get(activation)?.value;
    const name = found?.kind === 'path' ? /\.(softmax|sigmoid)$/.exec(found.path)?.[1] : undefined;
    return name === 'softmax' || name === 'sigmoid' ? asProbabilities(output, name) : output;
  });

/** Programs that give functions other defaults by `slim.arg_scope`: what is not given in a call is not known there. */
const scoped = new WeakSet<Evaluation>();

/** `slim.conv2d(inputs, num_outputs, kernel_size, stride=1, padding='SAME')`, `slim.max_pool2d(inputs, kernel_size, stride=2, padding='VALID')` */
const contribConvolutions: Record<string, Entry> = {
  arg_scope: (call) => {
    scoped.add(call.evaluation);
    return unknown;
  },
  ...alike(
    'conv2d convolution2d',
    withParameters(['inputs', 'num_outputs', 'kernel_size', 'stride', 'padding', 'data_format'], (call, bound) => {
      const channels = sizeOfItem(bound.get('num_outputs')?.value, call.evaluation);
      return slidImage(call, bound, { stride: 1, padding: 'same', channels });
    }),
  ),
  ...alike(
    'max_pool2d avg_pool2d',
    withParameters(['inputs', 'kernel_size', 'stride', 'padding', 'data_format'], (call, bound) =>
      slidImage(call, bound, { stride: 2, padding: 'valid', channels: 'same' }),
    ),
  ),
};

function slidImage(
  call: Call,
  bound: Bound,
  { stride, padding, channels }: { stride: number; padding: string; channels: Size | 'same' },
): Value {
  const input = operand(bound, 'inputs');
  // Older versions take images of one and of three dimensions, too, and `rate` puts gaps between what a filter sees.
  if (!input.axes || call.keywords.has('rate')) return derived(call, tf, null, [input]);
  const isScoped = scoped.has(call.evaluation);
  return slidWindows(call, bound, input, 2, {
    kernel: bound.get('kernel_size')?.value,
    strides: isScoped ? bound.get('stride')?.value : bound.value('stride', sizeValue(stride)),
    padding: isScoped ? unknown : stringValue(padding),
    channels,
  });
}

export const layerEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('tensorflow.layers', {
    dense: dense('dense', 'units', 'activation'),
    Dense: withParameters(['units'], (_, bound) =>
      objectOf('tensorflow.layers.Dense', { units: bound.get('units')?.value ?? none }),
    ),
    'Dense.__call__': withParameters(['inputs'], (call, bound) => {
      const units = call.receiver ? call.evaluation.attribute(call.receiver, 'units') : undefined;
      return denseOf(call, 'Dense', operand(bound, 'inputs'), units);
    }),
    ...alike('flatten', flatten),
    ...alike('dropout batch_normalization', sameShape(tf, 'inputs')),
    conv1d: convolution(1, 'inputs', 'filters'),
    conv2d: convolution(2, 'inputs', 'filters'),
    ...alike('max_pooling1d average_pooling1d', pooling(1)),
    ...alike('max_pooling2d average_pooling2d', pooling(2)),
  }),
  ...entriesUnder('tensorflow.contrib.layers', {
    ...alike(
      'fully_connected linear relu legacy_fully_connected',
      dense('fully_connected', 'num_outputs', 'activation_fn'),
    ),
    flatten,
    ...contribConvolutions,
    ...alike('dropout batch_norm layer_norm', sameShape(tf, 'inputs')),
    embed_sequence: withParameters(['ids', 'vocab_size', 'embed_dim'], (call, bound) => {
      const ids = operand(bound, 'ids');
      const size = sizeOfItem(bound.get('embed_dim')?.value, call.evaluation);
      return derived(call, tf, ids.axes && [...ids.axes, axis(size, 'features')], [ids], { dtype: 'float' });
    }),
  }),
  ...entriesUnder('tensorflow.nn', {
    ...alike('embedding_lookup embedding_lookup_v2', embedding),
    ...alike(
      'xw_plus_b relu_layer',
      withParameters(['x', 'weights', 'biases'], (call, bound) => {
        const product = matrixProduct(call, tf, operand(bound, 'x'), operand(bound, 'weights'));
        return broadcastTensors(call, tf, [product, operand(bound, 'biases')], 'float');
      }),
    ),
    bias_add: withParameters(['value', 'bias'], (call, bound) => {
      const value = operand(bound, 'value');
      return derived(call, tf, value.axes, [value], { dtype: value.dtype });
    }),
    conv1d: filtered(1),
    conv2d: filtered(2),
  }),
];

function denseOf(call: Call, kind: string, input: TensorValue, given: Value | undefined): TensorValue {
  const units = sizeOfItem(given, call.evaluation);
  const inputSize = (input.axes ? input.axes.at(-1) : input.last)?.size ?? null;
  const weights = [
    { name: 'kernel', shape: [inputSize, units] },
    { name: 'bias', shape: [units] },
  ];
  const record = call.evaluation.recordLayer({
    framework: 'tensorflow1',
    kind,
    isRecurrent: false,
    span: call.span,
    options: { units: sizeValue(units), inputSize: sizeValue(inputSize) },
    weights,
    parameters: countOf(weights),
  });
  if (input.axes && input.axes.length < 2 && !input.isAssumed) {
    reportError(
      call,
      {
        code: 'layer-input-rank',
        raises: `Input 0 of layer dense is incompatible with the layer: : expected min_ndim=2, found ndim=${input.axes.length}. Full shape received: [${input.axes.map(({ size }) => sizeText(size) ?? 'None').join(', ')}]`,
        facts: { layer: kind, expected: 2, found: input.axes.length, shape: shapeOf(input.axes) },
      },
      [input],
    );
    return derived(call, tf, null, [input]);
  }
  if (isOpenSize(inputSize, call.evaluation) && !input.isAssumed) {
    const raises = 'The last dimension of the inputs to `Dense` should be defined. Found `None`.';
    const facts = { layer: kind, shape: shapeOf(input.axes ?? []), cause: 'open' };
    reportError(call, { code: 'input-size', raises, facts }, [input]);
  }
  checkLastUnit(call, input);
  const axes = input.axes && [...input.axes.slice(0, -1), axis(units, 'units')];
  const known = derived(call, tf, axes, [input], { dtype: 'float' });
  const output = axes ? known : { ...known, last: axis(units, 'units') };
  record.calls.push({ span: call.span, input, output, state: [] });
  return output;
}

/** `tf.layers.conv1d(inputs, filters, kernel_size, strides=1, padding='valid')` */
function convolution(dimensions: 1 | 2, input: string, filters: string): Entry {
  return withParameters([input, filters, 'kernel_size', 'strides', 'padding', 'data_format'], (call, bound) =>
    slidWindows(call, bound, operand(bound, input), dimensions, {
      kernel: bound.get('kernel_size')?.value,
      strides: bound.value('strides', sizeValue(1)),
      padding: stringValue('valid'),
      channels: sizeOfItem(bound.get(filters)?.value, call.evaluation),
    }),
  );
}

function pooling(dimensions: 1 | 2): Entry {
  return withParameters(['inputs', 'pool_size', 'strides', 'padding', 'data_format'], (call, bound) =>
    slidWindows(call, bound, operand(bound, 'inputs'), dimensions, {
      kernel: bound.get('pool_size')?.value,
      strides: bound.get('strides')?.value,
      padding: stringValue('valid'),
      channels: 'same',
    }),
  );
}

function slidWindows(
  call: Call,
  bound: Bound,
  input: TensorValue,
  dimensions: number,
  sliding: {
    readonly kernel: Value | undefined;
    readonly strides: Value | undefined;
    /** Where none is given. */
    readonly padding: Value;
    readonly channels: Size | 'same';
  },
): Value {
  // No other rank is taken.
  const axes = input.axes ?? Array.from({ length: dimensions + 2 }, () => axis(null));
  const format = stringOf(bound.value('data_format', stringValue('channels_last')));
  const padding = stringOf(bound.value('padding', sliding.padding))?.toLowerCase();
  if (axes.length !== dimensions + 2 || format !== 'channels_last') return derived(call, tf, null, [input]);
  const lengths = axes.slice(1, -1).map(({ size, role }, index) => {
    const [kernel, stride] = [sliding.kernel, sliding.strides].map((value) => partOf(value, index));
    if (padding !== 'same' && padding !== 'valid') return axis(null, role);
    return axis(convolvedLength(size, { kernel: kernel ?? null, stride: stride ?? null, padding }), role);
  });
  const channels = sliding.channels === 'same' ? axes.at(-1)! : axis(sliding.channels, 'channels');
  return derived(call, tf, [axes[0]!, ...lengths, channels], [input], { dtype: 'float' });
}

/** One number stands for all dimensions. */
function partOf(value: Value | undefined, index: number): Size {
  const single = sizeOf(value);
  return single ?? integersFrom(value)?.[index] ?? null;
}

/** `tf.nn.conv1d(value, filters, stride, padding)` with filters (width, in, out); 2-D likewise. */
function filtered(dimensions: 1 | 2): Entry {
  return withParameters(['input|value', 'filters|filter', 'strides|stride', 'padding'], (call, bound) => {
    const [input, filters] = [operand(bound, 'input'), operand(bound, 'filters')];
    const padding = stringOf(bound.get('padding')?.value)?.toLowerCase();
    if (input.axes?.length !== dimensions + 2 || filters.axes?.length !== dimensions + 2)
      return derived(call, tf, null);
    if (padding !== 'same' && padding !== 'valid') return derived(call, tf, null);
    const steps = bound.get('strides')?.value;
    const many = integersFrom(steps);
    const lengths = input.axes.slice(1, -1).map(({ size, role }, index): Axis => {
      const stride = many && many.length > dimensions ? (many[index + 1] ?? null) : partOf(steps, index);
      return axis(convolvedLength(size, { kernel: filters.axes?.[index]?.size ?? null, stride, padding }), role);
    });
    const channels = axis(filters.axes.at(-1)?.size ?? null, 'channels');
    return derived(call, tf, [input.axes[0]!, ...lengths, channels], [input], { dtype: 'float' });
  });
}

function operand(bound: Bound, name: string): TensorValue {
  return tensorFrom(bound.get(name)?.value, tf);
}
