import { addSizes } from '../domain/sizes.js';
import { sizeOf, unknown, type ListValue, type Value } from '../domain/values.js';
import { holdsModules } from '../libraries/moduleLists.js';
import { joinAll } from './joinAll.js';
import { newUnknown, write, type Machine } from './machine.js';

/** Past this many items a list is one of items that are all alike. */
const maxItems = 256;

export function appendItem(machine: Machine, list: ListValue, item: Value): void {
  if (list.items && list.items.length < maxItems) {
    write(machine, list, 'items', [...list.items, item]);
    write(machine, list, 'length', list.items.length);
    return;
  }
  const known = list.items ?? (list.length === 0 ? [] : [list.element]);
  write(machine, list, 'element', joinAll(machine, [...known, item]));
  write(machine, list, 'items', null);
  write(machine, list, 'length', addSizes(list.length, 1));
}

/** What a list holds after something that is not known was done to it. */
export function forgetList(machine: Machine, list: Value): void {
  if (list.kind !== 'list') return;
  write(machine, list, 'items', null);
  write(machine, list, 'length', null);
  write(machine, list, 'element', unknown);
}

/**
 * Empty lists and dicts that are given to what nobody knows, by themselves or within something else, are there to be
 * filled; so is the count 0 of an object without a base. A default, `options={}`, stands for no options.
 */
export function fillEmpty(machine: Machine, value: Value, depth = 0): void {
  if (depth > maxDepth || machine.defaults.has(value) || holdsModules(value)) return;
  const fillAll = (values: Iterable<Value>) => {
    for (const inner of values) fillEmpty(machine, inner, depth + 1);
  };
  switch (value.kind) {
    case 'list':
      if (value.items?.length === 0) forgetList(machine, value);
      fillAll(value.items ?? []);
      break;
    case 'tuple':
      fillAll(value.items);
      break;
    case 'dict':
      if (value.entries.size === 0) write(machine, value, 'isOpen', true);
      fillAll(value.entries.values());
      break;
    case 'instance':
      fillAll(value.attributes.values());
      if (value.class.bases.length > 0) return;
      for (const [name, count] of value.attributes) {
        if (sizeOf(count) === 0) write(machine, value.attributes, name, newUnknown(machine, name));
      }
  }
}

/** How deep what is given is looked into. */
const maxDepth = 3;
