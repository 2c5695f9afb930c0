// @ts-check
// tf.js' own layers, on its backend `cpu` or `wasm` (the argument).
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import process from 'node:process';
import { serve } from './serve.mjs';

const makers = { simple_rnn: tf.layers.simpleRNN, lstm: tf.layers.lstm, gru: tf.layers.gru };

await serve(async () => {
  const backend = process.argv[2] ?? 'cpu';
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend(backend))) throw new Error(`tf.js has no backend ${backend} here.`);
  await tf.ready();
  return { version: tf.version.tfjs, prepare };
});

/**
 * @param {import('./serve.mjs').Task} task
 * @param {import('./serve.mjs').Numbers} numbers
 * @returns {import('./serve.mjs').Prepared}
 */
function prepare({ cell, batch, steps, features, units, resetAfter }, numbers) {
  if (cell === 'gru' && resetAfter) throw new Error('tf.js has no GRU with reset after.');
  const layer = makers[cell]({
    units,
    returnSequences: true,
    // Its hard_sigmoid by default is nobody else's.
    ...(cell !== 'simple_rnn' && { recurrentActivation: 'sigmoid' }),
    // Instead of an orthogonal one, which takes minutes for the large shapes.
    recurrentInitializer: 'zeros',
  });
  // The first call builds the layer.
  tf.tidy(() => void layer.apply(tf.zeros([1, 1, features])));
  // tf.js has the sum of both biases.
  const bias = numbers.bias.data.map((value, i) => value + (numbers.recurrentBias.data[i] ?? 0));
  const { kernel, recurrentKernel } = numbers;
  tf.tidy(() =>
    layer.setWeights([
      tf.tensor(kernel.data, kernel.shape),
      tf.tensor(recurrentKernel.data, recurrentKernel.shape),
      tf.tensor(bias),
    ]),
  );
  let output = new Float32Array();
  return {
    run: () => {
      output = tf.tidy(() => {
        const inputs = tf.tensor3d(numbers.inputs.data, [batch, steps, features]);
        const outputs = /** @type {import('@tensorflow/tfjs').Tensor} */ (layer.apply(inputs));
        return /** @type {Float32Array<ArrayBuffer>} */ (outputs.dataSync());
      });
    },
    output: () => output,
    release: () => layer.dispose(),
  };
}
