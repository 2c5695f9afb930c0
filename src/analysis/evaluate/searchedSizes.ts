import { sizeKey, symbolSize } from '../domain/sizes.js';
import { unknownNamed, type UnknownValue, type Value } from '../domain/values.js';
import type { Argument } from '../libraries/library.js';

/**
 * `hp.Int('units', 32, 256)` of Keras Tuner and `trial.suggest_int('hidden', 16, 128)` of Optuna: a search tries one
 * number after the other, and gives the same one in a trial wherever it is asked by that name.
 * https://keras.io/keras_tuner/api/hyperparameters/
 * https://optuna.readthedocs.io/en/stable/reference/generated/optuna.trial.Trial.html
 */
export function searchedSize(
  callee: Value,
  args: readonly Argument[],
  keywords: ReadonlyMap<string, Argument>,
): UnknownValue | null {
  if (callee.kind !== 'unknown' || !/^(Int|Choice|suggest_int|suggest_categorical)$/.test(callee.name ?? ''))
    return null;
  const key = callee.size && sizeKey(callee.size);
  const name = (args[0] ?? keywords.get('name'))?.value;
  if (key === null || !key.endsWith(`.${callee.name}`)) return null;
  if (name?.kind !== 'string' || !/^\w{1,32}$/.test(name.value)) return null;
  return unknownNamed(name.value, symbolSize(`${key}('${name.value}')`, name.value));
}
