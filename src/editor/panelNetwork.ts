import type { TextDocument } from 'vscode';
import type { Config, Layer, Network } from '../analysis/model.js';
import { hasOutputWeights, stateShape } from '../analysis/network.js';
import { activationName } from '../engine/activations.js';
import type { PanelLayer, PanelNetwork } from '../webview/protocol.js';
import { outerShapes, parameterCount } from '../wording/shapes.js';
import { baseName } from './places.js';

/** What the unrolled view says about a network. */
export function panelNetwork(document: TextDocument, network: Network): PanelNetwork {
  const { input, output } = outerShapes(network);
  const config = network.config;
  return {
    name: network.name,
    source: `${baseName(document.uri)}:${document.positionAt(network.nameSpan.start).line + 1}`,
    cell: config?.cell ?? null,
    activation: config?.activation ?? null,
    gateActivation: activationName(config?.recurrentActivation ?? 'sigmoid'),
    resetAfter: config?.resetAfter ?? true,
    biases: config?.biases ?? 2,
    input: input ?? [],
    outputs: output ?? [],
    state: config ? stateShape(config) : (network.layers.at(-1)?.state[0] ?? []),
    layers: network.layers.map(panelLayer),
    parameters: parameterCount(network),
    outputIsState: config ? !hasOutputWeights(config) : false,
    outputIsOfLine: config?.returnSequences === false && config.bidirectional === true,
    inputsFrom: config ? inputsFrom(config) : '',
  };
}

function panelLayer({ kind, input, options, weights, parameters }: Layer): PanelLayer {
  const { units = null, bidirectional } = options;
  return {
    kind,
    units: typeof units === 'boolean' ? null : units,
    directions: typeof bidirectional === 'boolean' ? (bidirectional ? 2 : 1) : null,
    input: input ?? [],
    weights: weights
      .filter(({ name }) => !name.startsWith('backward.'))
      .map(({ name, shape }) => ({ name: name.replace('forward.', ''), shape })),
    parameters,
  };
}

function inputsFrom(config: Config): string {
  if (config.inputs) return 'inputs';
  return config.series ? 'series' : 'the series 1, 2, 3, …';
}
