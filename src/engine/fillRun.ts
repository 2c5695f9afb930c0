import type { Trace } from './trace.js';
import { expectShape } from './shapes.js';
import type { RunSizes } from './task.js';
import { fillView, transposed, writeView, type NumericArray } from './tensors.js';

/** What a run is filled with. What is not given is zeros; without lengths and mask all steps count. */
export interface RunInputs {
  readonly inputs: NumericArray; // [batch, steps, inputSize]; of an embedding also [batch, steps]
  /** The inputs are [steps, batch, inputSize]. */
  readonly timeMajor?: boolean;
  /** One for each layer; null where there are none for it. */
  readonly initialStates?: readonly (InitialState | null)[];
  /** Steps of each line that count, from its beginning; the others are padding. */
  readonly lengths?: readonly number[];
  /** 1 where a step counts, 0 where it is padding: [batch, steps]. */
  readonly mask?: NumericArray;
}

/** Of a layer: forward first. */
export interface InitialState {
  readonly state: readonly NumericArray[]; // each [batch, stateSize]
  readonly cellState?: readonly NumericArray[]; // each [batch, units]
}

/**
 * Writes inputs and initial states to where a run reads them.
 *
 * @returns the mask [steps, batch], or null where all steps count.
 * @throws RangeError naming the array that does not fit, what was expected and what was found.
 */
export function fillRun(
  trace: Trace,
  sizes: RunSizes & { readonly masked: boolean },
  given: RunInputs,
): Uint8Array | null {
  const { inputs, timeMajor = false, initialStates = [], lengths, mask } = given;
  const target = timeMajor ? transposed(trace.inputs) : trace.inputs;
  // An embedding's indices may stand without the axis of size 1.
  const shape = inputs.shape.length === 2 && target.shape[2] === 1 ? [...inputs.shape, 1] : inputs.shape;
  expectShape('inputs', { shape, data: inputs.data }, target.shape);
  expectAtMost('initialStates', initialStates, trace.layers.length);
  if ((lengths ?? mask) && !sizes.masked)
    throw new RangeError('mask: expected none, as the run was prepared without one, found lengths or a mask.');
  const steadyMask = maskOf(sizes, lengths, mask);
  for (const { layer, directions } of trace.layers) {
    const where = `initialStates[${layer}]`;
    const cellStates = directions.filter(({ initialCellState }) => initialCellState).length;
    expectAtMost(`${where}.state`, initialStates[layer]?.state, directions.length);
    expectAtMost(`${where}.cellState`, initialStates[layer]?.cellState, cellStates);
    for (const [index, direction] of directions.entries()) {
      const initial = initialStates[layer];
      setState(`${where}.state[${index}]`, direction.initialState, initial?.state[index]);
      if (direction.initialCellState)
        setState(`${where}.cellState[${index}]`, direction.initialCellState, initial?.cellState?.[index]);
    }
  }
  writeView(target, inputs.data);
  return steadyMask;
}

function expectAtMost(name: string, states: readonly unknown[] | undefined, count: number): void {
  if (states && states.length > count)
    throw new RangeError(`${name}: expected at most ${count}, found ${states.length}.`);
}

function setState(name: string, target: Trace['inputs'], state: NumericArray | undefined): void {
  if (!state) {
    fillView(target, 0);
    return;
  }
  expectShape(name, state, target.shape);
  writeView(target, state.data);
}

function maskOf(
  sizes: RunSizes,
  lengths: readonly number[] | undefined,
  mask: NumericArray | undefined,
): Uint8Array | null {
  if (lengths && mask) throw new RangeError('lengths: expected either lengths or a mask, found both.');
  if (lengths) return maskOfLengths(sizes, lengths);
  return mask ? timeMajorMask(sizes, mask) : null;
}

function timeMajorMask({ batch, steps }: RunSizes, mask: NumericArray): Uint8Array {
  expectShape('mask', mask, [batch, steps]);
  const flags = new Uint8Array(steps * batch);
  for (let i = 0; i < mask.data.length; i++)
    flags[(i % steps) * batch + Math.floor(i / steps)] = mask.data[i] === 0 ? 0 : 1;
  return flags;
}

function maskOfLengths({ batch, steps }: RunSizes, lengths: readonly number[]): Uint8Array {
  if (lengths.length !== batch)
    throw new RangeError(`lengths: expected one for each of ${batch} lines, found ${lengths.length}.`);
  const flags = new Uint8Array(steps * batch);
  for (const [line, length] of lengths.entries()) {
    if (!Number.isInteger(length) || length < 0 || length > steps)
      throw new RangeError(`lengths[${line}]: expected an integer from 0 to ${steps}, found ${length}.`);
    for (let step = 0; step < length; step++) flags[step * batch + line] = 1;
  }
  return flags;
}
