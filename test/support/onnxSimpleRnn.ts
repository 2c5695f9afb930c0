import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Activation, NumericArray, SimpleRnnRun } from '../../src/engine/trace.js';
import { onnxModel, type OnnxNode } from './onnxModel.js';

const onnxActivations: Record<Activation, string> = {
  tanh: 'Tanh',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  linear: 'Affine',
};

/** What ONNX Runtime computes for a run, time axis second as in a trace. */
export interface OnnxTrace {
  readonly state: Float32Array; // [batch, steps, units]
  readonly lastState: Float32Array; // [batch, units]
  readonly inputProjection: Float32Array; // [batch, steps, units]
  /** From ONNX Runtime's own states, by a MatMul and an Add. */
  readonly hiddenProjection: Float32Array; // [batch, steps, units]
  /** The states, where there are no o_w and o_b. */
  readonly output: Float32Array; // [batch, steps, outputSize]
}

/** Runs the same network by ONNX Runtime: its RNN operator for the states, MatMul and Add for all else. */
export async function runByOnnx({ inputs, weights, initialState, activation }: SimpleRnnRun): Promise<OnnxTrace> {
  const { i_w, i_b, h_w, h_b, o_w, o_b } = weights;
  const [batch, steps] = inputs.shape as [number, number, number];
  const units = i_b.data.length;
  const before = initialState?.data ?? new Float32Array(batch * units);
  const swapTime = { perm: [1, 0, 2] };
  const nodes: OnnxNode[] = [
    { op: 'Transpose', inputs: ['x'], outputs: ['x_time_first'], attributes: swapTime },
    {
      op: 'RNN',
      inputs: ['x_time_first', 'W', 'R', 'B', '', 'initial_h'],
      outputs: ['Y', 'Y_h'],
      attributes: { hidden_size: units, activations: [onnxActivations[activation]] },
      ...(activation === 'linear' && { floats: { activation_alpha: [1], activation_beta: [0] } }),
    },
    { op: 'Squeeze', inputs: ['Y', 'one'], outputs: ['state_time_first'] },
    { op: 'Squeeze', inputs: ['Y_h', 'zero'], outputs: ['last_state'] },
    { op: 'Transpose', inputs: ['state_time_first'], outputs: ['state'], attributes: swapTime },
    { op: 'MatMul', inputs: ['x', 'i_w'], outputs: ['x_i_w'] },
    { op: 'Add', inputs: ['x_i_w', 'i_b'], outputs: ['input_projection'] },
    { op: 'Concat', inputs: ['state_before', 'state'], outputs: ['all_states'], attributes: { axis: 1 } },
    { op: 'Slice', inputs: ['all_states', 'zero', 'steps', 'one'], outputs: ['previous_state'] },
    { op: 'MatMul', inputs: ['previous_state', 'h_w'], outputs: ['s_h_w'] },
    { op: 'Add', inputs: ['s_h_w', 'h_b'], outputs: ['hidden_projection'] },
  ];
  if (o_w && o_b)
    nodes.push(
      { op: 'MatMul', inputs: ['state', 'o_w'], outputs: ['s_o_w'] },
      { op: 'Add', inputs: ['s_o_w', 'o_b'], outputs: ['output'] },
    );
  const model = onnxModel({
    inputs: { x: inputs.shape },
    outputs: {
      state: [batch, steps, units],
      last_state: [batch, units],
      input_projection: [batch, steps, units],
      hidden_projection: [batch, steps, units],
      ...(o_b && { output: [batch, steps, o_b.data.length] }),
    },
    constants: {
      W: transposed(i_w),
      R: transposed(h_w),
      B: { shape: [1, 2 * units], data: Float32Array.of(...i_b.data, ...h_b.data) },
      initial_h: { shape: [1, batch, units], data: before },
      state_before: { shape: [batch, 1, units], data: before },
      i_w,
      i_b,
      h_w,
      h_b,
      ...(o_w && { o_w }),
      ...(o_b && { o_b }),
    },
    integerConstants: { zero: [0], one: [1], steps: [steps] },
    nodes,
  });
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'disabled', logSeverityLevel: 3 });
  try {
    const found = await session.run({ x: new Tensor('float32', inputs.data, inputs.shape) });
    const numbers = (name: string): Float32Array => found[name]!.data as Float32Array;
    return {
      state: numbers('state'),
      lastState: numbers('last_state'),
      inputProjection: numbers('input_projection'),
      hiddenProjection: numbers('hidden_projection'),
      output: numbers(o_b ? 'output' : 'state'),
    };
  } finally {
    await session.release();
  }
}

/** [rows, columns] as ONNX has its kernels: [1, columns, rows]. */
function transposed({ shape, data }: NumericArray): NumericArray {
  const [rows, columns] = shape as [number, number];
  const to = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) to[column * rows + row] = data[row * columns + column]!;
  return { shape: [1, columns, rows], data: to };
}
