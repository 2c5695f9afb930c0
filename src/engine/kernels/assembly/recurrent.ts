// The steps of a recurrent layer.
import { gruLines, gruReset, lstmLines, simpleRnnLine } from './cells';
import { multiply, multiplyRow } from './products';
import { Program } from './program';
import { meet, ownIndex, share, shareEnd, shareStart, threadCount } from './sharing';

/** Rows of input that are projected together: they share each reading of the kernel, and stay in the cache. */
const PROJECTED_ROWS = 96;

/** With fewer lines for each thread, threads share each step instead: the weights are then read once by all of them. */
const LEAST_LINES = 8;

/** Columns of the widest panels: where threads' shares may be cut. */
const PANEL = WIDE ? 16 : 8;
const ROW_PANEL = WIDE ? 64 : 32;

/** Steps `from` to `to` in the order of reading, of lines `fromLine` to `toLine`. */
export function runSteps(program: Program, from: i32, to: i32, fromLine: i32, toLine: i32): void {
  share(false);
  runLines(program, from, to, fromLine, toLine);
}

/** The same by all threads, each of which calls it. */
export function runStepsTogether(program: Program, from: i32, to: i32, fromLine: i32, toLine: i32): void {
  const lines = toLine - fromLine;
  const threads = threadCount();
  if (lines >= LEAST_LINES * threads) {
    share(false);
    const index = ownIndex();
    runLines(program, from, to, fromLine + (lines * index) / threads, fromLine + (lines * (index + 1)) / threads);
    return;
  }
  share(true);
  runLines(program, from, to, fromLine, toLine);
}

function runLines(program: Program, from: i32, to: i32, fromLine: i32, toLine: i32): void {
  const lines = toLine - fromLine;
  if (lines <= 0) return;
  const most = max(1, PROJECTED_ROWS / lines);
  for (let chunks = (to - from + most - 1) / most; chunks > 0; chunks--) {
    const count = (to - from + chunks - 1) / chunks;
    project(program, from, from + count, fromLine, lines);
    for (const end = from + count; from < end; from++) step(program, from, fromLine, lines);
  }
}

// @ts-ignore: decorator
@inline
function gateCount(cell: i32): i32 {
  return cell == 0 ? 1 : cell == 1 ? 4 : 3;
}

/** gates = x·kernel + bias */
function project(p: Program, from: i32, to: i32, fromLine: i32, lines: i32): void {
  const columns = gateCount(p.cell) * p.width;
  const gatesStride = <usize>columns * 4;
  const first = p.backward ? p.steps - to : from;
  const row = <usize>(first * p.batch + fromLine);
  const whole = lines == p.batch;
  const fromColumn = shareStart(columns, PANEL);
  const offset = <usize>fromColumn * 4;
  multiply(
    whole ? 1 : to - from,
    whole ? lines * (to - from) : lines,
    p.inputSize,
    p.input + row * p.inputStride,
    p.inputStride,
    p.inputStride * p.batch,
    p.kernel + offset * p.inputSize,
    shareEnd(columns, PANEL) - fromColumn,
    p.bias + offset,
    0,
    p.gates + row * gatesStride + offset,
    gatesStride,
    gatesStride * p.batch,
  );
  meet();
}

