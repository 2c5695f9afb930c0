import {
  booleanValue,
  itemsOf,
  listOf,
  none,
  objectOf,
  stringValue,
  unknown,
  type Value,
} from '../../domain/values.js';
import { callLayer } from '../keras/applyLayer.js';
import { kerasLayerEntries, kerasModelEntries, kerasModelMethods } from '../keras/library.js';
import type { Call, Entry, LibraryFunction } from '../library.js';
import { reportError } from '../shapeReports.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { createTensor } from '../tensorOperations.js';
import { argumentOf, kerasOptions, kerasOptionsAfter, withDefaults } from './options.js';

/** https://js.tensorflow.org/api/latest/#Layers: Keras' class of each function of `tf.layers`. */
const classes: Readonly<Record<string, string>> = {
  simpleRNN: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
  rnn: 'RNN',
  simpleRNNCell: 'SimpleRNNCell',
  lstmCell: 'LSTMCell',
  gruCell: 'GRUCell',
  stackedRNNCells: 'StackedRNNCells',
  convLstm2d: 'ConvLSTM2D',
  bidirectional: 'Bidirectional',
  timeDistributed: 'TimeDistributed',
  dense: 'Dense',
  embedding: 'Embedding',
  dropout: 'Dropout',
  alphaDropout: 'AlphaDropout',
  gaussianDropout: 'GaussianDropout',
  gaussianNoise: 'GaussianNoise',
  spatialDropout1d: 'SpatialDropout1D',
  activation: 'Activation',
  elu: 'ELU',
  leakyReLU: 'LeakyReLU',
  prelu: 'PReLU',
  reLU: 'ReLU',
  softmax: 'Softmax',
  thresholdedReLU: 'ThresholdedReLU',
  batchNormalization: 'BatchNormalization',
  layerNormalization: 'LayerNormalization',
  masking: 'Masking',
  repeatVector: 'RepeatVector',
  flatten: 'Flatten',
  permute: 'Permute',
  reshape: 'Reshape',
  inputLayer: 'InputLayer',
  conv1d: 'Conv1D',
  conv2d: 'Conv2D',
  conv3d: 'Conv3D',
  conv2dTranspose: 'Conv2DTranspose',
  separableConv2d: 'SeparableConv2D',
  depthwiseConv2d: 'DepthwiseConv2D',
  upSampling2d: 'UpSampling2D',
  zeroPadding2d: 'ZeroPadding2D',
  cropping2D: 'Cropping2D',
  ...pooling('maxPooling', 'maxPool', 'MaxPooling'),
  ...pooling('averagePooling', 'avgPooling', 'AveragePooling'),
  ...pooling('avgPool', 'avgPool', 'AveragePooling'),
  ...pooling('globalMaxPooling', 'globalMaxPool', 'GlobalMaxPooling'),
  ...pooling('globalAveragePooling', 'globalAveragePooling', 'GlobalAveragePooling'),
  add: 'Add',
  average: 'Average',
  concatenate: 'Concatenate',
  maximum: 'Maximum',
  minimum: 'Minimum',
  multiply: 'Multiply',
  dot: 'Dot',
};

const hardSigmoid = { recurrent_activation: stringValue('hardSigmoid') };

/** Where tf.js takes something else than Keras. */
const defaults: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  lstm: hardSigmoid,
  lstmCell: hardSigmoid,
  gru: { ...hardSigmoid, reset_after: booleanValue(false) },
  gruCell: { ...hardSigmoid, reset_after: booleanValue(false) },
};

