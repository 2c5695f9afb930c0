import { below, randomStream, uniform, unitVector, type Random } from './random.js';
import { zeros } from './shapes.js';
import type { NumericArray, SimpleRnnWeights } from './trace.js';

export interface WeightSizes {
  readonly features: number;
  readonly units: number;
  /** null: no o_w and o_b. */
  readonly outputSize: number | null;
}

/**
 * All weights of a simple RNN: Glorot uniform kernels, an orthogonal recurrent kernel, small non-zero biases.
 * The same bits for the same sizes and seed on every machine. Each weight has a random stream of its own.
 */
export function generateWeights(sizes: WeightSizes, seed: number): SimpleRnnWeights {
  return completeWeights({}, sizes, seed);
}

/**
 * The given weights, and generated ones for those that are missing. As each weight has a stream of its own, giving one
 * does not change the others. Shapes of the given ones are not looked at.
 */
export function completeWeights(
  given: Partial<SimpleRnnWeights>,
  { features, units, outputSize }: WeightSizes,
  seed: number,
): SimpleRnnWeights {
  const stream = (name: keyof SimpleRnnWeights): Random => randomStream(seed, name);
  return {
    i_w: given.i_w ?? glorotUniform('i_w', features, units, stream('i_w')),
    i_b: given.i_b ?? smallBias('i_b', units, stream('i_b')),
    h_w: given.h_w ?? orthogonal('h_w', units, stream('h_w')),
    h_b: given.h_b ?? smallBias('h_b', units, stream('h_b')),
    ...(outputSize !== null && {
      o_w: given.o_w ?? glorotUniform('o_w', units, outputSize, stream('o_w')),
      o_b: given.o_b ?? smallBias('o_b', outputSize, stream('o_b')),
    }),
  };
}

/**
 * A kernel [rows, columns] with numbers evenly distributed within ±√(6 / (rows + columns)): X. Glorot and Y. Bengio,
 * "Understanding the difficulty of training deep feedforward neural networks" (2010), formula 16.
 */
export function glorotUniform(name: string, rows: number, columns: number, random: Random): NumericArray {
  const limit = Math.sqrt(6 / (rows + columns));
  const kernel = zeros(name, [rows, columns]);
  for (let i = 0; i < kernel.data.length; i++) kernel.data[i] = limit * (2 * uniform(random) - 1);
  return kernel;
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

/** Columns that are rotated together: their scratch, 8 bytes × size × this, stays in the processor's cache. */
const panelColumns = 16;

/**
 * A random orthogonal matrix [size, size]: a random sign, then M. Kac's random walk on the rotations (1956), in
 * 3·⌈log2 size⌉ rounds. Each round pairs all rows at random and turns each pair by a random angle. That takes
 * O(size²·log size) instead of the O(size³) of a QR decomposition, which for thousands of units would take longer than
 * the run. Computed in float64 and rounded to float32 once, so `h_wᵀ·h_w` is the identity to about 1e-7 per element.
 */
export function orthogonal(name: string, size: number, random: Random): NumericArray {
  const matrix = zeros(name, [size, size]);
  const firstSign = uniform(random) < 0.5 ? -1 : 1;
  const rotations = pairRotations(size, random);
  const panel = new Float64Array(size * panelColumns);
  for (let from = 0; from < size; from += panelColumns) {
    const columns = Math.min(panelColumns, size - from);
    panel.fill(0);
    for (let column = 0; column < columns; column++)
      panel[(from + column) * panelColumns + column] = from + column === 0 ? firstSign : 1;
    rotateRows(panel, rotations);
    for (let row = 0; row < size; row++) {
      const start = row * panelColumns;
      matrix.data.set(panel.subarray(start, start + columns), row * size + from);
    }
  }
  return matrix;
}

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
