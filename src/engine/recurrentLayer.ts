import { activationPlan, activationsOf } from './activations.js';
import { cellCodes, stepWork, type Address, type Kernels, type RecurrentPlan } from './kernels/kernels.js';
import type { RecurrentSizes } from './layerSizes.js';
import { keepsHiddenProjection, padded, readsBackward, type DirectionLayout, type LayerLayout } from './layout.js';
import { mergeTask } from './mergeDirections.js';
import { gateNames, type CellWeights, type RecurrentLayer } from './network.js';
import type { BuiltLayer, RunSizes, Task } from './task.js';
import type { NumericArray } from './tensors.js';

/** Puts a recurrent layer's weights into the kernels' memory. */
export function buildRecurrent(kernels: Kernels, layer: RecurrentLayer, sizes: RecurrentSizes): BuiltLayer {
  const owned: Address[] = [];
  const release = (): void => {
    for (const address of owned.splice(0)) kernels.heap.free(address);
  };
  const cells: PackedCells[] = [];
  try {
    for (const weights of [layer.forward, ...(layer.backward ? [layer.backward] : [])])
      cells.push(packCell(kernels, weights, sizes, layer.forgetBias ?? 0, owned));
  } catch (error) {
    release();
    throw error;
  }
  return {
    tasks: (layout, mask, run) => [
      ...layout.directions.map((direction, index) => {
        const packed = cells[index]!.forBatch(run.batch);
        return cellTask(kernels, recurrentPlan(kernels, layer, sizes, packed, layout, direction, mask, run));
      }),
      ...(layout.ownsOutput ? [mergeTask(kernels.heap, sizes, layout, mask, run)] : []),
    ],
    derivingPlan: (layout, index, mask, run) => {
      const packed = cells[index]!.forBatch(Infinity);
      return recurrentPlan(kernels, layer, sizes, packed, layout, layout.directions[index]!, mask, run);
    },
    release,
  };
}

/** Addresses of one direction's weights, as a plan has them. */
type PackedCell = Pick<
  RecurrentPlan,
  'kernel' | 'bias' | 'recurrentKernel' | 'recurrentBias' | 'projection' | 'peepholes'
>;

interface PackedCells {
  forBatch(batch: number): PackedCell;
}

/** `owned` is given every block that is taken, now or by `forBatch`. */
function packCell(
  kernels: Kernels,
  weights: CellWeights,
  { cell, inputSize, units, stateSize, projected, resetAfter }: RecurrentSizes,
  forgetBias: number,
  owned: Address[],
): PackedCells {
  const { heap, lanes } = kernels;
  const gates = gateNames[cell].length;
  const width = padded(units, lanes);
  const allocate = (count: number): Address => {
    const at = heap.allocate(count);
    owned.push(at);
    return at;
  };
  const pack = (array: NumericArray, rows: number, parts: number, columns: number, oneRow: boolean): Address => {
    const columnWidth = padded(columns, lanes);
    const at = allocate(kernels.packedSize(rows, parts, columnWidth, oneRow));
    kernels.packGates(array.data, rows, parts, columns, columnWidth, oneRow, at);
    return at;
  };
  const vectors = (arrays: readonly Float64Array[]): Address => {
    const at = allocate(arrays.length * width);
    for (const [index, array] of arrays.entries()) heap.numbers.set(array, at + index * width);
    return at;
  };
  const { inputBiases, recurrentBias } = biasesOf(weights, { cell, units, resetAfter }, forgetBias);
  const { peepholes } = weights;
  const common = {
    kernel: pack(weights.kernel, inputSize, gates, units, false),
    bias: vectors(inputBiases),
    recurrentBias: recurrentBias ? vectors([recurrentBias]) : 0,
    peepholes: peepholes
      ? vectors([peepholes.input, peepholes.forget, peepholes.output].map(({ data }) => Float64Array.from(data)))
      : 0,
  };
  const recurrent = (oneRow: boolean): PackedCell => ({
    ...common,
    recurrentKernel: pack(weights.recurrentKernel, stateSize, gates, units, oneRow),
    projection: projected && weights.projection ? pack(weights.projection, units, 1, stateSize, oneRow) : 0,
  });
  let forOneRow: PackedCell | null = null;
  let forManyRows: PackedCell | null = null;
  return {
    forBatch: (batch) => (batch === 1 ? (forOneRow ??= recurrent(true)) : (forManyRows ??= recurrent(false))),
  };
}

