/**
 * Every change of what the program can see (names, attributes, dicts, lists) is written down here, so that a branch can
 * be run and taken back. A place is a key of a Map, or a property of a list.
 */
export interface Journal {
  /** What stood at each changed place before. */
  readonly before: Map<object, Map<string, unknown>>;
}

/** A place that has no value. */
export const absent = Symbol('absent');

export function newJournal(): Journal {
  return { before: new Map() };
}

/** What stands at a place now. */
export function readPlace(container: object, key: string): unknown {
  if (container instanceof Map) {
    const map = container as Map<string, unknown>;
    return map.has(key) ? map.get(key) : absent;
  }
  return (container as Record<string, unknown>)[key];
}

/** Changes a place; `journals` are the branches that are being run, the innermost last. */
export function writePlace(journals: readonly Journal[], container: object, key: string, value: unknown): void {
  const journal = journals.at(-1);
  if (journal) {
    let places = journal.before.get(container);
    if (!places) journal.before.set(container, (places = new Map<string, unknown>()));
    if (!places.has(key)) places.set(key, readPlace(container, key));
  }
  put(container, key, value);
}

/** The values that a branch gave to its places. */
export type Changes = ReadonlyMap<object, ReadonlyMap<string, { readonly before: unknown; readonly after: unknown }>>;

/** Takes back all that was changed since the journal began, and tells what it was. */
export function takeBack(journal: Journal): Changes {
  const changes = new Map<object, Map<string, { before: unknown; after: unknown }>>();
  for (const [container, places] of journal.before) {
    const changed = new Map<string, { before: unknown; after: unknown }>();
    for (const [key, before] of places) {
      changed.set(key, { before, after: readPlace(container, key) });
      put(container, key, before);
    }
    changes.set(container, changed);
  }
  return changes;
}

function put(container: object, key: string, value: unknown): void {
  if (!(container instanceof Map)) (container as Record<string, unknown>)[key] = value;
  else if (value === absent) (container as Map<string, unknown>).delete(key);
  else (container as Map<string, unknown>).set(key, value);
}
