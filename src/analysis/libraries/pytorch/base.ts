import {
  booleanValue,
  none,
  objectOf,
  pathValue,
  stringOf,
  tensorOf,
  tupleOf,
  uniformList,
  unknown,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { operationOf } from '../shapeReports.js';
import { torchTensor } from './tensors.js';

/** What every module has, and what of PyTorch says nothing of shapes. */
const givesItself = 'to cuda cpu eval train float double half bfloat16 requires_grad_ apply type share_memory to_empty';
const givesNothing =
  'zero_grad flatten_parameters reset_parameters register_buffer register_parameter register_module add_module log log_dict';
const passesThrough = [
  'torch.nn.DataParallel',
  'torch.nn.parallel.DistributedDataParallel',
  'torch.jit.script',
  'torch.compile',
];
const decorators = [
  'torch.no_grad',
  'torch.inference_mode',
  'torch.enable_grad',
  'torch.jit.ignore',
  'torch.jit.export',
  'torch.jit.unused',
];

export const baseEntries: [string, Entry][] = [
  ...givesItself
    .split(' ')
    .map((name): [string, Entry] => [`torch.nn.Module.${name}`, ({ receiver }) => receiver ?? unknown]),
  ...givesNothing.split(' ').map((name): [string, Entry] => [`torch.nn.Module.${name}`, setMember]),
  ...passesThrough.map((path): [string, Entry] => [
    path,
    ({ args, keywords }) => args[0]?.value ?? keywords.get('module')?.value ?? unknown,
  ]),
  // Which tensors they are nobody needs: `next(self.parameters()).new_zeros(…)`.
  ['torch.nn.Module.parameters', () => uniformList(null, tensorOf('torch', null, { dtype: 'float' }))],
  ['torch.nn.Module.training:get', () => booleanValue(null)],
  ['torch.nn.Embedding.from_pretrained', fromPretrained],
  ['torch.nn.EmbeddingBag.from_pretrained', () => unknown],
  ['torch.manual_seed', () => none],
  ['torch.cuda.manual_seed', () => none],
  ['torch.cuda.manual_seed_all', () => none],
  ['torch.set_default_dtype', () => none],
  ['torch.nn.utils.clip_grad_norm_', () => unknown],
  ['torch.Size', ({ args }) => args[0]?.value ?? tupleOf([])],
  ['torch.nn.utils.weight_norm', (call) => withParts(call, ['g', 'v'])],
  ['torch.nn.utils.spectral_norm', (call) => withParts(call, ['orig', 'u', 'v'])],
  ['torch.nn.utils.parametrizations.weight_norm', ({ args }) => args[0]?.value ?? unknown],
  // `@torch.no_grad()` gives the function back that it decorates.
  ...decorators.flatMap((path): [string, Entry][] => [
    [path, ({ args }) => (args[0]?.value.kind === 'function' ? args[0].value : objectOf(path))],
    [`${path}.__call__`, ({ args }) => args[0]?.value ?? unknown],
  ]),
];

/** `register_buffer('pe', pe)` and `add_module('rnn', rnn)` set an attribute. */
function setMember(call: Call): Value {
  const operation = operationOf(call);
  const [name, value] = call.args;
  if (/^(register|add)_/.test(operation) && name?.value.kind === 'string' && call.receiver) {
    call.evaluation.setField(call.receiver, name.value.value, value?.value ?? unknown);
  }
  return none;
}

/** A module whose weight is made of parts before each call; the parts are attributes of its own: `weight_g`. */
function withParts({ args, keywords, evaluation }: Call, parts: readonly string[]): Value {
  const module = args[0]?.value ?? keywords.get('module')?.value ?? unknown;
  const name = stringOf(args[1]?.value ?? keywords.get('name')?.value) ?? 'weight';
  for (const part of parts) if (module.kind === 'instance') evaluation.setField(module, `${name}_${part}`, unknown);
  return module;
}

/** An embedding of the sizes of the given weights. */
function fromPretrained(call: Call): Value {
  const weights = torchTensor((call.args[0] ?? call.keywords.get('embeddings'))?.value);
  const [rows, columns] = (weights.axes ?? []).map(({ size }): Value => ({ kind: 'size', size }));
  return call.evaluation.call(pathValue('torch.nn.Embedding'), [rows ?? unknown, columns ?? unknown], {
    span: call.span,
    nameSpan: call.nameSpan,
  });
}
