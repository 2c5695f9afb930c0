import { addSizes, divideExactly, multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  none,
  sizeOf,
  sizeValue,
  tensorOf,
  tupleOf,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { convolvedLength, reachOf, transposedLength, type Window } from '../axes/convolution.js';
import { bind, type Call, type Entry } from '../library.js';
import { shapeOf, sizesFromValue } from '../tensorValues.js';
import { operationOf } from '../shapeReports.js';
import { biasOf } from './linear.js';
import type { Applied, ModuleKind, Options, Outcome } from './modules.js';
import { listText, reportRule, sizeFix } from './reports.js';
import { result, torchTensor } from './tensors.js';

/** https://pytorch.org/docs/stable/nn.html#convolution-layers and #pooling-layers */
const dimensions = [1, 2, 3];
const windowDefaults = { stride: sizeValue(1), padding: sizeValue(0), dilation: sizeValue(1) };
/** A pool's stride is its window where none is given. */
const poolDefaults = {
  ...windowDefaults,
  stride: none,
  ceil_mode: booleanValue(false),
  return_indices: booleanValue(false),
};

export const convolutionKinds: Readonly<Record<string, ModuleKind>> = Object.fromEntries(
  dimensions.flatMap((count): [string, ModuleKind][] => [
    [`Conv${count}d`, convolutionKind(count, false)],
    [`ConvTranspose${count}d`, convolutionKind(count, true)],
    [
      `MaxPool${count}d`,
      poolKind(count, ['kernel_size', 'stride', 'padding', 'dilation', 'return_indices', 'ceil_mode']),
    ],
    [`AvgPool${count}d`, poolKind(count, ['kernel_size', 'stride', 'padding', 'ceil_mode', 'count_include_pad'])],
    [`AdaptiveAvgPool${count}d`, adaptiveKind(count)],
    [`AdaptiveMaxPool${count}d`, adaptiveKind(count)],
  ]),
);

/** The same as functions: `F.conv1d(x, weight)`, `F.max_pool1d(x, 2)`. */
export const convolutionFunctions: [string, Entry][] = dimensions.flatMap((count): [string, Entry][] => [
  [`torch.nn.functional.conv${count}d`, (call) => convolveByFunction(call, count)],
  [
    `torch.nn.functional.max_pool${count}d`,
    (call) =>
      poolByFunction(call, count, ['kernel_size', 'stride', 'padding', 'dilation', 'ceil_mode', 'return_indices']),
  ],
  [
    `torch.nn.functional.avg_pool${count}d`,
    (call) => poolByFunction(call, count, ['kernel_size', 'stride', 'padding', 'ceil_mode']),
  ],
  [`torch.nn.functional.adaptive_avg_pool${count}d`, (call) => adaptByFunction(call, count)],
  [`torch.nn.functional.adaptive_max_pool${count}d`, (call) => adaptByFunction(call, count)],
]);

function convolutionKind(count: number, isTransposed: boolean): ModuleKind {
  const after = isTransposed
    ? ['output_padding', 'groups', 'bias', 'dilation', 'padding_mode']
    : ['dilation', 'groups', 'bias', 'padding_mode'];
  return {
    parameters: ['in_channels', 'out_channels', 'kernel_size', 'stride', 'padding', ...after],
    defaults: { ...windowDefaults, groups: sizeValue(1), bias: booleanValue(true), output_padding: sizeValue(0) },
    weights: (options) => {
      const [front, back] = isTransposed ? ['in_channels', 'out_channels'] : ['out_channels', 'in_channels'];
      const shape = [
        options.size(front),
        divideExactly(options.size(back), options.size('groups')),
        ...spread(options.value('kernel_size'), count),
      ];
      return [{ name: 'weight', shape }, ...biasOf(options, options.size('out_channels'))];
    },
    forward(applied) {
      const { call, input, options } = applied;
      if (!checkInput(applied, count, isTransposed)) return result(call, null);
      const windows = windowsOf(options, count);
      if (!isTransposed) checkWindows(call, { kind: applied.kind, isPool: false }, input, windows, applied.layer);
      const outer = axis(options.size('out_channels'), 'channels');
      const paddings = spread(options.value('output_padding'), count);
      return slid(call, input, count, outer, (size, index) =>
        isTransposed
          ? transposedLength(size, { ...windows[index]!, outputPadding: paddings[index] ?? null })
          : convolvedLength(size, windows[index]!),
      );
    },
  };
}

function poolKind(count: number, parameters: readonly string[]): ModuleKind {
  return {
    parameters,
    defaults: poolDefaults,
    forward(applied) {
      const { call, input, options } = applied;
      const output = checkRank(applied, count) ? pooled(call, input, count, options, applied) : result(call, null);
      return withPlaces(call, output, options.truth('return_indices'));
    },
  };
}

function adaptiveKind(count: number): ModuleKind {
  return {
    parameters: ['output_size', 'return_indices'],
    defaults: poolDefaults,
    forward(applied) {
      const { call, input, options } = applied;
      const size = options.value('output_size');
      const output = checkRank(applied, count) ? adapted(call, input, count, size) : result(call, null);
      return withPlaces(call, output, options.truth('return_indices'));
    },
  };
}

/** With `return_indices=True` the places of the largest come with them. Null: nobody knows whether they do. */
function withPlaces(call: Call, output: TensorValue, areGiven: boolean | null): Outcome {
  if (areGiven === false) return { value: output, output, state: [] };
  const places = { ...output, dtype: 'int' as const };
  return { value: areGiven ? tupleOf([output, places]) : result(call, null), output, state: [] };
}

function pooled(
  call: Call,
  input: TensorValue,
  count: number,
  options: Options,
  { kind, layer }: Pick<Applied, 'kind' | 'layer'>,
): TensorValue {
  const stride = options.value('stride');
  const steps = stride.kind === 'none' ? options.value('kernel_size') : stride;
  const ceil = options.truth('ceil_mode') ?? false;
  const windows = windowsOf({ ...options, value: (name) => (name === 'stride' ? steps : options.value(name)) }, count);
  if (!ceil) checkWindows(call, { kind, isPool: true }, input, windows, layer);
  return slid(call, input, count, null, (size, index) => convolvedLength(size, { ...windows[index]!, ceil }));
}

/** None in the place of a size keeps that of the input. */
function adapted(call: Call, input: TensorValue, count: number, wanted: Value): TensorValue {
  const isEach = wanted.kind === 'tuple' || wanted.kind === 'list';
  const sizes = spread(wanted, count);
  const keeps = (index: number) => {
    const item = isEach ? wanted.items?.[index] : wanted;
    return item?.kind === 'none';
  };
  return slid(call, input, count, null, (size, index) => (keeps(index) ? size : (sizes[index] ?? null)));
}

/** A window that is longer than the padded axis that it slides along. */
function checkWindows(
  call: Call,
  { kind, isPool }: { readonly kind: string; readonly isPool: boolean },
  { axes, isAssumed, ...input }: TensorValue,
  windows: readonly Window[],
  layer: Applied['layer'],
): void {
  if (!axes || isAssumed || axes.length < windows.length + 1) return;
  const sizes = axes.slice(-windows.length).map(({ size }) => size);
  const places = windows.map(({ stride = 1, padding = 0, ...own }, index) => {
    const pad = padding === 'valid' ? 0 : typeof padding === 'string' ? null : padding;
    const padded = addSizes(sizes[index]!, multiplySizes(2, pad));
    const reach = reachOf(own);
    const isLonger = typeof padded === 'number' && typeof reach === 'number' && reach > padded;
    return { padded, reach, isLonger, kernel: own.kernel, windows: addSizes(divided(padded, reach, stride), 1) };
  });
  const wrong = places.find(({ isLonger }) => isLonger);
  if (!wrong) return;
  const text = (all: readonly Size[], by: string) => all.map((size) => sizeText(size) ?? '?').join(by);
  const front = [axes.at(-windows.length - 1)!.size, ...(windows.length === 1 ? [1] : [])];
  const raises = isPool
    ? `Given input size: (${text([...front, ...sizes], 'x')}). Calculated output size: (${text([...front, ...places.map((place) => place.windows)], 'x')}). Output size is too small`
    : `Calculated padded input size per channel: (${text(
        places.map(({ padded }) => padded),
        ' x ',
      )}). Kernel size: (${text(
        places.map(({ reach }) => reach),
        ' x ',
      )}). Kernel size can't be greater than actual input size`;
  const facts = { layer: kind, parameter: 'kernel_size', found: sizeText(wrong.kernel) };
  // Without gradients the longest pooling of sequences gives nothing, and no error.
  const severity = /^max_?pool1d$/i.test(kind) ? 'warning' : 'error';
  reportRule(
    call,
    { code: 'invalid-argument', raises, facts },
    { severity, tensors: [{ ...input, axes, isAssumed }], layer },
  );
}

function divided(padded: Size, reach: Size, stride: Size): Size {
  const numbers = [padded, reach, stride];
  if (!numbers.every((size) => typeof size === 'number')) return null;
  const [whole, window, step] = numbers as [number, number, number];
  return Math.floor((whole - window) / step);
}

/** The last `count` axes changed, and the channels before them where they are. */
function slid(
  call: Call,
  input: TensorValue,
  count: number,
  channels: Axis | null,
  change: (size: Size, index: number) => Size,
): TensorValue {
  const { axes } = input;
  if (!axes || axes.length < count + 1) return result(call, null, [input]);
  const start = axes.length - count;
  return result(
    call,
    axes.map((item, index) => {
      if (index === start - 1) return channels ?? item;
      return index < start ? item : axis(change(item.size, index - start), item.role);
    }),
    [input],
    'float',
  );
}

function windowsOf(options: Pick<Options, 'value'>, count: number): Window[] {
  const padding = options.value('padding');
  const [kernels, strides, dilations, paddings] = ['kernel_size', 'stride', 'dilation', 'padding'].map((name) =>
    spread(options.value(name), count),
  );
  return Array.from({ length: count }, (_, index) => ({
    kernel: kernels?.[index] ?? null,
    stride: strides?.[index] ?? null,
    dilation: dilations?.[index] ?? null,
    padding: padding.kind === 'string' ? (padding.value === 'same' ? 'same' : 'valid') : (paddings?.[index] ?? null),
  }));
}

/** One size for each dimension, of a number or of a tuple. */
function spread(value: Value, count: number): Size[] {
  const sizes = value.kind === 'tuple' || value.kind === 'list' ? (sizesFromValue(value) ?? []) : [sizeOf(value)];
  return Array.from({ length: count }, (_, index) => sizes[sizes.length === 1 ? 0 : index] ?? null);
}

function checkInput(applied: Applied, count: number, isTransposed: boolean): boolean {
  const { call, kind, input, layer, options } = applied;
  const { axes } = input;
  if (!axes || input.isAssumed) return true;
  const shape = shapeOf(axes);
  if (axes.length !== count + 1 && axes.length !== count + 2) {
    const raises = `Expected ${count + 1}D (unbatched) or ${count + 2}D (batched) input to conv${isTransposed ? '_transpose' : ''}${count}d, but got input of size: ${listText(shape)}`;
    reportRank(applied, count + 2, raises);
    return false;
  }
  const channels = axes[axes.length - count - 1]!;
  const expected = options.size('in_channels');
  if (sameSize(channels.size, expected) === false) {
    const weight = layer?.weights.find(({ name }) => name === 'weight')?.shape.map(sizeText) ?? [];
    const [wanted, found] = [sizeText(expected), sizeText(channels.size)];
    const words = axes.length === count + 1 ? [1, ...shape] : shape;
    reportRule(
      call,
      {
        code: 'input-size',
        raises: `Given ${isTransposed ? 'transposed=1' : `groups=${String(sizeText(options.size('groups')) ?? '?')}`}, weight of size ${listText(weight)}, expected input${listText(words)} to have ${String(wanted)} channels, but got ${String(found)} channels instead`,
        facts: { layer: kind, parameter: 'in_channels', expected: wanted, found, shape, cause: 'channels' },
      },
      {
        tensors: [input],
        layer,
        fix: sizeFix(call.evaluation, options.argument('in_channels'), 'in_channels', expected, channels.size),
      },
    );
    return false;
  }
  return true;
}

function checkRank(applied: Applied, count: number): boolean {
  const { input, kind } = applied;
  const rank = input.axes?.length ?? count + 2;
  if (input.isAssumed || rank === count + 1 || rank === count + 2) return true;
  const raises =
    kind === 'MaxPool1d'
      ? `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${listText(shapeOf(input.axes ?? []))}`
      : null;
  reportRank(applied, count + 2, raises);
  return false;
}

export function reportRank({ call, kind, input, layer }: Applied, expected: number, raises: string | null): void {
  const found = input.axes?.length ?? null;
  const facts = { layer: kind, expected, found, shape: input.axes && shapeOf(input.axes) };
  reportRule(call, { code: 'layer-input-rank', raises, facts }, { tensors: [input], layer });
}

function optionsByName(call: Call, parameters: readonly string[], defaults: Readonly<Record<string, Value>>): Options {
  const bound = bind(call, parameters);
  const value = (name: string) => bound.value(name, defaults[name] ?? { kind: 'none' });
  return {
    argument: (name) => bound.get(name),
    value,
    size: (name) => sizeOf(value(name)),
    truth: (name) => booleanOf(value(name)),
    text: () => null,
  };
}

function convolveByFunction(call: Call, count: number): TensorValue {
  const parameters = ['input', 'weight', 'bias', 'stride', 'padding', 'dilation', 'groups'];
  const options = optionsByName(call, parameters, windowDefaults);
  const weight = torchTensor(options.value('weight'));
  const axes = weight.axes?.length === count + 2 ? weight.axes : null;
  const kernel = tensorOf('torch', axes?.slice(2) ?? null).axes?.map(({ size }) => sizeValue(size));
  const windows = windowsOf(
    { value: (name) => (name === 'kernel_size' ? { kind: 'tuple', items: kernel ?? [] } : options.value(name)) },
    count,
  );
  const outer = axis(axes?.[0]?.size ?? null, 'channels');
  return slid(call, torchTensor(options.value('input')), count, outer, (size, index) =>
    convolvedLength(size, windows[index]!),
  );
}

function poolByFunction(call: Call, count: number, parameters: readonly string[]): Value {
  const options = optionsByName(call, ['input', ...parameters], poolDefaults);
  const kind = operationOf(call);
  const output = pooled(call, torchTensor(options.value('input')), count, options, { kind, layer: null });
  return withPlaces(call, output, options.truth('return_indices')).value;
}

function adaptByFunction(call: Call, count: number): Value {
  const options = optionsByName(call, ['input', 'output_size', 'return_indices'], poolDefaults);
  const output = adapted(call, torchTensor(options.value('input')), count, options.value('output_size'));
  return withPlaces(call, output, options.truth('return_indices')).value;
}
