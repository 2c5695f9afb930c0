import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  itemsOf,
  none,
  stringOf,
  stringValue,
  tupleOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bind } from '../library.js';
import { sizesFromValue } from '../tensorValues.js';
import { failed, setLayerWeights } from './applyLayer.js';
import { checkSeveral, reportAt } from './layerChecks.js';
import {
  lastSize,
  optionalWeight,
  resultOf,
  shapeOf,
  sizeOption,
  type Applied,
  type Layer,
  type LayerKind,
  type Use,
  type Weight,
} from './layer.js';

/** https://keras.io/api/layers/attention_layers/ */
export const attentionKinds: Readonly<Record<string, LayerKind>> = {
  Attention: {
    parameters: ['use_scale', 'score_mode', 'dropout'],
    weights: (layer) => {
      const mode = stringOf(layer.given.value('score_mode', stringValue('dot')));
      const weight = { name: 'concat_score_weight', shape: mode === 'concat' ? [] : [null] };
      return [...optionalWeight(layer, 'use_scale', 'scale', [], false), ...(mode === 'dot' ? [] : [weight])];
    },
    apply: applyAttention,
  },
  AdditiveAttention: {
    parameters: ['use_scale', 'dropout'],
    weights: (layer, axes) => optionalWeight(layer, 'use_scale', 'scale', [lastSize(axes)]),
    apply: applyAttention,
  },
  MultiHeadAttention: {
    parameters: ['num_heads', 'key_dim', 'value_dim', 'dropout'],
    options: { num_heads: unknown, key_dim: unknown, use_bias: booleanValue(true) },
    apply: applyMultiHead,
  },
};

/** `attention([query, value])`: for each step of the query, a mean of the values. */
function applyAttention(use: Use): Applied | Value {
  const { call, input, layer } = use;
  const alone = `${layer.className} layer must be called on a list of inputs, namely [query, value] or [query, value, key]. Received: inputs=….`;
  if (!checkSeveral(call, layer.className, input, { python: alone })) return failed(call);
  const [query, value] = itemsOf(input) ?? [];
  if (query?.kind !== 'tensor' || value?.kind !== 'tensor') return unknown;
  const isOpen = query.isAssumed || value.isAssumed || query.axes === null || value.axes === null;
  if (isOpen || query.axes?.length !== value.axes?.length) {
    for (const tensor of isOpen ? [] : [query, value]) checkSteps(use, tensor);
    return scored(use, call.keywords.get('return_attention_scores')?.value, null, null);
  }
  checkScored(use, query, value);
  const [before, features] = [query.axes!.slice(0, -1), value.axes!.at(-1)!];
  const result = resultOf(call, [...before, features]);
  const scores = resultOf(call, [...before, axis(value.axes!.at(-2)?.size ?? null, 'time')]);
  return scored(use, call.keywords.get('return_attention_scores')?.value, result, scores);
}

/** The score of a step is the product of its query and its value: as many features in both. */
function checkScored({ layer, call, input }: Use, query: TensorValue, value: TensorValue): void {
  const key = itemsOf(input)?.[2] ?? value;
  const mode = stringOf(layer.given.value('score_mode', stringValue('dot')));
  if (layer.className !== 'Attention' || mode !== 'dot' || key.kind !== 'tensor' || key.isAssumed) return;
  const [left, right] = [lastSize(query.axes), lastSize(key.axes)];
  if (sameSize(left, right) !== false) return;
  const [expected, found] = [sizeText(left), sizeText(right)];
  const facts = {
    operation: 'Attention',
    left: shapeOf(query.axes ?? []),
    right: shapeOf(key.axes ?? []),
    expected,
    found,
  };
  const raises = `Matrix size-incompatible: In[0]: [${String(expected)}], In[1]: [${String(found)}]`;
  reportAt(call, { code: 'matmul-shape', raises, facts }, { tensors: [query, key] });
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
  const isLeftOut = !bound.get('value') && !call.isOpen && call.args.length === 0;
  if (isLeftOut && !checkSeveral(call, 'MultiHeadAttention', query, { python: "missing a required argument: 'value'" }))
    return failed(call);
  if (query.kind !== 'tensor' || value.kind !== 'tensor' || key.kind !== 'tensor') return unknown;
  setLayerWeights(layer, query.axes, headWeights(use, query, key, value));
  if (!query.axes || query.isAssumed) return scored(use, bound.get('return_attention_scores')?.value, null, null);
  const heads = axis(sizeOption(layer, 'num_heads'));
  const [batch, ...rest] = query.axes;
  const from = rest.at(0);
  const scores =
    rest.length === 2 && from && batch ? [batch, heads, from, axis(value.axes?.at(1)?.size ?? null, 'time')] : null;
  const wanted = outputSizes(layer, lastSize(query.axes));
  const own = wanted?.map((size) => axis(size, 'features'));
  const output = resultOf(call, own ? [...query.axes.slice(0, -1), ...own] : null);
  return scored(use, bound.get('return_attention_scores')?.value, output, resultOf(call, scores));
}

function headWeights({ layer }: Use, query: TensorValue, key: TensorValue, value: TensorValue): Weight[] {
  const heads = sizeOption(layer, 'num_heads');
  const keySize = sizeOption(layer, 'key_dim');
  const valueSize = layer.given.get('value_dim') ? sizeOption(layer, 'value_dim') : keySize;
  const projection = (name: string, from: Size, size: Size): Weight[] => [
    { name: `${name}_kernel`, shape: [from, heads, size] },
    ...optionalWeight(layer, 'use_bias', `${name}_bias`, [heads, size]),
  ];
  const features = lastSize(query.axes);
  const output = outputSizes(layer, features) ?? [null];
  return [
    ...projection('query', features, keySize),
    ...projection('key', lastSize(key.axes), keySize),
    ...projection('value', lastSize(value.axes), valueSize),
    { name: 'attention_output_kernel', shape: [heads, valueSize, ...output] },
    ...optionalWeight(layer, 'use_bias', 'attention_output_bias', output),
  ];
}

/** As many features as the query has, unless `output_shape` says otherwise. */
function outputSizes(layer: Layer, features: Size): readonly Size[] | null {
  const given = layer.given.value('output_shape', none);
  return given.kind === 'none' ? [features] : sizesFromValue(given);
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
