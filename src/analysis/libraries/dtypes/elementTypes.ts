import type { ElementType, TensorValue, Value } from '../../domain/values.js';

/** The types of numbers: their names, and which of them an operation on several gives. */

export type Category = 'floating' | 'integer' | 'bool' | 'unclear';

/** Of a file that pandas has read. */
export const wide: ElementType = 'float64 | int64';

const floating: readonly ElementType[] = ['float16', 'bfloat16', 'float32', 'float64'];
const integers: readonly ElementType[] = ['uint8', 'int8', 'int16', 'int32', 'int64'];

export function categoryOf(type: ElementType): Category {
  if (type === wide) return 'unclear';
  return floating.includes(type) ? 'floating' : integers.includes(type) ? 'integer' : 'bool';
}

export function isFloating(type: ElementType | null | undefined): type is ElementType {
  return typeof type === 'string' && categoryOf(type) === 'floating';
}

export function isWhole(type: ElementType | null | undefined): type is ElementType {
  return typeof type === 'string' && type !== wide && categoryOf(type) !== 'floating';
}

/** `Double`, as PyTorch's messages have it. */
export function torchName(type: ElementType): string {
  return scalarNames[type][0];
}

/** `long int`, as its messages about a product of matrices have it. */
export function languageName(type: ElementType): string {
  return scalarNames[type][1];
}

/** `torch.int64` */
export function pythonName(type: ElementType): string {
  return `torch.${type === wide ? 'float64' : type}`;
}

const scalarNames: Readonly<Record<ElementType, readonly [torch: string, language: string]>> = {
  float64: ['Double', 'double'],
  float32: ['Float', 'float'],
  float16: ['Half', 'c10::Half'],
  bfloat16: ['BFloat16', 'c10::BFloat16'],
  int64: ['Long', 'long int'],
  int32: ['Int', 'int'],
  int16: ['Short', 'short int'],
  int8: ['Char', 'signed char'],
  uint8: ['Byte', 'unsigned char'],
  bool: ['Bool', 'bool'],
  'float64 | int64': ['Double', 'double'],
};

/** Whether a tensor of one type certainly is not of another. */
export function isOther(found: ElementType, expected: ElementType): boolean {
  if (found !== wide && expected !== wide) return found !== expected;
  return ![found, expected].every((type) => type === wide || type === 'float64' || type === 'int64');
}

/** `.long()` makes int64: the method of a tensor that gives a type. */
export const castMethods: Readonly<Partial<Record<ElementType, string>>> = {
  float64: 'double',
  float32: 'float',
  int64: 'long',
};

/** What `dtype=torch.long`, `astype('float32')`, `.type(torch.DoubleTensor)` and `dtype=float` name. */
export function typeNamed(value: Value | undefined): ElementType | undefined {
  if (value?.kind === 'string') {
    const name = value.value.replace(/^torch\.(cuda\.)?/, '');
    return tensorTypes[name] ?? pythonTypes[name] ?? (exact.has(name) ? (name as ElementType) : undefined);
  }
  if (value?.kind !== 'path') return undefined;
  const dot = value.path.lastIndexOf('.');
  const [module, name] = [value.path.slice(0, dot), value.path.slice(dot + 1)];
  if (exact.has(name)) return name as ElementType;
  if (module === 'torch' || module === 'torch.cuda') return tensorTypes[name] ?? torchTypes[name];
  return module === 'numpy' || module === 'builtins' ? pythonTypes[name] : undefined;
}

const exact: ReadonlySet<string> = new Set([...floating, ...integers, 'bool']);

const torchTypes: Readonly<Record<string, ElementType | undefined>> = {
  double: 'float64',
  float: 'float32',
  half: 'float16',
  long: 'int64',
  int: 'int32',
  short: 'int16',
};

/** Python's and NumPy's; a Python `float` is a float64 wherever it is taken for a type. */
const pythonTypes: Readonly<Record<string, ElementType | undefined>> = {
  float: 'float64',
  float_: 'float64',
  double: 'float64',
  single: 'float32',
  half: 'float16',
  f: 'float32',
  f4: 'float32',
  f8: 'float64',
  int: 'int64',
  int_: 'int64',
  intc: 'int32',
  bool_: 'bool',
};

const tensorTypes: Readonly<Record<string, ElementType | undefined>> = {
  FloatTensor: 'float32',
  DoubleTensor: 'float64',
  HalfTensor: 'float16',
  LongTensor: 'int64',
  IntTensor: 'int32',
  ShortTensor: 'int16',
  CharTensor: 'int8',
  ByteTensor: 'uint8',
  BoolTensor: 'bool',
};

/** The tensor with another type of its numbers, or with none. */
export function retyped(tensor: TensorValue, type: ElementType | undefined): TensorValue {
  const copy = { ...tensor };
  if (type) copy.elementType = type;
  else delete copy.elementType;
  return copy;
}

/** The type of what two tensors or arrays together make; undefined where that is not certain. */
export function promoted(left: TensorValue, right: TensorValue): ElementType | undefined {
  const [a, b] = [left.elementType, right.elementType];
  if (!a || !b || left.library !== right.library) return undefined;
  if (a === b) return a;
  return left.library === 'torch' ? inTorch(left, right, a, b) : inNumpy(left, right, a, b);
}

/** https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc */
function inTorch(left: TensorValue, right: TensorValue, a: ElementType, b: ElementType): ElementType | undefined {
  if (a === wide || b === wide) return undefined;
  const [first, second] = [categoryOf(a), categoryOf(b)];
  if (first !== second) return rankOf(first) > rankOf(second) ? a : b;
  // A single number gives way to a tensor of its kind.
  const [isPoint, isOtherPoint] = [isPointOf(left), isPointOf(right)];
  if (isPoint === null || isOtherPoint === null) return undefined;
  return isPoint === isOtherPoint ? wider(a, b) : isPoint ? b : a;
}

/** https://numpy.org/doc/stable/reference/generated/numpy.result_type.html; versions differ on single numbers. */
function inNumpy(left: TensorValue, right: TensorValue, a: ElementType, b: ElementType): ElementType | undefined {
  if (isPointOf(left) !== false || isPointOf(right) !== false) return undefined;
  if (a === 'float64' || b === 'float64') return 'float64';
  if (a === wide || b === wide) return undefined;
  if (a === 'bool' || b === 'bool') return a === 'bool' ? b : a;
  const types = [a, b];
  if (types.includes('float32')) return types.includes('int64') || types.includes('int32') ? 'float64' : undefined;
  return categoryOf(a) === 'integer' && categoryOf(b) === 'integer' ? wider(a, b) : undefined;
}

function isPointOf({ axes }: TensorValue): boolean | null {
  return axes && axes.length === 0;
}

function rankOf(category: Category): number {
  return category === 'floating' ? 2 : category === 'integer' ? 1 : 0;
}

/** Of two of one category; half precision comes in two kinds, and bytes with a sign and without. */
function wider(a: ElementType, b: ElementType): ElementType | undefined {
  const order = categoryOf(a) === 'floating' ? ['float16', 'float32', 'float64'] : ['int8', 'int16', 'int32', 'int64'];
  const [first, second] = [order.indexOf(a), order.indexOf(b)];
  return first < 0 || second < 0 ? undefined : first > second ? a : b;
}
