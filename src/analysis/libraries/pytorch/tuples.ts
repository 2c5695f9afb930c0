import { sizeText } from '../../domain/sizes.js';
import type { ListValue, TensorLibrary, TensorValue, TupleValue, Value } from '../../domain/values.js';
import type { Facts } from '../../domain/rules.js';
import type { Span } from '../../model.js';
import type { Call, Evaluation } from '../library.js';
import { holdsData, reportType, typeName } from '../wrongTypes.js';
import { packedFrom } from './packed.js';

/** A tensor in a tuple of nothing but tensors and tuples of them: what a recurrent layer returns, or takes. */
export function findTensor({ items }: TupleValue, library: TensorLibrary = 'torch'): TensorValue | null {
  let found: TensorValue | null = null;
  for (const item of items) {
    const tensor = item.kind === 'tensor' ? item : item.kind === 'tuple' ? findTensor(item, library) : null;
    if (tensor?.library !== library) return null;
    found ??= tensor;
  }
  return found;
}

interface Use {
  readonly span: Span;
  /** What is done with it, for the sentence that says what to do. */
  readonly use: string;
  readonly raises: string;
}

export function reportTuple(evaluation: Evaluation, tuple: TupleValue, use: Use): void {
  const tensor = findTensor(tuple) ?? findTensor(tuple, 'tensorflow');
  report(evaluation, tensor, use, { count: tuple.items.length });
}

/** The same of a list with a tensor for each step. */
export function reportList(evaluation: Evaluation, list: ListValue, tensor: TensorValue, use: Use): void {
  report(evaluation, tensor, use, { count: sizeText(list.length), cause: 'list' });
}

function report(evaluation: Evaluation, tensor: TensorValue | null, { span, use, raises }: Use, facts: Facts): void {
  const origin = tensor?.origin ?? null;
  evaluation.report({
    code: 'tuple-as-tensor',
    severity: 'error',
    span,
    raises,
    facts: { use, ...facts },
    fixes: [],
    related: origin && origin.start !== span.start ? [{ span: origin, what: 'shape-from', shape: null }] : [],
  });
}

/** The same of a packed sequence, which only the recurrent layers read. */
export function reportPacked(evaluation: Evaluation, value: Value, use: Use): void {
  const packed = packedFrom(value);
  if (packed) report(evaluation, packed.padded, use, { cause: 'packed' });
}

/** A layer or a function that takes a tensor is given a tuple, a packed sequence, a list, or an array of NumPy. */
export function checkTupleInput(call: Call, given: Value | undefined, name: string): void {
  const use = (type: string) => ({ span: call.span, use: `\`${name}\``, raises: wordsOf(call, name, type) });
  if (given && !readsPacked.test(name)) reportPacked(call.evaluation, given, use('PackedSequence'));
  if (given) checkPlainInput(call, given, use(typeName(given) ?? ''));
  if (given?.kind !== 'tuple' || !findTensor(given)) return;
  reportTuple(call.evaluation, given, use('tuple'));
}

/** A list of numbers or tensors, or an array of NumPy, where a tensor belongs. */
export function checkPlainInput({ evaluation }: Call, given: Value, use: Use): void {
  const isArray = given.kind === 'tensor' && given.library === 'numpy' && given.axes !== null && !given.isAssumed;
  const isList = given.kind === 'list' && holdsData(given);
  if (!isArray && !isList) return;
  const origin = isArray ? given.origin : null;
  reportType(evaluation, { ...use, type: typeName(given) ?? '', cause: isArray ? 'array' : 'list', origin });
}

const readsPacked = /^(RNN|LSTM|GRU)$/;

function wordsOf({ path }: Call, name: string, type: string): string {
  const method = methods[name] ?? (path.startsWith('torch.nn.functional.') ? methods[`F.${name}`] : undefined);
  if (method !== undefined) return `'${type}' object has no attribute '${method}'`;
  const words = functions[name] ?? name.toLowerCase();
  return `${words}(): argument 'input' (position 1) must be Tensor, not ${type}`;
}

/** What these ask of their input first. */
const methods: Readonly<Record<string, string>> = {
  RNN: 'dim',
  LSTM: 'dim',
  GRU: 'dim',
  RNNCell: 'dim',
  LSTMCell: 'dim',
  GRUCell: 'dim',
  BatchNorm1d: 'dim',
  Flatten: 'flatten',
  Softmax: 'softmax',
  LogSoftmax: 'log_softmax',
  'F.softmax': 'softmax',
  'F.log_softmax': 'log_softmax',
  'F.tanh': 'tanh',
  'F.sigmoid': 'sigmoid',
  'F.normalize': 'norm',
};

/** How the functions behind the layers are called, where that is not the layer's name in small letters. */
const functions: Readonly<Record<string, string>> = {
  LayerNorm: 'layer_norm',
  LeakyReLU: 'leaky_relu',
  MaxPool1d: 'max_pool1d',
  AdaptiveAvgPool1d: 'adaptive_avg_pool1d',
  AdaptiveMaxPool1d: 'adaptive_max_pool1d',
};
