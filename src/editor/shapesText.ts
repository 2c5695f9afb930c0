import type { Layer, Network, Shape } from '../analysis/model.js';
import { shapeText } from '../wording/shapes.js';

/** All shapes of a network as a plain text table, one tensor to a line. */
export function shapesText(network: Network, source: string): string {
  const tables = network.layers.map((layer) => [heading(layer), ...table(rowsOf(layer))].join('\n'));
  return [`${network.name}  ${source}`, ...tables].join('\n\n') + '\n';
}

function heading(layer: Layer): string {
  return layer.name === layer.kind ? layer.kind : `${layer.kind} ${layer.name}`;
}

type Row = readonly [name: string, value: string];

function rowsOf(layer: Layer): Row[] {
  const shapes: [string, Shape | null][] = [
    ['input', layer.input],
    ...layer.weights.map(({ name, shape }): [string, Shape] => [name, shape]),
    ['outputs', layer.output],
    ...layer.state.map((shape, index): [string, Shape] => [index === 0 ? 'state' : 'cell state', shape]),
  ];
  return [
    ...shapes.flatMap(([name, shape]): Row[] => (shape ? [[name, shapeText(shape)]] : [])),
    ['parameters', layer.parameters === null ? 'not known' : layer.parameters.toLocaleString('en')],
  ];
}

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
