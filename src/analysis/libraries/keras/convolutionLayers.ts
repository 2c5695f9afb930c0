import { addSizes, divideExactly, multiplySizes, sizeText, subtractSizes, type Size } from '../../domain/sizes.js';
import { isFirstOrder } from './channelsOrder.js';
import { axis, booleanValue, itemsOf, none, sizeValue, stringValue, unknown, type Axis } from '../../domain/values.js';
import { convolvedLength, reachOf, transposedLength, type Window } from '../axes/convolution.js';
import { sizesFromValue } from '../tensorValues.js';
import { reportAt } from './layerChecks.js';
import {
  lastSize,
  option,
  optionalWeight,
  resultOf,
  shapeWords,
  sizeOption,
  textOption,
  truthOption,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';
import { sequenceOptions, unrolled } from './recurrent.js';

const valid = stringValue('valid');
const convolutionParameters = 'filters kernel_size strides padding data_format dilation_rate'.split(' ');
const slidingOptions = {
  kernel_size: unknown,
  strides: sizeValue(1),
  padding: valid,
  activation: none,
  use_bias: booleanValue(true),
  dilation_rate: sizeValue(1),
};
const convolutionOptions = { filters: unknown, ...slidingOptions };

/** https://keras.io/api/layers/convolution_layers/, pooling_layers/ and reshaping_layers/ */
export const convolutionKinds: Readonly<Record<string, LayerKind>> = {
  ...ofDimensions('Conv', (dimensions) => convolution(dimensions, 'plain')),
  ...ofDimensions('SeparableConv', (dimensions) => convolution(dimensions, 'separable')),
  ...ofDimensions('ConvLSTM', convolutionLstm),
  LocallyConnected1D: locallyConnected(1),
  LocallyConnected2D: locallyConnected(2),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  Conv1DTranspose: convolution(1, 'transposed'),
  Conv2DTranspose: convolution(2, 'transposed'),
  ...ofDimensions('MaxPooling', pooling),
  ...ofDimensions('AveragePooling', pooling),
  ...ofDimensions('GlobalMaxPooling', globalPooling),
  ...ofDimensions('GlobalAveragePooling', globalPooling),
  ...ofDimensions('UpSampling', (dimensions) =>
    stretching(dimensions, 'size', 2, (size, by) => multiplySizes(size, by)),
  ),
  ...ofDimensions('ZeroPadding', (dimensions) => stretching(dimensions, 'padding', 1, addSizes)),
  ...ofDimensions('Cropping', (dimensions) => stretching(dimensions, 'cropping', 1, subtractSizes)),
};

function ofDimensions(name: string, kindOf: (dimensions: number) => LayerKind): Record<string, LayerKind> {
  return Object.fromEntries([1, 2, 3].map((dimensions) => [`${name}${dimensions}D`, kindOf(dimensions)]));
}

type Style = 'plain' | 'separable' | 'transposed';

function convolution(dimensions: number, style: Style): LayerKind {
  return {
    parameters: convolutionParameters,
    options: convolutionOptions,
    inputDim: dimensions === 1 ? 'sequence' : 'vector',
    rank: { exact: dimensions + 2 },
    keepsFeatures: dimensions === 1,
    weights: (layer, axes) => convolutionWeights(layer, channelsOf(layer, axes), dimensions, style),
    output: (axes, use) => {
      const filters = sizeOption(use.layer, 'filters');
      return overSpace(use.layer, axes, 1, filters, (size, index) =>
        style === 'transposed'
          ? transposedLength(size, windowOf(use.layer, index))
          : windowed(use, size, windowOf(use.layer, index)),
      );
    },
  };
}

function convolutionWeights(layer: Layer, channels: Size, dimensions: number, style: Style): Weight[] {
  const filters = sizeOption(layer, 'filters');
  const kernel = spread(layer, 'kernel_size', dimensions);
  const bias = optionalWeight(layer, 'use_bias', 'bias', [filters]);
  if (style === 'separable') {
    const depth = layer.given.get('depth_multiplier') ? sizeOption(layer, 'depth_multiplier') : 1;
    return [
      { name: 'depthwise_kernel', shape: [...kernel, channels, depth] },
      { name: 'pointwise_kernel', shape: [...kernel.map(() => 1), multiplySizes(channels, depth), filters] },
      ...bias,
    ];
  }
  const groups = layer.given.get('groups') ? sizeOption(layer, 'groups') : 1;
  const ends = style === 'transposed' ? [filters, channels] : [divideExactly(channels, groups), filters];
  return [{ name: 'kernel', shape: [...kernel, ...ends] }, ...bias];
}

/** A convolution with other filters at each place. https://faroit.com/keras-docs/2.1.6/layers/local/ */
function locallyConnected(dimensions: number): LayerKind {
  return {
    ...convolution(dimensions, 'plain'),
    parameters: 'filters kernel_size strides padding data_format activation use_bias'.split(' '),
    weights: () => null,
  };
}

/** Filters for each channel by itself. https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/ */
function depthwise(dimensions: number): LayerKind {
  const depthOf = (layer: Layer) => sizeOption(layer, 'depth_multiplier');
  return {
    ...convolution(dimensions, 'plain'),
    parameters: 'kernel_size strides padding depth_multiplier data_format dilation_rate'.split(' '),
    options: { ...slidingOptions, depth_multiplier: sizeValue(1) },
    weights: (layer, axes) => {
      const channels = channelsOf(layer, axes);
      return [
        { name: 'kernel', shape: [...spread(layer, 'kernel_size', dimensions), channels, depthOf(layer)] },
        ...optionalWeight(layer, 'use_bias', 'bias', [multiplySizes(channels, depthOf(layer))]),
      ];
    },
    output: (axes, use) => {
      const channels = multiplySizes(channelsOf(use.layer, axes), depthOf(use.layer));
      return overSpace(use.layer, axes, 1, channels, (size, index) => windowed(use, size, windowOf(use.layer, index)));
    },
  };
}

/** https://keras.io/api/layers/recurrent_layers/conv_lstm2d/ */
function convolutionLstm(dimensions: number): LayerKind {
  return {
    parameters: convolutionParameters,
    options: { ...convolutionOptions, activation: stringValue('tanh'), ...sequenceOptions },
    isRecurrent: true,
    rank: { exact: dimensions + 3 },
    check: (layer) => {
      layer.record.options['units'] = option(layer, 'filters');
    },
    weights: (layer, axes) => {
      const filters = sizeOption(layer, 'filters');
      const kernel = spread(layer, 'kernel_size', dimensions);
      const wide = multiplySizes(4, filters);
      return [
        { name: 'kernel', shape: [...kernel, channelsOf(layer, axes), wide] },
        { name: 'recurrent_kernel', shape: [...kernel, filters, wide] },
        ...optionalWeight(layer, 'use_bias', 'bias', [wide]),
      ];
    },
    apply: (use) => convolutionSteps(use),
  };
}

function convolutionSteps(use: Use): Applied {
  const { layer, call, tensor } = use;
  const one = unrolled(use, [], null);
  const step = tensor.axes && [tensor.axes[0]!, ...tensor.axes.slice(2)];
  const filters = sizeOption(layer, 'filters');
  const axes = step && overSpace(layer, step, 1, filters, (size, index) => windowed(use, size, windowOf(layer, index)));
  const time = tensor.axes?.[1];
  const wantsAll = truthOption(layer, 'return_sequences');
  const all = axes && time ? [axes[0]!, time, ...axes.slice(1)] : null;
  const output = resultOf(call, wantsAll === null ? null : wantsAll ? all : axes);
  const state = [resultOf(call, axes), resultOf(call, axes)];
  const value = one.value.kind === 'tuple' ? { ...one.value, items: [output, ...state] } : output;
  return { value: one.value.kind === 'unknown' ? unknown : value, output, state };
}

function pooling(dimensions: number): LayerKind {
  return {
    parameters: ['pool_size', 'strides', 'padding', 'data_format'],
    options: { pool_size: sizeValue(2), strides: none, padding: valid },
    rank: { exact: dimensions + 2 },
    output: (axes, use) =>
      overSpace(use.layer, axes, 1, undefined, (size, index) => {
        const kernel = spread(use.layer, 'pool_size', dimensions)[index] ?? null;
        const stride = option(use.layer, 'strides').kind === 'none' ? kernel : strideOf(use.layer, index, dimensions);
        return windowed(use, size, { kernel, stride, padding: paddingOf(use.layer) });
      }),
  };
}

function globalPooling(dimensions: number): LayerKind {
  return {
    parameters: ['data_format', 'keepdims'],
    rank: { exact: dimensions + 2 },
    output: (axes, { layer }) => {
      const keeps = truthOption(layer, 'keepdims');
      if (keeps === null) return null;
      const channels = axes.at(isChannelsFirst(layer) ? 1 : -1)!;
      return keeps ? overSpace(layer, axes, 1, undefined, () => 1) : [axes[0]!, axis(channels.size, 'features')];
    },
  };
}

/** Layers that make the axes between batch and channels longer or shorter by a pair, or by a factor. */
function stretching(
  dimensions: number,
  name: string,
  otherwise: number,
  change: (size: Size, by: Size) => Size,
): LayerKind {
  return {
    parameters: [name],
    options: { [name]: sizeValue(otherwise) },
    rank: { exact: dimensions + 2 },
    output: (axes, { layer }) => {
      const given = option(layer, name);
      const items = itemsOf(given);
      return overSpace(layer, axes, 1, undefined, (size, index) => {
        if (name === 'size') return change(size, spread(layer, name, dimensions)[index] ?? null);
        // One axis takes its pair itself; of several each has a number or a pair.
        const own = dimensions === 1 ? given : (items?.[index] ?? given);
        const ends = sizesFromValue(own) ?? [null];
        const by = ends.length === 2 ? addSizes(ends[0]!, ends[1]!) : multiplySizes(2, ends[0] ?? null);
        return change(size, by);
      });
    },
  };
}

/** The same axes with another size for each of space, and `channels` channels where they change. */
function overSpace(
  layer: Layer,
  axes: readonly Axis[],
  first: number,
  channels: Size | undefined,
  change: (size: Size, index: number) => Size,
): Axis[] {
  const isFirst = isChannelsFirst(layer);
  const place = isFirst ? first : axes.length - 1;
  const start = isFirst ? first + 1 : first;
  return axes.map((item, index) => {
    if (index < first) return item;
    if (index === place)
      return channels === undefined ? item : axis(channels, axes.length === 3 ? 'features' : 'channels');
    return { ...axis(change(item.size, index - start), item.role), ...(item.isOpen && { isOpen: true }) };
  });
}

function isChannelsFirst(layer: Layer): boolean {
  return isFirstOrder(textOption(layer, 'data_format'));
}

function channelsOf(layer: Layer, axes: readonly Axis[] | null): Size {
  if (!isChannelsFirst(layer)) return lastSize(axes);
  return axes?.[layer.kind.isRecurrent ? 2 : 1]?.size ?? null;
}

function windowOf(layer: Layer, index: number): Window {
  const dimensions = index + 1;
  return {
    kernel: spread(layer, 'kernel_size', dimensions)[index] ?? null,
    stride: strideOf(layer, index, dimensions),
    dilation: spread(layer, 'dilation_rate', dimensions)[index] ?? null,
    padding: paddingOf(layer),
  };
}

function strideOf(layer: Layer, index: number, dimensions: number): Size {
  return spread(layer, 'strides', dimensions)[index] ?? null;
}

/** Unknown paddings give unknown lengths. */
function paddingOf(layer: Layer): NonNullable<Window['padding']> | null {
  const padding = textOption(layer, 'padding')?.toLowerCase();
  return padding === 'same' || padding === 'valid' || padding === 'causal' ? padding : null;
}

/** One number stands for all dimensions. */
function spread(layer: Layer, name: string, dimensions: number): Size[] {
  const sizes = sizesFromValue(option(layer, name)) ?? [null];
  return sizes.length === 1 ? Array.from({ length: dimensions }, () => sizes[0] ?? null) : sizes;
}

/** How many windows fit; a window that is longer than the axis is an error. */
function windowed(use: Use, size: Size, sliding: Window): Size {
  const reach = reachOf(sliding);
  const isScript = use.call.evaluation.language === 'javascript';
  const { call, tensor } = use;
  if (
    sliding.padding === 'valid' &&
    typeof size === 'number' &&
    typeof reach === 'number' &&
    reach > size &&
    !tensor.isAssumed
  ) {
    reportAt(
      call,
      {
        code: 'window-longer-than-series',
        raises: isScript
          ? null
          : `Computed output size would be zero or negative. Received: \`inputs.shape=${shapeWords(tensor.axes ?? [], call.evaluation)}\`, \`kernel=${sizeText(reach)}\`, \`padding=valid\`.`,
        facts: { window: reach, length: size },
      },
      { severity: isScript ? 'warning' : 'error', tensors: [tensor] },
    );
  }
  return convolvedLength(size, sliding);
}
