// @ts-check
// Writes the innermost loops of the kernels as AssemblyScript: one function for each size of tile, all alike but for
// their number of accumulators, which have to be variables of their own to stay in registers.

/** Names of the accumulators' rows. */
const letters = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The products of this many steps of the sum stand in the loop's body. */
const unrolled = 4;

/**
 * `tile{rows}x{vectors}`: out = start + x·panel, for `rows` rows of x and a panel of 4·vectors columns, [count, 4·vectors]
 * in one piece. Strides are in bytes, from row to row; `startStride` is 0 where all rows begin with the same bias. Each
 * number has one accumulator, and adds in ascending order: its bits do not depend on the tile that it falls in.
 *
 * @param {readonly (readonly [rows: number, vectors: number])[]} sizes
 * @returns {string}
 */
export function tiles(sizes) {
  return [`import { multiplyAdd } from './vectors';`, ...sizes.map(([rows, vectors]) => tile(rows, vectors))].join(
    '\n',
  );
}

/** @param {number} rows @param {number} vectors */
function tile(rows, vectors) {
  const rowNames = letters.slice(0, rows);
  const columns = Array.from({ length: vectors }, (_, index) => index);
  const panelBytes = 16 * vectors;
  /** @param {number} step */
  const products = (step) => [
    ...columns.map((column) => `const w${column}_${step} = v128.load(panel, ${step * panelBytes + 16 * column});`),
    ...rowNames.flatMap((row) => [
      `const ${row}x_${step} = v128.load32_splat(${row}At, ${4 * step});`,
      ...columns.map(
        (column) => `${row}${column} = multiplyAdd(${row}x_${step}, w${column}_${step}, ${row}${column});`,
      ),
    ]),
  ];
  /** @param {number} steps */
  const advance = (steps) => [
    `panel += ${steps * panelBytes};`,
    ...rowNames.map((row) => `${row}At += ${4 * steps};`),
    `count -= ${steps};`,
  ];
  return [
    `export function tile${rows}x${vectors}(count: i32, x: usize, xStride: usize, panel: usize, start: usize, startStride: usize, out: usize, outStride: usize): void {`,
    ...rowNames.map((row, index) => `let ${row}At = ${index === 0 ? 'x' : `${rowNames[index - 1]}At + xStride`};`),
    ...rowNames.flatMap((row, index) => [
      ...(index > 0 ? ['start += startStride;'] : []),
      ...columns.map((column) => `let ${row}${column} = v128.load(start, ${16 * column});`),
    ]),
    `while (count >= ${unrolled}) {`,
    ...Array.from({ length: unrolled }, (_, step) => products(step)).flat(),
    ...advance(unrolled),
    `}`,
    `while (count > 0) {`,
    ...products(0),
    ...advance(1),
    `}`,
    ...rowNames.flatMap((row, index) => [
      ...(index > 0 ? ['out += outStride;'] : []),
      ...columns.map((column) => `v128.store(out, ${row}${column}, ${16 * column});`),
    ]),
    `}`,
  ].join('\n');
}
