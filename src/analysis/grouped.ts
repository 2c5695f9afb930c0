import type { Span } from './model.js';

/** The items that have a key in common, in the order in which the first of each came. */
export function groupedBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item, index: number) => Key,
): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Tells places apart. */
export function spanKey({ start, end }: Span): string {
  return `${start} ${end}`;
}
