import { unrecognised } from './constructorChecks.js';
import type { Layer, LayerKind } from './layer.js';
import type { Call } from '../library.js';
import { withoutMisspelled } from '../misspelled.js';

/**
 * A constructor's call without the keywords that its layer has in no version of Keras, which are reported. Those that
 * others take care of, with a better reason, stay.
 */
export function withKnownKeywords(call: Call, className: string, kind: LayerKind): Call {
  const own = ofClass.get(className);
  if (!own && kind.isRecurrent !== true) return call;
  const known = [...kind.parameters, ...Object.keys(kind.options ?? {}), ...everywhere, ...(own ?? recurrent)];
  const raises = (keyword: string, value: string) => unrecognised(className, keyword, value);
  const mayHave = kind.isRecurrent === true || className === 'TimeDistributed' ? explained : /^$/;
  return withoutMisspelled(call, known, raises, (keyword) => !own || mayHave.test(keyword));
}

/** A call of a recurrent layer without what it does not take. */
export function withCallKeywords(call: Call, { className, object, kind }: Layer): Call {
  if (kind.isRecurrent !== true || !ofClass.has(className)) return call;
  const raises = (keyword: string) => `${className}.call() got an unexpected keyword argument '${keyword}'`;
  const known = 'inputs sequences sequence x mask training initial_state constants states'.split(' ');
  return { ...withoutMisspelled({ ...call, path: object.type }, known, raises, () => false), path: call.path };
}

/** A call of `fit` without what models take in no version. */
export function withFitKeywords(call: Call): Call {
  if (call.receiver?.kind !== 'object') return call;
  const raises = (keyword: string) => `fit() got an unexpected keyword argument '${keyword}'`;
  return withoutMisspelled(call, fitKeywords, raises, () => false);
}

/** https://keras.io/api/models/model_training_apis/#fit-method, and what it took in Keras 0 to 2. */
const fitKeywords = (
  'x y X Y data batch_size epochs nb_epoch verbose callbacks validation_split validation_data shuffle class_weight ' +
  'sample_weight initial_epoch steps_per_epoch validation_steps validation_batch_size validation_freq ' +
  'max_queue_size workers use_multiprocessing show_accuracy'
).split(' ');

/** What has reasons of its own: arguments of the call, of the layer inside, of another library. */
const explained =
  /^(inputs|initial_state|mask|training|hidden_size|num_layers|batch_first|bidirectional|num_units|units|return_sequences|return_state|stateful|go_backwards|unroll|(recurrent_)?dropout)$/;

/**
 * What all layers take in some version of Keras or other, from 0.1 to 3, or of tf.keras; the first spellings of what has
 * another one today are `spellings.ts`' matter. What `Layer.__init__` of each version lets through, widened where in
 * doubt: a name too many here only keeps a fault quiet. https://keras.io/api/layers/base_layer/
 */
const everywhere = (
  'name dtype trainable input_shape batch_shape batch_input_shape batch_size input_dim input_length input_dtype ' +
  'weights dynamic autocast experimental_autocast activity_regularizer implementation cache_enabled ' +
  'create_input_layer lora_rank lora_alpha quantization_config'
).split(' ');

/** https://keras.io/api/layers/recurrent_layers/, and what earlier versions had of them. */
const recurrent = (
  'dropout recurrent_dropout unit_forget_bias forget_bias_init reset_after seed use_cudnn time_major ' +
  'return_sequences return_state go_backwards stateful unroll zero_output_for_mask truncate_gradient ' +
  'kernel_regularizer recurrent_regularizer bias_regularizer b_constraint U_constraint ' +
  'kernel_constraint recurrent_constraint bias_constraint cell layer merge_mode backward_layer ' +
  'enable_caching_device return_runtime'
).split(' ');

const ofDense = 'kernel_regularizer bias_regularizer kernel_constraint bias_constraint b_regularizer b_constraint';
const ofEmbedding =
  'embeddings_regularizer embeddings_constraint mask_zero sparse kernel_initializer kernel_regularizer kernel_constraint dropout';

/** The layers whose keywords are all known, with those that the table of the layers does not name. */
const ofClass: ReadonlyMap<string, readonly string[]> = new Map([
  ...['SimpleRNN', 'LSTM', 'GRU', 'CuDNNLSTM', 'CuDNNGRU', 'Bidirectional'].map((name) => [name, recurrent] as const),
  ['Dense', `units activation use_bias kernel_initializer bias_initializer ${ofDense}`.split(' ')],
  ['Embedding', ofEmbedding.split(' ')],
  ['Dropout', ['rate', 'noise_shape', 'seed']],
  ['TimeDistributed', ['layer']],
  ['RepeatVector', ['n']],
  ['Conv1D', ['groups', ...ofDense.split(' '), 'activation', 'use_bias', 'kernel_initializer', 'bias_initializer']],
  ...['MaxPooling1D', 'AveragePooling1D'].map((name): [string, string[]] => [name, ['ignore_border']]),
  ['Flatten', ['data_format']],
]);
