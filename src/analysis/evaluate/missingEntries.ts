import { symbolSize } from '../domain/sizes.js';
import { unknown, unknownNamed, type DictValue, type InstanceValue, type Value } from '../domain/values.js';
import { newKey, type Machine } from './machine.js';

/**
 * What a dict has under a word that nobody is seen to put there: `kwargs['hidden_size']` of a function that nobody
 * calls, `self.hparams.hidden_size`, `this.units` in the methods of an object that a framework makes a component of,
 * and what an instance has from a base in another file: `self.config`. It is there, or the program would not run, and
 * goes by its name from now on.
 */
export function missingEntry(machine: Machine, holder: DictValue | InstanceValue, word: string): Value {
  const mayBeThere = machine.language === 'python' || holders.has(holder);
  if (!mayBeThere || !/^[A-Za-z_]\w*$/.test(word)) return unknown;
  let key = keys.get(holder);
  if (key === undefined) keys.set(holder, (key = newKey(machine)));
  return unknownNamed(word, symbolSize(`${key}['${word}']`, word));
}

const keys = new WeakMap<object, string>();

const holders = new WeakSet<object>();

/** An object that is `this` in methods of its own. */
export function holdsMethods(dict: DictValue): void {
  holders.add(dict);
}
