import type { LayerRecord } from './domain/records.js';
import { booleanValue, itemsOf, listOf, sizeValue, tupleOf, unknown, type Value } from './domain/values.js';
import { callOf, evaluationFor } from './kerasJsonCalls.js';
import {
  graphTensor,
  itemsIn,
  placeIn,
  savedLayerOf,
  savedLayersIn,
  textIn,
  valueFrom,
  type SavedLayer,
} from './kerasJsonValues.js';
import { kerasLibrary } from './libraries/keras/library.js';
import type { Evaluation } from './libraries/library.js';
import type { ObjectValue, Value as JsonValue } from './values.js';

/** Builds a saved model by the Keras table and gives the records of its layers, in the order of the file. */
export function buildModel(object: ObjectValue): readonly LayerRecord[] {
  const saved = savedLayerOf(object);
  if (!saved) return [];
  const records: LayerRecord[] = [];
  modelFrom({ evaluation: evaluationFor(records), depth: 0 }, saved);
  return records.sort((a, b) => a.span.start - b.span.start);
}

/** One reading of a model. */
interface Builder {
  readonly evaluation: Evaluation;
  /** How many models the one that is being built stands in. */
  depth: number;
}

function modelFrom(builder: Builder, saved: SavedLayer): Value {
  if (builder.depth > maxDepth) return unknown;
  builder.depth++;
  const model = saved.className === 'Sequential' ? sequentialFrom(builder, saved) : functionalFrom(builder, saved);
  builder.depth--;
  return model;
}

function sequentialFrom(builder: Builder, saved: SavedLayer): Value {
  const layers = savedLayersIn(saved).map((layer) => layerFrom(builder, layer) ?? unknown);
  const model = callEntry(builder, 'keras.Sequential', saved, new Map([['layers', listOf(layers)]]));
  const shape = saved.config.get('build_input_shape')?.value;
  const options = shape && new Map([['input_shape', optionFrom(builder, shape)]]);
  if (options) callEntry(builder, 'keras.Sequential.build', saved, options, [], model);
  return model;
}

function functionalFrom(builder: Builder, saved: SavedLayer): Value {
  const layers = savedLayersIn(saved).slice(0, maxLayers);
  const objects = new Map(layers.map((layer) => [layer.name ?? '', layerFrom(builder, layer)]));
  /** What each node of each layer gave. */
  const outputs = new Map<string, Value[]>();
  const waiting = layers.flatMap((layer) => nodesOf(layer).map((node, index) => ({ layer, node, index })));
  for (let progress = true; progress;) {
    progress = false;
    for (const task of [...waiting]) {
      const input = inputOf(builder, task.node, outputs);
      if (!input) continue;
      const object = objects.get(task.layer.name ?? '');
      const value = object ? applyNode(builder, object, task.layer, input) : unknown;
      const known = outputs.get(task.layer.name ?? '') ?? [];
      known[task.index] = value;
      outputs.set(task.layer.name ?? '', known);
      waiting.splice(waiting.indexOf(task), 1);
      progress = true;
    }
  }
  const ends = ['input_layers', 'output_layers'].map((key) => {
    const tensors = placesIn(saved.config.get(key)?.value).map((place) => tensorAt(place, outputs) ?? unknown);
    return tensors.length === 1 ? tensors[0]! : tupleOf(tensors);
  });
  const [inputs = unknown, results = unknown] = ends;
  return callEntry(
    builder,
    'keras.Model',
    saved,
    new Map([
      ['inputs', inputs],
      ['outputs', results],
    ]),
  );
}

/** Null for a class that the table does not have. */
function layerFrom(builder: Builder, saved: SavedLayer): Value | null {
  if (/^(Sequential|Functional|Model)$/.test(saved.className)) return modelFrom(builder, saved);
  const { className, extra } = renamed(saved);
  const path = `keras.layers.${className}`;
  if (!kerasLibrary.entries.has(path)) return null;
  const keywords = new Map(
    [...saved.config]
      .filter(([name]) => name !== 'backward_layer')
      .map(([name, { value }]) => [name, optionFrom(builder, value)] as const),
  );
  for (const [name, value] of extra) if (!keywords.has(name)) keywords.set(name, value);
  return callEntry(builder, path, saved, keywords);
}

function optionFrom(builder: Builder, json: JsonValue): Value {
  return valueFrom(json, (saved) => {
    const layer = layerFrom(builder, saved);
    return layer?.kind === 'object' ? layer : null;
  });
}

function applyNode(builder: Builder, object: Value, saved: SavedLayer, { args, keywords }: NodeInput): Value {
  if (object.kind !== 'object') return unknown;
  return callEntry(builder, `${object.type}.__call__`, saved, keywords, args, object);
}