/**
 * The biases as the kernels add them: one for each gate, on the input's side, but for the state of a simple RNN and
 * the candidate of a GRU with reset after, whose second bias stays on the hidden side.
 */
function biasesOf(
  { bias, recurrentBias }: CellWeights,
  { cell, units, resetAfter }: Pick<RecurrentSizes, 'cell' | 'units' | 'resetAfter'>,
  forgetBias: number,
): { inputBiases: Float64Array[]; recurrentBias: Float64Array | null } {
  const gates = gateNames[cell].length;
  const part = (array: NumericArray | undefined, gate: number): Float64Array =>
    array ? Float64Array.from(array.data.subarray(gate * units, (gate + 1) * units)) : new Float64Array(units);
  const apart = keepsHiddenProjection({ cell, resetAfter });
  const inputBiases = gateNames[cell].map((name, gate) => {
    const own = part(bias, gate);
    if (apart && gate === gates - 1) return own;
    const second = part(recurrentBias, gate);
    const extra = name === 'forgetGate' ? forgetBias : 0;
    return own.map((value, unit) => value + second[unit]! + extra);
  });
  return { inputBiases, recurrentBias: apart ? part(recurrentBias, gates - 1) : null };
}

function recurrentPlan(
  { lanes }: Kernels,
  layer: RecurrentLayer,
  sizes: RecurrentSizes,
  packed: PackedCell,
  { input }: LayerLayout,
  direction: DirectionLayout,
  mask: Address,
  { batch, steps }: RunSizes,
): RecurrentPlan {
  const { cell, inputSize, units, stateSize, resetAfter } = sizes;
  const { activation, recurrentActivation, stateActivation } = activationsOf(layer);
  return {
    cell: cellCodes[cell],
    batch,
    steps,
    inputSize,
    units,
    width: padded(units, lanes),
    stateSize,
    stateWidth: padded(stateSize, lanes),
    backward: readsBackward(sizes, direction.direction) ? 1 : 0,
    resetAfter: resetAfter ? 1 : 0,
    activation: activationPlan(activation),
    recurrentActivation: activationPlan(recurrentActivation),
    stateActivation: activationPlan(stateActivation),
    input: input.address,
    inputStride: input.stride,
    ...packed,
    gates: direction.gates,
    hiddenProjection: direction.hiddenProjection,
    unprojected: direction.unprojected,
    cellState: direction.cellState,
    state: direction.state,
    mask,
    scratch: direction.scratch,
  };
}

/** Steps of some lines at a time, so that a slice is short whatever the batch: lines go together while it is. */
function cellTask(kernels: Kernels, plan: RecurrentPlan): Task {
  const { batch, steps } = plan;
  const program = kernels.recurrentProgram(plan);
  const lineWork = stepWork(plan);
  const most = Math.max(1, Math.floor(kernels.sliceWork / lineWork));
  // Blocks of about the same size.
  const lines = Math.ceil(batch / Math.ceil(batch / most));
  const blocks = Math.ceil(batch / lines);
  return {
    count: blocks * steps,
    work: lineWork * lines,
    run: (from, to) => {
      for (let at = from; at < to;) {
        const block = Math.floor(at / steps);
        const end = Math.min(to, (block + 1) * steps);
        const firstLine = block * lines;
        program.runSteps(at - block * steps, end - block * steps, firstLine, Math.min(batch, firstLine + lines));
        at = end;
      }
    },
    release: () => program.release(),
  };
}
