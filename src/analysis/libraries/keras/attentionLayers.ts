import type { Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  itemsOf,
  none,
  tupleOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bind } from '../library.js';
import { setLayerWeights } from './applyLayer.js';
import { reportAt } from './layerChecks.js';
import {
  option,
  lastSize,
  resultOf,
  shapeOf,
  sizeOption,
  truthOption,
  type Applied,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';

/** https://keras.io/api/layers/attention_layers/ */
export const attentionKinds: Readonly<Record<string, LayerKind>> = {
  Attention: { parameters: ['use_scale', 'score_mode', 'dropout'], apply: applyAttention },
  AdditiveAttention: { parameters: ['use_scale', 'dropout'], apply: applyAttention },
  MultiHeadAttention: {
    parameters: ['num_heads', 'key_dim', 'value_dim', 'dropout'],
    options: { num_heads: unknown, key_dim: unknown, use_bias: booleanValue(true) },
    apply: applyMultiHead,
  },
};

/** `attention([query, value])`: for each step of the query, a mean of the values. */
function applyAttention(use: Use): Applied | Value {
  const { call, input } = use;
  const [query, value] = itemsOf(input) ?? [];
  if (query?.kind !== 'tensor' || value?.kind !== 'tensor') return unknown;
  const isOpen = query.isAssumed || value.isAssumed || query.axes === null || value.axes === null;
  if (isOpen || query.axes?.length !== value.axes?.length) {
    for (const tensor of isOpen ? [] : [query, value]) checkSteps(use, tensor);
    return scored(use, call.keywords.get('return_attention_scores')?.value, null, null);
  }
  const [before, features] = [query.axes!.slice(0, -1), value.axes!.at(-1)!];
  const result = resultOf(call, [...before, features]);
  const scores = resultOf(call, [...before, axis(value.axes!.at(-2)?.size ?? null, 'time')]);
  return scored(use, call.keywords.get('return_attention_scores')?.value, result, scores);
}

/** One of the two is a sequence and the other a single vector: Keras says nothing, and mixes the samples of a batch. */
function checkSteps({ layer, call }: Use, tensor: TensorValue): void {
  if (tensor.axes?.length !== 2) return;
  const facts = { layer: layer.className, expected: 3, found: 2, shape: shapeOf(tensor.axes) };
  reportAt(call, { code: 'layer-input-rank', raises: null, facts }, { severity: 'warning', tensors: [tensor] });
}

function applyMultiHead(use: Use): Applied | Value {
  const { layer, call, tensor } = use;
  const bound = bind(call, ['value', 'key', 'attention_mask', 'return_attention_scores']);
  const query = call.keywords.get('query')?.value ?? tensor;
  const value = bound.get('value')?.value ?? none;
  const key = bound.get('key')?.value ?? value;
  if (query.kind !== 'tensor' || value.kind !== 'tensor' || key.kind !== 'tensor') return unknown;
  setLayerWeights(layer, query.axes, headWeights(use, query, key, value));
  if (!query.axes || query.isAssumed || option(layer, 'output_shape').kind !== 'none')
    return scored(use, bound.get('return_attention_scores')?.value, null, null);
  const heads = axis(sizeOption(layer, 'num_heads'));
  const [batch, ...rest] = query.axes;
  const from = rest.at(0);
  const scores =
    rest.length === 2 && from && batch ? [batch, heads, from, axis(value.axes?.at(1)?.size ?? null, 'time')] : null;
  return scored(use, bound.get('return_attention_scores')?.value, resultOf(call, query.axes), resultOf(call, scores));
}

function headWeights({ layer }: Use, query: TensorValue, key: TensorValue, value: TensorValue): Weight[] {
  const heads = sizeOption(layer, 'num_heads');
  const keySize = sizeOption(layer, 'key_dim');
  const valueSize = layer.given.get('value_dim') ? sizeOption(layer, 'value_dim') : keySize;
  const projection = (name: string, from: Size, size: Size): Weight[] => [
    { name: `${name}_kernel`, shape: [from, heads, size] },
    ...(truthOption(layer, 'use_bias') === false ? [] : [{ name: `${name}_bias`, shape: [heads, size] }]),
  ];
  const features = lastSize(query.axes);
  return [
    ...projection('query', features, keySize),
    ...projection('key', lastSize(key.axes), keySize),
    ...projection('value', lastSize(value.axes), valueSize),
    { name: 'attention_output_kernel', shape: [heads, valueSize, features] },
    ...(truthOption(layer, 'use_bias') === false ? [] : [{ name: 'attention_output_bias', shape: [features] }]),
  ];
}

/** The result, and with `return_attention_scores=True` the weights of each step beside it. */
function scored(
  { call }: Use,
  wanted: Value | undefined,
  result: TensorValue | null,
  scores: TensorValue | null,
): Applied | Value {
  const wantsScores = wanted === undefined ? (call.isOpen ? null : false) : booleanOf(wanted);
  const output = result ?? resultOf(call, null);
  if (wantsScores === null) return unknown;
  const value = wantsScores ? tupleOf([output, scores ?? resultOf(call, null)]) : output;
  return { value, output, state: [] };
}
