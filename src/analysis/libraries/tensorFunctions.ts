import { booleanOf, floatValue, none, type TensorLibrary, type TensorValue, type Value } from '../domain/values.js';
import { bind, type Bound, type Call, type Entry, type LibraryFunction } from './library.js';
import { broadcastTensors, createTensor, reduceTensor } from './tensorOperations.js';
import { derived, isScalar, tensorFrom } from './tensorValues.js';

/** Entries that the tables of all libraries have in common, made from a library and its parameters' names. */

/**
 * As `bind`, for parameters that have had several names: `axis|dim` is `axis`, and a keyword `dim` means it too. A method
 * is bound with its receiver first, if it was made by `asMethod`.
 */
export function bindSpelled(call: Call, parameters: readonly string[]): Bound {
  const spellings = new Map(
    parameters.flatMap((parameter) => {
      const names = parameter.split('|');
      return names.map((name) => [name, names[0] ?? name] as const);
    }),
  );
  const keywords = new Map([...call.keywords].map(([name, value]) => [spellings.get(name) ?? name, value] as const));
  return bind({ ...call, keywords }, parameters.map(firstSpelling));
}

/** An entry made of a rule and its parameters' names, spelled as for `bindSpelled`. */
export function withParameters(
  parameters: readonly string[],
  rule: (call: Call, bound: Bound) => Value,
): LibraryFunction {
  return (call) => rule(call, bindSpelled(call, parameters));
}

/** An entry of one tensor for each of `operands`, broadcast to one another: `add(x, y)`, `tanh(x)`. */
export function elementwise(
  library: TensorLibrary,
  operands: readonly string[] = ['x'],
  { dtype = null }: { readonly dtype?: TensorValue['dtype'] } = {},
): LibraryFunction {
  return (call) => {
    const bound = bindSpelled(call, operands);
    const values = operands.map((name) => bound.get(firstSpelling(name))?.value).filter((value) => value !== undefined);
    if (values.length === 0 || values.every(isScalar))
      return isEager(library) ? floatValue(null) : scalar(call, library);
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
  return (call) => {
    const names = parameters.map(firstSpelling);
    const [input = ''] = names;
    const along = names.find((name) => name.startsWith('axis')) ?? names[1] ?? '';
    const keep = firstSpelling(parameters.at(-1) ?? '');
    const bound = bindSpelled(call, parameters);
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
  return (call) =>
    createTensor(call, library, bindSpelled(call, [parameter]).get(firstSpelling(parameter))?.value, dtype);
}

/** An entry whose result has the shape of its first argument: `zeros_like(x)`, `dropout(x)`, `identity(x)`. */
export function sameShape(library: TensorLibrary, parameter = 'x'): LibraryFunction {
  return (call) => {
    const tensor = tensorFrom(bindSpelled(call, [parameter]).get(firstSpelling(parameter))?.value, library);
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
    const receiver = { value: call.receiver ?? none, span: null, valueSpan: null };
    return entry({ ...call, receiver: null, args: [receiver, ...call.args] });
  };
}

/** Entries by their canonical paths, given by their names under one prefix. */
export function entriesUnder(prefix: string, table: Readonly<Record<string, Entry>>): [path: string, entry: Entry][] {
  return Object.entries(table).map(([name, entry]) => [`${prefix}.${name}`, entry]);
}

/** One entry by many names. */
export function alike(names: string, entry: Entry): Record<string, Entry> {
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
