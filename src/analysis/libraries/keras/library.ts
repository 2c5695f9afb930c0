import { booleanValue, none, objectOf, unknown } from '../../domain/values.js';
import { bind, type Entry, type Library, type LibraryBase, type LibraryFunction } from '../library.js';
import { callLayer, constructorOf } from './applyLayer.js';
import { attentionKinds } from './attentionLayers.js';
import { backendEntries } from './backend.js';
import { cellKinds } from './cells.js';
import { convolutionKinds } from './convolutionLayers.js';
import { coreKinds } from './coreLayers.js';
import { dataEntries } from './data.js';
import { applicationEntries } from './applications.js';
import { callModel, functionalModel, inputTensor, modelMembers } from './functionalModel.js';
import { addWeight } from './customLayers.js';
import { mergeFunctions, mergeKinds } from './mergeLayers.js';
import { recurrentKinds } from './recurrent.js';
import { sequentialEntries } from './sequential.js';
import { trainingMethods } from './training.js';
import { wrapperKinds } from './wrappers.js';
import { declaredInput } from './inputShapes.js';
import { resultOf, type LayerKind } from './layer.js';

/**
 * Keras 1, 2 and 3, and tf.keras, whose names all lead to `keras.…`.
 *
 * For tf.js, whose layers are Keras' own: `kerasLayerEntries` has the constructor of each layer class by Keras' class
 * name (`tf.layers.lstm` is `LSTM`). Give it the call of `withOptions` with its keywords in snake_case (`returnSequences`
 * is `return_sequences`); the call's `evaluation.language` alone decides on the framework `tfjs`, on the library of the
 * tensors, on fixes' spelling and on the framework's words. What it gives is an object of type `keras.layers.LSTM`: its
 * call is `keras.layers.LSTM.__call__`, and tf.js' `layer.apply(x, kwargs)` is the same with `apply`, registered here
 * too (`{initialState}` as its second argument is to be given as the keyword `initial_state`). `kerasModelEntries` has
 * `Sequential`, `Model` and `Input` likewise (`tf.sequential({layers})`, `tf.model({inputs, outputs})`,
 * `tf.input({shape, batchShape})`), whose objects have the types `keras.Sequential` and `keras.Model` and these methods:
 * `add`, `compile`, `fit`, `predict`, … Their options object is a call's second or third argument in tf.js
 * (`fit(x, y, {batchSize})`): put it into the call's keywords as snake_case (`batch_size`, `epochs`) before calling
 * `kerasModelMethods.get('fit')`.
 */
export const kerasLayerEntries: ReadonlyMap<string, LibraryFunction> = new Map(
  Object.entries<LayerKind>({
    ...recurrentKinds,
    ...cellKinds,
    ...wrapperKinds,
    ...coreKinds,
    ...convolutionKinds,
    ...mergeKinds,
    ...attentionKinds,
    InputLayer: {
      parameters: ['shape', 'batch_size', 'dtype'],
      apply: ({ layer, call }) => resultOf(call, declaredInput(layer, call.evaluation)?.axes ?? null),
    },
  }).map(([name, kind]) => [name, constructorOf(name, kind)]),
);

export const kerasModelEntries: ReadonlyMap<string, LibraryFunction> = new Map([
  ['Sequential', sequentialEntries['keras.Sequential']!],
  ['Model', functionalModel],
  ['Input', inputTensor],
]);

/** Methods of models by their names, for both kinds of models. */
export const kerasModelMethods: ReadonlyMap<string, LibraryFunction> = new Map(
  Object.entries({ ...trainingMethods, ...modelMembers }),
);

const layerPaths = [...kerasLayerEntries].flatMap(([name, construct]): [string, Entry][] => [
  [`keras.layers.${name}`, construct],
  [`keras.layers.${name}.__call__`, callLayer],
  [`keras.layers.${name}.apply`, callLayer],
]);

/** Other names of one class, mostly Keras 1's. */
const renamed: readonly (readonly [from: string, to: string])[] = [
  ['Convolution1D', 'Conv1D'],
  ['Convolution2D', 'Conv2D'],
  ['Convolution3D', 'Conv3D'],
  ['MaxPool1D', 'MaxPooling1D'],
  ['MaxPool2D', 'MaxPooling2D'],
  ['AvgPool1D', 'AveragePooling1D'],
  ['AvgPool2D', 'AveragePooling2D'],
  ['GlobalMaxPool1D', 'GlobalMaxPooling1D'],
  ['GlobalMaxPool2D', 'GlobalMaxPooling2D'],
  ['GlobalAvgPool1D', 'GlobalAveragePooling1D'],
  ['GlobalAvgPool2D', 'GlobalAveragePooling2D'],
  ['SeparableConvolution1D', 'SeparableConv1D'],
  ['SeparableConvolution2D', 'SeparableConv2D'],
  ['Convolution2DTranspose', 'Conv2DTranspose'],
];

/** Modules of older versions that hold layers: `keras.layers.recurrent.LSTM`. */
const layerModules =
  'recurrent recurrent_v2 core convolutional convolutional_recurrent cudnn_recurrent wrappers embeddings normalization pooling merging advanced_activations noise local attention reshaping regularization activation activations rnn preprocessing legacy'.split(
    ' ',
  );

