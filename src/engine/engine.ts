/**
 * The engine's public face: choose kernels, build a network, run it, read the trace, free it.
 *
 *     const engine = createEngine();
 *     const network = engine.build([{ kind: 'recurrent', cell: 'lstm', units: 7, forward: weights }]);
 *     const run = network.run(inputs);
 *     readView(run.trace.layers[0].directions[0].arrays.forgetGate); // [batch, steps, units]
 *     run.free();
 *     network.free();
 *
 * It runs unchanged wherever JavaScript does. Everything is synchronous; `slices` gives a run in pieces of a few
 * milliseconds, between which a caller can look at whether to go on.
 */
import { layerSizes, type LayerSizes } from './layerSizes.js';
import { chooseKernels, type KernelChoice } from './kernels/chooseKernels.js';
import type { Kernels } from './kernels/kernels.js';
import type { EngineLayer } from './network.js';
import type { RunInputs } from './fillRun.js';
import { prepareRun, type Run } from './run.js';
import { buildRecurrent } from './recurrentLayer.js';
import { buildActivation, buildDense, buildEmbedding, buildLayerNorm } from './stepwiseLayers.js';
import type { BuiltLayer } from './task.js';
import type { NumericArray } from './tensors.js';

export interface EngineOptions extends KernelChoice {
  /** Kernels that were chosen already, in place of a choice. */
  readonly kernels?: Kernels;
  /** The most bytes that one run may take. Default: no limit. */
  readonly memoryLimit?: number;
}

export interface Engine {
  /** Those that were chosen; their `name` tells the make. */
  readonly kernels: Kernels;
  /**
   * Packs a network's weights.
   *
   * @param inputSize the numbers of one step of the input; needed only where no weights of the first layer tell it.
   * @throws RangeError naming the layer and the array that does not fit, what was expected and what was found.
   */
  build(layers: readonly EngineLayer[], inputSize?: number): BuiltNetwork;
  /** Ends the engine's other threads, if it has any. It goes on with one. */
  close(): void;
}

export interface BuiltNetwork {
  readonly layers: readonly EngineLayer[];
  readonly sizes: readonly LayerSizes[];
  /**
   * The memory of a run, to be filled and executed as often as one likes.
   *
   * @throws RangeError where it would take more than the engine's memory limit, or there is no memory left.
   */
  prepare(sizes: { readonly batch: number; readonly steps: number; readonly masked?: boolean }): Run;
  /** Prepares, fills and executes a run. Throws RangeError as `prepare` and the setters of `Run` do. */
  run(inputs: NumericArray, options?: Omit<RunInputs, 'inputs'>): Run;
  /** Frees the weights. Runs are freed by themselves. */
  free(): void;
}

/** @throws RangeError where the kernels that were asked for do not run here; `auto` always finds some. */
export function createEngine(options: EngineOptions = {}): Engine {
  const kernels = options.kernels ?? chooseKernels(options);
  return {
    kernels,
    build: (layers, inputSize) => buildNetwork(kernels, layers, inputSize ?? null, options.memoryLimit ?? Infinity),
    close: () => kernels.close(),
  };
}

function buildNetwork(
  kernels: Kernels,
  layers: readonly EngineLayer[],
  inputSize: number | null,
  memoryLimit: number,
): BuiltNetwork {
  const sizes = layerSizes(layers, inputSize);
  const built: BuiltLayer[] = [];
  const free = (): void => {
    for (const layer of built.splice(0)) layer.release();
  };
  try {
    for (const [index, layer] of layers.entries()) built.push(buildLayer(kernels, layer, sizes[index]!));
  } catch (error) {
    free();
    throw error;
  }
  const network: BuiltNetwork = {
    layers,
    sizes,
    prepare: (runSizes) => prepareRun(kernels, { layers: built, sizes, memoryLimit }, { masked: false, ...runSizes }),
    run: (inputs, options = {}) => {
      const [batch = 0, steps = 0] = options.timeMajor ? [inputs.shape[1], inputs.shape[0]] : inputs.shape;
      const run = network.prepare({ batch, steps, masked: Boolean(options.lengths ?? options.mask) });
      try {
        run.fill({ ...options, inputs });
        run.execute();
      } catch (error) {
        run.free();
        throw error;
      }
      return run;
    },
    free,
  };
  return network;
}

function buildLayer(kernels: Kernels, layer: EngineLayer, sizes: LayerSizes): BuiltLayer {
  switch (layer.kind) {
    case 'recurrent':
      if (sizes.kind !== 'recurrent') throw new TypeError('The sizes are of another layer.');
      return buildRecurrent(kernels, layer, sizes);
    case 'dense':
      return buildDense(kernels, layer);
    case 'activation':
      return buildActivation(kernels, layer.activation);
    case 'layer_norm':
      return buildLayerNorm(kernels, layer);
    case 'embedding':
      return buildEmbedding(kernels, layer);
    case 'dropout':
      return { tasks: () => [], release: () => undefined };
  }
}
