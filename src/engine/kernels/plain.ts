import { arraySpace, createHeap } from '../heap.js';
import type { Numbers } from '../tensors.js';
import {
  activationCodes,
  cellCodes,
  gateCounts,
  type ActivationPlan,
  type Kernels,
  type RecurrentPlan,
} from './kernels.js';

/**
 * The kernels in plain JavaScript, the same code for both precisions. With `float64` they are the reference that all
 * others are compared with; with `float32` they run where nothing faster does. Every product and sum is float64, and
 * is rounded when it is stored.
 *
 * A kernel is packed in panels of four columns, [gates * width / 4, rows, 4], so that the inner loop reads it in one
 * straight line.
 */
export function plainKernels(precision: 'float32' | 'float64'): Kernels {
  const heap = createHeap(
    arraySpace((length) => (precision === 'float32' ? new Float32Array(length) : new Float64Array(length))),
    1,
  );
  return {
    name: precision === 'float32' ? 'plain' : 'reference',
    lanes: 4,
    sliceWork: 2e6,
    heap,
    packedSize: (rows, gates, width) => rows * gates * width,
    packGates: (source, rows, gates, units, width, _forOneRow, to) =>
      packPanels(source, rows, gates, units, width, heap.numbers, to),
    recurrentProgram: (plan) => ({
      runSteps: (from, to, fromLine, toLine) => {
        for (let step = from; step < to; step++) runStep(heap.numbers, plan, step, fromLine, toLine);
      },
      release: () => undefined,
    }),
    affine: ({ inputSize, width, kernel, bias }, input, inputStride, output, outputStride, rows, accumulate) => {
      const map: Affine = { inputSize, columns: width, kernel, bias: accumulate ? keep : bias };
      addProducts(heap.numbers, map, input, inputStride, output, outputStride, rows);
    },
    activate: (activation, at, count) => activateRange(heap.numbers, activation, at, count),
    close: () => undefined,
  };
}

function packPanels(
  source: Numbers,
  rows: number,
  gates: number,
  units: number,
  width: number,
  target: Numbers,
  to: number,
): void {
  for (let row = 0; row < rows; row++)
    for (let gate = 0; gate < gates; gate++)
      for (let unit = 0; unit < units; unit++) {
        const column = gate * width + unit;
        const at = to + ((column >> 2) * rows + row) * 4 + (column & 3);
        target[at] = source[(row * gates + gate) * units + unit]!;
      }
}

/** In place of a bias's address: the sum goes on from what stands in the output. */
const keep = -1;

interface Affine {
  readonly inputSize: number;
  /** A multiple of four. */
  readonly columns: number;
  readonly kernel: number;
  /** `keep`, or none (0): zeros. */
  readonly bias: number;
}

function addProducts(
  numbers: Numbers,
  { inputSize, columns, kernel, bias }: Affine,
  input: number,
  inputStride: number,
  output: number,
  outputStride: number,
  rows: number,
): void {
  for (let column = 0; column < columns; column += 4) {
    const panel = kernel + column * inputSize;
    for (let row = 0; row < rows; row++) {
      const out = output + row * outputStride + column;
      const start = bias === keep ? out : bias + column;
      let a = bias === 0 ? 0 : numbers[start]!;
      let b = bias === 0 ? 0 : numbers[start + 1]!;
      let c = bias === 0 ? 0 : numbers[start + 2]!;
      let d = bias === 0 ? 0 : numbers[start + 3]!;
      const x = input + row * inputStride;
      let p = panel;
      for (let k = 0; k < inputSize; k++) {
        const value = numbers[x + k]!;
        a += value * numbers[p]!;
        b += value * numbers[p + 1]!;
        c += value * numbers[p + 2]!;
        d += value * numbers[p + 3]!;
        p += 4;
      }
      numbers[out] = a;
      numbers[out + 1] = b;
      numbers[out + 2] = c;
      numbers[out + 3] = d;
    }
  }
}

