import { anyNumber } from '../domain/anyNumber.js';
import { booleanOf, none, type TensorLibrary, type TensorValue, type Value } from '../domain/values.js';
import { bind, type Bound, type Call, type Entry, type LibraryFunction } from './library.js';
import { broadcastTensors, createTensor, reduceTensor } from './tensorOperations.js';
import { derived, isScalar, tensorFrom } from './tensorValues.js';

/** Entries that the tables of all libraries have in common, made from a library and its parameters' names. */

/** As `bind`, for parameters that have had several names. A method made by `asMethod` is bound with its receiver first. */
export function bindSpelled(call: Call, { names, others }: Spellings): Bound {
  if (others.size === 0 || call.keywords.size === 0) return bind(call, names);
  const keywords = new Map([...call.keywords].map(([name, value]) => [others.get(name) ?? name, value] as const));
  return bind({ ...call, keywords }, names);
}

/** The names of parameters that may be spelled otherwise. */
export interface Spellings {
  readonly names: readonly string[];
  /** The other spellings, each with the name. */
  readonly others: ReadonlyMap<string, string>;
}

/** Of parameters that have had several names: `axis|dim` is `axis`, and a keyword `dim` means it too. */
export function spellingsOf(parameters: readonly string[]): Spellings {
  const others = parameters.flatMap((parameter) => {
    const [name = '', ...spellings] = parameter.split('|');
    return spellings.map((spelling) => [spelling, name] as const);
  });
  return { names: parameters.map(firstSpelling), others: new Map(others) };
}

/** An entry made of a rule and its parameters' names, spelled as for `spellingsOf`. */
export function withParameters(
  parameters: readonly string[],
  rule: (call: Call, bound: Bound) => Value,
): LibraryFunction {
  const spellings = spellingsOf(parameters);
  return (call) => rule(call, bindSpelled(call, spellings));
}

/** An entry of one tensor for each of `operands`, broadcast to one another: `add(x, y)`, `tanh(x)`. */
export function elementwise(
  library: TensorLibrary,
  operands: readonly string[] = ['x'],
  { dtype = null }: { readonly dtype?: TensorValue['dtype'] } = {},
): LibraryFunction {
  const spellings = spellingsOf(operands);
  return (call) => {
    const bound = bindSpelled(call, spellings);
    const values = spellings.names.map((name) => bound.get(name)?.value).filter((value) => value !== undefined);
    if (values.length === 0 || values.every(isScalar)) return isEager(library) ? anyNumber : scalar(call, library);
    const tensors = values.map((value) => tensorFrom(value, library));
    const result = broadcastTensors(call, library, tensors, dtype);
    return tensors.length === 1 && tensors[0] ? alikeIn(tensors[0], result) : result;
  };
}

/**
 * An entry that takes axes away: `sum(x, axis, …, keepdims)`. Of its parameters the first is the tensor, the second the
 * axis, and the last one tells whether axes stay.
 */
export function reduction(
  library: TensorLibrary,
  parameters: readonly string[],
  { dtype = null }: { readonly dtype?: TensorValue['dtype'] } = {},
): LibraryFunction {
  const spellings = spellingsOf(parameters);
  const { names } = spellings;
  const [input = ''] = names;
  const along = names.find((name) => name.startsWith('axis')) ?? names[1] ?? '';
  const keep = names.at(-1) ?? '';
  return (call) => {
    const bound = bindSpelled(call, spellings);
    const tensor = tensorFrom(bound.get(input)?.value, library);
    return reduceTensor(
      call,
      library,
      { ...tensor, dtype: dtype ?? tensor.dtype },
      bound.value(along, none),
      booleanOf(bound.value(keep, { kind: 'boolean', value: false })),
    );
  };
}

/** An entry that makes a tensor of a given shape: `zeros(shape)`. */
export function creation(
  library: TensorLibrary,
  parameter = 'shape',
  dtype: TensorValue['dtype'] = 'float',
): LibraryFunction {
  const spellings = spellingsOf([parameter]);
  const name = firstSpelling(parameter);
  return (call) => createTensor(call, library, bindSpelled(call, spellings).get(name)?.value, dtype);
}

/** An entry whose result has the shape of its first argument: `zeros_like(x)`, `dropout(x)`, `identity(x)`. */
export function sameShape(library: TensorLibrary, parameter = 'x'): LibraryFunction {
  const spellings = spellingsOf([parameter]);
  const name = firstSpelling(parameter);
  return (call) => {
    const tensor = tensorFrom(bindSpelled(call, spellings).get(name)?.value, library);
    return alikeIn(tensor, derived(call, library, tensor.axes, [tensor], { dtype: tensor.dtype }));
  };
}

/** What has the shape of `tensor`, also where only its last axis is known. */
function alikeIn({ axes, last }: TensorValue, result: TensorValue): TensorValue {
  return axes === null && last ? { ...result, last } : result;
}

/** A function as a method, the receiver being its first argument. */
export function asMethod(entry: LibraryFunction): LibraryFunction {
  return (call) => {
    // `torch.Tensor.view(x, -1)` gives it as the first argument.
    if (!call.receiver) return entry(call);
    const receiver = { value: call.receiver, span: null, valueSpan: null };
    return entry({ ...call, receiver: null, args: [receiver, ...call.args] });
  };
}

/** Entries by their canonical paths, given by their names under one prefix. */
export function entriesUnder(prefix: string, table: Readonly<Record<string, Entry>>): [path: string, entry: Entry][] {
  return Object.entries(table).map(([name, entry]) => [`${prefix}.${name}`, entry]);
}

/** One entry, one check or one signature by many names. */
export function alike<T extends Entry | ((call: Call) => void) | string>(names: string, entry: T): Record<string, T> {
  return Object.fromEntries(names.split(' ').map((name) => [name, entry]));
}

/** NumPy's functions of plain numbers give plain numbers. */
function isEager(library: TensorLibrary): boolean {
  return library === 'numpy';
}

function scalar(call: Call, library: TensorLibrary): Value {
  return call.args.length + call.keywords.size === 0 ? derived(call, library, null) : derived(call, library, []);
}

function firstSpelling(parameter: string): string {
  return parameter.split('|')[0] ?? parameter;
}
