// ONNX Runtime, the native one or (argument `web`) the one in WebAssembly: its RNN, LSTM and GRU operators, time-major
// as they are fastest, on one thread.
import process from 'node:process';
import type * as Native from 'onnxruntime-node';
import { onnxModel } from '../../test/support/onnxModel.js';
import { firstAxesSwapped, gatesAsRows, serve, type Numbers, type Prepared, type Task } from './serve.mjs';

type Runtime = typeof Native;

const operators = { simple_rnn: 'RNN', lstm: 'LSTM', gru: 'GRU' } as const;
/** The engine's gates in ONNX' order: i o f c, and z r h. */
const gateOrders = { simple_rnn: [0], lstm: [0, 3, 1, 2], gru: [0, 1, 2] };

await serve(async () => {
  const runtime = await load();
  return {
    version: runtime.env.versions.web ?? runtime.env.versions.node ?? runtime.env.versions.common,
    prepare: (task, numbers) => prepare(runtime, task, numbers),
  };
});

async function load(): Promise<Runtime> {
  if (process.argv[2] !== 'web') return import('onnxruntime-node');
  const web = await import('onnxruntime-web');
  web.env.wasm.numThreads = 1;
  // Of the two packages' types, which are one and the same save for where they are declared.
  return web as unknown as Runtime;
}

async function prepare(
  runtime: Runtime,
  task: Task,
  { inputs, kernel, recurrentKernel, bias, recurrentBias }: Numbers,
): Promise<Prepared> {
  const { cell, batch, steps, features, units, gates, resetAfter } = task;
  const order = gateOrders[cell];
  const rows = (data: Float32Array): Float32Array => gatesAsRows(data, units, order);
  const model = onnxModel({
    inputs: { x: [steps, batch, features] },
    outputs: { y: [steps, 1, batch, units] },
    constants: {
      W: { shape: [1, gates * units, features], data: rows(kernel.data) },
      R: { shape: [1, gates * units, units], data: rows(recurrentKernel.data) },
      B: { shape: [1, 2 * gates * units], data: Float32Array.of(...rows(bias.data), ...rows(recurrentBias.data)) },
    },
    nodes: [
      {
        op: operators[cell],
        inputs: ['x', 'W', 'R', 'B'],
        outputs: ['y'],
        attributes: { hidden_size: units, ...(cell === 'gru' && { linear_before_reset: Number(resetAfter) }) },
      },
    ],
  });
  const session = await runtime.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const x = firstAxesSwapped(inputs.data, batch, steps);
  let y: Native.Tensor | undefined;
  return {
    run: async () => {
      y = (await session.run({ x: new runtime.Tensor('float32', x, [steps, batch, features]) }))['y'];
    },
    output: () => firstAxesSwapped(y?.data as Float32Array, steps, batch),
    release: () => session.release(),
  };
}
