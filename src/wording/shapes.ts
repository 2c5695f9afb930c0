import type { Dim, Layer, Network, Shape } from '../analysis/model.js';

/** `(6, 5, 3)`; `?` where a size is unknown, and `(7,)` for a single axis, as Python writes it. */
export function shapeText(shape: Shape): string {
  const dims = shape.map(dimText);
  return dims.length === 1 ? `(${dims[0] ?? ''},)` : `(${dims.join(', ')})`;
}

/** `(6, 5, 3) → (6, 5, 7)`: what goes into a network and what comes out. */
export function flowText(network: Network): string {
  return layerFlowText(outerShapes(network));
}

/** `(6, 5, 3) → (6, 5, 7)`: what goes into a layer and what comes out. */
export function layerFlowText({ input, output }: Pick<Layer, 'input' | 'output'>): string {
  return `${input ? shapeText(input) : '?'} → ${output ? shapeText(output) : '?'}`;
}

/** The shape that goes into a network and the one that comes out. */
export function outerShapes({ layers }: Network): Pick<Layer, 'input' | 'output'> {
  return { input: layers[0]?.input ?? null, output: layers.at(-1)?.output ?? null };
}

/** The CodeLens over a network: `Unroll (6, 5, 3) → (6, 5, 7)`. */
export function unrollTitle(network: Network): string {
  return `Unroll ${flowText(network)}`;
}

/** `1,234 parameters`; null where the count is not known. */
export function parametersText(network: Network): string | null {
  const count = parameterCount(network);
  return count === null ? null : `${grouped(count)} ${count === 1 ? 'parameter' : 'parameters'}`;
}

/** The parameters of all layers; null where a size is unknown, or not every layer is listed. */
export function parameterCount({ config, layers }: Network): number | null {
  if (layers.length === 0 || (config && config.numLayers !== layers.length)) return null;
  return layers.reduce<number | null>(
    (sum, { parameters }) => (sum === null || parameters === null ? null : sum + parameters),
    0,
  );
}

/** An integer with its thousands marked, the same everywhere. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function dimText(dim: Dim): string {
  return dim === null ? '?' : String(dim);
}
