import { sameSize, type Size, type SymbolicSize } from '../../domain/sizes.js';
import { addSizes, multiplySizes, symbolSize } from '../../domain/sizes.js';
import { itemsOf, listOf, tupleOf, unknown, type Axis, type TensorValue, type Value } from '../../domain/values.js';
import type { Evaluation } from '../library.js';
import { tensorFrom } from '../tensorValues.js';
import { fieldOf, originOf } from './layer.js';

/** What models have in common: their inputs, their outputs, and what they give for other inputs. */

export function modelInput(model: Value): Value {
  return fieldOf(model, 'input') ?? unknown;
}

export function modelOutput(model: Value): Value {
  return fieldOf(model, 'output') ?? unknown;
}

/** One tensor, or each of a list; null where they are not all tensors. */
export function tensorsOf(value: Value | undefined): readonly TensorValue[] | null {
  if (value?.kind === 'tensor') return [value];
  const items = value?.kind === 'dict' ? [...value.entries.values()] : itemsOf(value);
  const tensors = items?.filter((item) => item.kind === 'tensor');
  return items && tensors && tensors.length === items.length && items.length > 0 ? tensors : null;
}

/** Data by the names of a model's inputs, in the order of these; unknown where one of the names is. */
export function inInputOrder(model: Value, data: Value): Value {
  if (data.kind !== 'dict') return data;
  const input = modelInput(model);
  const names =
    input.kind === 'dict'
      ? [...input.entries.keys()]
      : (tensorsOf(input) ?? []).map((tensor) => originOf(tensor)?.name ?? null);
  const values = names.flatMap((name) => (name === null ? [] : (data.entries.get(name) ?? [])));
  return names.length > 0 && values.length === names.length ? listOf(values) : unknown;
}

/** Data frames as the arrays that Keras makes of them. */
export function arraysIn(value: Value): Value {
  if (value.kind === 'object' && value.fields.get('__array__')?.kind === 'tensor') return tensorFrom(value, 'numpy');
  const items = itemsOf(value);
  if (!items?.some(({ kind }) => kind === 'object')) return value;
  return value.kind === 'list' ? listOf(items.map(arraysIn)) : tupleOf(items.map(arraysIn));
}

/**
 * What a model gives for other inputs than it was built with: its output, with the sizes that the inputs left open
 * (batch, steps) as they are now.
 */
export function outputFor(model: Value, given: Value, make: (axes: readonly Axis[] | null) => TensorValue): Value {
  const sizeNow = sizesFor(model, given);
  const replace = (output: TensorValue): TensorValue => {
    if (output.axes === null) return make(null);
    return make(output.axes.map((item) => ({ ...item, size: sizeNow(item.size) })));
  };
  return mapTensors(modelOutput(model), replace);
}

/** What the sizes inside a model are for other inputs than it was built with. */
export function sizesFor(model: Value, given: Value): (size: Size) => Size {
  const inputs = tensorsOf(modelInput(model)) ?? [];
  const now = tensorsOf(inInputOrder(model, given)) ?? [];
  return (size) => replaced(size, inputs, now);
}

export function mapTensors(value: Value, change: (tensor: TensorValue) => TensorValue): Value {
  if (value.kind === 'tensor') return change(value);
  const items = itemsOf(value)?.map((item) => mapTensors(item, change));
  if (!items) return unknown;
  return value.kind === 'list' ? listOf(items) : tupleOf(items);
}

/** The layers between inputs and outputs, in the order of a chain; null where they branch or where one is not known. */
export function layersBetween(output: Value): Value[] | null {
  const layers: Value[] = [];
  let at = output.kind === 'tensor' ? output : null;
  for (let step = 0; at && step < 200; step++) {
    const origin = originOf(at);
    if (!origin) return null;
    if (origin.layer.kind !== 'none') layers.unshift(origin.layer);
    if (origin.inputs.length === 0) return layers;
    if (origin.inputs.length > 1) return null;
    at = origin.inputs[0] ?? null;
  }
  return null;
}

/** The layers of a chain from its end on, as far as they are known. */
export function layersBefore(output: Value): Value[] {
  const layers: Value[] = [];
  let at = output.kind === 'tensor' ? output : null;
  for (let step = 0; at && step < 200; step++) {
    const origin = originOf(at);
    if (origin) layers.push(origin.layer);
    at = origin?.inputs.length === 1 ? (origin.inputs[0] ?? null) : null;
  }
  return layers;
}

/** A size of a model's output, with what its inputs left open filled in. */
function replaced(size: Size, inputs: readonly TensorValue[], now: readonly TensorValue[]): Size {
  if (size === null || typeof size === 'number') return size;
  const found = new Map<string, Size>();
  for (const [place, { axes }] of inputs.entries()) {
    for (const [index, item] of (axes ?? []).entries()) {
      if (item.size === null || typeof item.size === 'number') continue;
      const given = now[place]?.axes;
      const other =
        given && given.length === axes?.length && now[place]?.isAssumed === false ? (given[index]?.size ?? null) : null;
      if (sameSize(size, item.size) === true) return other;
      for (const key of item.size.terms.keys()) if (item.size.terms.size === 1) found.set(key, other);
    }
  }
  return substituted(size, found);
}

/** A polynomial with other sizes for its symbols; unknown where one of them is, or stands inside a division. */
function substituted(size: SymbolicSize, values: ReadonlyMap<string, Size>): Size {
  let total: Size = 0;
  for (const { coefficient, atoms } of size.terms.values()) {
    let product: Size = coefficient;
    for (const { key, name } of atoms) {
      const isInside = [...values.keys()].some((other) => other !== key && key.includes(other));
      if (isInside) return null;
      const value: Size = values.has(key) ? (values.get(key) ?? null) : symbolSize(key, name);
      product = multiplySizes(product, value);
    }
    total = addSizes(total, product);
  }
  return total;
}

/** A tensor as a model with another batch sees it. */
export function withBatch(tensor: TensorValue, batch: Size): TensorValue {
  const [first, ...rest] = tensor.axes ?? [];
  return first ? { ...tensor, axes: [{ size: batch, role: 'batch' }, ...rest] } : tensor;
}

/** Writes down what a model takes and gives. */
export function setModelTensors(model: Value, input: Value, output: Value, evaluation: Evaluation): void {
  evaluation.setField(model, 'input', input);
  evaluation.setField(model, 'output', output);
}
