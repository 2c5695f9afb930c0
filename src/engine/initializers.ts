/** Weights to begin with, in the lecture's style. They have the same bits for a seed on every machine. */
import { gateNames, type Cell } from './network.js';
import { below, randomStream, uniform, unitVector, type Random } from './random.js';
import { zeros } from './shapes.js';
import type { NumericArray } from './tensors.js';

/** The weights of one direction of one layer as configs name them, gates side by side in Keras' order. */
export interface NamedCellWeights {
  readonly i_w: NumericArray; // [inputSize, gates * units]
  readonly i_b: NumericArray; // [gates * units]
  readonly h_w: NumericArray; // [units, gates * units]
  readonly h_b: NumericArray; // [gates * units]
}

/** The weights of the projection from the state to the output. */
export interface NamedOutputWeights {
  readonly o_w: NumericArray; // [inputSize, outputSize]
  readonly o_b: NumericArray; // [outputSize]
}

/** Whose weights are generated: each has numbers of its own. */
export interface WeightPlace {
  readonly seed: number;
  readonly layer: number;
  readonly direction: 'forward' | 'backward';
}

/**
 * The given weights of a cell, and generated ones for those that are missing: each gate of `i_w` Glorot uniform, each
 * gate of `h_w` an orthogonal matrix of its own (Keras makes all gates' [units, gates * units] one matrix with
 * orthogonal rows, whose gates are then no rotations and smaller by √gates), and small biases that are not zero, so
 * that each is seen. Each weight has a random stream of its own, so that giving one does not change the others. Shapes
 * of the given ones are not looked at.
 */
export function completeCell(
  given: Partial<NamedCellWeights>,
  { cell, inputSize, units }: { readonly cell: Cell; readonly inputSize: number; readonly units: number },
  { seed, layer, direction }: WeightPlace,
): NamedCellWeights {
  const gates = gateNames[cell].length;
  const prefix = layer === 0 && direction === 'forward' ? '' : `layers[${layer}].${direction}.`;
  const stream = (name: keyof NamedCellWeights): Random => randomStream(seed, prefix + name);
  return {
    i_w: given.i_w ?? glorotUniform('i_w', inputSize, units, stream('i_w'), gates),
    i_b: given.i_b ?? smallBias('i_b', gates * units, stream('i_b')),
    h_w: given.h_w ?? orthogonalGates('h_w', units, gates, stream('h_w')),
    h_b: given.h_b ?? smallBias('h_b', gates * units, stream('h_b')),
  };
}

/** The given weights of the output, and generated ones for those that are missing, as `completeCell` has them. */
export function completeOutput(
  given: Partial<NamedOutputWeights>,
  { inputSize, outputSize }: { readonly inputSize: number; readonly outputSize: number },
  seed: number,
): NamedOutputWeights {
  return {
    o_w: given.o_w ?? glorotUniform('o_w', inputSize, outputSize, randomStream(seed, 'o_w')),
    o_b: given.o_b ?? smallBias('o_b', outputSize, randomStream(seed, 'o_b')),
  };
}

/**
 * `matrices` kernels [rows, columns] side by side, with numbers evenly distributed within ±√(6 / (rows + columns)):
 * X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010),
 * formula 16.
 */
export function glorotUniform(name: string, rows: number, columns: number, random: Random, matrices = 1): NumericArray {
  return uniformWithin(name, [rows, matrices * columns], Math.sqrt(6 / (rows + columns)), random);
}

/** Numbers evenly distributed within ±limit. */
export function uniformWithin(name: string, shape: readonly number[], limit: number, random: Random): NumericArray {
  const array = zeros(name, shape);
  for (let i = 0; i < array.data.length; i++) array.data[i] = limit * (2 * uniform(random) - 1);
  return array;
}

/** A bias [size] with magnitudes evenly distributed in [0.02, 0.1) and either sign, so that each is seen. */
export function smallBias(name: string, size: number, random: Random): NumericArray {
  const bias = zeros(name, [size]);
  for (let i = 0; i < size; i++) {
    const sign = uniform(random) < 0.5 ? -1 : 1;
    bias.data[i] = sign * (0.02 + 0.08 * uniform(random));
  }
  return bias;
}

