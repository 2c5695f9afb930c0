/** A dense tensor, row-major: `data.length` is the product of `shape`. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The numbers of a heap: float32, or float64 in the reference mode. */
export type Numbers = Float32Array | Float64Array;

/**
 * A window on numbers that live elsewhere: element [i, j, …] is
 * `source.numbers[offset + i * strides[0] + j * strides[1] + …]`. Nothing is copied: the numbers change when the run
 * that owns them runs again, and are gone when it is freed. `source.numbers` is another array after the memory moved
 * (when something was built or prepared), so it is to be read anew each time and not kept.
 */
export interface TensorView {
  readonly source: { readonly numbers: Numbers };
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The part of a view at one index of its first axis. */
export function at({ source, offset, shape, strides }: TensorView, index: number): TensorView {
  return { source, offset: offset + index * strides[0]!, shape: shape.slice(1), strides: strides.slice(1) };
}

/** The view with its first two axes exchanged: batch-major becomes time-major. Nothing is copied. */
export function transposed({ source, offset, shape, strides }: TensorView): TensorView {
  const exchange = ([first, second, ...rest]: readonly number[]): number[] => [second!, first!, ...rest];
  return { source, offset, shape: exchange(shape), strides: exchange(strides) };
}

/** The last step of [batch, steps, size]: [batch, size]. */
export function lastStep(view: TensorView): TensorView {
  return at(transposed(view), view.shape[1]! - 1);
}

/** A view's numbers, copied. */
export function readView(view: TensorView): NumericArray {
  const data = new Float32Array(countOf(view));
  forEachRow(view, (from, to, size) => data.set(view.source.numbers.subarray(from, from + size), to));
  return { shape: view.shape, data };
}

/** As `readView`, without rounding the numbers of the reference mode. */
export function readFloat64(view: TensorView): Float64Array {
  const data = new Float64Array(countOf(view));
  forEachRow(view, (from, to, size) => data.set(view.source.numbers.subarray(from, from + size), to));
  return data;
}

/** Copies numbers, row-major in the view's shape, to where it looks. */
export function writeView(view: TensorView, data: Numbers): void {
  const { numbers } = view.source;
  forEachRow(view, (to, from, size) => {
    if (size > fewNumbers) numbers.set(data.subarray(from, from + size), to);
    else for (let i = 0; i < size; i++) numbers[to + i] = data[from + i]!;
  });
}

/** Writes one number everywhere where a view looks. */
export function fillView(view: TensorView, value: number): void {
  const { numbers } = view.source;
  forEachRow(view, (to, _, size) => numbers.fill(value, to, to + size));
}

/** Up to here a loop is faster than a copy of the platform's, which takes a while to begin. */
const fewNumbers = 32;

function strideOf({ strides }: TensorView): number {
  return strides.at(-1) ?? 1;
}

/** Of at most two axes: the same numbers with a last axis of size 1. */
function inSingles({ source, offset, shape, strides }: TensorView): TensorView {
  return { source, offset, shape: [...shape, 1], strides: [...strides, 1] };
}

function countOf({ shape }: TensorView): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** Pieces of the last axis whose numbers stand side by side: their place in the source, and in a dense tensor. */
function forEachRow(view: TensorView, take: (inSource: number, inTensor: number, size: number) => void): void {
  const { offset, shape, strides } = strideOf(view) === 1 ? view : inSingles(view);
  const size = shape.at(-1) ?? 1;
  const [first = 1, second = 1] = shape.length === 3 ? shape : shape.length === 2 ? [1, shape[0]] : [];
  const [firstStride = 0, secondStride = 0] = shape.length === 3 ? strides : [0, strides[0]];
  for (let i = 0; i < first; i++)
    for (let j = 0; j < second; j++) take(offset + i * firstStride + j * secondStride, (i * second + j) * size, size);
}
