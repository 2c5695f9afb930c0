import { activationCodes, cellCodes, type ActivationPlan, type Kernels } from '../../../src/engine/kernels/kernels.js';
import type { ReferenceCell } from './referenceCell.js';

export interface KernelActivations {
  readonly activation: ActivationPlan;
  readonly recurrentActivation: ActivationPlan;
  readonly stateActivation: ActivationPlan;
}

/** Steps `from` to `to` of lines `fromLine` to `toLine`, in the order they are run in. */
export type Slice = readonly [from: number, to: number, fromLine: number, toLine: number];

/** Reads [step][line] of an array that the run left: the numbers that count, in float64. */
export interface KernelRun {
  gates(step: number, line: number, gate: number): number[];
  hiddenProjection(step: number, line: number): number[];
  unprojected(step: number, line: number): number[];
  cellState(step: number, line: number): number[];
  state(step: number, line: number): number[];
}

/** Runs a cell on kernels, whose memory is found as dirty as can be. */
export function runOnKernels(
  kernels: Kernels,
  cell: ReferenceCell,
  activations: KernelActivations,
  slices: readonly Slice[] = [[0, cell.steps, 0, cell.batch]],
): KernelRun {
  const { heap, lanes } = kernels;
  const { batch, steps, units, inputSize } = cell;
  const stateSize = cell.projected || units;
  const gates = { simple_rnn: 1, lstm: 4, gru: 3 }[cell.cell];
  const width = padded(units, lanes);
  const stateWidth = padded(stateSize, lanes);
  const forOneRow = batch === 1;
  const allocate = (count: number): number => {
    const at = heap.allocate(count);
    heap.numbers.fill(0.75, at, at + count);
    return at;
  };
  const put = (values: ArrayLike<number>, columns: number, columnWidth: number): number => {
    const rows = values.length / columns;
    const at = heap.allocate(rows * columnWidth);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        heap.numbers[at + row * columnWidth + column] = values[row * columns + column]!;
    return at;
  };
  const pack = (source: Float32Array, rows: number, parts: number, columns: number, oneRow: boolean): number => {
    const columnWidth = padded(columns, lanes);
    const at = allocate(kernels.packedSize(rows, parts, columnWidth, oneRow));
    kernels.packGates(source, rows, parts, columns, columnWidth, oneRow, at);
    return at;
  };
  const inputStride = inputSize + 3;
  const input = put(cell.inputs, inputSize, inputStride);
  const addresses = {
    gates: allocate(steps * batch * gates * width),
    hiddenProjection: allocate(steps * batch * width),
    unprojected: allocate(steps * batch * width),
    cellState: allocate((steps + 1) * batch * width),
    state: allocate((steps + 1) * batch * stateWidth),
  };
  const initial = cell.backward ? steps : 0;
  const place = (values: Float32Array, columns: number, at: number, columnWidth: number): void => {
    for (let line = 0; line < batch; line++)
      for (let column = 0; column < columnWidth; column++)
        heap.numbers[at + (initial * batch + line) * columnWidth + column] =
          column < columns ? values[line * columns + column]! : 0;
  };
  place(cell.initialState, stateSize, addresses.state, stateWidth);
  place(cell.initialCellState, units, addresses.cellState, width);
  const program = kernels.recurrentProgram({
    cell: cellCodes[cell.cell],
    batch,
    steps,
    inputSize,
    units,
    width,
    stateSize,
    stateWidth,
    backward: cell.backward ? 1 : 0,
    resetAfter: cell.resetAfter ? 1 : 0,
    ...activations,
    input,
    inputStride,
    kernel: pack(cell.kernel, inputSize, gates, units, false),
    bias: put(cell.bias, units, width),
    recurrentKernel: pack(cell.recurrentKernel, stateSize, gates, units, forOneRow),
    recurrentBias: put(cell.recurrentBias, units, width),
    projection: cell.projected ? pack(cell.projection, units, 1, cell.projected, forOneRow) : 0,
    peepholes: cell.peepholes ? put(cell.peepholes, units, width) : 0,
    ...addresses,
    mask: cell.mask ? put(cell.mask, batch, batch) : 0,
    scratch: allocate(batch * width),
  });
  for (const slice of slices) program.runSteps(...slice);
  program.release();
  const read = (at: number, count: number): number[] => Array.from(heap.numbers.subarray(at, at + count));
  const slot = (step: number): number => (cell.backward ? step : step + 1);
  return {
    gates: (step, line, gate) => read(addresses.gates + ((step * batch + line) * gates + gate) * width, units),
    hiddenProjection: (step, line) => read(addresses.hiddenProjection + (step * batch + line) * width, units),
    unprojected: (step, line) => read(addresses.unprojected + (step * batch + line) * width, units),
    cellState: (step, line) => read(addresses.cellState + (slot(step) * batch + line) * width, units),
    state: (step, line) => read(addresses.state + (slot(step) * batch + line) * stateWidth, stateSize),
  };
}

export function plain(name: keyof typeof activationCodes, first = 0, second = 0): ActivationPlan {
  return { code: activationCodes[name], first, second };
}

function padded(count: number, lanes: number): number {
  return Math.ceil(count / lanes) * lanes;
}
