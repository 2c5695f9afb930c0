import type { Network } from '../analysis/model.js';
import type { NumericArray, Trace } from '../engine/trace.js';
import { networkJson } from './checkJson.js';
import type { CheckedFile } from './check.js';

/** The JSON of `rnn-lens run`, version 1, in pieces: a whole trace may be larger than one string can be. */
export function* runJson(network: Network, trace: Trace, rangeOf: CheckedFile['rangeOf']): Generator<string> {
  yield `{\n"version": 1,\n"network": ${JSON.stringify(networkJson(network, rangeOf))},\n"inputs": `;
  yield* arrayJson(trace.run.inputs);
  yield ',\n"weights": {';
  let separator = '\n';
  for (const [name, array] of Object.entries(trace.run.weights) as [string, NumericArray | undefined][]) {
    if (!array) continue;
    yield `${separator}"${name}": `;
    yield* arrayJson(array);
    separator = ',\n';
  }
  yield '\n},\n"initialState": ';
  yield* arrayJson(trace.initialState);
  yield ',\n"steps": [';
  for (const [index, { layer, direction, ...arrays }] of trace.steps.entries()) {
    yield `${index === 0 ? '' : ','}\n{ "layer": ${layer}, "direction": "${direction}"`;
    for (const [name, array] of Object.entries(arrays)) {
      yield `,\n"${name}": `;
      yield* arrayJson(array);
    }
    yield ' }';
  }
  yield '\n],\n"outputs": ';
  yield* arrayJson(trace.outputs);
  yield ',\n"state": ';
  yield* arrayJson(trace.state);
  yield '\n}\n';
}

const numbersAtOnce = 16_384;

/** Numbers that JSON has no word for (NaN and the infinities, from `relu` and `linear` runs away) become null. */
function* arrayJson({ shape, data }: NumericArray): Generator<string> {
  yield `{ "shape": ${JSON.stringify(shape)}, "data": [`;
  for (let start = 0; start < data.length; start += numbersAtOnce) {
    const numbers = JSON.stringify(Array.from(data.subarray(start, start + numbersAtOnce)));
    yield `${start === 0 ? '' : ','}${numbers.slice(1, -1)}`;
  }
  yield '] }';
}
