import { cellCodes, type Address, type Kernels, type RecurrentPlan } from './kernels/kernels.js';
import { gateNames, type Cell } from './network.js';
import type { NumericArray } from './tensors.js';

/**
 * What went into the activations of rows `firstRow` to `firstRow + rows` of an executed run, each [rows, units]. Every
 * sum is made by the kernels as it was made in the run: from the bias on, the input's products first, then the
 * hidden state's.
 *
 * @param plan with its kernels packed for many rows.
 */
export function derivePreActivations(
  kernels: Kernels,
  plan: RecurrentPlan,
  firstRow: number,
  rows: number,
): Record<string, NumericArray> {
  const { heap } = kernels;
  const { batch, steps, units, width } = plan;
  if (
    !Number.isInteger(firstRow) ||
    !Number.isInteger(rows) ||
    firstRow < 0 ||
    rows < 1 ||
    firstRow + rows > batch * steps
  )
    throw new RangeError(`rows: expected some of 0 to ${batch * steps}, found ${rows} from ${firstRow} on.`);
  const names = gateNames[cellOf(plan)];
  const columns = names.length * width;
  const sums = heap.allocate(rows * columns);
  try {
    if (plan.cell === cellCodes.simple_rnn) addStored(kernels, plan, firstRow, rows, sums);
    else {
      const x = plan.input + firstRow * plan.inputStride;
      const map = { inputSize: plan.inputSize, width: columns, kernel: plan.kernel, bias: plan.bias };
      kernels.affine(map, x, plan.inputStride, sums, columns, rows, false);
      if (plan.cell === cellCodes.lstm) addLstmHidden(kernels, plan, firstRow, rows, sums);
      else addGruHidden(kernels, plan, firstRow, rows, sums);
    }
    return Object.fromEntries(names.map((name, gate) => [name, gateOf(heap.numbers, sums + gate * width)]));
  } finally {
    heap.free(sums);
  }

  function gateOf(numbers: Kernels['heap']['numbers'], from: Address): NumericArray {
    const data = new Float32Array(rows * units);
    for (let row = 0; row < rows; row++)
      data.set(numbers.subarray(from + row * columns, from + row * columns + units), row * units);
    return { shape: [rows, units], data };
  }
}

function cellOf({ cell }: RecurrentPlan): Cell {
  return cell === cellCodes.lstm ? 'lstm' : cell === cellCodes.gru ? 'gru' : 'simple_rnn';
}

/** The slots of the states before the steps begin a step later where the steps are read backward. */
function previousRow({ backward, batch }: RecurrentPlan, row: number): number {
  return backward ? row + batch : row;
}

function currentRow({ backward, batch }: RecurrentPlan, row: number): number {
  return backward ? row : row + batch;
}

/** Both projections of a simple RNN are kept: their sum. */
function addStored(
  { heap: { numbers } }: Kernels,
  plan: RecurrentPlan,
  firstRow: number,
  rows: number,
  sums: Address,
): void {
  const from = firstRow * plan.width;
  for (let i = 0; i < rows * plan.width; i++)
    numbers[sums + i] = numbers[plan.gates + from + i]! + numbers[plan.hiddenProjection + from + i]!;
}

function addLstmHidden(kernels: Kernels, plan: RecurrentPlan, firstRow: number, rows: number, sums: Address): void {
  const { width, stateSize, stateWidth, peepholes } = plan;
  const columns = 4 * width;
  const h = plan.state + previousRow(plan, firstRow) * stateWidth;
  const map = { inputSize: stateSize, width: columns, kernel: plan.recurrentKernel, bias: 0 };
  kernels.affine(map, h, stateWidth, sums, columns, rows, true);
  if (peepholes === 0) return;
  const { numbers } = kernels.heap;
  const before = plan.cellState + previousRow(plan, firstRow) * width;
  const now = plan.cellState + currentRow(plan, firstRow) * width;
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) {
      const sum = sums + row * columns + i;
      numbers[sum]! += numbers[peepholes + i]! * numbers[before + row * width + i]!;
      numbers[sum + width]! += numbers[peepholes + width + i]! * numbers[before + row * width + i]!;
      numbers[sum + 3 * width]! += numbers[peepholes + 2 * width + i]! * numbers[now + row * width + i]!;
    }
}

function addGruHidden(kernels: Kernels, plan: RecurrentPlan, firstRow: number, rows: number, sums: Address): void {
  const { heap } = kernels;
  const { width, stateSize, stateWidth, recurrentKernel, resetAfter } = plan;
  const columns = 3 * width;
  const h = plan.state + previousRow(plan, firstRow) * stateWidth;
  const both = { inputSize: stateSize, width: 2 * width, kernel: recurrentKernel, bias: 0 };
  kernels.affine(both, h, stateWidth, sums, columns, rows, true);
  const reset = plan.gates + firstRow * columns + width;
  if (resetAfter) {
    const { numbers } = heap;
    const hidden = plan.hiddenProjection + firstRow * width;
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < width; i++)
        numbers[sums + row * columns + 2 * width + i]! +=
          numbers[reset + row * columns + i]! * numbers[hidden + row * width + i]!;
    return;
  }
  const scaled = heap.allocate(rows * width);
  try {
    const { numbers } = heap;
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < width; i++)
        numbers[scaled + row * width + i] = numbers[reset + row * columns + i]! * numbers[h + row * stateWidth + i]!;
    const kernel = recurrentKernel + 2 * width * stateSize;
    const map = { inputSize: stateSize, width, kernel, bias: 0 };
    kernels.affine(map, scaled, width, sums + 2 * width, columns, rows, true);
  } finally {
    heap.free(scaled);
  }
}
