import type { Heatmap, NumericArray, StepView, Trace, UnitView } from './trace.js';

/**
 * The numbers of one step of one line, copied out of the trace.
 *
 * @throws RangeError where the line or step is not one of the trace's.
 */
export function stepView(trace: Trace, line: number, step: number): StepView {
  const { inputProjection, hiddenProjection, state, output } = layerAt(trace, line, step);
  const fromInput = rowOf(inputProjection, line, step).slice();
  const fromHidden = rowOf(hiddenProjection, line, step).slice();
  return {
    line,
    step,
    input: rowOf(trace.run.inputs, line, step).slice(),
    previousState: stateBefore(trace, line, step).slice(),
    inputProjection: fromInput,
    hiddenProjection: fromHidden,
    sum: fromInput.map((value, unit) => value + fromHidden[unit]!),
    state: rowOf(state, line, step).slice(),
    output: rowOf(output, line, step).slice(),
  };
}

/**
 * The dot products that made one unit of one step, copied out of the trace and the weights.
 *
 * @throws RangeError where the line, step or unit is not one of the trace's.
 */
export function unitView(trace: Trace, line: number, step: number, unit: number): UnitView {
  const layer = layerAt(trace, line, step);
  const { i_w, i_b, h_w, h_b } = trace.run.weights;
  expectIndex('unit', unit, i_b.data.length);
  const inputProjection = rowOf(layer.inputProjection, line, step)[unit]!;
  const hiddenProjection = rowOf(layer.hiddenProjection, line, step)[unit]!;
  return {
    line,
    step,
    unit,
    input: rowOf(trace.run.inputs, line, step).slice(),
    inputWeights: columnOf(i_w, unit),
    inputBias: i_b.data[unit]!,
    previousState: stateBefore(trace, line, step).slice(),
    hiddenWeights: columnOf(h_w, unit),
    hiddenBias: h_b.data[unit]!,
    inputProjection,
    hiddenProjection,
    sum: Math.fround(inputProjection + hiddenProjection),
    state: rowOf(layer.state, line, step)[unit]!,
  };
}

/**
 * The states of one line from `fromStep` to `toStep` (exclusive) as a picture of at most `maxRows` units ×
 * `maxColumns` steps. A cell that covers several values holds the one of largest magnitude, or NaN if one of them is
 * NaN, so that nothing unusual is lost by shrinking. `extent` looks at the finite states of all the line's steps.
 *
 * @throws RangeError where the line or the range of steps is not in the trace, or the picture has no cell.
 */
export function heatmap(
  trace: Trace,
  line: number,
  fromStep: number,
  toStep: number,
  maxRows: number,
  maxColumns: number,
): Heatmap {
  const { state } = layerAt(trace, line, fromStep);
  const [, steps, units] = state.shape as [number, number, number];
  if (!Number.isInteger(toStep) || toStep <= fromStep || toStep > steps)
    throw new RangeError(`toStep: expected an integer from ${fromStep + 1} to ${steps}, found ${toStep}.`);
  if (!(maxRows >= 1 && maxColumns >= 1))
    throw new RangeError(`heatmap: expected at least one row and column, found ${maxRows} and ${maxColumns}.`);
  const rows = Math.min(units, Math.floor(maxRows));
  const columns = Math.min(toStep - fromStep, Math.floor(maxColumns));
  const values = new Float32Array(rows * columns);
  const lineStates = state.data.subarray(line * steps * units, (line + 1) * steps * units);
  const rowOfUnit = Int32Array.from({ length: units }, (_, unit) => cellOf(unit, units, rows));
  for (let step = fromStep; step < toStep; step++) {
    const column = cellOf(step - fromStep, toStep - fromStep, columns);
    for (let unit = 0; unit < units; unit++) {
      const cell = rowOfUnit[unit]! * columns + column;
      const value = lineStates[step * units + unit]!;
      if (isStronger(value, values[cell]!)) values[cell] = value;
    }
  }
  return { line, fromStep, toStep, rows, columns, values, extent: largestFinite(lineStates) };
}

/** The only layer, after a look at the place asked for. */
function layerAt(trace: Trace, line: number, step: number) {
  const [batch, steps] = trace.run.inputs.shape as [number, number, number];
  expectIndex('line', line, batch);
  expectIndex('step', step, steps);
  return trace.steps[0]!;
}

function expectIndex(name: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new RangeError(`${name}: expected an integer from 0 to ${count - 1}, found ${index}.`);
}

/** One step of one line of [batch, steps, size], as a view. */
function rowOf({ shape, data }: NumericArray, line: number, step: number): Float32Array {
  const [, steps, size] = shape as [number, number, number];
  const start = (line * steps + step) * size;
  return data.subarray(start, start + size);
}

function stateBefore(trace: Trace, line: number, step: number): Float32Array {
  const { state } = trace.steps[0]!;
  if (step > 0) return rowOf(state, line, step - 1);
  const units = state.shape[2]!;
  return trace.initialState.data.subarray(line * units, (line + 1) * units);
}

/** One column of [rows, columns]. */
function columnOf({ shape, data }: NumericArray, column: number): Float32Array {
  const [rows, columns] = shape as [number, number];
  return Float32Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
}

/** Which of `cells` equal cells covers the index; there are no more cells than indices, so that none is empty. */
function cellOf(index: number, count: number, cells: number): number {
  return Math.floor((index * cells) / count);
}

function isStronger(value: number, than: number): boolean {
  return Number.isNaN(value) || Math.abs(value) > Math.abs(than);
}

function largestFinite(values: Float32Array): number {
  let largest = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}
