import { activations, type Activation, type Cell, type FieldName } from './model.js';

/** The spellings of each field, the canonical one first. */
export const spellings: Readonly<Record<FieldName, readonly string[]>> = {
  batch: ['batch', 'batch_size', 'batchSize'],
  steps: ['steps', 'time_steps', 'timesteps', 'timeSteps', 'num_steps', 'seq_len', 'sequence_length', 'sequenceLength'],
  features: ['features', 'num_features', 'n_features', 'input_size', 'inputSize', 'input_dim'],
  rnn_size: ['rnn_size', 'rnnSize', 'units', 'hidden_size', 'hiddenSize', 'num_units'],
  cell: ['cell', 'cell_type'],
  activation: ['activation'],
  output_size: ['output_size'],
  output: ['output'],
  num_layers: ['num_layers'],
  bidirectional: ['bidirectional'],
  return_sequences: ['return_sequences'],
  seed: ['seed'],
  inputs: ['inputs'],
  series: ['series'],
  stride: ['stride'],
  initial_state: ['initial_state'],
  weights: ['weights'],
};

/** The spellings that only a recurrent network uses; the others of `rnn_size` need more company. */
export const ownSpellings: readonly string[] = ['rnn_size', 'rnnSize'];

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