/**
 * `gates` random orthogonal matrices [size, size] side by side: [size, gates * size], see `orthonormalColumns`. Each
 * one's transpose times itself is the identity to about 1e-7 per element.
 */
export function orthogonalGates(name: string, size: number, gates: number, random: Random): NumericArray {
  const matrix = zeros(name, [size, gates * size]);
  for (let gate = 0; gate < gates; gate++)
    orthonormalColumns(size, size, random, (row, column, values) =>
      matrix.data.set(values, (row * gates + gate) * size + column),
    );
  return matrix;
}

/**
 * A random matrix [rows, columns], no higher than wide, whose rows are unit vectors at right angles: what Keras'
 * `orthogonal` makes of such a shape.
 */
export function orthonormalRows(name: string, rows: number, columns: number, random: Random): NumericArray {
  const matrix = zeros(name, [rows, columns]);
  orthonormalColumns(columns, rows, random, (column, row, values) => {
    for (const [i, value] of values.entries()) matrix.data[(row + i) * columns + column] = value;
  });
  return matrix;
}

/**
 * The first `columns` columns of a random orthogonal matrix [size, size], given away in pieces of a row: a random
 * sign, then M. Kac's random walk on the rotations (1956), in 3·⌈log2 size⌉ rounds. Each round pairs all rows at random
 * and turns each pair by a random angle. That takes O(size·columns·log size) instead of the O(size·columns²) of a QR
 * decomposition, which for thousands of units would take longer than the run. Computed in float64.
 */
function orthonormalColumns(
  size: number,
  columns: number,
  random: Random,
  give: (row: number, column: number, values: Float64Array) => void,
): void {
  const firstSign = uniform(random) < 0.5 ? -1 : 1;
  const rotations = pairRotations(size, random);
  const panel = new Float64Array(size * panelColumns);
  for (let from = 0; from < columns; from += panelColumns) {
    const count = Math.min(panelColumns, columns - from);
    panel.fill(0);
    for (let column = 0; column < count; column++)
      panel[(from + column) * panelColumns + column] = from + column === 0 ? firstSign : 1;
    rotateRows(panel, rotations);
    for (let row = 0; row < size; row++) {
      const start = row * panelColumns;
      give(row, from, panel.subarray(start, start + count));
    }
  }
}

/** Columns that are rotated together: their scratch, 8 bytes × size × this, stays in the processor's cache. */
const panelColumns = 16;

interface Rotations {
  readonly rows: Int32Array; // [rotations, 2]
  readonly angles: Float64Array; // cosine and sine: [rotations, 2]
}

function pairRotations(size: number, random: Random): Rotations {
  const pairs = Math.floor(size / 2);
  const rounds = 3 * (32 - Math.clz32(size - 1));
  const rows = new Int32Array(2 * pairs * rounds);
  const angles = new Float64Array(2 * pairs * rounds);
  const order = Int32Array.from({ length: size }, (_, row) => row);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (let i = 2 * pairs * round, k = 0; k < 2 * pairs; i += 2, k += 2) {
      rows[i] = order[k]!;
      rows[i + 1] = order[k + 1]!;
      [angles[i], angles[i + 1]] = unitVector(random);
    }
  }
  return { rows, angles };
}

/** Fisher and Yates' shuffle, in place. */
function shuffle(order: Int32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
}

function rotateRows(panel: Float64Array, { rows, angles }: Rotations): void {
  for (let i = 0; i < rows.length; i += 2) {
    const first = rows[i]! * panelColumns;
    const second = rows[i + 1]! * panelColumns;
    const cosine = angles[i]!;
    const sine = angles[i + 1]!;
    for (let column = 0; column < panelColumns; column++) {
      const a = panel[first + column]!;
      const b = panel[second + column]!;
      panel[first + column] = cosine * a - sine * b;
      panel[second + column] = sine * a + cosine * b;
    }
  }
}
