/**
 * The data that a run takes and gives. All numbers are float32, row-major, the time axis second:
 * [batch, steps, …].
 */

/** A dense tensor: `data.length` is the product of `shape`. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Activation = 'tanh' | 'relu' | 'sigmoid' | 'linear';

/** The weights of the simple RNN of the lecture, applied as `x·w + b`. */
export interface SimpleRnnWeights {
  readonly i_w: NumericArray; // [features, units]
  readonly i_b: NumericArray; // [units]
  readonly h_w: NumericArray; // [units, units]
  readonly h_b: NumericArray; // [units]
  /** Both output weights stand together; without them `Output_t = S_t`. */
  readonly o_w?: NumericArray; // [units, outputSize]
  readonly o_b?: NumericArray; // [outputSize]
}

/** Everything that one run of a simple RNN needs. */
export interface SimpleRnnRun {
  readonly inputs: NumericArray; // [batch, steps, features]
  readonly weights: SimpleRnnWeights;
  readonly initialState?: NumericArray; // [batch, units], default zeros
  readonly activation: Activation;
  /** Whether `outputs` holds every step or the last one only. */
  readonly returnSequences: boolean;
}

/** Every intermediate of one layer in one direction. */
export interface LayerTrace {
  readonly layer: number;
  readonly direction: 'forward' | 'backward';
  readonly inputProjection: NumericArray; // x_t·i_w + i_b: [batch, steps, units]
  readonly hiddenProjection: NumericArray; // S_{t-1}·h_w + h_b: [batch, steps, units]
  readonly state: NumericArray; // S_t: [batch, steps, units]
  readonly output: NumericArray; // Output_t: [batch, steps, outputSize]
}

export interface Trace {
  readonly run: SimpleRnnRun;
  readonly initialState: NumericArray; // [batch, units]
  readonly steps: readonly LayerTrace[];
  readonly outputs: NumericArray; // [batch, steps, outputSize], or [batch, outputSize] for the last step only
  readonly state: NumericArray; // [batch, units]
}

/** The numbers of one step of one line, as the equations name them. */
export interface StepView {
  readonly line: number;
  readonly step: number;
  readonly input: Float32Array; // x_t: [features]
  readonly previousState: Float32Array; // S_{t-1}: [units]
  readonly inputProjection: Float32Array; // [units]
  readonly hiddenProjection: Float32Array; // [units]
  readonly sum: Float32Array; // [units]
  readonly state: Float32Array; // S_t: [units]
  readonly output: Float32Array; // [outputSize]
}

/** The dot products that made one unit of one step. */
export interface UnitView {
  readonly line: number;
  readonly step: number;
  readonly unit: number;
  readonly input: Float32Array; // x_t: [features]
  readonly inputWeights: Float32Array; // i_w[:, unit]: [features]
  readonly inputBias: number;
  readonly previousState: Float32Array; // S_{t-1}: [units]
  readonly hiddenWeights: Float32Array; // h_w[:, unit]: [units]
  readonly hiddenBias: number;
  readonly inputProjection: number;
  readonly hiddenProjection: number;
  readonly sum: number;
  readonly state: number;
}

/**
 * The hidden states of one line over a range of steps, units × columns, for a picture. Where there are more
 * steps (or units) than asked-for columns (or rows), each cell holds the value of largest magnitude it covers.
 */
export interface Heatmap {
  readonly line: number;
  readonly fromStep: number;
  /** Exclusive. */
  readonly toStep: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array; // [rows, columns], row-major
  /** The largest magnitude of the line's states over the whole run: the legend's end. */
  readonly extent: number;
}
