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

/** The CodeLens over a config, `Unroll (6, 5, 3) → (6, 5, 7)`; of a layer of code it names the kind too. */
export function unrollTitle(network: Network, layer: Layer | null = null): string {
  if (!layer) return `Unroll ${flowText(network)}`;
  return layer.input || layer.output ? `Unroll ${layer.kind} ${layerFlowText(layer)}` : `Unroll ${layer.kind}`;
}

/** `1,234 parameters`; null where the count is not known. */
export function parametersText(network: Network): string | null {
  const count = parameterCount(network);
  return count === null ? null : `${grouped(count)} ${count === 1 ? 'parameter' : 'parameters'}`;
}

/** The parameters of all layers; null where a size is unknown, or not every layer is listed. */
export function parameterCount({ config, layers }: Network): number | null {
  if (layers.length === 0 || (config && config.numLayers !== layers.length)) return null;
  // In code a layer that is made inside of another, as that of `Bidirectional(GRU(32))`, is counted there.
  const outer = config ? layers : layers.filter((layer) => !layers.some((other) => isPart(layer, other)));
  return outer.reduce<number | null>(
    (sum, { parameters }) => (sum === null || parameters === null ? null : sum + parameters),
    0,
  );
}

/** Whether a layer is made inside of another one, or of the call that applies it. */
export function isPart({ span }: Pick<Layer, 'span'>, { span: outer }: Pick<Layer, 'span'>): boolean {
  return outer.start <= span.start && span.end <= outer.end && span.end - span.start < outer.end - outer.start;
}

/** An integer with its thousands marked, the same everywhere. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function dimText(dim: Dim): string {
  return dim === null ? '?' : String(dim);
}
