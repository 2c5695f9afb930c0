import { unknown, type Value } from '../domain/values.js';
import { join } from './join.js';
import { newKey, type Machine } from './machine.js';

/** What one of several values is; unknown for none. */
export function joinAll(machine: Machine, values: readonly Value[]): Value {
  const [first, ...rest] = values;
  return rest.reduce((all, value) => join(all, value, () => newKey(machine)), first ?? unknown);
}
