import { directionTrace } from './directionTrace.js';
import { fillRun, type RunInputs } from './fillRun.js';
import type { Kernels } from './kernels/kernels.js';
import type { LayerSizes } from './layerSizes.js';
import { layOut, type Layout, type Rows } from './layout.js';
import { derivePreActivations } from './preActivations.js';
import type { LayerTrace, Trace } from './trace.js';
import type { BuiltLayer, RunSizes, Task } from './task.js';
import type { NumericArray, TensorView } from './tensors.js';

export interface Run {
  /** Follows the run: its numbers are those of the last execution. */
  readonly trace: Trace;
  /** The bytes that it takes. */
  readonly bytes: number;
  /** @throws RangeError naming the array that does not fit, what was expected and what was found. */
  fill(inputs: RunInputs): void;
  /** The forward pass. @throws RangeError where an input is no index of an embedding. */
  execute(): void;
  /** The same in pieces of a few milliseconds. Yields the fraction done, in (0, 1]. */
  slices(): Generator<number, void>;
  /**
   * What went into the activations of one direction (0 or 1) of a recurrent layer, for `rows` rows from `firstRow` on,
   * a row being a step and a line (row = step * batch + line): each [rows, units]. Derived from the trace by the same
   * kernels in the same order, so that they are what the run's activations were given: the very bits, or one rounding
   * away where peepholes or a GRU's reset gate come in, or the batch is one line.
   */
  preActivations(layer: number, direction: number, firstRow: number, rows: number): Record<string, NumericArray>;
  /** What was freed, or whose network was, cannot be filled or run again, and its trace is of no meaning. */
  free(): void;
}

/** Lays out the memory of a run of a built network. */
export function prepareRun(
  kernels: Kernels,
  network: {
    readonly layers: readonly BuiltLayer[];
    readonly sizes: readonly LayerSizes[];
    readonly memoryLimit: number;
  },
  sizes: RunSizes & { readonly masked: boolean },
): Run {
  const { heap, lanes } = kernels;
  for (const name of ['batch', 'steps'] as const)
    if (!Number.isSafeInteger(sizes[name]) || sizes[name] <= 0)
      throw new RangeError(`${name}: expected a positive integer, found ${sizes[name]}.`);
  const { size } = layOut(network.sizes, sizes, lanes, 0);
  const bytes = size * heap.numbers.BYTES_PER_ELEMENT;
  if (bytes > network.memoryLimit)
    throw new RangeError(
      `This run needs ${inMegabytes(bytes)} of memory and the limit is ${inMegabytes(network.memoryLimit)}.`,
    );
  expectBuilt();
  const base = heap.allocate(size);
  const layout = layOut(network.sizes, sizes, lanes, base);
  const tasks: Task[] = [];
  try {
    for (const [index, layer] of network.layers.entries())
      tasks.push(...layer.tasks(layout.layers[index]!, layout.mask, sizes));
  } catch (error) {
    release();
    throw error;
  }
  const trace = traceOf(kernels, network.sizes, layout, sizes);
  let givenMask: Uint8Array | null = null; // [steps, batch]
  let isFree = false;

  const begin = (): void => {
    expectUsable();
    // Anew each time, as an embedding may have written zeros into it.
    if (layout.mask === 0) return;
    const { numbers } = heap;
    if (givenMask) numbers.set(givenMask, layout.mask);
    else numbers.fill(1, layout.mask, layout.mask + sizes.steps * sizes.batch);
  };

  return {
    trace,
    bytes,
    fill: (inputs) => {
      expectUsable();
      givenMask = fillRun(trace, sizes, inputs);
    },
    execute: () => {
      begin();
      for (const task of tasks) task.run(0, task.count);
    },
    *slices() {
      begin();
      const total = tasks.reduce((sum, { count, work }) => sum + count * work, 0);
      let done = 0;
      for (const task of tasks) {
        const pieces = Math.max(1, Math.floor(kernels.sliceWork / task.work));
        for (let from = 0; from < task.count; from += pieces) {
          const to = Math.min(task.count, from + pieces);
          expectUsable();
          task.run(from, to);
          done += (to - from) * task.work;
          yield done / total;
        }
      }
    },
    preActivations: (layer, direction, firstRow, rows) => {
      expectUsable();
      const plan = network.layers[layer]?.derivingPlan?.(layout.layers[layer]!, direction, layout.mask, sizes);
      if (!plan) throw new RangeError(`layer: expected a recurrent layer, found layer ${layer}.`);
      return derivePreActivations(kernels, plan, firstRow, rows);
    },
    free: () => {
      if (isFree) return;
      isFree = true;
      release();
    },
  };

  function release(): void {
    for (const task of tasks) task.release();
    heap.free(base);
  }

  function expectBuilt(): void {
    if (network.layers.length === 0) throw new Error('This network was freed.');
  }

  function expectUsable(): void {
    if (isFree) throw new Error('This run was freed.');
    expectBuilt();
  }
}

function traceOf({ heap }: Kernels, sizes: readonly LayerSizes[], layout: Layout, { batch, steps }: RunSizes): Trace {
  const rowsView = ({ address, stride, size, steps: rowSteps }: Rows): TensorView => ({
    source: heap,
    offset: address,
    shape: rowSteps === null ? [batch, size] : [batch, rowSteps, size],
    strides: rowSteps === null ? [stride, 1] : [stride, batch * stride, 1],
  });
  const layers = layout.layers.map((place, layer): LayerTrace => ({
    layer,
    sizes: sizes[layer]!,
    input: rowsView(place.input),
    output: rowsView(place.output),
    directions: place.directions.map((direction) => directionTrace(heap, sizes[layer]!, direction, { batch, steps })),
    isIdentity: sizes[layer]!.kind === 'dropout',
  }));
  return {
    batch,
    steps,
    inputs: rowsView(layout.inputs),
    mask: layout.mask === 0 ? null : { source: heap, offset: layout.mask, shape: [batch, steps], strides: [1, batch] },
    layers,
    outputs: layers.at(-1)!.output,
  };
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
