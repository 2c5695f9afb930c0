/** Where the states of a layer go: to the layer above it, or into the network's output. */
import { layerOf, type Sizes } from './choice.js';
import type { PanelNetwork } from './protocol.js';

export interface Onward {
  /** The layer that takes them; null where the network's output is made of them. */
  readonly toLayer: number | null;
  readonly directions: number;
  readonly outputIsState: boolean;
  /** The steps of the run, where there is one output for the whole line; else null. */
  readonly lastOf: number | null;
}

export function onwardOf(network: PanelNetwork, sizes: Sizes, layer: number): Onward {
  return {
    toLayer: layer < sizes.layers.length - 1 ? layer + 1 : null,
    directions: layerOf(sizes, layer).directions,
    outputIsState: network.outputIsState,
    lastOf: network.outputIsOfLine ? sizes.steps : null,
  };
}
