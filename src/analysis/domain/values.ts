import type { ClassStatement, Expression, FunctionStatement, Parameter, Statement } from '../syntax/program.js';
import type { Span } from '../model.js';
import type { Size, SymbolicSize } from './sizes.js';
import type { LayerRecord } from './records.js';

/**
 * What an expression stands for, as far as it follows from the text. `unknown` claims nothing; every operation on it
 * gives `unknown` and no problem.
 */
export type Value =
  | UnknownValue
  | SizeValue
  /** `isAny` where it may be a whole number as well. */
  | { readonly kind: 'float'; readonly value: number | null; readonly isAny?: true }
  | { readonly kind: 'string'; readonly value: string }
  /** `value` is null where it is a boolean and no more is known. */
  | { readonly kind: 'boolean'; readonly value: boolean | null }
  | { readonly kind: 'none' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'slice'; readonly lower: Value; readonly upper: Value; readonly step: Value }
  | TupleValue
  | ListValue
  | DictValue
  | TensorValue
  /** The shape of a tensor of unknown rank; unpacking it into names tells its rank. */
  | { readonly kind: 'shape-of'; readonly tensor: TensorValue }
  | ObjectValue
  | InstanceValue
  | ClassValue
  | FunctionValue
  | PathValue
  | MethodValue
  | AmbiguousValue;

/** `name` is the source's own name for it, if it has one: a parameter that nobody gives. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly name: string | null;
  /** What it is if it is an integer at all: a symbol of its own, or arithmetic on such ones. */
  readonly size: SymbolicSize | null;
  /** Where it stands, if a file that is not there would have it. */
  readonly path?: string;
  /** What NumPy makes of it, as far as that follows: a slice of what is not known is as long as it says. */
  readonly array?: TensorValue;
}

/** An integer, perhaps known by name only. */
export interface SizeValue {
  readonly kind: 'size';
  readonly size: Size;
}

export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  /** Whether it is a shape as a tensor gives it, `x.size()`, which PyTorch tells from other tuples. */
  readonly isShape?: boolean;
}

/** Lists change in place: whoever holds one sees the change. All changes go through `evaluate/journal.ts`. */
export interface ListValue {
  readonly kind: 'list';
  /** Null where not each item is known by itself: then there are `length` of them, all alike. */
  items: Value[] | null;
  length: Size;
  /** What each item is, where `items` is null. */
  element: Value;
}

/** Dicts, JavaScript's object literals, and namespaces: `args`, `config`. */
export interface DictValue {
  readonly kind: 'dict';
  /** By string keys; integer keys are written as `#3`. */
  readonly entries: Map<string, Value>;
  /** More keys may be there than those known. */
  isOpen: boolean;
  /** The `**kwargs` of a caller whom nobody sees: what is asked for by itself has its default, and more may be there. */
  readonly isUnseen?: boolean;
  /** What a dict display has under tensors as its keys: `feed_dict={x: data}`. The dict is open then, too. */
  readonly byTensor?: readonly (readonly [key: TensorValue, value: Value])[];
}

/** Whose tensors they are: it decides which methods they have. */
export type TensorLibrary = 'torch' | 'tensorflow' | 'keras' | 'numpy' | 'tfjs' | 'jax';

/** What an axis stands for, where that is known. */
export type Role = 'batch' | 'time' | 'features' | 'units' | 'classes' | 'layers' | 'channels';

export interface Axis {
  readonly size: Size;
  readonly role: Role | null;
  /** The axes that were merged to this one, the outer one first. */
  readonly merged?: readonly Axis[];
  /** The framework does not know its size while it makes the network, though it may be known here. */
  readonly isOpen?: boolean;
}

/**
 * What a tensor's numbers are, by the names that PyTorch and NumPy have in common. What pandas reads from a text file is
 * float64 or int64, and only the file says which.
 */
export type ElementType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'float64 | int64';

