import { dictOf, none, objectOf, tensorOf, unknown, type Value } from '../../domain/values.js';
import type { Call, Entry, Library } from '../library.js';
import { alike, asMethod, entriesUnder } from '../tensorFunctions.js';
import { arithmetic, arithmeticFunctions } from './arithmetic.js';
import { arrangement, joining, joinOthers } from './arrangement.js';
import { cellEntries } from './cells.js';
import { creationEntries } from './creation.js';
import { layerEntries } from './layers.js';
import { lossEntries } from './losses.js';
import { tensorMembers } from './members.js';

const packages = [
  '@tensorflow/tfjs-react-native',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-data',
  '@tensorflow/tfjs',
];

/**
 * TensorFlow.js (https://js.tensorflow.org/api/latest/). Its names are `tfjs.…`, whichever package they come from; its
 * layers and models are Keras' own (`keras.layers.LSTM`), with the options by their names here.
 */
export const tfjsLibrary: Library = {
  entries: new Map<string, Entry>([
    ...creationEntries,
    ...entriesUnder('tfjs', { ...arithmetic, ...arithmeticFunctions, ...arrangement, ...joining }),
    ...entriesUnder('tfjs', alike('concat1d concat2d concat3d concat4d', joining.concat)),
    ...entriesUnder('tfjs', alike('slice1d slice2d slice3d slice4d', arrangement['slice']!)),
    ...entriesUnder('tfjs.Tensor', {
      ...Object.fromEntries(
        Object.entries({ ...arithmetic, ...arrangement }).map(([name, entry]) => [name, asMethod(entry)]),
      ),
      concat: joinOthers(joining.concat),
      stack: joinOthers(joining.stack),
      ...tensorMembers,
    }),
    ...cellEntries,
    ...lossEntries,
    ...layerEntries,
    ...entriesUnder('tfjs', {
      tidy: (call) => call.evaluation.call(call.args.at(-1)?.value ?? unknown, [], call),
      ...alike('dispose print', () => none),
      ...alike('variableGrads valueAndGrad', (call) =>
        dictOf([['value', call.evaluation.call(call.args[0]?.value ?? unknown, [], call)]], true),
      ),
    }),
    ...entriesUnder(
      'tfjs.train',
      alike('sgd adam rmsprop adagrad adadelta adamax momentum', () => objectOf('tfjs.Optimizer')),
    ),
    ['tfjs.Optimizer.minimize', minimize],
  ]),
  aliases: [
    ...packages.map((name) => [name, 'tfjs'] as const),
    ['tfjs.default', 'tfjs'],
    ['tfjs.layers.Layer', 'keras.layers.Layer'],
    ['tfjs.Sequential', 'keras.Sequential'],
    ['tfjs.LayersModel', 'keras.Model'],
  ],
  bases: new Map([]),
};

/** `optimizer.minimize(f, true)` gives the loss, which `f` computes. */
function minimize(call: Call): Value {
  const loss = call.evaluation.call(call.args[0]?.value ?? unknown, [], call);
  return call.args.length > 1 ? (loss.kind === 'tensor' ? loss : tensorOf('tfjs', [])) : none;
}
