import assert from 'node:assert/strict';
import { makes } from './kernelsUnderTest.js';

for (const { name, make } of makes)
  describe(`affine: ${name}`, function () {
    const kernels = make();
    before(function () {
      if (!kernels) this.skip();
    });

    /** Small integers and quarters, whose products and sums float32 holds exactly, in whatever order. */
    const value = (index: number): number => ((index * 7919) % 17) / 4 - 2;

    function check(rows: number, inputSize: number, width: number, accumulate: boolean, biased = true): void {
      const { heap } = kernels!;
      const inputStride = inputSize + 1;
      const outputStride = width + 4;
      const input = heap.allocate(rows * inputStride);
      const output = heap.allocate(rows * outputStride);
      const bias = heap.allocate(width);
      const kernel = heap.allocate(kernels!.packedSize(inputSize, 1, width, false));
      const weights = Float32Array.from({ length: inputSize * width }, (_, index) => value(index + 3));
      kernels!.packGates(weights, inputSize, 1, width, width, false, kernel);
      for (let i = 0; i < rows * inputStride; i++) heap.numbers[input + i] = value(i);
      for (let i = 0; i < width; i++) heap.numbers[bias + i] = value(i + 5);
      heap.numbers.fill(0.5, output, output + rows * outputStride);
      const plan = { inputSize, width, kernel, bias: biased ? bias : 0 };
      kernels!.affine(plan, input, inputStride, output, outputStride, rows, accumulate);
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < outputStride; column++) {
          let expected = accumulate ? 0.5 : biased ? value(column + 5) : 0;
          for (let k = 0; k < inputSize; k++) expected += value(row * inputStride + k) * weights[k * width + column]!;
          assert.equal(
            heap.numbers[output + row * outputStride + column],
            column < width ? expected : 0.5,
            `${rows} rows of ${inputSize}, ${width} columns: row ${row}, column ${column}`,
          );
        }
      for (const address of [input, output, bias, kernel]) heap.free(address);
    }

    it('is exact for every number of rows from 1 to 40', () => {
      for (let rows = 1; rows <= 40; rows++) {
        check(rows, 1 + (rows % 9), 8 * (1 + (rows % 5)), false);
        check(rows, 1 + (rows % 9), 8 * (1 + (rows % 5)), true);
      }
    });

    it('is exact for every input size from 1 to 40', () => {
      for (let inputSize = 1; inputSize <= 40; inputSize++) check(7, inputSize, 24, inputSize % 2 === 0);
    });

    it('begins with zeros where there is no bias', () => {
      check(5, 6, 40, false, false);
      check(1, 3, 8, false, false);
    });

    it('gives a row the same bits alone and among others', () => {
      const { heap } = kernels!;
      const [rows, inputSize, width] = [23, 37, 40];
      const random = (index: number): number => Math.sin(index * 12.9898) * 0.7;
      const input = heap.allocate(rows * inputSize);
      const together = heap.allocate(rows * width);
      const alone = heap.allocate(width);
      const bias = heap.allocate(width);
      const kernel = heap.allocate(kernels!.packedSize(inputSize, 1, width, false));
      kernels!.packGates(
        Float32Array.from({ length: inputSize * width }, (_, index) => random(index)),
        inputSize,
        1,
        width,
        width,
        false,
        kernel,
      );
      for (let i = 0; i < rows * inputSize; i++) heap.numbers[input + i] = random(i + 0.5);
      const plan = { inputSize, width, kernel, bias };
      for (const accumulate of [false, true]) {
        kernels!.affine(plan, input, inputSize, together, width, rows, accumulate);
        for (let row = 0; row < rows; row++) {
          if (accumulate) kernels!.affine(plan, input + row * inputSize, inputSize, alone, width, 1, false);
          kernels!.affine(plan, input + row * inputSize, inputSize, alone, width, 1, accumulate);
          const at = together + row * width;
          assert.deepEqual(heap.numbers.slice(alone, alone + width), heap.numbers.slice(at, at + width));
        }
      }
    });
  });
