/**
 * One direction of a recurrent layer, number by number in float64, as the lecture and the papers write it. Weights are
 * float32 and row-major; nothing is packed, padded or shared with the engine.
 */
export interface ReferenceCell {
  readonly cell: 'simple_rnn' | 'lstm' | 'gru';
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly units: number;
  /** 0: no projection. */
  readonly projected: number;
  readonly backward: boolean;
  readonly resetAfter: boolean;
  readonly activation: (x: number) => number;
  readonly recurrentActivation: (x: number) => number;
  readonly stateActivation: (x: number) => number;
  readonly inputs: Float32Array; // [steps, batch, inputSize]
  readonly kernel: Float32Array; // [inputSize, gates * units]
  readonly recurrentKernel: Float32Array; // [stateSize, gates * units]
  readonly bias: Float32Array; // [gates * units]
  readonly recurrentBias: Float32Array; // [units]; not of an LSTM
  readonly projection: Float32Array; // [units, projected]
  readonly peepholes: Float32Array | null; // [3, units]
  readonly mask: Float32Array | null; // [steps, batch]
  readonly initialState: Float32Array; // [batch, stateSize]
  readonly initialCellState: Float32Array; // [batch, units]
}

/** By step and line; steps as they stand in the input, whatever the order of reading. */
export interface ReferenceStep {
  readonly gates: readonly (readonly number[])[]; // [gates][units]
  readonly hiddenProjection: readonly number[];
  readonly unprojected: readonly number[];
  readonly cellState: number[];
  readonly state: number[];
}

export function referenceRun(cell: ReferenceCell): ReferenceStep[][] {
  const { batch, steps, units } = cell;
  const gates = { simple_rnn: 1, lstm: 4, gru: 3 }[cell.cell];
  const stateSize = cell.projected || units;
  const result: ReferenceStep[][] = Array.from({ length: steps }, () => []);
  for (let line = 0; line < batch; line++) {
    let state = row(cell.initialState, line, stateSize);
    let cellState = row(cell.initialCellState, line, units);
    for (let n = 0; n < steps; n++) {
      const at = cell.backward ? steps - 1 - n : n;
      const x = row(cell.inputs, at * batch + line, cell.inputSize);
      const step = stepOf(cell, gates, x, state, cellState);
      const carried = cell.mask?.[at * batch + line] === 0;
      if (!carried) ({ state, cellState } = step);
      result[at]![line] = { ...step, state, cellState };
    }
  }
  return result;
}

function stepOf(cell: ReferenceCell, gates: number, x: number[], h: number[], c: number[]): ReferenceStep {
  const { units, activation, recurrentActivation, stateActivation } = cell;
  const fromInput = (gate: number, unit: number): number =>
    cell.bias[gate * units + unit]! + dot(x, cell.kernel, gates * units, gate * units + unit);
  const fromState = (gate: number, unit: number, state = h): number =>
    dot(state, cell.recurrentKernel, gates * units, gate * units + unit);
  const each = (value: (unit: number) => number): number[] => Array.from({ length: units }, (_, unit) => value(unit));
  const peephole = (gate: number, unit: number, state: number[]): number =>
    (cell.peepholes?.[gate * units + unit] ?? 0) * state[unit]!;
  switch (cell.cell) {
    case 'simple_rnn': {
      const input = each((unit) => fromInput(0, unit));
      const hiddenProjection = each((unit) => fromState(0, unit) + cell.recurrentBias[unit]!);
      const state = each((unit) => activation(input[unit]! + hiddenProjection[unit]!));
      return { gates: [input], hiddenProjection, unprojected: [], cellState: c, state };
    }
    case 'lstm': {
      const sum = (gate: number, unit: number): number => fromInput(gate, unit) + fromState(gate, unit);
      const i = each((unit) => recurrentActivation(sum(0, unit) + peephole(0, unit, c)));
      const f = each((unit) => recurrentActivation(sum(1, unit) + peephole(1, unit, c)));
      const g = each((unit) => activation(sum(2, unit)));
      const cellState = each((unit) => f[unit]! * c[unit]! + i[unit]! * g[unit]!);
      const o = each((unit) => recurrentActivation(sum(3, unit) + peephole(2, unit, cellState)));
      const unprojected = each((unit) => o[unit]! * stateActivation(cellState[unit]!));
      const state = cell.projected
        ? Array.from({ length: cell.projected }, (_, unit) => dot(unprojected, cell.projection, cell.projected, unit))
        : unprojected;
      return { gates: [i, f, g, o], hiddenProjection: [], unprojected, cellState, state };
    }
    case 'gru': {
      const z = each((unit) => recurrentActivation(fromInput(0, unit) + fromState(0, unit)));
      const r = each((unit) => recurrentActivation(fromInput(1, unit) + fromState(1, unit)));
      const hiddenProjection = each((unit) => fromState(2, unit) + cell.recurrentBias[unit]!);
      const resetState = each((unit) => r[unit]! * h[unit]!);
      const n = each((unit) =>
        activation(
          fromInput(2, unit) + (cell.resetAfter ? r[unit]! * hiddenProjection[unit]! : fromState(2, unit, resetState)),
        ),
      );
      const state = each((unit) => z[unit]! * h[unit]! + (1 - z[unit]!) * n[unit]!);
      return { gates: [z, r, n], hiddenProjection, unprojected: [], cellState: c, state };
    }
  }
}

/** x · column of a row-major matrix. */
function dot(x: number[], matrix: Float32Array, columns: number, column: number): number {
  return x.reduce((sum, value, index) => sum + value * matrix[index * columns + column]!, 0);
}

function row(matrix: Float32Array, index: number, size: number): number[] {
  return Array.from(matrix.subarray(index * size, (index + 1) * size));
}
