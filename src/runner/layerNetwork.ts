import {
  activations,
  type Activation,
  type Cell,
  type Config,
  type Dim,
  type Layer,
  type Network,
  type Shape,
} from '../analysis/model.js';
import { networkLayers } from '../analysis/network.js';
import { hardSigmoidKeras2 } from '../engine/activations.js';
import type { Activation as EngineActivation, Biases } from '../engine/network.js';

/** What can be run: a config, or a recurrent layer of code as a network by itself. */
export interface Runnable {
  readonly network: Network;
  /** The layer of code that it was made of; null for a config. */
  readonly layer: Layer | null;
}

/**
 * What of a text can be run, in its order: its configs, and of its code each recurrent layer, as a network of one layer
 * with generated weights. A size that the source does not give stands in it as a name.
 */
export function runnables(networks: readonly Network[]): Runnable[] {
  return networks
    .flatMap((network): Runnable[] => {
      if (network.config) return [{ network, layer: null }];
      return network.layers.flatMap((layer) => {
        const own = isPart(network, layer) ? null : layerNetwork(network, layer);
        return own ? [{ network: own, layer }] : [];
      });
    })
    .sort((a, b) => a.network.span.start - b.network.span.start);
}

/** A recurrent layer of code as a network of its own; null for any other layer, and for what the engine cannot run. */
export function layerNetwork(network: Network, layer: Layer): Network | null {
  const cell = cellOf(network, layer);
  const recurrentActivation = recurrentActivationOf(network, layer);
  if (!cell || !recurrentActivation) return null;
  const { options, span } = layer;
  const { batch, steps, features } = inputSizes(network, layer);
  const sizes = { batch, steps, features, units: sizeOption(options['units']) ?? 'units' } satisfies Partial<Config>;
  const config: Config = {
    ...sizes,
    // Where a run is too large, the layer as a whole is the place to say so.
    fields: (['batch', 'steps', 'features', 'rnn_size'] as const).map((name) => ({
      name,
      spelling: name,
      keySpan: span,
      valueSpan: span,
    })),
    isOurs: true,
    outputSize: sizes.units,
    cell,
    activation: activationOf(options['activation'] ?? options['nonlinearity']),
    recurrentActivation,
    resetAfter: resetsAfter(network, layer),
    biases: biasesOf(network, layer),
    outputIsState: true,
    numLayers: sizeOption(options['numLayers']) ?? 1,
    bidirectional: flag(options['bidirectional'], /^bidirectional/i.test(layer.kind)),
    returnSequences: flag(options['returnSequences'], true),
    seed: 0,
    stride: 1,
    inputs: null,
    series: null,
    initialState: null,
    weights: null,
    notKnown: [],
  };
  return withConfig({ ...network, name: layer.name, span, nameSpan: span }, config);
}

/** The names of the sizes that the run of a layer needs and the source does not give, in the order of the axes. */
export function missingSizes({ config, framework }: Network): string[] {
  // In a config every size has its place, to be written there.
  if (!config || framework === 'config') return [];
  const { batch, steps, features, units, numLayers } = config;
  return [...new Set([batch, steps, features, units, numLayers])].filter((size) => typeof size === 'string');
}

/** The network of a layer with sizes in the place of their names; names without a size stay. */
export function withSizes(network: Network, sizes: ReadonlyMap<string, number>): Network {
  const { config } = network;
  if (!config || missingSizes(network).length === 0) return network;
  const known = (size: Dim): Dim => (typeof size === 'string' ? (sizes.get(size) ?? size) : size);
  return withConfig(network, {
    ...config,
    batch: known(config.batch),
    steps: known(config.steps),
    features: known(config.features),
    units: known(config.units),
    outputSize: known(config.outputSize),
    numLayers: known(config.numLayers),
  });
}

function withConfig(network: Network, config: Config): Network {
  return { ...network, config, layers: networkLayers(config, network.span) };
}

/** The frameworks' words for the cells that the engine has, without the words around them. */
const cellWords: Readonly<Record<string, Cell>> = { rnn: 'simple_rnn', lstm: 'lstm', gru: 'gru' };

/** `LSTM` of `BasicLSTMCell`; undefined for what wraps a cell, and for those with more in them. */
function cellWord(kind: string): Cell | undefined {
  const word = /^(?:Simple|Basic|CuDNN|Cudnn(?:Compatible)?|Optimized)?(RNN|LSTM|GRU)(?:Cell)?(?:V2)?$/i.exec(
    kind,
  )?.[1];
  return word === undefined ? undefined : cellWords[word.toLowerCase()];
}