function inputOf(builder: Builder, node: Node, outputs: ReadonlyMap<string, readonly Value[]>): NodeInput | null {
  if (node.kind === 'input') return { args: [], keywords: new Map() };
  if (node.kind === 'list') {
    const places = node.places.map((place) => tensorAt(place, outputs));
    if (places.some((value) => value === null)) return null;
    const values = places.map((value) => value ?? unknown);
    const [only = unknown] = values;
    return { args: [values.length === 1 ? only : listOf(values)], keywords: keywordsIn(builder, node.extra, outputs) };
  }
  const args = node.args.map((json) => graphValue(builder, json, outputs));
  if (args.some((value) => value === null)) return null;
  return { args: args.map((value) => value ?? unknown), keywords: keywordsIn(builder, node.keywords, outputs) };
}

/** Null where a tensor of it is yet to be computed. */
function graphValue(builder: Builder, json: JsonValue, outputs: ReadonlyMap<string, readonly Value[]>): Value | null {
  const place = graphTensor(json);
  if (place) {
    const value = tensorAt(place, outputs);
    return value?.kind === 'unknown' ? place.fallback : value;
  }
  if (json.kind !== 'array') return optionFrom(builder, json);
  const items = json.read().map(({ value }) => graphValue(builder, value, outputs));
  return items.some((value) => value === null) ? null : listOf(items.map((value) => value ?? unknown));
}

/** `{"initial_state": [["lstm", 0, 1], ["lstm", 0, 2]]}`; what is yet to be computed is unknown. */
function keywordsIn(
  builder: Builder,
  json: JsonValue | null,
  outputs: ReadonlyMap<string, readonly Value[]>,
): Map<string, Value> {
  if (json?.kind !== 'object') return new Map();
  return new Map(
    json.read().entries.map(({ key, value }) => {
      const places = placesIn(value);
      if (places.length === 0) return [key, graphValue(builder, value, outputs) ?? unknown] as const;
      const tensors = places.map((place) => tensorAt(place, outputs) ?? unknown);
      return [key, tensors.length === 1 ? tensors[0]! : listOf(tensors)] as const;
    }),
  );
}

function callEntry(
  builder: Builder,
  path: string,
  { span }: SavedLayer,
  keywords: ReadonlyMap<string, Value>,
  args: readonly Value[] = [],
  receiver: Value | null = null,
): Value {
  const entry = kerasLibrary.entries.get(path);
  if (typeof entry !== 'function') return unknown;
  return entry(callOf(path, args, keywords, receiver, span, builder.evaluation));
}

const maxDepth = 8;
const maxLayers = 2_000;

type Node =
  | { readonly kind: 'input' }
  | { readonly kind: 'list'; readonly places: readonly Place[]; readonly extra: JsonValue | null }
  | { readonly kind: 'graph'; readonly args: readonly JsonValue[]; readonly keywords: JsonValue | null };

interface NodeInput {
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

interface Place {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** Where a layer is applied: Keras 1 and 2 write lists of tensors' places, Keras 3 arguments and keywords. */
function nodesOf(layer: SavedLayer): readonly Node[] {
  const nodes = itemsIn(layer.entries.get('inbound_nodes')?.value);
  if (layer.className === 'InputLayer' || nodes.length === 0) return [{ kind: 'input' }];
  return nodes.map(({ value }): Node => {
    if (value.kind === 'object') {
      const { entries } = value.read();
      const of = (key: string) => entries.find((entry) => entry.key === key)?.value ?? null;
      const args = itemsIn(of('args') ?? undefined).map((item) => item.value);
      return { kind: 'graph', args, keywords: of('kwargs') };
    }
    const items = itemsIn(value);
    const single = placeIn(items);
    const lists = single ? [items] : items.map((item) => itemsIn(item.value));
    const extra = lists.map((list) => list[3]?.value ?? null).find((json) => json?.kind === 'object') ?? null;
    return { kind: 'list', places: lists.flatMap((list) => placeIn(list) ?? []), extra };
  });
}

/** One place, or a list of places. */
function placesIn(json: JsonValue | undefined): readonly Place[] {
  const items = itemsIn(json);
  const single = placeIn(items);
  return single ? [single] : items.flatMap(({ value }) => placeIn(itemsIn(value)) ?? []);
}

/** Null where it is yet to be computed. */
function tensorAt(place: Place, outputs: ReadonlyMap<string, readonly Value[]>): Value | null {
  const value = outputs.get(place.layer)?.[place.node];
  if (value === undefined) return null;
  const items = itemsOf(value);
  return items ? (items[place.tensor] ?? unknown) : place.tensor === 0 ? value : unknown;
}

/** Keras 1's Merge is a layer for each of its modes; and what older files leave out has another default there. */
function renamed(saved: SavedLayer): { className: string; extra: ReadonlyMap<string, Value> } {
  const { className, config } = saved;
  if (className === 'GRU' || className === 'GRUCell')
    return { className, extra: new Map([['reset_after', booleanValue(false)]]) };
  if (className !== 'Merge') return { className, extra: new Map() };
  const along = config.get('concat_axis')?.value;
  const axis = along?.kind === 'number' ? along.value : -1;
  const merged: Record<string, string> = {
    concat: 'Concatenate',
    sum: 'Add',
    mul: 'Multiply',
    ave: 'Average',
    max: 'Maximum',
  };
  return { className: merged[textIn(config, 'mode') ?? ''] ?? 'Merge', extra: new Map([['axis', sizeValue(axis)]]) };
}
