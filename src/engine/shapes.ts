import type { NumericArray } from './tensors.js';

/** The count of numbers that a tensor of this shape holds. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * A tensor of zeros.
 *
 * @throws RangeError naming the array, its shape and its bytes where the memory cannot be had.
 */
export function zeros(name: string, shape: readonly number[]): NumericArray {
  try {
    return { shape, data: new Float32Array(elementCount(shape)) };
  } catch {
    const bytes = 4 * elementCount(shape);
    throw new RangeError(`${name} ${shapeText(shape)} needs ${bytes} bytes, which could not be allocated.`);
  }
}

/**
 * @throws RangeError naming the array, the expected and the found shape; or its count of numbers where that does not
 * fit its own shape.
 */
export function expectShape(name: string, array: NumericArray | undefined, expected: readonly number[]): void {
  const found = array === undefined ? 'none' : shapeText(array.shape);
  if (array?.shape.length !== expected.length || array.shape.some((size, axis) => size !== expected[axis]))
    throw new RangeError(`${name}: expected shape ${shapeText(expected)}, found ${found}.`);
  if (array.data.length !== elementCount(expected))
    throw new RangeError(
      `${name}: expected ${elementCount(expected)} numbers for shape ${found}, found ${array.data.length}.`,
    );
}

function shapeText(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}
