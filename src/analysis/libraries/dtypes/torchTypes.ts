import type { ElementType, Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { packedFrom } from '../pytorch/packed.js';
import { isFloating, typeNamed } from './elementTypes.js';
import { weightsType } from './moduleTypes.js';
import {
  always,
  asOperator,
  chosen,
  common,
  inputOf,
  joined,
  kept,
  keptFloats,
  madeFloats,
  ofBoth,
  orTold,
  otherOf,
  summed,
  table,
  typeOf,
  typeOfData,
  withPlaces,
  type TypeRule,
} from './rules.js';

/**
 * The types of what PyTorch's operations give, by their names. Those that do not stand here give a tensor of which
 * nobody knows the type. https://pytorch.org/docs/stable/tensor_attributes.html#torch-dtype
 */

const standard = (call: Call): ElementType | null => call.evaluation.floats;

const created = orTold((call) => standard(call) ?? undefined);

/** Under `torch.X` and `torch.Tensor.X` alike. */
const operations = new Map<string, TypeRule>(
  table({
    'permute transpose t adjoint swapaxes swapdims movedim moveaxis squeeze unsqueeze expand expand_as': kept,
    'repeat repeat_interleave tile flatten unflatten ravel reshape reshape_as view_as contiguous clone detach': kept,
    'flip fliplr flipud roll rot90 narrow select diagonal tril triu index_select gather take masked_select': kept,
    'masked_fill index_fill neg negative positive abs split split_with_sizes chunk tensor_split unbind': kept,
    'cuda cpu pin_memory requires_grad_ retain_grad T:get mT:get data:get numpy atleast_1d atleast_2d atleast_3d': kept,
    'exp exp2 expm1 log log2 log10 log1p sqrt rsqrt sin cos tan sinh cosh tanh asin acos atan sigmoid erf reciprocal':
      madeFloats(standard),
    'relu round floor ceil trunc frac clamp clip dropout softmax log_softmax mean std var norm cumprod': keptFloats,
    'logsumexp amax amin square sign nan_to_num selu softplus': keptFloats,
    'sum prod cumsum': summed,
    'eq ne lt le gt ge greater greater_equal less less_equal not_equal isclose isnan isinf isfinite': always('bool'),
    'logical_not logical_and logical_or logical_xor any all': (call) =>
      typeOf(inputOf(call)) === 'uint8' ? undefined : 'bool',
    'argmax argmin argsort nonzero bincount count_nonzero multinomial': always('int64'),
    'max min median mode kthvalue topk sort cummax cummin': withPlaces,
    'add sub subtract': asOperator('+'),
    'mul multiply': asOperator('*'),
    'div divide true_divide': asOperator('/'),
    'floor_divide fmod remainder': asOperator('//'),
    pow: asOperator('**'),
    'maximum minimum fmax fmin': (call) => common([inputOf(call), otherOf(call)]),
    'matmul mm bmm mv dot': ofBoth,
  }),
);

/** By whole paths. */
const paths = new Map<string, TypeRule>([
  ...under('torch', {
    'zeros ones rand randn empty linspace logspace eye': created,
    'zeros_like ones_like empty_like full_like randint_like': orTold((call) => typeOf(inputOf(call))),
    'rand_like randn_like': keptFloats,
    'randint randperm': always('int64'),
    full: orTold((call) => typeOfData(otherOf(call, 'fill_value'), standard(call))),
    arange: orTold((call) => rangeType(call, standard(call))),
    'tensor as_tensor asarray': orTold((call) =>
      call.args[1] ? typeNamed(call.args[1].value) : typeOfData(inputOf(call, 'data'), standard(call)),
    ),
    from_numpy: (call) => typeOf(inputOf(call, 'ndarray')),
    'cat concat concatenate stack hstack vstack dstack': joined,
    where: chosen,
    Tensor: (call) => (isOfTensor(call) ? undefined : (standard(call) ?? undefined)),
    'FloatTensor cuda.FloatTensor': () => 'float32',
    'DoubleTensor cuda.DoubleTensor': () => 'float64',
    'LongTensor cuda.LongTensor': () => 'int64',
    'IntTensor cuda.IntTensor': () => 'int32',
    'BoolTensor cuda.BoolTensor': () => 'bool',
    'ByteTensor cuda.ByteTensor': () => 'uint8',
    'nn.Parameter autograd.Variable': (call) => typeOf(inputOf(call, 'data')),
    'nn.utils.rnn.pad_sequence': joined,
    'nn.utils.rnn.pad_packed_sequence': (call) => [typeOf(packedFrom(call.args[0]?.value)?.padded), 'int64'],
  }),
  ...under('torch.Tensor', {
    float: () => 'float32',
    double: () => 'float64',
    half: () => 'float16',
    bfloat16: () => 'bfloat16',
    long: () => 'int64',
    int: () => 'int32',
    short: () => 'int16',
    char: () => 'int8',
    byte: () => 'uint8',
    bool: () => 'bool',
    to: converted,
    type: (call, made) => (made.kind === 'tensor' ? typeNamed(otherOf(call, 'dtype')) : undefined),
    type_as: (call) => typeOf(otherOf(call)),
    // With a type it reads the same bytes as other numbers.
    view: (call) => (call.keywords.size > 0 || call.args[0]?.value.kind === 'path' ? undefined : typeOf(inputOf(call))),
    'new_zeros new_ones new_empty new_full new_tensor': orTold((call) => typeOf(call.receiver)),
    where: chosen,
    item: () => undefined,
  }),
  ...under('torch.nn.functional', {
    'relu relu6 leaky_relu elu gelu silu selu softplus softsign tanhshrink hardtanh logsigmoid glu dropout': keptFloats,
    'softmax log_softmax softmin normalize layer_norm': keptFloats,
    'tanh sigmoid': madeFloats(standard),
    pad: kept,
    one_hot: () => 'int64',
    embedding: (call) => typeOf(call.args[1]?.value ?? call.keywords.get('weight')?.value),
    linear: ofBoth,
  }),
  ...['Sequential', 'ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict', 'DataParallel', 'Identity'].flatMap(
    (name): [string, TypeRule][] =>
      ['', '.__call__', '.forward', '.__getitem__', '.__iter__'].map((member) => [
        `torch.nn.${name}${member}`,
        'as-made',
      ]),
  ),
]);

const handsOn = /^torch\.(utils\.data|nn\.(parallel|Module)|jit|compile|no_grad|inference_mode|enable_grad)\b/;

/** Layers whose output is made of sums with their weights, of which the input has the type, too. */
const weighted =
  /^torch\.nn\.(Linear|LazyLinear|Bilinear|Conv\w+|RNN|LSTM|GRU|RNNCell|LSTMCell|GRUCell|Embedding|LayerNorm|MultiheadAttention)\.(__call__|forward)$/;
const elementwise =
  /^torch\.nn\.(ELU|CELU|GELU|Hard\w+|LeakyReLU|LogSigmoid|Mish|P?ReLU6?|RReLU|SELU|Sigmoid|SiLU|Soft\w+|LogSoftmax|Tanh\w*|GLU|\w*Dropout\w*|\w*Pool\w*|Flatten|Unflatten|ZeroPad\w+|\w+Pad\dd)\.(__call__|forward)$/;

/** The rule of a path of PyTorch; undefined where its result has no type. */
export function torchRule(path: string): TypeRule | undefined {
  const own = paths.get(path);
  if (own) return own;
  const operation = /^torch\.(?:Tensor\.)?([\w:]+)$/.exec(path)?.[1];
  if (operation !== undefined) {
    const found = operations.get(operation);
    if (found) return found;
    // In place a tensor keeps its type.
    return path.endsWith('_') ? kept : undefined;
  }
  if (weighted.test(path)) return weightedOutput;
  if (elementwise.test(path)) return (call) => floatsOnly(argumentType(call));
  return handsOn.test(path) ? 'as-made' : undefined;
}

function under(prefix: string, rows: Readonly<Record<string, TypeRule>>): [string, TypeRule][] {
  return table(rows).map(([name, rule]) => [`${prefix}.${name}`, rule]);
}

/** A layer gives the type of its weights, if that of its input is not known to be another one. */
function weightedOutput(call: Call, made: Value): ElementType | undefined | readonly (ElementType | undefined)[] {
  const type = weightsType(call.receiver);
  if (!type || made.kind !== 'tuple') return type;
  return made.items.map(() => type);
}

/** The argument of a module, whose receiver is the module itself. */
function argumentType(call: Call): ElementType | undefined {
  return typeOf(call.args[0]?.value ?? call.keywords.get('input')?.value);
}

function floatsOnly(type: ElementType | undefined): ElementType | undefined {
  return isFloating(type) ? type : undefined;
}

/** `.to(device)` leaves them as they are, `.to(torch.float)` and `.to(other)` do not. */
function converted(call: Call): ElementType | undefined {
  const own = typeOf(call.receiver);
  for (const { value, valueSpan } of [...call.args, ...call.keywords.values()]) {
    const named = typeNamed(value);
    if (named) return named;
    if (value.kind === 'tensor') return value.elementType;
    const text = valueSpan ? call.evaluation.textOf(valueSpan) : '';
    if (value.kind === 'path' || /type|float|double|half|long|int|prec/i.test(text)) return undefined;
  }
  return call.isOpen ? undefined : own;
}

function rangeType(call: Call, floats: ElementType | null): ElementType | undefined {
  const given = [...call.args, ...call.keywords.values()].map(({ value }) => value);
  if (given.every(({ kind }) => kind === 'size')) return 'int64';
  const isPlain = given.every(({ kind }) => kind === 'size' || kind === 'float');
  return isPlain ? (floats ?? undefined) : undefined;
}

/** `torch.Tensor(x)` of a tensor is that tensor. */
function isOfTensor({ args, isOpen }: Call): boolean {
  const kind = args[0]?.value.kind;
  return (
    isOpen ||
    (kind === 'tensor' && args[0]?.value.kind === 'tensor' && args[0].value.library !== 'numpy') ||
    kind === 'unknown'
  );
}
