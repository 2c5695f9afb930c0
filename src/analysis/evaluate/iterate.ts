import { knownSize, type Size } from '../domain/sizes.js';
import { sizeValue, stringValue, tensorOf, unknown, type Value } from '../domain/values.js';
import { bindSelf, findMethod } from './attributes.js';
import { callFunction, callMember } from './calls.js';
import { joinAll } from './joinAll.js';
import { lastBatchOf, type Batches } from './lastBatch.js';
import type { Machine } from './machine.js';
import { maxTurns } from './turns.js';
import { checkIterated } from './typeUse.js';

/** What a loop goes through: items known one by one, or a number of items that are all alike. */
export interface Iterated {
  readonly items: readonly Value[] | null;
  readonly length: Size;
  readonly element: Value;
  /** Of batches that are not all of one size. */
  readonly batches?: Batches | null;
}

/** What iterating over a value gives: its items one by one where they are at most so many. */
export function iterate(
  machine: Machine,
  value: Value,
  span: { start: number; end: number },
  mostItems = maxTurns,
): Iterated {
  switch (value.kind) {
    case 'tuple':
      return alike(value.items);
    case 'list':
      return value.items
        ? alike(value.items)
        : { items: null, length: value.length, element: value.element, batches: lastBatchOf(value) };
    case 'dict':
      if (value.isOpen) return nothingKnown;
      return alike(
        [...value.entries.keys()].map((key) =>
          key.startsWith('#') ? sizeValue(Number(key.slice(1))) : stringValue(key),
        ),
      );
    case 'string':
      return value.value.length <= mostItems
        ? alike(Array.from(value.value, stringValue))
        : { items: null, length: value.value.length, element: unknown };
    case 'tensor': {
      const [first, ...rest] = value.axes ?? [];
      const element = tensorOf(value.library, first ? rest : null, {
        dtype: value.dtype,
        elementType: value.elementType,
        isAssumed: value.isAssumed,
        origin: value.origin,
      });
      const length = first && !value.isAssumed ? first.size : null;
      const known = knownSize(length);
      return known !== null && known <= mostItems
        ? { items: Array.from({ length: known }, () => element), length: known, element }
        : { items: null, length, element };
    }
    case 'object': {
      const given = { args: [], keywords: new Map<string, never>(), isOpen: false };
      const items = callMember(machine, value.type, value, '__iter__', given, { span, nameSpan: span });
      return items.kind === 'list' || items.kind === 'tuple' ? iterate(machine, items, span, mostItems) : nothingKnown;
    }
    case 'instance': {
      const method = findMethod(value.class, '__iter__');
      if (method?.kind !== 'function') return nothingKnown;
      const items = callFunction(machine, bindSelf(method, value), [], new Map());
      // What goes through itself has a method that nobody knows how often it is called.
      return items.kind === 'instance' ? nothingKnown : iterate(machine, items, span, mostItems);
    }
    case 'ambiguous': {
      const all = value.options
        .filter(({ kind }) => kind !== 'none')
        .map((option) => iterate(machine, option, span, mostItems));
      const [only] = all;
      if (all.length === 1 && only) return only;
      return {
        items: null,
        length: null,
        element: joinAll(
          machine,
          all.map(({ items, element }) => (items ? joinAll(machine, items) : element)),
        ),
      };
    }
    default:
      checkIterated(machine, value, span);
      return nothingKnown;
  }

  function alike(items: readonly Value[]): Iterated {
    if (items.length <= mostItems) return { items, length: items.length, element: unknown };
    return { items: null, length: items.length, element: joinAll(machine, items.slice(0, mostItems + 1)) };
  }
}

const nothingKnown: Iterated = { items: null, length: null, element: unknown };
