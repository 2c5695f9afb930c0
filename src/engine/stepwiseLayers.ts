import { activationPlan } from './activations.js';
import type { AffinePlan, Kernels } from './kernels/kernels.js';
import { padded, type Rows } from './layout.js';
import type { Activation, DenseLayer, EmbeddingLayer, LayerNormLayer } from './network.js';
import type { BuiltLayer, RunSizes, Task } from './task.js';
import type { Numbers } from './tensors.js';

/** f(x·kernel + bias) at every step. */
export function buildDense(kernels: Kernels, { kernel, bias, activation = 'linear' }: DenseLayer): BuiltLayer {
  const { heap, lanes } = kernels;
  const [inputSize, units] = kernel.shape as [number, number];
  const width = padded(units, lanes);
  const kernelSize = padded(kernels.packedSize(inputSize, 1, width, false), 16);
  const at = heap.allocate(kernelSize + width);
  const plan: AffinePlan = { inputSize, width, kernel: at, bias: at + kernelSize };
  kernels.packGates(kernel.data, inputSize, 1, units, width, false, plan.kernel);
  if (bias) heap.numbers.set(bias.data, plan.bias);
  const activated = activationPlan(activation);
  return {
    tasks: ({ input, output }, _mask, sizes) => [
      rowsTask(output, sizes, inputSize * width, (row, rows) => {
        const to = output.address + row * output.stride;
        kernels.affine(plan, input.address + row * input.stride, input.stride, to, output.stride, rows, false);
        kernels.activate(activated, to, rows * output.stride);
      }),
    ],
    release: () => heap.free(at),
  };
}

export function buildActivation(kernels: Kernels, activation: Activation): BuiltLayer {
  const { heap } = kernels;
  const activated = activationPlan(activation);
  return {
    tasks: ({ input, output }, _mask, sizes) => [
      rowsTask(output, sizes, output.size, (row, rows) => {
        for (let at = row; at < row + rows; at++) copyRow(heap.numbers, input, output, at);
        kernels.activate(activated, output.address + row * output.stride, rows * output.stride);
      }),
    ],
    release: () => undefined,
  };
}

/** (x - mean) / √(variance + epsilon) · gamma + beta over each row: J. L. Ba et al., "Layer normalization" (2016). */
export function buildLayerNorm({ heap }: Kernels, { gamma, beta, epsilon = 1e-5 }: LayerNormLayer): BuiltLayer {
  return {
    tasks: ({ input, output }, _mask, sizes) => [
      rowsTask(output, sizes, 4 * output.size, (row, rows) => {
        const { numbers } = heap;
        for (let at = row; at < row + rows; at++) {
          const from = input.address + at * input.stride;
          const to = output.address + at * output.stride;
          const { mean, variance } = moments(numbers, from, output.size);
          const scale = 1 / Math.sqrt(variance + epsilon);
          for (let i = 0; i < output.size; i++)
            numbers[to + i] = (numbers[from + i]! - mean) * scale * (gamma?.data[i] ?? 1) + (beta?.data[i] ?? 0);
        }
      }),
    ],
    release: () => undefined,
  };
}

/**
 * The row of the table that each input names; with `maskZero` the mask's zeros are where the index is 0.
 *
 * @throws RangeError (from the task) where an input is no index of the table.
 */
export function buildEmbedding({ heap }: Kernels, { table, maskZero = false }: EmbeddingLayer): BuiltLayer {
  const [vocabulary, size] = table.shape as [number, number];
  return {
    tasks: ({ input, output }, mask, sizes) => [
      rowsTask(output, sizes, output.size, (row, rows) => {
        const { numbers } = heap;
        for (let at = row; at < row + rows; at++) {
          const index = numbers[input.address + at * input.stride]!;
          if (!Number.isInteger(index) || index < 0 || index >= vocabulary)
            throw new RangeError(
              `inputs: expected an index from 0 to ${vocabulary - 1} at line ${at % sizes.batch}, step ` +
                `${Math.floor(at / sizes.batch)}, found ${index}.`,
            );
          const from = table.data.subarray(index * size, (index + 1) * size);
          numbers.set(from, output.address + at * output.stride);
          if (maskZero && mask !== 0 && index === 0) numbers[mask + at] = 0;
        }
      }),
    ],
    release: () => undefined,
  };
}

/** Work on each row of an output, a row being a step and a line. */
function rowsTask(output: Rows, { batch }: RunSizes, work: number, runRows: (row: number, rows: number) => void): Task {
  return {
    count: (output.steps ?? 1) * batch,
    work,
    run: (from, to) => runRows(from, to - from),
    release: () => undefined,
  };
}

function copyRow(numbers: Numbers, input: Rows, output: Rows, row: number): void {
  const from = input.address + row * input.stride;
  numbers.copyWithin(output.address + row * output.stride, from, from + output.size);
}

function moments(numbers: Numbers, from: number, size: number): { mean: number; variance: number } {
  let sum = 0;
  for (let i = from; i < from + size; i++) sum += numbers[i]!;
  const mean = sum / size;
  let squares = 0;
  for (let i = from; i < from + size; i++) squares += (numbers[i]! - mean) ** 2;
  return { mean, variance: squares / size };
}
