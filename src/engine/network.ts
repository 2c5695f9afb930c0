/**
 * What the engine runs: a chain of layers with their weights, in Keras' words and Keras' gate order. All shapes are
 * row-major; a kernel is applied as `x·kernel + bias`.
 */
import type { NumericArray } from './tensors.js';

export type ActivationName =
  'tanh' | 'relu' | 'sigmoid' | 'hard_sigmoid' | 'linear' | 'softsign' | 'elu' | 'leaky_relu';

/**
 * An elementwise function. `hard_sigmoid` is max(0, min(1, slope·x + offset)), `elu` alpha·(eˣ − 1) below zero,
 * `leaky_relu` alpha·x below zero. A bare name takes the defaults of Keras 3: slope 1/6 and offset 1/2 (Keras 2 has
 * slope 0.2), elu's alpha 1, leaky_relu's alpha 0.2 (Keras 2 has 0.3, PyTorch 0.01).
 */
export type Activation =
  | ActivationName
  | { readonly name: 'hard_sigmoid'; readonly slope: number; readonly offset: number }
  | { readonly name: 'elu' | 'leaky_relu'; readonly alpha: number };

export type Cell = 'simple_rnn' | 'lstm' | 'gru';

/** How many biases stand in a cell's sums: one each in x·W and S·U (PyTorch, the lecture), one in x·W alone, or none. */
export type Biases = 0 | 1 | 2;

/** How the outputs of the two directions of a layer become one; `none` keeps both, forward first, as `concat` does. */
export type Merge = 'concat' | 'sum' | 'mul' | 'ave' | 'none';

/**
 * The weights of one direction of one recurrent layer. `gates` is 1 for a simple RNN, 4 for an LSTM (input, forget,
 * cell candidate, output), 3 for a GRU (update, reset, candidate). `stateSize` is `units`, or `projSize` where there
 * is one.
 */
export interface CellWeights {
  readonly kernel: NumericArray; // [inputSize, gates * units]
  readonly recurrentKernel: NumericArray; // [stateSize, gates * units]
  /** Default zeros, as are all other biases. */
  readonly bias?: NumericArray; // [gates * units]
  /** The second bias, as PyTorch and the lecture have it; for a GRU with reset after, Keras too. */
  readonly recurrentBias?: NumericArray; // [gates * units]
  /** Of an LSTM with `projSize`. */
  readonly projection?: NumericArray; // [units, projSize]
  /** Of an LSTM: the cell state's weights into the input, forget and output gates, each [units]. */
  readonly peepholes?: { readonly input: NumericArray; readonly forget: NumericArray; readonly output: NumericArray };
}

export interface RecurrentLayer {
  readonly kind: 'recurrent';
  readonly cell: Cell;
  readonly units: number;
  /** Of the state (simple RNN), the cell candidate and the cell state (LSTM), the candidate (GRU). Default tanh. */
  readonly activation?: Activation;
  /** Of the gates. Default sigmoid. */
  readonly recurrentActivation?: Activation;
  /** Of the LSTM's cell state on its way to the state, where it differs from `activation` (ONNX can). */
  readonly stateActivation?: Activation;
  /** GRU: the reset gate scales h·U + b (true: PyTorch, Keras, cuDNN) or h itself (false). Default true. */
  readonly resetAfter?: boolean;
  /** LSTM: the state is the projection of the output to this size, as PyTorch's `proj_size`. */
  readonly projSize?: number;
  /** LSTM: added to the forget gate's pre-activation, as TensorFlow 1's `forget_bias`. Default 0. */
  readonly forgetBias?: number;
  /** Reads the steps from last to first, and gives its outputs in that order, as Keras does. Default false. */
  readonly goBackwards?: boolean;
  /** Outputs of every step, or of the last one read. Default true. */
  readonly returnSequences?: boolean;
  /** What stands in the outputs at padded steps: the carried state (Keras, which gives
   * zeros before the first step that counts) or zeros (PyTorch, ONNX). Default carry. */
  readonly paddedOutput?: 'carry' | 'zero';
  /** Default concat; of a layer with `backward` only. */
  readonly merge?: Merge;
  readonly forward: CellWeights;
  /** Makes the layer bidirectional: a second cell that reads from the last step to the first. */
  readonly backward?: CellWeights;
}

/** Row `index` of the table for every index: [batch, steps] gives [batch, steps, size]. */
export interface EmbeddingLayer {
  readonly kind: 'embedding';
  readonly table: NumericArray; // [vocabulary, size]
  /** Steps with index 0 are masked for the recurrent layers that follow, as Keras' `mask_zero`. Default false. */
  readonly maskZero?: boolean;
}

/** The same affine map at every step: Keras' Dense, PyTorch's Linear. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly kernel: NumericArray; // [inputSize, units]
  readonly bias?: NumericArray; // [units]
  /** Default linear. */
  readonly activation?: Activation;
}

/** Each step's vector to mean 0 and variance 1, then scaled and shifted (J. L. Ba et al., 2016). */
export interface LayerNormLayer {
  readonly kind: 'layer_norm';
  /** Default ones. */
  readonly gamma?: NumericArray; // [size]
  /** Default zeros. */
  readonly beta?: NumericArray; // [size]
  /** Added to the variance: 1e-5 in PyTorch, 1e-3 in Keras. Default 1e-5. */
  readonly epsilon?: number;
}

export interface ActivationLayer {
  readonly kind: 'activation';
  readonly activation: Activation;
}

/** At inference the identity, whatever its rate. */
export interface DropoutLayer {
  readonly kind: 'dropout';
  readonly rate: number;
}

export type EngineLayer =
  RecurrentLayer | EmbeddingLayer | DenseLayer | LayerNormLayer | ActivationLayer | DropoutLayer;

/** The kernels side by side in one matrix, in this order: Keras' `kernel` and `recurrent_kernel`. */
export const gateNames = {
  simple_rnn: ['state'],
  lstm: ['inputGate', 'forgetGate', 'cellCandidate', 'outputGate'],
  gru: ['updateGate', 'resetGate', 'candidate'],
} as const;