export interface TensorValue {
  readonly kind: 'tensor';
  readonly library: TensorLibrary;
  /** Null where the rank is not known. It may become known later, when the source unpacks the shape. */
  axes: readonly Axis[] | null;
  readonly dtype: 'float' | 'int' | 'bool' | null;
  /**
   * What its numbers are exactly, where that is certain. `libraries/dtypes` gives it to what an operation has made, and
   * to nothing else: whatever is made of a tensor has none unless a rule there says so.
   */
  elementType?: ElementType;
  /**
   * The rank is what is usual and not what follows from the source: the input of a `forward` that nobody calls. Then no
   * rule may speak of its rank, nor of any axis counted from the front; the last axis is certain where it is known.
   */
  readonly isAssumed: boolean;
  /** Where its shape came from, for related locations; null where it has no place. */
  readonly origin: Span | null;
  /** The numbers of a small integer tensor (a shape, a list of lengths), row-major. */
  readonly numbers?: readonly number[];
  /** The last axis, where the rank is not known. */
  readonly last?: Axis;
  /** The first axes, where the rank is not known: at least so many there are. */
  readonly first?: readonly Axis[];
  /** Whether it holds the output of a recurrent layer at all of its steps, with no axis moved since. */
  readonly isSequence?: boolean;
  /** Batches that were joined one below the other: how many, and the first axis that each of them had. */
  readonly batches?: { readonly count: number; readonly each: Axis };
}

/**
 * An object of a library: a layer, a model, a cell, a data loader, an optimiser. `type` is its class' canonical path
 * (`torch.nn.LSTM`); its methods are the library's entries `type.method`, and a call of it is `type.__call__`.
 */
export interface ObjectValue {
  readonly kind: 'object';
  readonly type: string;
  /** Attributes by the framework's names; they may also hold what the library's own entries need. */
  readonly fields: Map<string, Value>;
  readonly layer: LayerRecord | null;
}

/** An instance of a class of the source. */
export interface InstanceValue {
  readonly kind: 'instance';
  readonly class: ClassValue;
  readonly attributes: Map<string, Value>;
  /** Something that is not known may have set other attributes. */
  isOpen: boolean;
  /** What the library keeps of it where the class derives from one of the library's: the layers of a Keras model. */
  readonly base: ObjectValue | null;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly name: string;
  readonly statement: ClassStatement;
  readonly bases: readonly Value[];
  readonly attributes: Map<string, Value>;
  readonly scope: Scope;
  /** The module it stands in; null is the document itself. */
  readonly module: string | null;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Expression | readonly Statement[];
  readonly scope: Scope;
  /** Values of the parameters' defaults, evaluated where the function was defined. */
  readonly defaults: readonly (Value | null)[];
  readonly statement: FunctionStatement | null;
  /** What `self` or `this` is bound to. */
  readonly self: Value | null;
  /** The class whose body it stands in: what `super()` means there. */
  readonly owner: ClassValue | null;
  readonly module: string | null;
}

/** Something of a library by its canonical path: a module, a class, a function, a constant. `torch.nn`, `builtins.len` */
export interface PathValue {
  readonly kind: 'path';
  readonly path: string;
}

/** A library's method, bound: `x.view` is `torch.Tensor.view` with the tensor. */
export interface MethodValue {
  readonly kind: 'method';
  readonly path: string;
  readonly receiver: Value;
}

/** One of several: branches that were joined, two instantiations that disagree. At least two, none of them unknown. */
export interface AmbiguousValue {
  readonly kind: 'ambiguous';
  readonly options: readonly Value[];
}

/** The names of a function, a block or a module. */
export interface Scope {
  readonly parent: Scope | null;
  readonly kind: 'module' | 'function' | 'class' | 'block';
  readonly bindings: Map<string, Binding>;
  /** Python's `global` and `nonlocal`. */
  readonly outer: Set<string> | null;
}

export interface Binding {
  readonly value: Value;
  /** Where it was given its value; null for what the evaluator bound. */
  readonly span: Span | null;
}

export const unknown: UnknownValue = { kind: 'unknown', name: null, size: null };
export const none: Value = { kind: 'none' };
export const ellipsis: Value = { kind: 'ellipsis' };

