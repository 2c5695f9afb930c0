import {
  gateNames,
  type Cell,
  type CellWeights,
  type EngineLayer,
  type Merge,
  type RecurrentLayer,
} from './network.js';
import { expectShape } from './shapes.js';

/** A recurrent layer without its numbers: all that its memory and its shapes depend on. */
export interface RecurrentSizes {
  readonly kind: 'recurrent';
  readonly cell: Cell;
  readonly inputSize: number;
  readonly units: number;
  /** `units`, or the size of the projection. */
  readonly stateSize: number;
  readonly projected: boolean;
  readonly resetAfter: boolean;
  readonly directions: 1 | 2;
  readonly merge: Merge;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly paddedOutput: 'carry' | 'zero';
  readonly outputSize: number;
}

/** A layer without its numbers. */
export type LayerSizes =
  | RecurrentSizes
  | {
      readonly kind: 'embedding';
      readonly inputSize: number;
      readonly outputSize: number;
      readonly maskZero: boolean;
    }
  | {
      readonly kind: 'dense' | 'layer_norm' | 'activation' | 'dropout';
      readonly inputSize: number;
      readonly outputSize: number;
    };

/**
 * The sizes of each layer of a chain, from its weights.
 *
 * @param inputSize the numbers of one step of the input; may be missing where the first layer's weights tell it.
 * @throws RangeError naming the layer and the array that does not fit, what was expected and what was found.
 */
export function layerSizes(layers: readonly EngineLayer[], inputSize: number | null): LayerSizes[] {
  if (layers.length === 0) throw new RangeError('layers: expected at least one layer, found none.');
  let size = inputSize;
  let isLastStep = false;
  return layers.map((layer, index) => {
    const where = `layers[${index}]`;
    if (isLastStep && (layer.kind === 'recurrent' || layer.kind === 'embedding'))
      throw new RangeError(`${where}: expected every step of the layer before it, found its last step only.`);
    const sizes = sizesOf(layer, size, where);
    if (sizes.kind === 'embedding' && index > 0)
      throw new RangeError(`${where}: expected the embedding as the first layer, found it after another.`);
    size = sizes.outputSize;
    isLastStep ||= sizes.kind === 'recurrent' && !sizes.returnSequences;
    return sizes;
  });
}

/** The sizes of a recurrent layer, with the defaults filled in. */
export function recurrentSizes(
  sizes: Pick<RecurrentSizes, 'cell' | 'inputSize' | 'units'> & Partial<Omit<RecurrentSizes, 'kind' | 'outputSize'>>,
): RecurrentSizes {
  const { units, directions = 1, merge = 'concat', stateSize = units } = sizes;
  const joined = directions === 2 && (merge === 'concat' || merge === 'none');
  return {
    projected: false,
    resetAfter: true,
    goBackwards: false,
    returnSequences: true,
    paddedOutput: 'carry',
    ...sizes,
    kind: 'recurrent',
    stateSize,
    directions,
    merge,
    outputSize: joined ? 2 * stateSize : stateSize,
  };
}

function sizesOf(layer: EngineLayer, given: number | null, where: string): LayerSizes {
  switch (layer.kind) {
    case 'recurrent':
      return checkedRecurrent(layer, given, where);
    case 'embedding': {
      const [vocabulary = 0, size = 0] = layer.table.shape;
      expectShape(`${where}.table`, layer.table, [vocabulary, size]);
      if (given !== null && given !== 1) throw new RangeError(`${where}: expected one index a step, found ${given}.`);
      const outputSize = positive(`${where}.table`, size);
      return { kind: 'embedding', inputSize: 1, outputSize, maskZero: layer.maskZero ?? false };
    }
    case 'dense': {
      const [rows = 0, units = 0] = layer.kernel.shape;
      const inputSize = given ?? rows;
      expectShape(`${where}.kernel`, layer.kernel, [inputSize, units]);
      if (layer.bias) expectShape(`${where}.bias`, layer.bias, [units]);
      return { kind: 'dense', inputSize: positive(`${where}.kernel`, inputSize), outputSize: positive(where, units) };
    }
    case 'layer_norm': {
      const size = given ?? layer.gamma?.shape[0] ?? layer.beta?.shape[0] ?? null;
      if (layer.gamma) expectShape(`${where}.gamma`, layer.gamma, [size ?? 0]);
      if (layer.beta) expectShape(`${where}.beta`, layer.beta, [size ?? 0]);
      return elementwise(layer.kind, size, where);
    }
    case 'dropout':
      if (!(layer.rate >= 0 && layer.rate <= 1))
        throw new RangeError(`${where}.rate: expected a number from 0 to 1, found ${layer.rate}.`);
      return elementwise(layer.kind, given, where);
    case 'activation':
      return elementwise(layer.kind, given, where);
  }
}

function elementwise(kind: 'layer_norm' | 'activation' | 'dropout', size: number | null, where: string): LayerSizes {
  if (size === null) throw new RangeError(`${where}: expected the network's inputSize, as no weights of it tell it.`);
  return { kind, inputSize: size, outputSize: size };
}

function checkedRecurrent(layer: RecurrentLayer, given: number | null, where: string): RecurrentSizes {
  const { cell, units, projSize, forward, backward } = layer;
  positive(`${where}.units`, units);
  if (projSize !== undefined) positive(`${where}.projSize`, projSize);
  if (projSize !== undefined && cell !== 'lstm')
    throw new RangeError(`${where}.projSize: expected it for an LSTM only, found a ${cell}.`);
  const inputSize = positive(`${where}.forward.kernel`, given ?? forward.kernel.shape[0] ?? 0);
  const sizes = recurrentSizes({
    cell,
    inputSize,
    units,
    stateSize: projSize ?? units,
    projected: projSize !== undefined,
    directions: backward ? 2 : 1,
    ...(layer.resetAfter !== undefined && { resetAfter: layer.resetAfter }),
    ...(layer.merge && { merge: layer.merge }),
    ...(layer.goBackwards !== undefined && { goBackwards: layer.goBackwards }),
    ...(layer.returnSequences !== undefined && { returnSequences: layer.returnSequences }),
    ...(layer.paddedOutput && { paddedOutput: layer.paddedOutput }),
  });
  checkCell(forward, sizes, `${where}.forward`);
  if (backward) checkCell(backward, sizes, `${where}.backward`);
  return sizes;
}

function checkCell(weights: CellWeights, sizes: RecurrentSizes, where: string): void {
  const { cell, inputSize, units, stateSize, projected } = sizes;
  const columns = gateNames[cell].length * units;
  expectShape(`${where}.kernel`, weights.kernel, [inputSize, columns]);
  expectShape(`${where}.recurrentKernel`, weights.recurrentKernel, [stateSize, columns]);
  if (weights.bias) expectShape(`${where}.bias`, weights.bias, [columns]);
  if (weights.recurrentBias) expectShape(`${where}.recurrentBias`, weights.recurrentBias, [columns]);
  if (projected) expectShape(`${where}.projection`, weights.projection, [units, stateSize]);
  else if (weights.projection) throw new RangeError(`${where}.projection: expected none without projSize, found one.`);
  if (!weights.peepholes) return;
  if (cell !== 'lstm') throw new RangeError(`${where}.peepholes: expected them for an LSTM only, found a ${cell}.`);
  for (const [name, array] of Object.entries(weights.peepholes))
    expectShape(`${where}.peepholes.${name}`, array, [units]);
}

function positive(where: string, size: number): number {
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new RangeError(`${where}: expected a positive integer, found ${size}.`);
  return size;
}