function step(p: Program, nth: i32, fromLine: i32, lines: i32): void {
  const index = p.backward ? p.steps - 1 - nth : nth;
  const width = <usize>p.width * 4;
  const stateWidth = <usize>p.stateWidth * 4;
  const row = <usize>(index * p.batch + fromLine);
  const beforeRow = p.backward ? row + p.batch : row;
  const nowRow = p.backward ? row : row + p.batch;
  const before = p.state + beforeRow * stateWidth;
  const state = p.state + nowRow * stateWidth;
  const cellBefore = p.cellState + beforeRow * width;
  const cellNow = p.cellState + nowRow * width;
  const from = <usize>shareStart(p.width, 8) * 4;
  const to = <usize>shareEnd(p.width, 8) * 4;
  if (p.cell == 0) {
    const gates = p.gates + row * width;
    const hidden = p.hiddenProjection + row * width;
    times(p, lines, before, stateWidth, p.stateSize, p.recurrentKernel, p.width, p.recurrentBias, 0, hidden, width);
    meet();
    if (to - from == width) simpleRnnLine(p, gates, hidden, state, lines * p.width);
    else {
      for (let line = 0; line < lines; line++) {
        const at = from + width * line;
        simpleRnnLine(p, gates + at, hidden + at, state + at, <i32>((to - from) / 4));
      }
    }
  } else if (p.cell == 1) {
    const gates = p.gates + row * width * 4;
    const stride = width * 4;
    times(p, lines, before, stateWidth, p.stateSize, p.recurrentKernel, p.width * 4, gates, stride, gates, stride);
    meet();
    const out = p.projection ? p.unprojected + row * width : state;
    lstmLines(p, lines, from, to, gates, cellBefore, cellNow, out);
    if (p.projection) {
      meet();
      clear(lines, state, stateWidth, shareStart(p.stateWidth, 8), shareEnd(p.stateWidth, 8));
      meet();
      times(p, lines, out, width, p.units, p.projection, p.stateWidth, state, stateWidth, state, stateWidth);
      meet();
    }
  } else gruStep(p, row, lines, fromLine, from, to, before, state);
  if (p.mask) {
    const mask = p.mask + row * 4;
    if (p.cell == 1) carry(mask, lines, cellBefore, cellNow, width, from, to);
    const stateFrom = <usize>shareStart(p.stateWidth, 8) * 4;
    carry(mask, lines, before, state, stateWidth, stateFrom, <usize>shareEnd(p.stateWidth, 8) * 4);
  }
  meet();
}

// @ts-ignore: decorator
@inline
function gruStep(
  p: Program,
  row: usize,
  lines: i32,
  fromLine: i32,
  from: usize,
  to: usize,
  before: usize,
  state: usize,
): void {
  const width = <usize>p.width * 4;
  const stride = width * 3;
  const gates = p.gates + row * stride;
  const candidates = gates + width * 2;
  const candidateKernel = p.recurrentKernel + width * 2 * p.stateSize;
  times(p, lines, before, width, p.stateSize, p.recurrentKernel, p.width * 2, gates, stride, gates, stride);
  if (p.resetAfter) {
    const hidden = p.hiddenProjection + row * width;
    times(p, lines, before, width, p.stateSize, candidateKernel, p.width, p.recurrentBias, 0, hidden, width);
    meet();
    gruLines(p, lines, from, to, gates, hidden, before, state);
    return;
  }
  const scratch = p.scratch + width * fromLine;
  meet();
  gruReset(p, lines, from, to, gates, before, scratch);
  meet();
  times(p, lines, scratch, width, p.stateSize, candidateKernel, p.width, candidates, stride, candidates, stride);
  meet();
  gruLines(p, lines, from, to, gates, 0, before, state);
}

/** The thread's share of a product with a kernel that is packed for one row where the batch is 1. */
// @ts-ignore: decorator
@inline
function times(
  p: Program,
  lines: i32,
  x: usize,
  xStride: usize,
  count: i32,
  kernel: usize,
  columns: i32,
  start: usize,
  startStride: usize,
  out: usize,
  outStride: usize,
): void {
  const grain = p.batch == 1 ? ROW_PANEL : PANEL;
  const from = shareStart(columns, grain);
  const own = shareEnd(columns, grain) - from;
  const offset = <usize>from * 4;
  if (p.batch == 1) multiplyRow(count, x, kernel + offset * count, own, start + offset, out + offset);
  else
    multiply(
      1,
      lines,
      count,
      x,
      xStride,
      0,
      kernel + offset * count,
      own,
      start + offset,
      startStride,
      out + offset,
      outStride,
      0,
    );
}

function clear(lines: i32, at: usize, stride: usize, from: i32, to: i32): void {
  for (; lines > 0; lines--) {
    memory.fill(at + <usize>from * 4, 0, <usize>(to - from) * 4);
    at += stride;
  }
}

/** Lines whose mask is 0 keep what they had. */
function carry(mask: usize, lines: i32, before: usize, now: usize, stride: usize, from: usize, to: usize): void {
  for (; lines > 0; lines--) {
    if (load<f32>(mask) == 0) memory.copy(now + from, before + from, to - from);
    mask += 4;
    before += stride;
    now += stride;
  }
}
