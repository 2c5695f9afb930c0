import { activations, type Activation, type Cell, type FieldName } from './model.js';

/** The spellings of each field, the canonical one first. */
export const spellings: Readonly<Record<FieldName, readonly string[]>> = {
  batch: ['batch', 'batch_size', 'batchSize'],
  steps: ['steps', 'time_steps', 'timesteps', 'timeSteps', 'seq_len', 'sequence_length', 'sequenceLength', 'num_steps'],
  features: ['features', 'num_features', 'n_features', 'input_size', 'inputSize', 'input_dim'],
  rnn_size: ['rnn_size', 'rnnSize', 'units', 'hidden_size', 'hiddenSize', 'num_units'],
  cell: ['cell', 'cell_type'],
  activation: ['activation'],
  output_size: ['output_size', 'outputSize'],
  output: ['output'],
  num_layers: ['num_layers', 'numLayers'],
  bidirectional: ['bidirectional'],
  return_sequences: ['return_sequences', 'returnSequences'],
  seed: ['seed'],
  inputs: ['inputs'],
  series: ['series'],
  stride: ['stride'],
  initial_state: ['initial_state', 'initialState'],
  weights: ['weights'],
};

/** The spellings that only a recurrent network uses; the others of `rnn_size` need more company. */
export const ownSpellings: readonly string[] = ['rnn_size', 'rnnSize'];

/**
 * Where other tools name the kind of a network. They do not make an object a config, as `cell` does; they tell its cell,
 * or that it is no recurrent network at all.
 */
export const kindSpellings: readonly string[] = [
  'rnn_type',
  'rnnType',
  'cellType',
  'model',
  'model_type',
  'modelType',
  'encoder_type',
  'architecture',
];

/** Words of `kindSpellings` that stand for networks without recurrence. */
export function isOtherKind(word: string): boolean {
  return /transformer|attention|bert|gpt|llama|mlp|dense|cnn|conv|tcn|resnet|unet|rwkv|mamba/i.test(word);
}

/** Fields that recurrent networks do not have. */
export const otherKindFields: readonly string[] = [
  'heads',
  'n_heads',
  'num_heads',
  'n_head',
  'num_attention_heads',
  'kernel_size',
  'kernelSize',
];

const cellWords: ReadonlyMap<string, Cell> = new Map([
  ['simplernn', 'simple_rnn'],
  ['rnn', 'simple_rnn'],
  ['basicrnn', 'simple_rnn'],
  ['vanilla', 'simple_rnn'],
  ['lstm', 'lstm'],
  ['gru', 'gru'],
]);

/** `LSTM`, `SimpleRNN`, `simple_rnn`, … to the cell's canonical name. */
export function cellOf(word: string): Cell | null {
  return cellWords.get(word.toLowerCase().replace(/[^a-z]/g, '')) ?? null;
}

export function activationOf(word: string): Activation | null {
  return activations.find((activation) => activation === word.toLowerCase()) ?? null;
}
