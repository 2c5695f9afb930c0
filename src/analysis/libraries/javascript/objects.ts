import { sizeKey, symbolSize, type Size } from '../../domain/sizes.js';
import {
  booleanValue,
  dictOf,
  listOf,
  none,
  stringValue,
  uniformList,
  unknown,
  type Value,
} from '../../domain/values.js';
import type { Call, Entry } from '../library.js';
import { alike, entriesUnder } from '../tensorFunctions.js';
import { asList, isArray } from './arrays.js';

/** https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Object */
export const objectEntries: readonly [path: string, entry: Entry][] = [
  ...entriesUnder('javascript.Object', {
    keys: (call) => entriesOf(call, (key) => stringValue(key)),
    values: (call) => entriesOf(call, (_, value) => value),
    entries: (call) => entriesOf(call, (key, value) => listOf([stringValue(key), value])),
    assign: (call) => {
      const [target, ...sources] = call.args.map(({ value }) => value);
      if (target?.kind !== 'dict') return unknown;
      for (const source of sources) {
        if (source.kind !== 'dict' || source.isOpen) return unknown;
        for (const [name, value] of source.entries) call.evaluation.setField(target, name, value);
      }
      return call.isOpen ? unknown : target;
    },
    fromEntries: (call) => {
      const pairs = asList(call.args[0]?.value).items?.map((pair) => (isArray(pair) ? asList(pair).items : null));
      const entries = pairs?.flatMap((pair) => {
        const [key, value] = pair ?? [];
        return key?.kind === 'string' && value ? [[key.value, value] as const] : [];
      });
      return entries && entries.length === pairs?.length ? dictOf(entries) : dictOf([], true);
    },
    ...alike('freeze seal preventExtensions', (call) => call.args[0]?.value ?? unknown),
    hasOwnProperty: () => booleanValue(null),
  }),
  ...entriesUnder('javascript.Promise', {
    // What is awaited is the value itself.
    ...alike('all allSettled', (call) => call.args[0]?.value ?? unknown),
    resolve: (call) => call.args[0]?.value ?? none,
  }),
  ...entriesUnder(
    'javascript.console',
    alike('log info warn error debug table time timeEnd assert', () => none),
  ),
  ...entriesUnder(
    'javascript.JSON',
    alike('parse stringify', () => unknown),
  ),
  ['javascript.structuredClone', (call) => call.args[0]?.value ?? unknown],
];

/** How many there are of what nobody knows is the same number wherever it is asked for. */
function countOfKeys(value: Value | undefined): Size {
  const key = value?.kind === 'unknown' ? sizeKey(value.size) : value?.kind === 'path' ? value.path : null;
  const name = value?.kind === 'unknown' ? value.name : key && /[^./]*$/.exec(key)?.[0];
  return key && name ? symbolSize(`${key}#keys`, `Object.keys(${name}).length`) : null;
}

function entriesOf(call: Call, item: (key: string, value: Value) => Value): Value {
  const dict = call.args[0]?.value;
  if (dict?.kind !== 'dict' || dict.isOpen) return uniformList(countOfKeys(dict), unknown);
  return listOf([...dict.entries].map(([key, value]) => item(key.replace(/^#/, ''), value)));
}
