import type { LayerSizes, RecurrentSizes } from './layerSizes.js';
import type { Address } from './kernels/kernels.js';
import { gateNames } from './network.js';

/** Rows of numbers: one for a step and a line, time-major (row = step * batch + line), or one for a line. */
export interface Rows {
  readonly address: Address;
  /** Numbers from one row to the next. */
  readonly stride: number;
  /** Numbers of a row that count. */
  readonly size: number;
  /** null: one row for a line, no steps. */
  readonly steps: number | null;
}

/** Where the arrays of one direction stand; 0 is none. See `RecurrentPlan` for their shapes. */
export interface DirectionLayout {
  readonly direction: 'forward' | 'backward';
  readonly gates: Address;
  readonly hiddenProjection: Address;
  readonly unprojected: Address;
  readonly cellState: Address;
  readonly state: Address;
  /** Numbers of a row of `state`. */
  readonly stateWidth: number;
  /** Numbers of a row of one gate, and of `cellState`. */
  readonly width: number;
  readonly scratch: Address;
}

export interface LayerLayout {
  readonly directions: readonly DirectionLayout[];
  readonly input: Rows;
  readonly output: Rows;
  /** The output is an array of the layer's own; else it is the state of its only direction, or the input. */
  readonly ownsOutput: boolean;
}

/** Where everything of a run stands, in one block of memory. */
export interface Layout {
  readonly inputs: Rows;
  readonly mask: Address; // [steps, batch], or none
  readonly layers: readonly LayerLayout[];
  /** Of the whole block, in numbers. */
  readonly size: number;
}

/**
 * Lays out a run of `batch` lines of `steps` steps in a block that begins at `base`. Rows are padded to a multiple of
 * `lanes` numbers.
 */
export function layOut(
  layers: readonly LayerSizes[],
  { batch, steps, masked }: { readonly batch: number; readonly steps: number; readonly masked: boolean },
  lanes: number,
  base: Address,
): Layout {
  let end = base;
  const reserve = (count: number): Address => {
    const at = end;
    end += Math.ceil(count / 16) * 16;
    return at;
  };
  const inputSize = layers[0]?.inputSize ?? 0;
  const inputs: Rows = { address: reserve(steps * batch * inputSize), stride: inputSize, size: inputSize, steps };
  const mask = masked || (layers[0]?.kind === 'embedding' && layers[0].maskZero) ? reserve(steps * batch) : 0;
  let input = inputs;
  const layouts = layers.map((layer): LayerLayout => {
    const layout = layer.kind === 'recurrent' ? recurrentLayout(layer) : otherLayout(layer);
    input = layout.output;
    return layout;
  });
  return { inputs, mask, layers: layouts, size: end - base };

  function recurrentLayout(layer: RecurrentSizes): LayerLayout {
    const { outputSize, returnSequences } = layer;
    const directions = (['forward', 'backward'] as const)
      .slice(0, layer.directions)
      .map((direction) => directionLayout(layer, direction));
    const outputSteps = returnSequences ? steps : null;
    const ownsOutput =
      layer.directions === 2 ||
      (returnSequences && (layer.goBackwards || (mask !== 0 && layer.paddedOutput === 'zero')));
    if (ownsOutput) {
      const stride = padded(outputSize, lanes);
      const address = reserve((outputSteps ?? 1) * batch * stride);
      return { directions, input, output: { address, stride, size: outputSize, steps: outputSteps }, ownsOutput };
    }
    const { state, stateWidth } = directions[0]!;
    const slot = returnSequences ? stepSlot(layer, 'forward', 0) : finalSlot(layer, 'forward', steps);
    const address = state + slot * batch * stateWidth;
    return {
      directions,
      input,
      output: { address, stride: stateWidth, size: outputSize, steps: outputSteps },
      ownsOutput,
    };
  }

  function directionLayout(layer: RecurrentSizes, direction: 'forward' | 'backward'): DirectionLayout {
    const { cell, units, stateSize, projected } = layer;
    const width = padded(units, lanes);
    const stateWidth = padded(stateSize, lanes);
    const rows = steps * batch;
    return {
      direction,
      gates: reserve(rows * gateNames[cell].length * width),
      hiddenProjection: keepsHiddenProjection(layer) ? reserve(rows * width) : 0,
      unprojected: projected ? reserve(rows * width) : 0,
      cellState: cell === 'lstm' ? reserve((steps + 1) * batch * width) : 0,
      state: reserve((steps + 1) * batch * stateWidth),
      stateWidth,
      width,
      scratch: reserve(batch * width),
    };
  }

  function otherLayout(layer: LayerSizes): LayerLayout {
    if (layer.kind === 'dropout') return { directions: [], input, output: input, ownsOutput: false };
    const stride = padded(layer.outputSize, lanes);
    const address = reserve((input.steps ?? 1) * batch * stride);
    const output = { address, stride, size: layer.outputSize, steps: input.steps };
    return { directions: [], input, output, ownsOutput: true };
  }
}

/**
 * The bytes that a run takes: its inputs, everything that the trace keeps, and what is needed on the way. The weights
 * are not in it. Counted in float64, so absurd sizes give a large number and no overflow.
 */
export function runBytes(
  layers: readonly LayerSizes[],
  sizes: { readonly batch: number; readonly steps: number; readonly masked?: boolean },
): number {
  return bytesPerNumber * layOut(layers, { masked: false, ...sizes }, estimatedLanes, 0).size;
}

/** WebAssembly's addresses end at 4 GiB. */
export const mostRunBytes = 4e9;

const bytesPerNumber = 4;
/** The most that any kernels pad to. */
const estimatedLanes = 8;

/** Whether h·recurrentKernel + recurrentBias is added by itself: of a GRU, that of the candidate. */
export function keepsHiddenProjection({ cell, resetAfter }: Pick<RecurrentSizes, 'cell' | 'resetAfter'>): boolean {
  return cell === 'simple_rnn' || (cell === 'gru' && resetAfter);
}

/** Whether the cell of a direction reads the steps from the last to the first. */
export function readsBackward({ goBackwards }: RecurrentSizes, direction: 'forward' | 'backward'): boolean {
  return goBackwards !== (direction === 'backward');
}

/** `size` rounded up to a multiple of `lanes`. */
export function padded(size: number, lanes: number): number {
  return Math.ceil(size / lanes) * lanes;
}

/** The slot of the state after a step, in a direction's states. */
export function stepSlot(layer: RecurrentSizes, direction: 'forward' | 'backward', step: number): number {
  return readsBackward(layer, direction) ? step : step + 1;
}

/** The slot of the state after the last step read. */
export function finalSlot(layer: RecurrentSizes, direction: 'forward' | 'backward', steps: number): number {
  return readsBackward(layer, direction) ? 0 : steps;
}

/** The slot of the initial state. */
export function initialSlot(layer: RecurrentSizes, direction: 'forward' | 'backward', steps: number): number {
  return readsBackward(layer, direction) ? steps : 0;
}
