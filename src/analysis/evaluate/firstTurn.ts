import type { RuleReport } from '../domain/rules.js';
import type { Value } from '../domain/values.js';
import type { Span } from '../model.js';
import type { Statement } from '../syntax/program.js';
import { applyChanges, isBinding } from './branches.js';
import type { Changes } from './journal.js';
import { dropRecords, markRecords, tryOut, type Machine } from './machine.js';

/**
 * Which errors of a first turn, all of whose tests were decided, are certain: those of the statements that run in every
 * turn, whatever it is of, and, where all of them do, those of the functions that they call. Null: none is.
 */
export function certainInFirst(
  { body, span }: Statement & { kind: 'for' },
  element: Value,
): ((error: RuleReport) => boolean) | null {
  if (!areSame(element)) return null;
  const end = body.findIndex(({ kind }) => kind !== 'assign' && kind !== 'expression' && kind !== 'if');
  const plain = end < 0 ? body : body.slice(0, end);
  return (error) => {
    if (!isInside(error.span, span)) return end < 0;
    return plain.some((part) => isInside(error.span, part.span));
  };
}

/** Whether a tensor has another number of axes after a turn than it had before, or is one where there was none. */
export function changesRank(changes: Changes): boolean {
  const rankOf = (place: unknown): number | null => {
    const value = isBinding(place) ? place.value : null;
    return value?.kind === 'none' ? -1 : value?.kind === 'tensor' ? (value.axes?.length ?? null) : null;
  };
  return [...changes.values()].some((places) =>
    [...places.values()].some(({ before, after }) => {
      const [one, other] = [rankOf(before), rankOf(after)];
      return one !== null && other !== null && one !== other;
    }),
  );
}

/** What a turn reports that begins with what the first one left. */
export function errorsOfSecond(machine: Machine, changes: Changes, turn: () => unknown): RuleReport[] {
  const mark = markRecords(machine);
  const { mayLeave } = machine;
  tryOut(machine, () => {
    applyChanges(machine, changes);
    turn();
  });
  const errors = machine.records.problems.slice(mark.problems).filter(({ severity }) => severity === 'error');
  dropRecords(machine, mark);
  machine.mayLeave = mayLeave;
  return errors;
}

/** Writes down what was reported, but for what is known already. */
export function addNew({ records: { problems } }: Machine, reports: readonly RuleReport[]): void {
  const isNew = ({ code, span }: RuleReport) =>
    !problems.some((other) => other.code === code && other.span.start === span.start);
  problems.push(...reports.filter(isNew));
}

/** Whether the first item is certainly as all others: of layers in a list each may take what the one before it gives. */
function areSame(element: Value): boolean {
  if (element.kind === 'tuple') return element.items.every(areSame);
  return element.kind === 'size' || element.kind === 'tensor' || element.kind === 'unknown';
}

function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
