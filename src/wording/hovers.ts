import type { Config, ConfigField, FieldName, Layer, Network, Shape } from '../analysis/model.js';
import { hasOutputWeights, inputShape, outputShape, stateShape } from '../analysis/network.js';
import { codeSpan, escapeMarkdown, markdownTable } from './markdown.js';
import { parametersText, shapeText } from './shapes.js';

/** A network's tensors, as a hover and the shapes document show them. */
export interface TensorRow {
  readonly name: string;
  readonly shape: Shape;
  /** The axes or the part it plays, in a few words. */
  readonly meaning: string;
  /** The fields that this tensor's axes come from. */
  readonly fields: readonly FieldName[];
}

/** Every tensor of a config's network in the order of the computation; empty for other networks. */
export function tensorRows(network: Network): TensorRow[] {
  const { config, layers } = network;
  if (!config || layers.length === 0) return [];
  const outputs = outputShape(config);
  const oneLine = outputs && [1, ...outputs.slice(1)];
  const width: FieldName = hasOutputWeights(config) ? 'output_size' : 'rnn_size';
  const row = (name: string, shape: Shape, meaning: string, fields: readonly FieldName[]): TensorRow => ({
    name,
    shape,
    meaning,
    fields: withDefaults(fields, config),
  });
  const ofOutputs: readonly FieldName[] = [
    ...(config.returnSequences === false ? [] : (['steps'] as const)),
    width,
    'output',
    'return_sequences',
    'bidirectional',
  ];
  return [
    row('input', inputShape(config), '(batch, steps, features)', ['batch', 'steps', 'features']),
    ...layers.flatMap((layer) => weightRows(layer, layers.length > 1, row)),
    ...(outputs && oneLine
      ? [
          row("one line's output", oneLine, 'one line of the batch', ofOutputs),
          row('outputs', outputs, config.returnSequences ? 'every step' : 'the last step', ['batch', ...ofOutputs]),
        ]
      : []),
    row('state', stateShape(config), 'after the last step', [
      'batch',
      'rnn_size',
      'num_layers',
      'bidirectional',
      'initial_state',
    ]),
    ...(config.cell === 'lstm'
      ? [row('cell state', stateShape(config), 'after the last step', ['batch', 'rnn_size'] as const)]
      : []),
  ];
}

/** A network's tensors as a Markdown table, with the count of parameters. */
export function networkHover(network: Network): string {
  const parameters = parametersText(network);
  const facts = [network.layers[0]?.kind ?? 'network', ...(parameters === null ? [] : [parameters])];
  // The count stands in the first line, which is seen also where the hover is too low for all of the table.
  return `**${escapeMarkdown(network.name)}** · ${facts.join(' · ')}\n\n${table(tensorRows(network))}`;
}

/** What a field means in one sentence, and every tensor it takes part in. */
export function fieldHover(network: Network, field: ConfigField): string {
  const rows = tensorRows(network).filter(({ fields }) => fields.includes(field.name));
  const spelling = field.spelling === field.name ? '' : ` (\`${field.name}\`)`;
  return [
    `**${escapeMarkdown(field.spelling)}**${spelling} — ${fieldSentence(field.name)}`,
    ...(rows.length > 0 ? [table(rows)] : []),
  ].join('\n\n');
}

/** One sentence on what a field of a config means. */
export function fieldSentence(field: FieldName): string {
  return sentences[field];
}

const sentences: Readonly<Record<FieldName, string>> = {
  batch: 'The batch axis: how many lines of input go through the network side by side, each with a state of its own.',
  steps:
    'The time axis: how many steps one line has, and so how many times the rolled cell unrolls, with the same weights at every step.',
  features: 'The feature axis: how many numbers the cell reads at one time step.',
  rnn_size: 'The size of the hidden state S_t: how many units the cell has.',
  cell: 'The kind of the recurrent cell: `simple_rnn` (the default), `lstm` or `gru`.',
  activation: 'The function f of S_t = f((x_t·i_w + i_b) + (S_{t-1}·h_w + h_b)); `tanh` by default.',
  output_size: 'The columns of o_w: how many numbers Output_t = S_t·o_w + o_b has at one step; `rnn_size` by default.',
  output: '`"state"` leaves out o_w and o_b, so that Output_t = S_t.',
  num_layers: 'How many recurrent layers stand on each other, each reading the outputs of the one below.',
  bidirectional: 'Whether a second cell reads each line backwards, its outputs joined after those of the first.',
  return_sequences: 'Whether the outputs of all steps are returned, or of the last one only.',
  seed: 'The seed of the weights that are generated; the same seed gives the same weights on every machine.',
  inputs: 'The input itself, (batch, steps, features): a nested array, or the path of a file.',
  series:
    'A series of numbers that a sliding window of `steps · features` numbers segments into the lines of the batch.',
  stride: 'How many numbers the sliding window moves from one line to the next; 1 by default.',
  initial_state: 'The state before the first step, (batch, rnn_size); zeros by default.',
  weights:
    'The weights, applied as x·w + b: i_w, i_b, h_w, h_b, o_w and o_b; those that are not given are generated from the seed.',
};

const weightMeanings: Readonly<Record<string, { meaning: string; fields: readonly FieldName[] }>> = {
  i_w: { meaning: 'input kernel', fields: ['features', 'rnn_size', 'cell', 'weights'] },
  i_b: { meaning: 'input bias', fields: ['rnn_size', 'cell', 'weights'] },
  h_w: { meaning: 'recurrent kernel', fields: ['rnn_size', 'cell', 'weights'] },
  h_b: { meaning: 'recurrent bias', fields: ['rnn_size', 'cell', 'weights'] },
  o_w: { meaning: 'output kernel', fields: ['rnn_size', 'output_size', 'weights'] },
  o_b: { meaning: 'output bias', fields: ['output_size', 'weights'] },
};

function weightRows(
  layer: Layer,
  isOneOfMany: boolean,
  row: (name: string, shape: Shape, meaning: string, fields: readonly FieldName[]) => TensorRow,
): TensorRow[] {
  return layer.weights.map(({ name, shape }) => {
    const { meaning, fields } = weightMeanings[name.split('.').at(-1) ?? name] ?? { meaning: '', fields: [] };
    return row(isOneOfMany ? `${layer.name}.${name}` : name, shape, meaning, fields);
  });
}

/** An output size that is not given is the hidden size's; data fields take part where their tensors do. */
function withDefaults(fields: readonly FieldName[], config: Config): FieldName[] {
  const isGiven = config.fields.some(({ name }) => name === 'output_size');
  const own = fields.includes('output_size') && !isGiven ? [...fields, 'rnn_size' as const] : [...fields];
  if (fields.includes('features') && fields.includes('batch')) own.push('inputs', 'series', 'stride');
  return own;
}

function table(rows: readonly TensorRow[]): string {
  return markdownTable(
    ['tensor', 'shape', ''],
    rows.map(({ name, shape, meaning }) => [name, codeSpan(shapeText(shape)), meaning]),
  );
}
