import type { LayerRecord } from './domain/records.js';
import { joinedCalls, joinedLayer } from './joinedRecords.js';
import { buildModel } from './kerasJsonModel.js';
import type { Network } from './model.js';
import { shortName } from './names.js';
import { entriesByKey, type FoundObject, type ObjectValue } from './values.js';

/**
 * The networks that Keras and tf.js save as JSON: `model.to_json()` of Keras 1 to 3, `config.json` of a `.keras` file,
 * `model.json` of tf.js. The layers are built by the Keras table of `libraries/keras`, so that their rules stand once.
 *
 * `objects` are all objects of the text, as `jsonObjects` gives them; a text without `mayHoldKerasModel` holds none.
 */
export function kerasJsonNetworks(objects: readonly FoundObject[], fileName: string): Network[] {
  const networks: Network[] = [];
  let end = -1;
  for (const object of objects) {
    if (!object.keys.includes('class_name') || !object.keys.includes('config')) continue;
    const value = object.read();
    // A model inside a model is one of its layers.
    if (value.span.start < end || !isModel(value)) continue;
    end = value.span.end;
    const records = buildModel(value);
    const layers = records.map((record: LayerRecord) => joinedLayer([record], joinedCalls(record.calls)));
    if (!records.some(({ isRecurrent }) => isRecurrent)) continue;
    const { start } = value.span;
    const named = nameOf(value);
    networks.push({
      name: named?.text ?? fileBaseName(fileName),
      framework: 'keras-json',
      span: value.span,
      nameSpan: named?.span ?? { start, end: start + 1 },
      layers,
      config: null,
    });
    if (networks.length >= maxNetworks) break;
  }
  return networks;
}

/** A cheap look at a text before it is parsed. */
export function mayHoldKerasModel(text: string): boolean {
  return text.includes('"class_name"') && /"(Sequential|Functional|Model)"/.test(text);
}

const maxNetworks = 1_000;

function isModel(value: ObjectValue): boolean {
  const className = entriesByKey(value).get('class_name')?.value;
  return className?.kind === 'string' && /^(Sequential|Functional|Model)$/.test(className.value);
}

/** The name in the model's own config, as Keras gives one to each. */
function nameOf(value: ObjectValue): { text: string; span: Network['nameSpan'] } | null {
  const config = entriesByKey(value).get('config')?.value;
  const name = config?.kind === 'object' ? entriesByKey(config.read()).get('name') : undefined;
  const text = name?.value.kind === 'string' ? shortName(name.value.value) : '';
  return name && text !== '' ? { text, span: name.span } : null;
}

function fileBaseName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return shortName(last.replace(/\.\w+$/, '') || last) || 'model';
}
