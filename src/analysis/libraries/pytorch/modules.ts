import type { LayerRecord, WeightRecord } from '../../domain/records.js';
import { addSizes, type Size } from '../../domain/sizes.js';
import {
  booleanOf,
  none,
  objectOf,
  sizeOf,
  stringOf,
  tensorOf,
  unknown,
  type ObjectValue,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { camelCase } from '../camelCase.js';
import { product } from '../axes/reshape.js';
import { bind, type Argument, type Call, type Entry, type LibraryBase } from '../library.js';
import { checkNothing } from '../nothingUsed.js';
import { checkConstructor, withinCall } from './signatures.js';
import { checkTensorArgument } from './tensorArguments.js';
import { torchTensor } from './tensors.js';
import { checkModuleSizes } from './sizeTypes.js';
import { checkTupleInput } from './tuples.js';

/** What a module of `torch.nn` is made of. */
export interface ModuleKind {
  /** The constructor's parameters in their order. */
  readonly parameters: readonly string[];
  readonly defaults?: Readonly<Record<string, Value>>;
  /** Losses and containers are not written down as layers. */
  readonly isLayer?: boolean;
  readonly isRecurrent?: boolean;
  /** Options by other names than their own: what the hidden state's size is called. */
  readonly options?: (options: Options) => Record<string, Value>;
  /** Null where they are not known. */
  readonly weights?: (options: Options) => readonly WeightRecord[] | null;
  /** Puts the arguments of the constructor where the parameters have them. */
  readonly arrange?: (call: Call) => Call;
  /** Looks at the arguments of the constructor. */
  readonly check?: (call: Call, options: Options) => void;
  readonly inputs?: readonly string[];
  readonly forward: (applied: Applied) => Value | Outcome;
}

/** The arguments of a constructor, or what it has in place of them. */
export interface Options {
  readonly argument: (name: string) => Argument | undefined;
  readonly value: (name: string) => Value;
  readonly size: (name: string) => Size;
  readonly truth: (name: string) => boolean | null;
  readonly text: (name: string) => string | null;
}

/** A call of a module. */
export interface Applied {
  readonly call: Call;
  readonly kind: string;
  readonly options: Options;
  readonly layer: LayerRecord | null;
  readonly self: ObjectValue;
  /** The first argument, as a tensor. */
  readonly input: TensorValue;
  readonly get: (name: string) => Value | undefined;
}

/** What a call gives where it is more than one tensor. */
export interface Outcome {
  readonly value: Value;
  readonly output: TensorValue | null;
  readonly state: readonly TensorValue[];
  /** What went in, where the call tells more of it than was known. */
  readonly input?: TensorValue;
}

interface Made {
  readonly options: Options;
}

/** The options of modules, by their objects. */
const made = new WeakMap<ObjectValue, Made>();

export function optionsOf(value: Value | undefined): Options | null {
  return value?.kind === 'object' ? (made.get(value)?.options ?? null) : null;
}

/** `torch.nn.X` and `torch.nn.X.__call__` for each kind. */
export function moduleEntries(kinds: Readonly<Record<string, ModuleKind>>): [string, Entry][] {
  return Object.entries(kinds).flatMap(([name, kind]): [string, Entry][] => [
    [`torch.nn.${name}`, (call) => construct(name, kind, call)],
    [`torch.nn.${name}.__call__`, (call) => apply(name, kind, call)],
    [`torch.nn.${name}.forward`, (call) => apply(name, kind, call)],
  ]);
}

/** Every module has the methods of `torch.nn.Module`. */
export function moduleBases(kinds: Readonly<Record<string, unknown>>): [string, LibraryBase][] {
  return Object.keys(kinds).map((name) => [
    `torch.nn.${name}`,
    { callMethod: 'forward', framework: 'pytorch', parent: 'torch.nn.Module' },
  ]);
}

export function construct(name: string, kind: ModuleKind, written: Call): ObjectValue {
  const call = kind.arrange?.(written) ?? written;
  const bound = bind(call, kind.parameters);
  const options = optionsFrom(
    (parameter) => bound.get(parameter),
    (parameter) => bound.value(parameter, kind.defaults?.[parameter] ?? none),
  );
  checkConstructor(call, name);
  kind.check?.(call, options);
  checkTensorArgument(written, name, kind.isLayer !== false);
  checkModuleSizes(call, name, options.value, sizedBy[name] ?? []);
  const weights = kind.weights?.(options) ?? null;
  const layer =
    kind.isLayer === false
      ? null
      : call.evaluation.recordLayer({
          framework: 'pytorch',
          kind: name,
          isRecurrent: kind.isRecurrent ?? false,
          span: call.span,
          options: recorded(kind, options),
          weights: weights ?? [],
          parameters: kind.weights ? parameterCount(weights) : 0,
        });
  const object = objectOf(`torch.nn.${name}`, {}, layer);
  for (const parameter of kind.parameters) {
    if (!notKept.has(parameter)) object.fields.set(parameter, options.value(parameter));
  }
  for (const { name: weight, shape } of weights ?? []) {
    object.fields.set(weight, tensorOf('torch', shape, { dtype: 'float', origin: call.span }));
  }
  made.set(object, { options });
  return object;
}

/** The parameters that give the weights of a module their sizes, in that order. */
const sizedBy: Readonly<Record<string, readonly string[]>> = {
  Linear: ['out_features', 'in_features'],
  Embedding: ['num_embeddings', 'embedding_dim'],
  Conv1d: ['out_channels', 'in_channels'],
  Conv2d: ['out_channels', 'in_channels'],
};

function apply(name: string, kind: ModuleKind, written: Call): Value {
  const call = withinCall(written, name);
  if (!call) return unknown;
  const errorsBefore = call.evaluation.errors;
  // `super().forward(x)` in a class of the source that derives from the layer.
  const self = call.receiver?.kind === 'instance' ? call.receiver.base : call.receiver;
  if (self?.kind !== 'object') return unknown;
  const options =
    made.get(self)?.options ??
    optionsFrom(
      () => undefined,
      (parameter) => self.fields.get(parameter) ?? unknown,
    );
  const bound = bind(call, kind.inputs ?? ['input']);
  const given = bound.get(kind.inputs?.[0] ?? 'input')?.value;
  if (kind.isLayer !== false && name !== 'Identity') checkTupleInput(call, given, name);
  if (name !== 'Identity') {
    checkNothing(call.evaluation, given, { span: call.span, use: `\`${name}\``, raises: wordsOfNothing(name) });
  }
  const input = torchTensor(given);
  const get = (parameter: string) => bound.get(parameter)?.value;
  const outcome = kind.forward({ call, kind: name, options, layer: self.layer, self, input, get });
  const { value, output, state, input: told } = 'value' in outcome && 'state' in outcome ? outcome : plain(outcome);
  if (output && self.layer) {
    const read = told ?? (isGiven(given) ? input : null);
    self.layer.calls.push({
      span: call.span,
      input: read && asNow(read),
      output: asNow(output),
      state: state.map(asNow),
    });
  }
  const hasFailed = kind.isRecurrent === true && call.evaluation.errors > errorsBefore;
  return hasFailed ? assumed(value) : value;
}

/** What a call that fails would give once it is mended: its last axis is as the layer makes it, and nobody knows the others. */
function assumed(value: Value): Value {
  if (value.kind === 'tensor') {
    const axes = value.axes?.map((one, index, { length }) => (index === length - 1 ? one : { size: null, role: null }));
    return { ...value, axes: axes ?? null, isAssumed: true };
  }
  return value.kind === 'tuple' ? { ...value, items: value.items.map(assumed) } : value;
}

/** Most functions behind the layers check their input; the others ask it for its shape, in words that differ. */
function wordsOfNothing(name: string): string | null {
  return name === 'Linear' ? "linear(): argument 'input' (position 1) must be Tensor, not NoneType" : null;
}

/** What goes in or out may change its shape in place later. */
function asNow(tensor: TensorValue): TensorValue {
  return tensor.axes ? { ...tensor } : tensor;
}

function isGiven(value: Value | undefined): boolean {
  return value?.kind === 'tensor';
}

function plain(value: Value): Outcome {
  return { value, output: value.kind === 'tensor' ? value : null, state: [] };
}

function optionsFrom(argument: Options['argument'], value: Options['value']): Options {
  return {
    argument,
    value,
    size: (name) => sizeOf(value(name)),
    truth: (name) => booleanOf(value(name)),
    text: (name) => stringOf(value(name)),
  };
}

/** Where a layer computes and in which numbers says nothing of its shapes. */
const notKept = new Set(['device', 'dtype', 'inplace']);

function recorded(kind: ModuleKind, options: Options): Record<string, Value> {
  const record: Record<string, Value> = {};
  for (const name of kind.parameters) if (!notKept.has(name)) record[camelCase(name)] = options.value(name);
  return Object.assign(record, kind.options?.(options));
}

function parameterCount(weights: readonly WeightRecord[] | null): Size {
  if (weights === null) return null;
  return weights.reduce<Size>((sum, { shape }) => addSizes(sum, product(shape)), 0);
}
