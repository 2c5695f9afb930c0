import { multiplySizes, sizeText, type Size } from '../../domain/sizes.js';
import type { LayerRecord, WeightRecord } from '../../domain/records.js';
import {
  booleanOf,
  booleanValue,
  none,
  sizeOf,
  sizeValue,
  stringOf,
  tensorOf,
  unknown,
  type Axis,
  type ObjectValue,
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import type { Shape } from '../../model.js';
import type { Argument, Bound, Call, Evaluation } from '../library.js';

/** A layer class of Keras as the tables state it. All shapes have the batch as their first axis. */
export interface LayerKind {
  /** The parameters that may be given by position, in their order. */
  readonly parameters: readonly string[];
  /** What is recorded of its options, by Keras' names, with the defaults. */
  readonly options?: Readonly<Record<string, Value>>;
  readonly isRecurrent?: boolean;
  /** What `input_dim` means for a first layer; `vector` where nothing is said. */
  readonly inputDim?: 'sequence' | 'vocabulary' | 'vector';
  /** The rank that it asks for, batch included: exactly, or at least. */
  readonly rank?: Rank;
  /** The same of tf.js where it asks for more. */
  readonly scriptRank?: Rank;
  /** Once built, it takes no input with another last axis. */
  readonly keepsFeatures?: boolean;
  /** Looks at the constructor's arguments. */
  readonly check?: (layer: Layer, call: Call) => void;
  /** `axes` is the first input's; null before that is known. Gives null where nobody knows what weights there are. */
  readonly weights?: (layer: Layer, axes: readonly Axis[] | null) => readonly Weight[] | null;
  /** What it gives for one tensor. */
  readonly output?: (axes: readonly Axis[], use: Use) => readonly Axis[] | null;
  /** The last axis of what it gives for a tensor of unknown rank. */
  readonly last?: (use: Use) => Axis | undefined;
  /** In place of `output` where it takes or gives more than one tensor. */
  readonly apply?: (use: Use) => Applied | Value;
}

export type Rank = { readonly exact: number } | { readonly least: number };

/** A layer that gives what it is given the shape of, with the parameters that may be given by position. */
export function keepsShape(...parameters: readonly string[]): LayerKind {
  return { parameters, output: (axes) => axes, last: ({ tensor }) => tensor.last };
}

export interface Weight extends WeightRecord {
  readonly trainable?: false;
}

/** A layer that was constructed, with what was given to its constructor. */
export interface Layer {
  /** Keras' class name. */
  readonly className: string;
  readonly kind: LayerKind;
  readonly object: ObjectValue;
  readonly record: LayerRecord;
  readonly given: Bound;
  /** What Keras calls it in its messages: `lstm_1`, unless it is given a name. */
  readonly name: string;
}

/** One application of a layer to its inputs. */
export interface Use {
  readonly layer: Layer;
  readonly call: Call;
  /** The first argument, as it was given. */
  readonly input: Value;
  /** The tensor in it: its own, or the first of a list. Of unknown rank where nothing is known. */
  readonly tensor: TensorValue;
}

/** What an application gives, with the states apart for the record. */
export interface Applied {
  readonly value: Value;
  readonly output: TensorValue | null;
  readonly state: readonly TensorValue[];
}

const made = new WeakMap<ObjectValue, Layer>();

export function rememberLayer(layer: Layer): void {
  made.set(layer.object, layer);
}

/** The layer that an object is; undefined for all but Keras' own layers. */
export function layerOf(value: Value | undefined): Layer | undefined {
  return value?.kind === 'object' ? made.get(value) : undefined;
}

/** An option as given, else the default of the table; unknown where it may have been given out of sight. */
export function option(layer: Layer, name: string): Value {
  return layer.given.value(name, layer.kind.options?.[name] ?? none);
}

export function sizeOption(layer: Layer, name: string): Size {
  return sizeOf(option(layer, name));
}

/** Null where nobody knows. */
/** `return_sequences='true'` is true as well, and so is `'False'`. */
export function truthOption(layer: Layer, name: string): boolean | null {
  const value = option(layer, name);
  return value.kind === 'string' ? value.value !== '' : booleanOf(value);
}

export function textOption(layer: Layer, name: string): string | null {
  return stringOf(option(layer, name));
}

export function libraryOf(evaluation: Evaluation): TensorLibrary {
  return evaluation.language === 'javascript' ? 'tfjs' : 'keras';
}

/** A tensor that a call gives. */
export function resultOf(
  call: Call,
  axes: readonly (Axis | Size)[] | null,
  { dtype = 'float', isAssumed = false, last }: Partial<Pick<TensorValue, 'dtype' | 'isAssumed' | 'last'>> = {},
): TensorValue {
  const result = tensorOf(libraryOf(call.evaluation), axes, { dtype, isAssumed, origin: call.span });
  return axes === null && last ? { ...result, last } : result;
}

export function applied(output: TensorValue): Applied {
  return { value: output, output, state: [] };
}

/** What the layers after it read: `layer.units`, and what the tables keep. */
export function fieldOf(value: Value | null | undefined, name: string): Value | undefined {
  if (value?.kind === 'object') return value.fields.get(name);
  return value?.kind === 'instance' ? (value.attributes.get(name) ?? value.base?.fields.get(name)) : undefined;
}

/** The layer that gave a tensor, and the tensors that it was given. */
export interface Origin {
  readonly layer: Value;
  readonly inputs: readonly TensorValue[];
  /** What else it was given: the states that it began with. */
  readonly also?: readonly TensorValue[];
  /** Something went in as well of which nobody knows whether it holds tensors. */
  readonly isOpen?: boolean;
  /** An input's own name, by which data may be given to it; undefined for what is no input. */
  readonly name?: string | null;
}

const origins = new WeakMap<TensorValue, Origin>();

const results = new WeakMap<TensorValue, TensorValue[]>();

export function rememberOrigin(tensor: TensorValue, origin: Origin): void {
  origins.set(tensor, origin);
  for (const before of [...origin.inputs, ...(origin.also ?? [])]) {
    const made = results.get(before);
    if (made) made.push(tensor);
    else results.set(before, [tensor]);
  }
}

/** What layers have made of a tensor. */
export function madeOf(tensor: TensorValue): readonly TensorValue[] {
  return results.get(tensor) ?? [];
}

export function originOf(tensor: TensorValue): Origin | undefined {
  return origins.get(tensor);
}

interface Session {
  readonly batch: Size;
  readonly counts: Map<string, number>;
  errors: number;
}

const sessions = new WeakMap<Evaluation, Session>();

/** The batch size that a model does not fix: one symbol, so that all inputs of a model agree. */
export function batchSymbol(evaluation: Evaluation): Size {
  return sessionOf(evaluation).batch;
}

/** Keras' own name for the next layer of a class: `lstm`, `lstm_1`; in tf.js `lstm_LSTM1`. */
export function nextName(evaluation: Evaluation, className: string): string {
  const { counts } = sessionOf(evaluation);
  const count = counts.get(className) ?? 0;
  counts.set(className, count + 1);
  const words = snakeCase(className);
  if (evaluation.language === 'javascript') return `${words}_${className}${count + 1}`;
  return count === 0 ? words : `${words}_${count}`;
}

/** How many errors the tables have reported so far: whether a layer that was run has failed. */
export function errorCount(evaluation: Evaluation): number {
  return sessionOf(evaluation).errors;
}

export function countError(evaluation: Evaluation): void {
  sessionOf(evaluation).errors++;
}

function sessionOf(evaluation: Evaluation): Session {
  let session = sessions.get(evaluation);
  if (!session)
    sessions.set(evaluation, (session = { batch: evaluation.symbol('batch'), counts: new Map(), errors: 0 }));
  return session;
}

/** `ConvLSTM2D` is `conv_lstm2d`, as Keras names it. */
export function snakeCase(name: string): string {
  return name
    .replace(/([A-Za-z])([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** A weight that an option turns on or off; of no known size where nobody knows whether it does. */
export function optionalWeight(
  { given }: Layer,
  option: string,
  name: string,
  shape: readonly Size[],
  otherwise = true,
): Weight[] {
  const isThere = booleanOf(given.value(option, booleanValue(otherwise)));
  return isThere === false ? [] : [{ name, shape: isThere ? shape : [null] }];
}

/** The number of trainable numbers. */
export function parametersOf(weights: readonly Weight[]): Size {
  let total: Size = 0;
  for (const { shape, trainable = true } of weights) {
    const count = shape.reduce<Size>((product, size) => multiplySizes(product, size), 1);
    if (!trainable) continue;
    if (typeof count !== 'number' || typeof total !== 'number') return null;
    total += count;
  }
  return total;
}

export function shapeOf(axes: readonly Axis[]): Shape {
  return axes.map(({ size }) => sizeText(size));
}

/** As Keras' messages write a shape: `(None, 10, 3)`; tf.js writes `,10,3`. */
export function shapeWords(axes: readonly Axis[], evaluation: Evaluation): string {
  if (evaluation.language === 'javascript') return axes.map(({ size }) => numberWord(size, 'null')).join(',');
  return `(${axes.map(({ size }) => numberWord(size, 'None')).join(', ')}${axes.length === 1 ? ',' : ''})`;
}

function numberWord(size: Size, otherwise: string): string {
  return typeof size === 'number' ? String(size) : otherwise;
}

/** An argument that the tables give and no text. */
export function argumentOf(value: Value): Argument {
  return { value, span: null, valueSpan: null };
}

/** The last axis' size; null where it is not known. */
export function lastSize(axes: readonly Axis[] | null): Size {
  return axes?.at(-1)?.size ?? null;
}

export function withLast(axes: readonly Axis[], last: Axis): Axis[] {
  return [...axes.slice(0, -1), last];
}

/** Sizes as the values of options. */
export function sizeOrUnknown(size: Size): Value {
  return size === null ? unknown : sizeValue(size);
}
