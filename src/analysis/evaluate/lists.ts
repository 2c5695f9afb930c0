import { addSizes } from '../domain/sizes.js';
import { unknown, type ListValue, type Value } from '../domain/values.js';
import { joinAll } from './joinAll.js';
import { write, type Machine } from './machine.js';

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
