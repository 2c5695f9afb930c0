import {
  booleanValue,
  floatValue,
  listOf,
  none,
  sizeValue,
  stringValue,
  tensorOf,
  tupleOf,
  unknown,
  type ObjectValue as LibraryObject,
  type Value,
} from './domain/values.js';
import type { Span } from './model.js';
import { entriesByKey, type Element, type Entry, type ObjectValue, type Value as JsonValue } from './values.js';

/** What a saved JSON says, as the values that the Keras table reads. */

/** An object of a saved model that stands for a layer: its class, its options and its place. */
export interface SavedLayer {
  readonly className: string;
  readonly name: string | null;
  readonly config: ReadonlyMap<string, Entry>;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly span: Span;
}

function savedLayer(value: JsonValue | undefined): SavedLayer | null {
  return value?.kind === 'object' ? savedLayerOf(value.read()) : null;
}

/** Keras 1 writes a list of layers where others have an object with their list. */
export function savedLayerOf(object: ObjectValue): SavedLayer | null {
  const entries = entriesByKey(object);
  const className = textIn(entries, 'class_name');
  const config = entries.get('config')?.value;
  if (className === null || !config) return null;
  const options: ReadonlyMap<string, Entry> =
    config.kind === 'object' ? entriesByKey(config.read()) : new Map<string, Entry>();
  return {
    className,
    name: textIn(entries, 'name') ?? textIn(options, 'name'),
    config: options,
    entries,
    span: object.span,
  };
}

/** The layers of a saved model, in the order of the file. */
export function savedLayersIn(model: SavedLayer): readonly SavedLayer[] {
  const config = model.entries.get('config')?.value;
  const list = config?.kind === 'array' ? config : model.config.get('layers')?.value;
  return itemsIn(list).flatMap(({ value }) => savedLayer(value) ?? []);
}

export function itemsIn(value: JsonValue | undefined): readonly Element[] {
  return value?.kind === 'array' ? value.read() : [];
}

export function textIn(entries: ReadonlyMap<string, Entry>, key: string): string | null {
  const value = entries.get(key)?.value;
  return value?.kind === 'string' ? value.value : null;
}

/**
 * A JSON value as the table reads options. `layerOf` builds what is a layer itself: the wrapped layer of a Bidirectional,
 * the cell of an RNN.
 */
export function valueFrom(json: JsonValue, layerOf: (saved: SavedLayer) => LibraryObject | null, depth = 0): Value {
  if (depth > maxDepth) return unknown;
  switch (json.kind) {
    case 'number':
      return Number.isInteger(json.value) ? sizeValue(json.value) : floatValue(json.value);
    case 'string':
      return stringValue(json.value);
    case 'boolean':
      return booleanValue(json.value);
    case 'null':
      return none;
    case 'array':
      return listOf(json.read().map(({ value }) => valueFrom(value, layerOf, depth + 1)));
    case 'object':
      return objectFrom(json.read(), layerOf, depth);
    default:
      return unknown;
  }
}

const maxDepth = 24;

/** Keras 3 writes tuples and tensors of the graph as objects too. */
function objectFrom(object: ObjectValue, layerOf: (saved: SavedLayer) => LibraryObject | null, depth: number): Value {
  const entries = entriesByKey(object);
  const className = textIn(entries, 'class_name');
  if (className === '__tuple__') {
    return tupleOf(itemsIn(entries.get('items')?.value).map(({ value }) => valueFrom(value, layerOf, depth + 1)));
  }
  const saved = savedLayerOf(object);
  return (saved && layerOf(saved)) ?? unknown;
}

/** The tensor of the graph that Keras 3 names by its history. */
export interface GraphTensor {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
  /** Its shape as it was saved, for layers that the table does not know. */
  readonly fallback: Value;
}

export function graphTensor(value: JsonValue): GraphTensor | null {
  const saved = savedLayer(value);
  if (saved?.className !== '__keras_tensor__') return null;
  const history = itemsIn(saved.config.get('keras_history')?.value);
  const sizes = itemsIn(saved.config.get('shape')?.value).map(({ value: size }) =>
    size.kind === 'number' ? size.value : null,
  );
  const place = placeIn(history);
  return place && { ...place, fallback: tensorOf('keras', sizes) };
}

/** `["lstm_1", 0, 0]` and what may follow. */
export function placeIn(items: readonly Element[]): Omit<GraphTensor, 'fallback'> | null {
  const [layer, node, tensor] = items.map(({ value }) => value);
  if (layer?.kind !== 'string' || node?.kind !== 'number' || tensor?.kind !== 'number') return null;
  return { layer: layer.value, node: node.value, tensor: tensor.value };
}
