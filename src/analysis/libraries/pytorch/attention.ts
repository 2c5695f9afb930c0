import type { WeightRecord } from '../../domain/records.js';
import { multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  none,
  sizeValue,
  tupleOf,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { reportSize } from './linear.js';
import { checkAttentionMajor } from './majorAxes.js';
import { optionsOf, type Applied, type ModuleKind, type Options, type Outcome } from './modules.js';
import { reportRule } from './reports.js';
import { isTensor, lastAxis, result, sameTensor, torchTensor } from './tensors.js';

/** https://pytorch.org/docs/stable/nn.html#transformer-layers */
export const attentionKinds: Readonly<Record<string, ModuleKind>> = {
  MultiheadAttention: {
    parameters: [
      'embed_dim',
      'num_heads',
      'dropout',
      'bias',
      'add_bias_kv',
      'add_zero_attn',
      'kdim',
      'vdim',
      'batch_first',
    ],
    defaults: { bias: booleanValue(true), batch_first: booleanValue(false), add_bias_kv: booleanValue(false) },
    inputs: [
      'query',
      'key',
      'value',
      'key_padding_mask',
      'need_weights',
      'attn_mask',
      'average_attn_weights',
      'is_causal',
    ],
    weights: attentionWeights,
    check: checkHeads,
    forward: attend,
  },
  TransformerEncoderLayer: coder(['self_attn']),
  TransformerDecoderLayer: coder(['self_attn', 'multihead_attn']),
  TransformerEncoder: stack(['encoder_layer', 'num_layers', 'norm'], 'encoder_layer'),
  TransformerDecoder: stack(['decoder_layer', 'num_layers', 'norm'], 'decoder_layer'),
  Transformer: {
    parameters: ['d_model', 'nhead', 'num_encoder_layers', 'num_decoder_layers', 'dim_feedforward', 'dropout'],
    defaults: { d_model: sizeValue(512), nhead: sizeValue(8) },
    weights: () => null,
    inputs: ['src', 'tgt'],
    forward: ({ get }) => sameTensor(torchTensor(get('tgt'))),
  },
};

function coder(attentions: readonly string[]): ModuleKind {
  return {
    parameters: 'd_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias'.split(
      ' ',
    ),
    defaults: { dim_feedforward: sizeValue(2048), batch_first: booleanValue(false), bias: booleanValue(true) },
    weights: (options) => coderWeights(options, attentions),
    check: (call, options) => reportHeads(call, options.size('d_model'), options.size('nhead')),
    forward(applied) {
      checkWidth(applied, 'd_model');
      checkAttentionMajor(applied, applied.options);
      return sameTensor(applied.input);
    },
  };
}

function stack(parameters: readonly string[], layer: string): ModuleKind {
  return {
    parameters,
    weights: () => null,
    forward(applied) {
      const options = optionsOf(applied.options.value(layer));
      if (options) {
        checkWidth({ ...applied, options }, 'd_model');
        checkAttentionMajor(applied, options);
      }
      return sameTensor(applied.input);
    },
  };
}

/** Keys and values of another width than the queries have weights of their own. */
function attentionWeights(options: Options): WeightRecord[] | null {
  const [hasBias, hasMore] = ['bias', 'add_bias_kv'].map((name) => options.truth(name));
  if (hasBias === null || hasMore === null) return null;
  const width = options.size('embed_dim');
  const [keys, values] = ['kdim', 'vdim'].map((name) =>
    options.value(name).kind === 'none' ? width : options.size(name),
  ) as [Size, Size];
  const isOne = sameSize(keys, width) === true && sameSize(values, width) === true;
  return [
    ...(isOne ? [{ name: 'in_proj_weight', shape: [multiplySizes(3, width), width] }] : []),
    ...(isOne
      ? []
      : [
          { name: 'q_proj_weight', shape: [width, width] },
          { name: 'k_proj_weight', shape: [width, keys] },
          { name: 'v_proj_weight', shape: [width, values] },
        ]),
    ...(hasBias ? [{ name: 'in_proj_bias', shape: [multiplySizes(3, width)] }] : []),
    ...(hasMore ? ['bias_k', 'bias_v'].map((name) => ({ name, shape: [1, 1, width] })) : []),
    { name: 'out_proj.weight', shape: [width, width] },
    ...(hasBias ? [{ name: 'out_proj.bias', shape: [width] }] : []),
  ];
}

/** https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html (and …DecoderLayer) */
function coderWeights(options: Options, attentions: readonly string[]): WeightRecord[] | null {
  const hasBias = options.truth('bias');
  if (hasBias === null) return null;
  const [width, inner] = [options.size('d_model'), options.size('dim_feedforward')];
  const withBias = (name: string, shape: readonly Size[], size: Size): WeightRecord[] => [
    { name: `${name}weight`, shape },
    ...(hasBias ? [{ name: `${name}bias`, shape: [size] }] : []),
  ];
  const all = multiplySizes(3, width);
  return [
    ...attentions.flatMap((name) => [
      ...withBias(`${name}.in_proj_`, [all, width], all),
      ...withBias(`${name}.out_proj.`, [width, width], width),
    ]),
    ...withBias('linear1.', [inner, width], inner),
    ...withBias('linear2.', [width, inner], width),
    ...['norm1', 'norm2', 'norm3']
      .slice(0, attentions.length + 1)
      .flatMap((name) => withBias(`${name}.`, [width], width)),
  ];
}

function attend(applied: Applied): Outcome {
  const { call, input, options, get } = applied;
  checkWidth(applied, 'embed_dim');
  checkAttentionMajor(applied, options);
  const output = sameTensor(input);
  return { value: tupleOf([output, weightsGiven(call, input, get('key'), options, get)]), output, state: [] };
}

/** For each step of the query how much it reads of each step of the key, on the average of the heads or for each. */
function weightsGiven(
  call: Call,
  query: TensorValue,
  key: Value | undefined,
  options: Options,
  get: Applied['get'],
): Value {
  const need = get('need_weights');
  if (need?.kind === 'boolean' && need.value === false) return none;
  const isBatchFirst = options.truth('batch_first');
  const isAverage = booleanOf(get('average_attn_weights') ?? booleanValue(true));
  const other = isTensor(key) ? key.axes : null;
  if (
    (need && booleanOf(need) !== true) ||
    isAverage === null ||
    query.axes?.length !== 3 ||
    other?.length !== 3 ||
    isBatchFirst === null
  ) {
    return result(call, null, [query]);
  }
  const [batch, steps] = isBatchFirst ? [0, 1] : [1, 0];
  const heads = isAverage ? [] : [axis(options.size('num_heads'))];
  return result(call, [query.axes[batch]!, ...heads, query.axes[steps]!, axis(other[steps]!.size)], [query]);
}

function checkWidth(applied: Applied, parameter: string): void {
  const last = lastAxis(applied.input);
  const expected = applied.options.size(parameter);
  if (!last || sameSize(last.size, expected) !== false) return;
  const raises = `was expecting embedding dimension of ${String(sizeText(expected))}, but got ${String(sizeText(last.size))}`;
  reportSize(applied, parameter, applied.input, raises);
}

function checkHeads(call: Call, options: Options): void {
  reportHeads(call, options.size('embed_dim'), options.size('num_heads'));
}

function reportHeads(call: Call, width: Size, heads: Size): void {
  if (typeof width !== 'number' || typeof heads !== 'number' || heads <= 0 || width % heads === 0) return;
  const layer = operationOf(call);
  const parameter = layer === 'MultiheadAttention' ? 'num_heads' : 'nhead';
  reportRule(call, {
    code: 'invalid-argument',
    raises: 'embed_dim must be divisible by num_heads',
    facts: { layer, parameter, found: heads },
  });
}
