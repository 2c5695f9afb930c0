import type { Binding, ListValue, Value } from '../domain/values.js';
import { inheritedPlace } from './attributes.js';
import { absent, readPlace, type Changes } from './journal.js';
import { covers, type Coverage } from './covers.js';
import { join, joinLists, sameValue } from './join.js';
import { newKey, write, type Machine } from './machine.js';

/** How a block of statements ends. */
export type Completion = 'normal' | 'return' | 'raise' | 'break' | 'continue';

/** Whether what comes after the block is not reached through it, in this turn of a loop at least. */
export function isAbrupt(completion: Completion): boolean {
  return completion === 'return' || completion === 'raise';
}

/** What a place holds after one branch or the other; what came to be in one of them is as that one left it. */
export function applyJoined(
  machine: Machine,
  one: Changes,
  other: Changes,
  isNew: (container: object) => boolean = () => false,
): void {
  for (const changes of [one, other]) applyChanges(machine, changes, isNew);
  for (const container of new Set([...one.keys(), ...other.keys()])) {
    if (isNew(container)) continue;
    const [left, right] = [one.get(container), other.get(container)];
    if (isList(container)) {
      joinListStates(machine, container, left, right);
      continue;
    }
    for (const key of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])) {
      const now = inheritedPlace(container, key) ?? readPlace(container, key);
      const a = left?.has(key) ? left.get(key)?.after : now;
      const b = right?.has(key) ? right.get(key)?.after : now;
      write(machine, container, key, joinPlaces(machine, a, b));
    }
  }
}

/** Makes the changes of a branch that was certainly taken, or those of some of its containers. */
export function applyChanges(
  machine: Machine,
  changes: Changes,
  isMeant: (container: object) => boolean = () => true,
): void {
  for (const [container, places] of changes) {
    if (!isMeant(container)) continue;
    for (const [key, { after }] of places) write(machine, container, key, after);
  }
}

/** What one place holds where two branches left it different. */
export function joinPlaces(machine: Machine, a: unknown, b: unknown, key = () => newKey(machine)): unknown {
  // A name that only one branch has is used only where that branch was taken.
  if (a === absent || a === b) return b;
  if (b === absent) return a;
  if (isBinding(a) && isBinding(b)) return { value: join(a.value, b.value, key), span: a.span ?? b.span };
  if (isValue(a) && isValue(b)) return join(a, b, key);
  if (typeof a === 'boolean' && typeof b === 'boolean') return a || b;
  return null;
}

/** Whether a place certainly holds the same after as before. */
export function samePlace(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isBinding(a) && isBinding(b)) return sameValue(a.value, b.value);
  return isValue(a) && isValue(b) && sameValue(a, b);
}

export function isBinding(place: unknown): place is Binding {
  return typeof place === 'object' && place !== null && 'value' in place && 'span' in place;
}

export function isValue(place: unknown): place is Value {
  return typeof place === 'object' && place !== null && 'kind' in place;
}

export function isList(container: object): container is ListValue {
  return 'kind' in container && container.kind === 'list';
}

/** A turn of a loop, as far as the next one begins with what it left. */
export interface Turn {
  readonly changes: Changes;
  /** What the loop knows already to grow in each turn. */
  readonly grown: ReadonlyMap<ListValue, unknown>;
  /** Keys of the symbols that stand for whatever a place holds as a turn begins. */
  readonly free: ReadonlySet<string>;
  /** Whether a list or a dict was made in the turn itself: the next one makes its own. */
  readonly isNew: (container: object) => boolean;
}

/** Whether a turn left nothing that was not allowed for when it began. */
export function isSteady(turn: Turn): boolean {
  const { changes, grown, isNew } = turn;
  const coverage = coverageOf(turn);
  for (const [container, places] of changes) {
    if (isNew(container) || (isList(container) && grown.has(container))) continue;
    if (isList(container)) return false;
    for (const { before, after } of places.values()) {
      if (before !== absent && !coversPlace(before, after, coverage)) return false;
    }
  }
  return true;
}

export function coverageOf({ free, changes }: Turn): Coverage {
  return { free, left: (list) => listState(list, changes.get(list)) };
}

/** Whether what a place may hold as a turn begins takes in what it holds at its end. */
export function coversPlace(before: unknown, after: unknown, coverage: Coverage): boolean {
  // A dict that may have more entries.
  if (before === after || before === true) return true;
  if (isBinding(before) && isBinding(after)) return covers(before.value, after.value, coverage);
  return isValue(before) && isValue(after) && covers(before, after, coverage);
}

/** A list as a branch left it. */
export function listState(
  list: ListValue,
  changes: ReadonlyMap<string, { readonly after: unknown }> | undefined,
): ListValue {
  const after = (key: 'items' | 'length' | 'element') => (changes?.has(key) ? changes.get(key)?.after : list[key]);
  return {
    kind: 'list',
    items: after('items') as ListValue['items'],
    length: after('length') as ListValue['length'],
    element: after('element') as Value,
  };
}

export function writeList(machine: Machine, list: ListValue, state: ListValue): void {
  write(machine, list, 'items', state.items);
  write(machine, list, 'length', state.length);
  write(machine, list, 'element', state.element);
}

function joinListStates(
  machine: Machine,
  list: ListValue,
  left: ReadonlyMap<string, { readonly after: unknown }> | undefined,
  right: ReadonlyMap<string, { readonly after: unknown }> | undefined,
): void {
  writeList(
    machine,
    list,
    joinLists(listState(list, left), listState(list, right), () => newKey(machine)),
  );
}
