import { pathValue, unknown, type ClassValue, type Value } from '../../domain/values.js';

const packedType = 'torch.nn.utils.rnn.PackedSequence';

const tensorType = 'torch.Tensor';

/** Every tensor is a `Variable`: https://pytorch.org/docs/stable/autograd.html#variable-deprecated */
const tensorTypes: ReadonlySet<string> = new Set([tensorType, 'torch.autograd.Variable']);

/** `isinstance(value, type)`: null where nobody can tell. */
export function isInstance(value: Value | undefined, type: Value | undefined): boolean | null {
  if (!value || !type || value.kind === 'unknown' || value.kind === 'ambiguous') return null;
  if (type.kind === 'tuple') {
    const all = type.items.map((item) => isInstance(value, item));
    if (all.includes(true)) return true;
    return all.includes(null) ? null : false;
  }
  if (type.kind === 'class') {
    if (value.kind === 'instance') return derives(value.class, type);
    return value.kind === 'object' ? null : false;
  }
  if (type.kind !== 'path') return null;
  if (type.path === 'builtins.object') return true;
  if (value.kind === 'object') return isObjectOf(value.type, type.path);
  if (value.kind === 'instance') return null;
  if (value.kind === 'tensor') {
    if (type.path.startsWith('builtins.')) return false;
    // What a `forward` is given that nobody calls may be packed.
    if (value.library !== 'torch' || value.isAssumed) return null;
    return tensorTypes.has(type.path) ? true : type.path === packedType ? false : null;
  }
  const names = typesOf[value.kind];
  if (!names) return null;
  if (type.path.startsWith('builtins.')) return names.includes(type.path.slice('builtins.'.length));
  // A number may be a tensor of one, what holds several things is none.
  if (tensorTypes.has(type.path) && /^(tuple|list|dict|string|none)$/.test(value.kind)) return false;
  // Abstract classes of `collections.abc` and `numbers` hold for what they like.
  return null;
}

/** Of the modules of PyTorch none comes from another one of these. */
const modules =
  /^torch\.nn\.((RNN|LSTM|GRU)(Cell)?|Linear|Embedding|(Conv|ConvTranspose|MaxPool|AvgPool|BatchNorm|InstanceNorm)[123]d|LayerNorm|GroupNorm|Dropout|ReLU|Tanh|Sigmoid|Softmax|Sequential)$/;

function isObjectOf(type: string, wanted: string): boolean | null {
  if (type === wanted) return true;
  if (type === packedType && wanted === 'torch.Tensor') return false;
  if (!modules.test(type)) return null;
  if (wanted === 'torch.nn.Module') return true;
  return modules.test(wanted) ? false : null;
}

/** Sets and ranges are lists to us, namespaces dicts: of these only what is certain is said. */
const typesOf: Readonly<Partial<Record<Value['kind'], readonly string[]>>> = {
  size: ['int'],
  float: ['float'],
  string: ['str'],
  boolean: ['bool', 'int'],
  none: [],
  tuple: ['tuple'],
  list: ['list'],
  dict: ['dict'],
  slice: ['slice'],
  function: [],
};

/** Whether a class is another one or comes from it; null where one of its bases is not known. */
function derives(value: ClassValue, from: ClassValue, depth = 0): boolean | null {
  if (value === from || value.statement === from.statement) return true;
  if (depth > 16) return null;
  const all = value.bases.map((base) =>
    base.kind === 'class' ? derives(base, from, depth + 1) : base.kind === 'path' ? false : null,
  );
  if (all.includes(true)) return true;
  return all.includes(null) ? null : false;
}

/** `type(value)`. Of numbers and dicts nobody can tell: they may be of a library's own class. */
export function typeOf(value: Value | undefined): Value {
  if (value?.kind === 'instance') return value.class;
  if (value?.kind === 'object') return { kind: 'path', path: value.type };
  if (value?.kind === 'list' || value?.kind === 'tuple') return { kind: 'path', path: `builtins.${value.kind}` };
  if (value?.kind === 'tensor' && value.library === 'torch' && !value.isAssumed) return pathValue(tensorType);
  return unknown;
}

/**
 * Whether two types of libraries are one, or two functions. A tensor may be a parameter, or of another class that comes
 * from it; a program that asks whether it is a `Variable` was written for a PyTorch in which every tensor was one.
 */
export function samePath(a: string, b: string): boolean | null {
  if (a === b) return true;
  if (a !== tensorType && b !== tensorType) return false;
  const other = a === tensorType ? b : a;
  if (tensorTypes.has(other)) return true;
  return other.startsWith('builtins.') ? false : null;
}
