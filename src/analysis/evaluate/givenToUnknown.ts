import { sizeKey } from '../domain/sizes.js';
import { unknown, type UnknownValue, type Value } from '../domain/values.js';
import { newUnknown, write, type Machine } from './machine.js';

/**
 * What the program itself gave to something that nobody knows: `hp.hidden_size = 128` of a parameter, `config['units'] =
 * 64`. By `hp`'s own symbol, and there by what is written behind it: `.hidden_size`, `['units']`.
 */
export type GivenToUnknown = Map<string, Map<string, Value>>;

/** What stands there since; null where the program gave nothing. */
export function givenTo(machine: Machine, holder: UnknownValue, place: string): Value | null {
  const key = holder.size && sizeKey(holder.size);
  return (key !== null && machine.givenToUnknown.get(key)?.get(place)) || null;
}

/**
 * Gives it a value. Of what the program may look at later and others may change meanwhile (None, objects, lists) only
 * that it is another one is kept.
 *
 * @param before what was read there until now
 */
export function giveTo(
  machine: Machine,
  holder: UnknownValue,
  place: string,
  name: string,
  value: Value,
  before: Value,
) {
  const key = holder.size && sizeKey(holder.size);
  if (key === null) return;
  let places = machine.givenToUnknown.get(key);
  if (!places) machine.givenToUnknown.set(key, (places = new Map<string, Value>()));
  // A branch that does not give it leaves what was read before.
  if (!places.has(place)) places.set(place, before);
  write(machine, places, place, isKept(value) ? value : newUnknown(machine, name));
}

/** The key of what its items are read by: another one since they changed in a way that nobody follows. */
export function itemsKey(machine: Machine, holder: UnknownValue, key: string): string {
  const changed = givenTo(machine, holder, items);
  return (changed?.kind === 'unknown' && changed.size && sizeKey(changed.size)) || key;
}

const items = '[]';

/** `sizes.append(64)`, `sizes[i] = 64` */
export function changeItems(machine: Machine, holder: UnknownValue): void {
  giveTo(machine, holder, items, holder.name ?? 'items', unknown, holder);
}

/** Who knows what a function that is not known does with it. */
export function forgetGiven(machine: Machine, holder: Value): void {
  const key = holder.kind === 'unknown' ? holder.size && sizeKey(holder.size) : null;
  const places = key === null ? undefined : machine.givenToUnknown.get(key);
  for (const place of places?.keys() ?? []) {
    const name = /\w+/.exec(place)?.[0] ?? place;
    write(machine, places!, place, newUnknown(machine, name));
  }
}

function isKept(value: Value): boolean {
  return value.kind === 'unknown' ? value.size !== null : /^(size|string|boolean|float)$/.test(value.kind);
}