/** f(x) of `count` numbers, in place. */
export function activateRange(
  numbers: Numbers,
  { code, first, second }: ActivationPlan,
  at: number,
  count: number,
): void {
  const end = at + count;
  switch (code) {
    case activationCodes.tanh:
      for (let i = at; i < end; i++) numbers[i] = Math.tanh(numbers[i]!);
      break;
    case activationCodes.sigmoid:
      for (let i = at; i < end; i++) numbers[i] = 1 / (1 + Math.exp(-numbers[i]!));
      break;
    case activationCodes.relu:
      for (let i = at; i < end; i++) numbers[i] = Math.max(0, numbers[i]!);
      break;
    case activationCodes.hard_sigmoid:
      for (let i = at; i < end; i++) numbers[i] = Math.max(0, Math.min(1, first * numbers[i]! + second));
      break;
    case activationCodes.softsign:
      for (let i = at; i < end; i++) numbers[i] = softsign(numbers[i]!);
      break;
    case activationCodes.elu:
      for (let i = at; i < end; i++) numbers[i] = numbers[i]! < 0 ? first * Math.expm1(numbers[i]!) : numbers[i]!;
      break;
    case activationCodes.leaky_relu:
      for (let i = at; i < end; i++) numbers[i] = numbers[i]! < 0 ? first * numbers[i]! : numbers[i]!;
      break;
  }
}

/** x / (1 + |x|), whose limits are ±1. */
function softsign(x: number): number {
  return Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x));
}

/** One step, the `nth` in the order of reading. */
function runStep(numbers: Numbers, plan: RecurrentPlan, nth: number, fromLine: number, toLine: number): void {
  const { batch, steps, width, stateWidth, backward, inputSize, input, inputStride, kernel, bias, mask } = plan;
  const step = backward ? steps - 1 - nth : nth;
  const row = step * batch + fromLine;
  const previous = (backward ? step + 1 : step) * batch + fromLine;
  const now = (backward ? step : step + 1) * batch + fromLine;
  const columns = gateCounts[plan.cell]! * width;
  const place: StepPlace = {
    row,
    lines: toLine - fromLine,
    gates: plan.gates + row * columns,
    previousState: plan.state + previous * stateWidth,
    state: plan.state + now * stateWidth,
    previousCellState: plan.cellState + previous * width,
    cellState: plan.cellState + now * width,
  };
  const map: Affine = { inputSize, columns, kernel, bias };
  addProducts(numbers, map, input + row * inputStride, inputStride, place.gates, columns, place.lines);
  if (plan.cell === cellCodes.simple_rnn) simpleRnnStep(numbers, plan, place);
  else if (plan.cell === cellCodes.lstm) lstmStep(numbers, plan, place);
  else gruStep(numbers, plan, place);
  if (mask === 0) return;
  for (let line = 0; line < place.lines; line++) {
    if (numbers[mask + row + line] !== 0) continue;
    const from = place.previousState + line * stateWidth;
    numbers.copyWithin(place.state + line * stateWidth, from, from + stateWidth);
    if (plan.cell !== cellCodes.lstm) continue;
    const cellFrom = place.previousCellState + line * width;
    numbers.copyWithin(place.cellState + line * width, cellFrom, cellFrom + width);
  }
}

/** Where one step of some lines stands in the arrays; each address is that of the first of the lines. */
interface StepPlace {
  readonly row: number;
  readonly lines: number;
  readonly gates: number;
  readonly previousState: number;
  readonly state: number;
  readonly previousCellState: number;
  readonly cellState: number;
}

/** S_t = f((x_t·kernel + bias) + (S_{t-1}·recurrentKernel + recurrentBias)). */
function simpleRnnStep(numbers: Numbers, plan: RecurrentPlan, place: StepPlace): void {
  const { row, lines, gates, previousState, state } = place;
  const { width, stateSize, stateWidth, recurrentKernel, recurrentBias } = plan;
  const hidden = plan.hiddenProjection + row * width;
  const map: Affine = { inputSize: stateSize, columns: width, kernel: recurrentKernel, bias: recurrentBias };
  addProducts(numbers, map, previousState, stateWidth, hidden, width, lines);
  for (let i = 0; i < lines * width; i++) numbers[state + i] = numbers[gates + i]! + numbers[hidden + i]!;
  activateRange(numbers, plan.activation, state, lines * width);
}

/**
 * i, f, o = σ(x·W + h·U + b [+ peephole · c]), g = f(…), c_t = f·c_{t-1} + i·g, h_t = o·f(c_t) [·projection]: F. Gers,
 * J. Schmidhuber, "Recurrent nets that time and count" (2000), H. Sak et al. (2014) for the projection; the gates of
 * PyTorch's LSTM and Keras' LSTM, the peepholes of TensorFlow 1's LSTMCell, which reads c_t into o.
 */
