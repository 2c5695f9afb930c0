import type { TensorValue, TupleValue, Value } from '../../domain/values.js';
import type { Span } from '../../model.js';
import type { Call, Evaluation } from '../library.js';

/** A tensor of PyTorch in a tuple of nothing but tensors and tuples of them: what a recurrent layer returns, or takes. */
export function findTensor({ items }: TupleValue): TensorValue | null {
  let found: TensorValue | null = null;
  for (const item of items) {
    const tensor = item.kind === 'tensor' ? item : item.kind === 'tuple' ? findTensor(item) : null;
    if (tensor?.library !== 'torch') return null;
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

export function reportTuple(evaluation: Evaluation, tuple: TupleValue, { span, use, raises }: Use): void {
  const origin = findTensor(tuple)?.origin ?? null;
  evaluation.report({
    code: 'tuple-as-tensor',
    severity: 'error',
    span,
    raises,
    facts: { use, count: tuple.items.length },
    fixes: [],
    related: origin && origin.start !== span.start ? [{ span: origin, what: 'shape-from', shape: null }] : [],
  });
}

/** A layer or a function that takes a tensor is given a tuple. */
export function checkTupleInput(call: Call, given: Value | undefined, name: string): void {
  if (given?.kind !== 'tuple' || !findTensor(given)) return;
  reportTuple(call.evaluation, given, { span: call.span, use: `\`${name}\``, raises: wordsOf(call, name) });
}

function wordsOf({ path }: Call, name: string): string {
  const method = methods[name] ?? (path.startsWith('torch.nn.functional.') ? methods[`F.${name}`] : undefined);
  if (method !== undefined) return `'tuple' object has no attribute '${method}'`;
  const words = functions[name] ?? name.toLowerCase();
  return `${words}(): argument 'input' (position 1) must be Tensor, not tuple`;
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