export const layerEntries: readonly [path: string, entry: Entry][] = [
  ...Object.entries(classes).flatMap(([name, className]): [string, Entry][] => {
    const construct = kerasLayerEntries.get(className);
    return construct
      ? [
          [
            `tfjs.layers.${name}`,
            (call) => {
              checkOptions(call, name);
              return construct(withDefaults(kerasOptions(call), defaults[name] ?? {}));
            },
          ],
        ]
      : [];
  }),
  ...[...new Set(Object.values(classes))].flatMap((className): [string, Entry][] => [
    [`keras.layers.${className}.apply`, (call) => callLayer(kerasOptionsAfter(call, 1))],
    ...layerMethods(`keras.layers.${className}`),
  ]),
  ['tfjs.layers.input', modelPart('Input')],
  ['tfjs.input', modelPart('Input')],
  ['tfjs.sequential', modelPart('Sequential')],
  ['tfjs.model', modelPart('Model')],

  // https://js.tensorflow.org/api/latest/#class:LayersModel
  ...entriesUnder('keras.Model', {
    compile: (call) => method('compile', kerasOptions(call)),
    fit: (call) => method('fit', kerasOptionsAfter(call, 2)),
    evaluate: (call) => method('evaluate', kerasOptionsAfter(call, 2)),
    predict: (call) => method('predict', kerasOptionsAfter(call, 1)),
    predictOnBatch: (call) => method('predict_on_batch', call),
    trainOnBatch: (call) => method('train_on_batch', call),
    getLayer: (call) => {
      const [first] = call.args;
      const byIndex = first?.value.kind === 'size' || call.args.length > 1;
      const index = call.args.at(-1) ?? argumentOf(unknown);
      const keywords = byIndex ? new Map([['index', index]]) : call.keywords;
      return method('get_layer', { ...call, args: byIndex ? [] : call.args, keywords });
    },
    fitDataset: () => objectOf('keras.callbacks.History'),
    ...alike('evaluateDataset getWeights getConfig toJSON', () => unknown),
    ...alike('summary save loadWeights resetStates setWeights dispose countParams', () => none),
    'inputs:get': ({ receiver }) => asList(fieldOf(receiver, 'input')),
    'outputs:get': ({ receiver }) => asList(fieldOf(receiver, 'output')),
  }),
  ...layerMethods('keras.Model'),

  // https://js.tensorflow.org/tutorials/custom-layers: layers of the source's own
  ['keras.layers.Layer', () => objectOf('keras.layers.Layer')],
  ['keras.layers.Layer.constructor', () => none],
  ['keras.layers.Layer.apply', applyOwn],
  [
    'keras.layers.Layer.addWeight',
    (call) => {
      const [, shape] = call.args;
      return createTensor(call, 'tfjs', shape?.value);
    },
  ],
  ...alikeUnder('keras.layers.Layer', 'build invokeCallHook setWeights', () => none),
];

/** Of some layers all options may be left out, but not the object that holds them: `maxPooling1d({})`. */
function checkOptions(call: Call, name: string): void {
  const first = readFirst.find(([pattern]) => pattern.test(name))?.[1];
  if (first === undefined || call.args.length > 0 || call.isOpen) return;
  const raises = `Cannot read properties of undefined (reading '${first}')`;
  const facts = { layer: name, parameter: '{}', found: 'left out' };
  reportError(call, { code: 'invalid-argument', raises, facts });
}

/** The option that each of them reads first. */
const readFirst: readonly (readonly [name: RegExp, option: string])[] = [
  [/^(max|average|avg)Pool(ing)?[123]d$/, 'poolSize'],
  [/^global(Max|Average)Pool(ing)?2d$/, 'dataFormat'],
  [/^upSampling2d$/, 'size'],
];

/** `maxPooling1d`, `maxPool2d` … */
function pooling(name: string, short: string, className: string): Record<string, string> {
  return Object.fromEntries(
    [1, 2, 3].flatMap((rank) => [name, short].map((spelling) => [`${spelling}${rank}d`, `${className}${rank}D`])),
  );
}

function modelPart(name: 'Input' | 'Sequential' | 'Model'): LibraryFunction {
  return (call) => kerasModelEntries.get(name)?.(kerasOptions(call)) ?? unknown;
}

function method(name: string, call: Call): Value {
  return kerasModelMethods.get(name)?.(call) ?? unknown;
}

function layerMethods(type: string): [string, Entry][] {
  return alikeUnder(type, 'getWeights getConfig countParams', () => unknown);
}

function alikeUnder(prefix: string, names: string, entry: Entry): [string, Entry][] {
  return entriesUnder(prefix, alike(names, entry));
}

/** `layer.apply(x)` of a class of the source runs its `call`. */
function applyOwn(call: Call): Value {
  const { receiver, args } = call;
  if (!receiver) return unknown;
  return call.evaluation.call(
    receiver,
    args.map(({ value }) => value),
    call,
  );
}

function fieldOf(value: Value | null, name: string): Value {
  const object = value?.kind === 'instance' ? value.base : value;
  return (object?.kind === 'object' ? object.fields.get(name) : undefined) ?? unknown;
}

function asList(value: Value): Value {
  const items = itemsOf(value);
  if (items) return listOf([...items]);
  return value.kind === 'unknown' ? unknown : listOf([value]);
}
