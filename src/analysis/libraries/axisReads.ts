import type { Axis, TensorValue, TupleValue, UnknownValue, Value } from '../domain/values.js';

/** One size of a tensor of unknown rank: `x.size(0)`, `x.shape[0]`. */
export interface AxisRead {
  readonly tensor: TensorValue;
  readonly index: number;
}

const reads = new WeakMap<Value, AxisRead>();

/** What `tensor.size(index)` gives: no number that anybody knows, but one that can be told again. */
export function axisRead(tensor: TensorValue, index: number): UnknownValue {
  const value: UnknownValue = { kind: 'unknown', name: null, size: null };
  reads.set(value, { tensor, index });
  return value;
}

export function axisReadOf(value: Value | undefined): AxisRead | null {
  return (value && reads.get(value)) ?? null;
}

const sizes = new WeakMap<Axis, AxisRead>();

/** Axes whose sizes were given by reading those of another tensor remember which: `zeros(layers, x.size(0), units)`. */
export function withReads(axes: readonly Axis[], values: readonly Value[]): readonly Axis[] {
  axes.forEach((axis, index) => {
    const read = axisReadOf(values[index]);
    if (read) sizes.set(axis, read);
  });
  return axes;
}

export function readOfSize(axis: Axis | undefined): AxisRead | null {
  return (axis && sizes.get(axis)) ?? null;
}

const origins = new WeakMap<TensorValue, TensorValue>();

/** A tensor with the first axes of another one, as an embedding gives it. */
export function withOrigin(tensor: TensorValue, origin: TensorValue): TensorValue {
  if (!tensor.axes) origins.set(tensor, origin);
  return tensor;
}

/** Whether the first axes of a tensor are those of another one. */
export function isSameFront(tensor: TensorValue, other: TensorValue): boolean {
  return tensor === other || origins.get(tensor) === other;
}

const shapes = new WeakMap<Value, TensorValue>();
const known = new WeakMap<Value, AxisRead>();

/** The shape of a tensor, which knows whose it is. */
export function withTensor(shape: TupleValue, tensor: TensorValue): TupleValue {
  shapes.set(shape, tensor);
  if (tensor.isSequence === true) shape.items.forEach((size, index) => sizeRead(size, tensor, index));
  return shape;
}

/** The tensor that was asked for a shape. */
export function tensorOfShape(shape: Value): TensorValue | null {
  return shapes.get(shape) ?? null;
}

/** `out.size(0)` of a recurrent layer's outputs, which knows whose it is. */
export function sizeRead(size: Value, tensor: TensorValue, index: number): Value {
  if (tensor.isSequence === true && tensor.library === 'torch') known.set(size, { tensor, index });
  return size;
}

/** The recurrent layer's outputs one of whose sizes it is. */
export function sequenceReadOf(size: Value): AxisRead | null {
  return known.get(size) ?? null;
}

/** The recurrent layer's outputs whose shape it is. */
export function sequenceOfShape(shape: Value): TensorValue | null {
  const tensor = tensorOfShape(shape);
  return tensor?.isSequence === true && tensor.library === 'torch' ? tensor : null;
}
