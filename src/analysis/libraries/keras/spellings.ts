import { booleanValue, tupleOf, type Value } from '../../domain/values.js';
import type { Argument, Call } from '../library.js';

/**
 * A call of a layer in Keras 1's words, in those of today: `LSTM(output_dim=8, init='uniform', dropout_W=0.2)`.
 * https://github.com/keras-team/keras/wiki/Keras-2.0-release-notes
 */
export function modernCall(written: Call, className: string): Call {
  const dimensions = windows[className];
  const call = dimensions ? withWindow(written, dimensions) : written;
  const spellings = { ...everywhere, ...(ofClass[className] ?? {}) };
  if (![...call.keywords.keys()].some((name) => name in spellings || name in shapes)) return call;
  const keywords = new Map<string, Argument>();
  for (const [name, argument] of call.keywords) {
    const modern = spellings[name] ?? name;
    if (!call.keywords.has(modern) || modern === name) keywords.set(modern, argument);
  }
  for (const [name, [modern, parts]] of Object.entries(shapes)) {
    const given = parts.map((part) => call.keywords.get(part));
    const [first] = given;
    if (!first || !parts.includes(name) || !given.every((argument) => argument !== undefined)) continue;
    keywords.set(modern, { ...first, value: tupleOf(given.map(({ value }) => value)) });
  }
  // Before reset_after existed, no GRU had it.
  if (className === 'GRU' && !keywords.has('reset_after')) keywords.set('reset_after', given(booleanValue(false)));
  return { ...call, keywords };
}

/** `Convolution2D(32, 3, 3)`, in Keras 1: the rows and columns of one window, and no strides. */
function withWindow(call: Call, dimensions: number): Call {
  const [filters, ...sides] = call.args.slice(0, dimensions + 1);
  const [first] = sides;
  const isOld =
    /Convolution[23]D$/.test(call.evaluation.textOf(call.nameSpan)) ||
    [...call.keywords.keys()].some((name) => name in everywhere);
  if (!isOld || !filters || !first || sides.length < dimensions) return call;
  if (first.value.kind === 'tuple' || first.value.kind === 'list') return call;
  return { ...call, args: [filters, { ...first, value: tupleOf(sides.map(({ value }) => value)) }] };
}

const windows: Readonly<Record<string, number>> = { Conv2D: 2, SeparableConv2D: 2, Conv3D: 3 };

const everywhere: Readonly<Record<string, string>> = {
  init: 'kernel_initializer',
  inner_init: 'recurrent_initializer',
  inner_activation: 'recurrent_activation',
  W_regularizer: 'kernel_regularizer',
  U_regularizer: 'recurrent_regularizer',
  b_regularizer: 'bias_regularizer',
  W_constraint: 'kernel_constraint',
  dropout_W: 'dropout',
  dropout_U: 'recurrent_dropout',
  consume_less: 'implementation',
  border_mode: 'padding',
  subsample: 'strides',
  subsample_length: 'strides',
  dim_ordering: 'data_format',
  nb_filter: 'filters',
  filter_length: 'kernel_size',
  pool_length: 'pool_size',
  stride: 'strides',
  bias: 'use_bias',
  p: 'rate',
  nb_epoch: 'epochs',
};

const units = { output_dim: 'units' };

const ofClass: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Dense: units,
  SimpleRNN: units,
  LSTM: units,
  GRU: units,
  TimeDistributedDense: units,
  UpSampling1D: { length: 'size' },
  Merge: { mode: 'merge_mode' },
};

/** What is one pair today. */
const shapes: Readonly<Record<string, readonly [modern: string, parts: readonly string[]]>> = {
  nb_row: ['kernel_size', ['nb_row', 'nb_col']],
};

function given(value: Value): Argument {
  return { value, span: null, valueSpan: null };
}
