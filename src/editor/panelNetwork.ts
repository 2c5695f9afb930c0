import type { TextDocument } from 'vscode';
import type { Config, Network } from '../analysis/model.js';
import type { PanelNetwork } from '../webview/protocol.js';
import { outerShapes, parameterCount } from '../wording/shapes.js';
import { baseName } from './places.js';

/** What the unrolled view says about a network. */
export function panelNetwork(document: TextDocument, network: Network): PanelNetwork {
  const { input, output } = outerShapes(network);
  const config = network.config;
  return {
    name: network.name,
    source: `${baseName(document.uri)}:${document.positionAt(network.nameSpan.start).line + 1}`,
    cell: network.layers[0]?.kind ?? '',
    activation: config?.activation ?? null,
    input: input ?? [],
    outputs: output ?? [],
    state: network.layers.at(-1)?.state[0] ?? [],
    weights: network.layers.flatMap((layer) => layer.weights),
    parameters: parameterCount(network),
    outputIsState: config?.outputIsState ?? false,
    inputsFrom: config ? inputsFrom(config) : '',
  };
}

function inputsFrom(config: Config): string {
  if (config.inputs) return 'inputs';
  return config.series ? 'series' : 'the series 1, 2, 3, …';
}
