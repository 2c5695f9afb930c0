import { multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, booleanValue, none, sizeValue, tupleOf, type TensorValue, type Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { reportSize } from './linear.js';
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
    defaults: { bias: booleanValue(true), batch_first: booleanValue(false) },
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
  TransformerEncoderLayer: coder([
    'd_model',
    'nhead',
    'dim_feedforward',
    'dropout',
    'activation',
    'layer_norm_eps',
    'batch_first',
  ]),
  TransformerDecoderLayer: coder([
    'd_model',
    'nhead',
    'dim_feedforward',
    'dropout',
    'activation',
    'layer_norm_eps',
    'batch_first',
  ]),
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

function coder(parameters: readonly string[]): ModuleKind {
  return {
    parameters,
    defaults: { dim_feedforward: sizeValue(2048), batch_first: booleanValue(false) },
    weights: () => null,
    check: (call, options) => reportHeads(call, options.size('d_model'), options.size('nhead')),
    forward(applied) {
      checkWidth(applied, 'd_model');
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
      if (options) checkWidth({ ...applied, options }, 'd_model');
      return sameTensor(applied.input);
    },
  };
}

function attentionWeights(options: Options) {
  const width = options.size('embed_dim');
  const all = multiplySizes(3, width);
  if (options.value('kdim').kind !== 'none' || options.value('vdim').kind !== 'none') return null;
  const hasBias = options.truth('bias') !== false;
  return [
    { name: 'in_proj_weight', shape: [all, width] },
    ...(hasBias ? [{ name: 'in_proj_bias', shape: [all] }] : []),
    { name: 'out_proj.weight', shape: [width, width] },
    ...(hasBias ? [{ name: 'out_proj.bias', shape: [width] }] : []),
  ];
}

function attend(applied: Applied): Outcome {
  const { call, input, options, get } = applied;
  checkWidth(applied, 'embed_dim');
  const output = sameTensor(input);
  return { value: tupleOf([output, weightsGiven(call, input, get('key'), options, get)]), output, state: [] };
}

/** Averaged over the heads: for each step of the query how much it reads of each step of the key. */
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
  const other = isTensor(key) ? key.axes : null;
  if (need || get('average_attn_weights') || query.axes?.length !== 3 || other?.length !== 3 || isBatchFirst === null) {
    return result(call, null, [query]);
  }
  const [batch, steps] = isBatchFirst ? [0, 1] : [1, 0];
  return result(call, [query.axes[batch]!, query.axes[steps]!, axis(other[steps]!.size)], [query]);
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