function lstmStep(numbers: Numbers, plan: RecurrentPlan, place: StepPlace): void {
  const { width, stateSize, stateWidth, recurrentActivation, activation, peepholes } = plan;
  const { lines } = place;
  const columns = 4 * width;
  const map: Affine = { inputSize: stateSize, columns, kernel: plan.recurrentKernel, bias: keep };
  addProducts(numbers, map, place.previousState, stateWidth, place.gates, columns, lines);
  for (let line = 0; line < lines; line++) {
    const inputGate = place.gates + line * columns; // [4, width]
    const forgetGate = inputGate + width;
    const candidate = forgetGate + width;
    const outputGate = candidate + width;
    const before = place.previousCellState + line * width;
    const now = place.cellState + line * width;
    const out = plan.projection === 0 ? place.state + line * width : plan.unprojected + (place.row + line) * width;
    if (peepholes !== 0)
      for (let i = 0; i < width; i++) {
        numbers[inputGate + i]! += numbers[peepholes + i]! * numbers[before + i]!;
        numbers[forgetGate + i]! += numbers[peepholes + width + i]! * numbers[before + i]!;
      }
    activateRange(numbers, recurrentActivation, inputGate, 2 * width);
    activateRange(numbers, activation, candidate, width);
    for (let i = 0; i < width; i++)
      numbers[now + i] =
        numbers[forgetGate + i]! * numbers[before + i]! + numbers[inputGate + i]! * numbers[candidate + i]!;
    if (peepholes !== 0)
      for (let i = 0; i < width; i++)
        numbers[outputGate + i]! += numbers[peepholes + 2 * width + i]! * numbers[now + i]!;
    activateRange(numbers, recurrentActivation, outputGate, width);
    numbers.copyWithin(out, now, now + width);
    activateRange(numbers, plan.stateActivation, out, width);
    for (let i = 0; i < width; i++) numbers[out + i]! *= numbers[outputGate + i]!;
  }
  if (plan.projection === 0) return;
  const projection: Affine = { inputSize: plan.units, columns: stateWidth, kernel: plan.projection, bias: 0 };
  addProducts(numbers, projection, plan.unprojected + place.row * width, width, place.state, stateWidth, lines);
}

/**
 * z, r = σ(x·W + h·U + b), n = f(x·W_n + r·(h·U_n + b_n)) with reset after, f(x·W_n + (r·h)·U_n) with reset before,
 * h_t = z·h_{t-1} + (1 - z)·n: K. Cho et al. (2014); reset after is cuDNN's, PyTorch's and Keras' default.
 */
function gruStep(numbers: Numbers, plan: RecurrentPlan, place: StepPlace): void {
  const { width, stateSize, stateWidth, recurrentKernel, recurrentActivation, resetAfter, scratch } = plan;
  const { lines } = place;
  const columns = 3 * width;
  const updateAndReset: Affine = { inputSize: stateSize, columns: 2 * width, kernel: recurrentKernel, bias: keep };
  addProducts(numbers, updateAndReset, place.previousState, stateWidth, place.gates, columns, lines);
  for (let line = 0; line < lines; line++)
    activateRange(numbers, recurrentActivation, place.gates + line * columns, 2 * width);
  const candidateKernel = recurrentKernel + 2 * width * stateSize;
  const candidates = place.gates + 2 * width;
  if (resetAfter) {
    const hidden = plan.hiddenProjection + place.row * width;
    const map: Affine = {
      inputSize: stateSize,
      columns: width,
      kernel: candidateKernel,
      bias: plan.recurrentBias,
    };
    addProducts(numbers, map, place.previousState, stateWidth, hidden, width, lines);
    for (let line = 0; line < lines; line++)
      for (let i = 0; i < width; i++)
        numbers[candidates + line * columns + i]! +=
          numbers[place.gates + line * columns + width + i]! * numbers[hidden + line * width + i]!;
  } else {
    for (let line = 0; line < lines; line++)
      for (let i = 0; i < width; i++)
        numbers[scratch + line * width + i] =
          numbers[place.gates + line * columns + width + i]! * numbers[place.previousState + line * width + i]!;
    const map: Affine = { inputSize: stateSize, columns: width, kernel: candidateKernel, bias: keep };
    addProducts(numbers, map, scratch, width, candidates, columns, lines);
  }
  for (let line = 0; line < lines; line++) {
    const update = place.gates + line * columns;
    const candidate = update + 2 * width;
    activateRange(numbers, plan.activation, candidate, width);
    for (let i = 0; i < width; i++) {
      const z = numbers[update + i]!;
      numbers[place.state + line * width + i] =
        z * numbers[place.previousState + line * width + i]! + (1 - z) * numbers[candidate + i]!;
    }
  }
}
