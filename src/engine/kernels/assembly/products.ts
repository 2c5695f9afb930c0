// Matrix products over packed kernels (pack.ts): panels of columns, each panel in one piece, row by row.
import {
  tile1x2,
  tile1x4,
  tile1x8,
  tile1x16,
  tile2x2,
  tile2x4,
  tile3x2,
  tile3x4,
  tile4x2,
  tile4x4,
  tile5x2,
  tile5x4,
  tile6x2,
  tile6x4,
} from './tiles';

/**
 * out = start + x·kernel for `blocks` blocks of `rows` rows. Strides are in bytes, from row to row and from block to
 * block. `startStride` is 0: start is a bias; else `start` is `out`, which is added to.
 */
export function multiply(
  blocks: i32,
  rows: i32,
  count: i32,
  x: usize,
  xStride: usize,
  xBlock: usize,
  kernel: usize,
  columns: i32,
  start: usize,
  startStride: usize,
  out: usize,
  outStride: usize,
  outBlock: usize,
): void {
  const startBlock: usize = startStride == 0 ? 0 : outBlock;
  let left = columns;
  if (WIDE) {
    while (left >= 16) {
      for (let block = 0; block < blocks; block++)
        multiplyPanel<v128>(
          rows,
          count,
          x + xBlock * block,
          xStride,
          kernel,
          start + startBlock * block,
          startStride,
          out + outBlock * block,
          outStride,
        );
      kernel += <usize>count * 64;
      start += 64;
      out += 64;
      left -= 16;
    }
  }
  while (left > 0) {
    for (let block = 0; block < blocks; block++)
      multiplyPanel<f32>(
        rows,
        count,
        x + xBlock * block,
        xStride,
        kernel,
        start + startBlock * block,
        startStride,
        out + outBlock * block,
        outStride,
      );
    kernel += <usize>count * 32;
    start += 32;
    out += 32;
    left -= 8;
  }
}

/** The tiles' accumulators are to stay in registers; a product that is not fused takes one register more. */
const mostRows = RELAXED ? 6 : 5;

/** One panel, of sixteen columns (T is v128) or eight. Rows fall into tiles of up to `mostRows`, as equal as can be. */
function multiplyPanel<T>(
  rows: i32,
  count: i32,
  x: usize,
  xStride: usize,
  panel: usize,
  start: usize,
  startStride: usize,
  out: usize,
  outStride: usize,
): void {
  for (let tiles = (rows + mostRows - 1) / mostRows; tiles > 0; tiles--) {
    const size = (rows + tiles - 1) / tiles;
    if (size == 6) {
      if (sizeof<T>() == 16) tile6x4(count, x, xStride, panel, start, startStride, out, outStride);
      else tile6x2(count, x, xStride, panel, start, startStride, out, outStride);
    } else if (size == 5) {
      if (sizeof<T>() == 16) tile5x4(count, x, xStride, panel, start, startStride, out, outStride);
      else tile5x2(count, x, xStride, panel, start, startStride, out, outStride);
    } else if (size == 4) {
      if (sizeof<T>() == 16) tile4x4(count, x, xStride, panel, start, startStride, out, outStride);
      else tile4x2(count, x, xStride, panel, start, startStride, out, outStride);
    } else if (size == 3) {
      if (sizeof<T>() == 16) tile3x4(count, x, xStride, panel, start, startStride, out, outStride);
      else tile3x2(count, x, xStride, panel, start, startStride, out, outStride);
    } else if (size == 2) {
      if (sizeof<T>() == 16) tile2x4(count, x, xStride, panel, start, startStride, out, outStride);
      else tile2x2(count, x, xStride, panel, start, startStride, out, outStride);
    } else {
      if (sizeof<T>() == 16) tile1x4(count, x, xStride, panel, start, startStride, out, outStride);
      else tile1x2(count, x, xStride, panel, start, startStride, out, outStride);
    }
    rows -= size;
    x += <usize>size * xStride;
    start += <usize>size * startStride;
    out += <usize>size * outStride;
  }
}

/** out = start + x·kernel for one row, of a kernel packed for one row. `start` is a bias, or `out`. */
export function multiplyRow(count: i32, x: usize, kernel: usize, columns: i32, start: usize, out: usize): void {
  let left = columns;
  if (WIDE) {
    for (; left >= 64; left -= 64) {
      tile1x16(count, x, 0, kernel, start, 0, out, 0);
      kernel += <usize>count * 256;
      start += 256;
      out += 256;
    }
  }
  for (; left >= 32; left -= 32) {
    tile1x8(count, x, 0, kernel, start, 0, out, 0);
    kernel += <usize>count * 128;
    start += 128;
    out += 128;
  }
  if (left >= 16) {
    tile1x4(count, x, 0, kernel, start, 0, out, 0);
    kernel += <usize>count * 64;
    start += 64;
    out += 64;
    left -= 16;
  }
  if (left > 0) tile1x2(count, x, 0, kernel, start, 0, out, 0);
}
