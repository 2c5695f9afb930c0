import { unknown, type FunctionValue } from '../domain/values.js';
import { isBinding, isList, isValue, listState, samePlace, writeList } from './branches.js';
import { callFunction, type Arguments } from './calls.js';
import { elementOf } from './join.js';
import { absent, type Changes } from './journal.js';
import { dropRecords, markRecords, newKey, quietly, tryOut, write, type Machine } from './machine.js';

/**
 * Functions that are given to something that nobody knows (`data.forEach(…)`, `file.on('line', …)`, `Thread(target=…)`) may be called at
 * once, and any number of times: what they change is not known from then on. They are run again when all else has run,
 * as functions that nobody calls, and only then written down.
 */
export function runCallbacks(machine: Machine, { args, keywords }: Arguments): void {
  for (const { value } of [...args, ...keywords.values()]) if (value.kind === 'function') forgetChanges(machine, value);
}

function forgetChanges(machine: Machine, callback: FunctionValue): void {
  const wasCalled = machine.called.has(callback.body);
  const mark = markRecords(machine);
  const changes = quietly(machine, () =>
    tryOut(machine, () => {
      callFunction(machine, callback, [], new Map(), true);
    }),
  );
  dropRecords(machine, mark);
  if (!wasCalled) machine.called.delete(callback.body);
  applyForgotten(machine, changes);
}

function applyForgotten(machine: Machine, changes: Changes): void {
  for (const [container, places] of changes) {
    if (isList(container)) {
      const element = elementOf(listState(container, places), () => newKey(machine)) ?? unknown;
      writeList(machine, container, { kind: 'list', items: null, length: null, element });
      continue;
    }
    for (const [key, { before, after }] of places) {
      if (before !== absent && samePlace(before, after)) continue;
      write(machine, container, key, isUnset(before) ? after : forgotten(after));
    }
  }
}

/** What had no value before is used only where it was given one. */
function isUnset(place: unknown): boolean {
  if (place === absent) return true;
  const value = isBinding(place) ? place.value : place;
  return isValue(value) && (value.kind === 'none' || value.kind === 'unknown');
}

function forgotten(place: unknown): unknown {
  if (isBinding(place)) return { value: unknown, span: place.span };
  return isValue(place) ? unknown : place;
}