const roots = [
  'tensorflow.compat.v1.keras',
  'tensorflow.compat.v2.keras',
  'tensorflow.python.keras',
  'tensorflow_core.python.keras',
  'tensorflow_core.keras',
  'tensorflow.contrib.keras.python.keras',
  'tensorflow.contrib.keras.api.keras',
  'tensorflow.contrib.keras',
  'tensorflow.keras',
  'tf_keras',
  'keras.api._v2.keras',
  'keras.api._v1.keras',
  'keras.src',
  'keras.api',
  'keras.engine.topology',
  'keras.engine.training',
  'keras.engine',
];

const aliases: (readonly [from: string, to: string])[] = [
  ...roots.map((root) => [root, 'keras'] as const),
  ['keras.models.Sequential', 'keras.Sequential'],
  ['keras.models.Model', 'keras.Model'],
  ['keras.models.Input', 'keras.Input'],
  ['keras.engine.input_layer.Input', 'keras.Input'],
  ['keras.layers.Input', 'keras.Input'],
  ['keras.layers.deserialize', 'keras.layers.deserialize'],
  ['keras.layers.core.lambda_layer.Lambda', 'keras.layers.Lambda'],
  ['keras.layers.experimental.preprocessing', 'keras.layers'],
  ['keras.layers.experimental', 'keras.layers'],
  ['keras.layers.normalization.batch_normalization', 'keras.layers'],
  ['keras.layers.Layer', 'keras.layers.Layer'],
  ['keras.Layer', 'keras.layers.Layer'],
  ...layerModules.flatMap((name) => [
    [`keras.layers.${name}.${name}`, 'keras.layers'] as const,
    [`keras.layers.${name}`, 'keras.layers'] as const,
  ]),
  // Keras 1 has a function of this name, Keras 2 a module.
  ...[...Object.keys(mergeFunctions), ...Object.keys(mergeKinds)].map(
    (name) => [`keras.layers.merge.${name}`, `keras.layers.${name}`] as const,
  ),
  ...renamed.map(([from, to]) => [`keras.layers.${from}`, `keras.layers.${to}`] as const),
  ['keras.legacy.layers', 'keras.layers'],
  ['keras.utils.np_utils', 'keras.utils'],
  ['keras.utils.all_utils', 'keras.utils'],
  ['keras.utils.sequence', 'keras.preprocessing.sequence'],
  ['keras.preprocessing.sequence.pad_sequences', 'keras.utils.pad_sequences'],
  ['keras.preprocessing.timeseries_dataset_from_array', 'keras.utils.timeseries_dataset_from_array'],
];

/** https://keras.io/api/layers/base_layer/, and the names of Keras 1 and tf.js for the same */
const shapeMethods = ['compute_output_shape', 'computeOutputShape', 'get_output_shape_for'];

const bases = new Map<string, LibraryBase>([
  ['keras.layers.Layer', { callMethod: 'call', buildMethod: 'build', shapeMethods, framework: 'keras' }],
  ['keras.Model', { callMethod: 'call', buildMethod: 'build', framework: 'keras', parent: 'keras.layers.Layer' }],
  ['keras.Sequential', { callMethod: 'call', buildMethod: 'build', framework: 'keras', parent: 'keras.Model' }],
  ...[...kerasLayerEntries.keys()].map((name): [string, LibraryBase] => [
    `keras.layers.${name}`,
    { callMethod: 'call', buildMethod: 'build', shapeMethods, framework: 'keras', parent: 'keras.layers.Layer' },
  ]),
]);

export const kerasLibrary: Library = {
  entries: new Map<string, Entry>([
    ...layerPaths,
    ...applicationEntries,
    ...Object.entries(sequentialEntries),
    ['keras.Input', inputTensor],
    ['keras.Model', functionalModel],
    ['keras.Model.__init__', () => none],
    ['keras.Model.__call__', callModel],
    ['keras.Model.apply', callModel],
    ['keras.layers.Layer.__init__', () => none],
    ['keras.layers.Layer.build', () => none],
    ['keras.layers.Layer.add_weight', addWeight],
    ['keras.layers.Layer.add_variable', addWeight],
    ['keras.layers.Layer.set_weights', () => none],
    ['keras.layers.Layer.input_shape:get', modelMembers['input_shape:get']!],
    ['keras.layers.Layer.output_shape:get', modelMembers['output_shape:get']!],
    ...[...kerasModelMethods].map(([name, entry]): [string, Entry] => [`keras.Model.${name}`, entry]),
    ...Object.entries(mergeFunctions).map(([name, entry]): [string, Entry] => [`keras.layers.${name}`, entry]),
    ['keras.models.load_model', () => unknown],
    ['keras.models.model_from_json', () => unknown],
    ['keras.models.clone_model', (call) => call.args[0]?.value ?? unknown],
    ...['RMSprop', 'Adam', 'SGD', 'Adagrad', 'Adadelta', 'Nadam', 'AdamW', 'Adamax'].map((name): [string, Entry] => [
      `keras.optimizers.${name}`,
      () => objectOf(`keras.optimizers.${name}`),
    ]),
    ...lossClasses().map((name): [string, Entry] => [`keras.losses.${name}`, lossOfClass(name)]),
    ...Object.entries(backendEntries),
    ...Object.entries(dataEntries),
  ]),
  aliases: [...aliases].sort(([a], [b]) => b.length - a.length).filter(([from, to]) => from !== to),
  bases,
};

function lossOfClass(name: string): LibraryFunction {
  return (call) =>
    objectOf(`keras.losses.${name}`, {
      from_logits: bind(call, ['from_logits']).value('from_logits', booleanValue(false)),
    });
}

function lossClasses(): string[] {
  return 'CategoricalCrossentropy SparseCategoricalCrossentropy BinaryCrossentropy MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh'.split(
    ' ',
  );
}