/** Something by a name of the source: if it turns out to be an integer, `size` is what it is called. */
export function unknownNamed(name: string, size: SymbolicSize | null): UnknownValue {
  return { kind: 'unknown', name, size };
}

export function sizeValue(size: Size): Value {
  return { kind: 'size', size };
}

/** Longer texts are not known: nobody names a layer by them, and programs may make them ever longer. */
const longestText = 2_000;

export function stringValue(value: string): Value {
  return value.length <= longestText ? { kind: 'string', value } : unknown;
}

export function booleanValue(value: boolean | null): Value {
  return { kind: 'boolean', value };
}

export function floatValue(value: number | null): Value {
  return { kind: 'float', value };
}

export function tupleOf(items: readonly Value[]): TupleValue {
  return { kind: 'tuple', items };
}

/** What `x.shape` reads. */
export function shapeTuple(sizes: readonly Size[]): TupleValue {
  return { kind: 'tuple', items: sizes.map(sizeValue), isShape: true };
}

export function listOf(items: Value[]): ListValue {
  return { kind: 'list', items, length: items.length, element: unknown };
}

/** A list of `length` items that are all alike. */
export function uniformList(length: Size, element: Value): ListValue {
  return { kind: 'list', items: null, length, element };
}

export function dictOf(entries: Iterable<readonly [string, Value]>, isOpen = false): DictValue {
  return { kind: 'dict', entries: new Map(entries), isOpen };
}

/** Whether whoever takes all of a dict may take more than is known. */
export function holdsMore({ isOpen, isUnseen }: DictValue): boolean {
  return isOpen || isUnseen === true;
}

export function pathValue(path: string): PathValue {
  return { kind: 'path', path };
}

export function axis(size: Size, role: Role | null = null): Axis {
  return { size, role };
}

export interface TensorOptions {
  readonly dtype?: TensorValue['dtype'];
  readonly isAssumed?: boolean;
  readonly origin?: Span | null;
  readonly numbers?: readonly number[];
  readonly elementType?: ElementType | undefined;
}

/** `axes` null: a tensor of unknown rank. Sizes may stand in place of axes without a role. */
export function tensorOf(
  library: TensorLibrary,
  axes: readonly (Axis | Size)[] | null,
  { dtype = null, isAssumed = false, origin = null, numbers, elementType }: TensorOptions = {},
): TensorValue {
  const known = axes && (areAxes(axes) ? axes : axes.map((item) => (isAxis(item) ? item : axis(item))));
  const tensor: TensorValue = { kind: 'tensor', library, axes: known, dtype, isAssumed, origin };
  if (elementType) tensor.elementType = elementType;
  return numbers ? { ...tensor, numbers } : tensor;
}

export function objectOf(
  type: string,
  fields: Readonly<Record<string, Value>> = {},
  layer: LayerRecord | null = null,
): ObjectValue {
  return { kind: 'object', type, fields: new Map(Object.entries(fields)), layer };
}

/** The value as a size: an integer, or the name of what may be one; booleans not. Null for all else. */
export function sizeOf(value: Value | undefined): Size {
  return value?.kind === 'size' || value?.kind === 'unknown' ? value.size : null;
}

export function stringOf(value: Value | undefined): string | null {
  return value?.kind === 'string' ? value.value : null;
}

/** A truth that was written as a boolean or a number; null where it is not known. */
export function booleanOf(value: Value | undefined): boolean | null {
  if (value?.kind === 'boolean') return value.value;
  if (value?.kind === 'none') return false;
  if (value?.kind === 'size' && typeof value.size === 'number') return value.size !== 0;
  return null;
}

/** The items of a tuple or a list, where each is known by itself. */
export function itemsOf(value: Value | undefined): readonly Value[] | null {
  if (value?.kind === 'tuple' || value?.kind === 'list') return value.items;
  return null;
}

function areAxes(items: readonly (Axis | Size)[]): items is readonly Axis[] {
  return items.every(isAxis);
}

function isAxis(item: Axis | Size): item is Axis {
  return item !== null && typeof item === 'object' && 'role' in item;
}
