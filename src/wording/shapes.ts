import type { Dim, Network, Shape } from '../analysis/model.js';

/** `(6, 5, 3)`; `?` where a size is unknown, and `(7,)` for a single axis, as Python writes it. */
export function shapeText(shape: Shape): string {
  const dims = shape.map(dimText);
  return dims.length === 1 ? `(${dims[0] ?? ''},)` : `(${dims.join(', ')})`;
}

/** `(6, 5, 3) → (6, 5, 7)`: what goes into a network and what comes out. */
export function flowText(network: Network): string {
  const input = network.layers[0]?.input ?? null;
  const output = network.layers.at(-1)?.output ?? null;
  return `${input ? shapeText(input) : '?'} → ${output ? shapeText(output) : '?'}`;
}

/** The CodeLens over a network: `Unroll (6, 5, 3) → (6, 5, 7)`. */
export function unrollTitle(network: Network): string {
  return `Unroll ${flowText(network)}`;
}

/** `1,234 parameters`; null where a size is unknown, or not every layer is listed. */
export function parametersText({ config, layers }: Network): string | null {
  if (layers.length === 0 || (config && config.numLayers !== layers.length)) return null;
  const count = layers.reduce<number | null>(
    (sum, { parameters }) => (sum === null || parameters === null ? null : sum + parameters),
    0,
  );
  return count === null ? null : `${grouped(count)} ${count === 1 ? 'parameter' : 'parameters'}`;
}

/** An integer with its thousands marked, the same everywhere. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function dimText(dim: Dim): string {
  return dim === null ? '?' : String(dim);
}
