/** Weights to begin with as the frameworks make them: the same distributions, from our own random streams. */
import { glorotUniform, orthonormalRows, uniformWithin, type WeightPlace } from './initializers.js';
import { gateNames, type Cell, type CellWeights } from './network.js';
import { randomStream, type Random } from './random.js';
import { zeros } from './shapes.js';
import type { NumericArray } from './tensors.js';

export interface InitialSizes {
  readonly cell: Cell;
  readonly inputSize: number;
  readonly units: number;
  /** Of an LSTM: see `RecurrentLayer.projSize`. PyTorch only. */
  readonly projSize?: number;
}

/**
 * Keras' defaults: the kernel Glorot uniform as one matrix [inputSize, gates * units], so that its fan-out counts all
 * gates; the recurrent kernel one matrix with orthonormal rows; the bias zeros, but ones for an LSTM's forget gate
 * (`unit_forget_bias`). A GRU with reset after has two biases there, both of them zeros.
 */
export function kerasWeights({ cell, inputSize, units }: InitialSizes, place: WeightPlace): CellWeights {
  const columns = gateNames[cell].length * units;
  const bias = zeros('bias', [columns]);
  if (cell === 'lstm') bias.data.fill(1, units, 2 * units);
  return {
    kernel: glorotUniform('kernel', inputSize, columns, stream(place, 'kernel')),
    recurrentKernel: orthonormalRows('recurrentKernel', units, columns, stream(place, 'recurrentKernel')),
    bias,
  };
}

/** PyTorch's defaults: everything, both biases too, evenly distributed within ±1/√units. */
export function pytorchWeights({ cell, inputSize, units, projSize }: InitialSizes, place: WeightPlace): CellWeights {
  const columns = gateNames[cell].length * units;
  const limit = 1 / Math.sqrt(units);
  const array = (name: string, shape: readonly number[]): NumericArray =>
    uniformWithin(name, shape, limit, stream(place, name));
  return {
    kernel: array('kernel', [inputSize, columns]),
    recurrentKernel: array('recurrentKernel', [projSize ?? units, columns]),
    bias: array('bias', [columns]),
    recurrentBias: array('recurrentBias', [columns]),
    ...(projSize !== undefined && { projection: array('projection', [units, projSize]) }),
  };
}

/**
 * TensorFlow 1's defaults in BasicRNNCell, BasicLSTMCell and GRUCell: each has one matrix for input and state together,
 * [inputSize + units, gates * units], Glorot uniform as all variables without an initialiser of their own. A GRU's
 * gates are one such matrix, its candidate another. The bias is zeros, but ones for a GRU's gates; an LSTM's forget
 * bias is no weight there: see `RecurrentLayer.forgetBias`, which is 1 by default in BasicLSTMCell. The GRU is one with
 * reset before.
 */
export function tensorflow1Weights({ cell, inputSize, units }: InitialSizes, place: WeightPlace): CellWeights {
  const gates = gateNames[cell].length;
  const bias = zeros('bias', [gates * units]);
  const rows = inputSize + units;
  if (cell !== 'gru') {
    const joined = glorotUniform('kernel', rows, gates * units, stream(place, 'kernel'));
    return { ...splitRows([joined], inputSize), bias };
  }
  bias.data.fill(1, 0, 2 * units);
  const both = glorotUniform('gates', rows, 2 * units, stream(place, 'gates'));
  const candidate = glorotUniform('candidate', rows, units, stream(place, 'candidate'));
  return { ...splitRows([both, candidate], inputSize), bias };
}

/** Matrices of the same rows side by side, cut below the input's rows. */
function splitRows(
  matrices: readonly NumericArray[],
  inputSize: number,
): Pick<CellWeights, 'kernel' | 'recurrentKernel'> {
  const columns = matrices.reduce((sum, { shape }) => sum + shape[1]!, 0);
  const part = (name: string, from: number, to: number): NumericArray => {
    const array = zeros(name, [to - from, columns]);
    let column = 0;
    for (const { shape, data } of matrices) {
      const width = shape[1]!;
      for (let row = from; row < to; row++)
        array.data.set(data.subarray(row * width, (row + 1) * width), (row - from) * columns + column);
      column += width;
    }
    return array;
  };
  const rows = matrices[0]!.shape[0]!;
  return { kernel: part('kernel', 0, inputSize), recurrentKernel: part('recurrentKernel', inputSize, rows) };
}

function stream({ seed, layer, direction }: WeightPlace, name: string): Random {
  return randomStream(seed, `layers[${layer}].${direction}.${name}`);
}