/** Layers that run another one: `Bidirectional(LSTM(64))`, Keras' `RNN(cell)`, `dynamic_rnn(cell, x)`. */
function isWrapper({ framework }: Network, { kind }: Layer): boolean {
  return (kind === 'RNN' && framework !== 'pytorch') || /^bidirectional|_rnn$/i.test(kind);
}

function cellOf(network: Network, layer: Layer): Cell | null {
  const { options, kind } = layer;
  const { projSize, mergeMode, goBackwards } = options;
  if (typeof projSize === 'number' && projSize > 0) return null;
  if (typeof mergeMode === 'string' && mergeMode !== 'concat') return null;
  if (goBackwards === true) return null;
  if (!isWrapper(network, layer)) return cellWord(kind) ?? null;
  // What the wrapper itself knows of its cells counts: null where they are not alike.
  const { cell } = options;
  if (cell !== undefined) return (typeof cell === 'string' && cellWord(cell)) || null;
  const inner = network.layers.filter((other) => other !== layer && isWithin(other, layer) && cellWord(other.kind));
  return (inner.length === 1 && cellWord(inner[0]!.kind)) || null;
}

/** TensorFlow 1 and TensorFlow.js reset before their recurrent kernel, all others after it unless told otherwise. */
function resetsAfter({ framework }: Network, layer: Layer): boolean {
  const { resetAfter } = layer.options;
  if (typeof resetAfter === 'boolean') return resetAfter;
  return !/^(tensorflow1|tfjs)$/.test(framework) || isCudnn(layer);
}

function isCudnn({ options: { cell }, kind }: Layer): boolean {
  return /^cudnn/i.test(typeof cell === 'string' ? cell : kind);
}

/** As the layer's own weights have them; where those are not known, as its framework does. */
function biasesOf({ framework }: Network, layer: Layer): Biases {
  const usual = framework === 'pytorch' || isCudnn(layer) ? 2 : 1;
  const { weights } = layer;
  if (weights.length === 0) return usual;
  const biases = weights.filter(({ name }) => name.includes('bias'));
  if (biases.length === 0) return 0;
  // Keras' GRU with reset after has both in one, [2, 3 * units].
  const areTwo = biases.some(({ name, shape }) => /bias_hh|recurrent_bias/.test(name) || shape.length === 2);
  return areTwo ? 2 : usual;
}

/** Null where it is none of those that the picture has. */
function recurrentActivationOf({ framework }: Network, { options }: Layer): EngineActivation | null {
  const { recurrentActivation = 'sigmoid' } = options;
  if (recurrentActivation === 'sigmoid') return 'sigmoid';
  if (recurrentActivation !== 'hardSigmoid' && recurrentActivation !== 'hard_sigmoid') return null;
  return framework === 'tfjs' ? hardSigmoidKeras2 : 'hard_sigmoid';
}

/** Whether the layer is the one inside a wrapper, which stands for both. */
function isPart(network: Network, layer: Layer): boolean {
  return network.layers.some(
    (other) =>
      other !== layer && isWrapper(network, other) && isWithin(layer, other) && cellOf(network, other) !== null,
  );
}

function isWithin({ span: inner }: Layer, { span: outer }: Layer): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Where the batch, the time and the features stand in what the layer reads. */
function inputSizes(network: Network, { input, options, kind }: Layer): { batch: Dim; steps: Dim; features: Dim } {
  const features = sizeOption(options['inputSize']) ?? input?.at(-1) ?? 'features';
  const isTimeMajor = options['batchFirst'] === false || options['timeMajor'] === true;
  const [batch, steps] = outerAxes(network, kind, input, isTimeMajor);
  return { batch: batch ?? 'batch', steps: steps ?? 'steps', features };
}

function outerAxes({ framework }: Network, kind: string, input: Shape | null, isTimeMajor: boolean): readonly Dim[] {
  if (input?.length === 3) return isTimeMajor ? [input[1]!, input[0]!] : [input[0]!, input[1]!];
  // A cell reads one step of a batch; a layer of PyTorch also reads a line without a batch axis.
  if (input?.length === 2 && /cell$/i.test(kind)) return [input[0]!, null];
  return input?.length === 2 && framework === 'pytorch' ? [1, input[0]!] : [null, null];
}

function sizeOption(option: Layer['options'][string] | undefined): Dim {
  return typeof option === 'number' || typeof option === 'string' ? option : null;
}

function flag(option: Layer['options'][string] | undefined, otherwise: boolean): boolean | null {
  if (option === undefined) return otherwise;
  return typeof option === 'boolean' ? option : null;
}

function activationOf(option: Layer['options'][string] | undefined): Activation | null {
  if (option === undefined) return 'tanh';
  return activations.find((activation) => activation === option) ?? null;
}
