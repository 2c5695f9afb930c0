// @ts-check
// What is measured: the shapes and cells of the table, with weights and inputs that are the same for everybody.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'simple_rnn' | 'lstm' | 'gru'} Cell */
/** @typedef {{ name: string, batch: number, steps: number, features: number, units: number }} Shape */

/**
 * One network to run. `file` holds float32 numbers, one array after the other, in Keras' layout and gate order:
 * inputs [batch, steps, features], kernel [features, gates * units], recurrent kernel [units, gates * units], bias and
 * recurrent bias [gates * units] each.
 *
 * @typedef {Shape & { cell: Cell, gates: number, file: string }} Case
 */

/** @type {Shape[]} */
export const shapes = [
  { name: 'S0', batch: 6, steps: 5, features: 3, units: 7 },
  { name: 'S1', batch: 1, steps: 100, features: 64, units: 128 },
  { name: 'S2', batch: 32, steps: 100, features: 64, units: 128 },
  { name: 'S3', batch: 32, steps: 100, features: 256, units: 512 },
  { name: 'S4', batch: 1, steps: 1000, features: 256, units: 512 },
  { name: 'S5', batch: 64, steps: 500, features: 128, units: 256 },
];

/** @type {Record<Cell, { title: string, gates: number }>} */
export const cells = {
  simple_rnn: { title: 'simple RNN', gates: 1 },
  lstm: { title: 'LSTM', gates: 4 },
  gru: { title: 'GRU', gates: 3 },
};

/**
 * The multiplications and additions of the matrix products of one run.
 *
 * @param {Pick<Case, 'batch' | 'steps' | 'features' | 'units' | 'gates'>} sizes
 */
export function operations({ batch, steps, features, units, gates }) {
  return 2 * batch * steps * gates * units * (features + units);
}

/**
 * Writes a case's numbers. Weights are uniform in ±1/√units and inputs in ±1: states are of order 1, and do not
 * saturate.
 *
 * @param {Shape} shape
 * @param {Cell} cell
 * @param {string} folder
 * @returns {Case}
 */
export function writeCase(shape, cell, folder) {
  const { name, batch, steps, features, units } = shape;
  const { gates } = cells[cell];
  const inputs = batch * steps * features;
  const weights = gates * units * (features + units + 2);
  const numbers = new Float32Array(inputs + weights);
  const limit = 1 / Math.sqrt(units);
  let seed = 1;
  for (let i = 0; i < numbers.length; i++) {
    // "Minimal standard" generator (S. K. Park, K. W. Miller, 1988).
    seed = (seed * 48271) % 2147483647;
    const uniform = (2 * seed) / 2147483647 - 1;
    numbers[i] = i < inputs ? uniform : limit * uniform;
  }
  const file = join(folder, `${name}-${cell}.f32`);
  writeFileSync(file, numbers);
  return { ...shape, cell, gates, file };
}
