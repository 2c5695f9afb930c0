import { symbolSize } from '../domain/sizes.js';
import { unknown, unknownNamed, type DictValue, type Value } from '../domain/values.js';
import { newKey, type Machine } from './machine.js';

/**
 * What a dict has under a word that nobody is seen to put there: `kwargs['hidden_size']` of a function that nobody
 * calls, `self.hparams.hidden_size`. It is there, or the program would not run, and goes by its name from now on.
 */
export function missingEntry(machine: Machine, dict: DictValue, word: string): Value {
  if (machine.language !== 'python' || !/^[A-Za-z_]\w*$/.test(word)) return unknown;
  let key = keys.get(dict);
  if (key === undefined) keys.set(dict, (key = newKey(machine)));
  return unknownNamed(word, symbolSize(`${key}['${word}']`, word));
}

const keys = new WeakMap<DictValue, string>();
