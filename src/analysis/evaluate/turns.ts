import { sizeValue, uniformList, unknown, type ListValue, type Value } from '../domain/values.js';
import type { RuleReport } from '../domain/rules.js';
import {
  applyChanges,
  isBinding,
  isList,
  isSteady,
  listState,
  samePlace,
  writeList,
  type Completion,
} from './branches.js';
import type { Changes } from './journal.js';
import { elementOf, sameValue } from './join.js';
import {
  bornSince,
  dropRecords,
  markRecords,
  newKey,
  newSymbol,
  quietly,
  tryOut,
  write,
  type Machine,
} from './machine.js';

/** Loops over at most so many known items are run turn by turn. */
export const maxTurns = 24;
/** A loop that has cost this much goes on as one whose turns are all alike. */
export const maxLoopWork = 1500;

/**
 * Runs a loop turn by turn. Where a turn did what the one before it did, or changed nothing that was there before, and
 * no test in it depends on its item, all others but the last are taken to do the same: a training loop costs a turn or
 * two.
 *
 * @param usesItem whether the turns use their item at all
 * @returns how the loop ended, the items that it cost too much to run by themselves, and whether any was left out
 */
export function runTurns(
  machine: Machine,
  items: readonly Value[],
  turn: (item: Value) => Completion,
  usesItem: () => boolean,
): { completion: Completion; rest: readonly Value[]; isCut: boolean } {
  const start = machine.work;
  let before: Changes | null = null;
  let isTried = false;
  for (let index = 0; index < items.length; index++) {
    if (index > 0 && machine.work - start > maxLoopWork)
      return { completion: 'normal', rest: items.slice(index), isCut: true };
    let completion: Completion = 'normal';
    const item = items[index] ?? unknown;
    const known = machine.mayLeave;
    const isNew = bornSince(machine);
    const changes = tryOut(machine, () => (completion = turn(item)));
    applyChanges(machine, changes);
    if (machine.mayLeave !== known) loosenLists(machine, changes);
    if (isEnd(completion)) return { completion, rest: [], isCut: false };
    const left = items.length - index - 2;
    const isAlike =
      index === 0
        ? isSteady({ changes, grown: noLists, free: noSymbols, isNew })
        : before !== null && isRepeat(before, changes);
    if (left >= 0 && isAlike && !isTried) {
      isTried = true;
      const isUsed = usesItem();
      if (index === 0 && !isUsed) break;
      if (!isUsed || !dependsOn(machine, item, changes, turn)) {
        const last = runLast(machine, changes, left, () => turn(items.at(-1) ?? unknown));
        if (last) return { completion: last, rest: [], isCut: left > 0 };
      }
    }
    before = changes;
  }
  return { completion: 'normal', rest: [], isCut: false };
}

/** The last turn after `left` that did what `changes` say; null, and nothing is done, where it fails as none before. */
function runLast(machine: Machine, changes: Changes, left: number, turn: () => Completion): Completion | null {
  let completion: Completion = 'normal';
  const mark = markRecords(machine);
  const { mayLeave } = machine;
  const others = tryOut(machine, () => {
    repeatTurn(machine, changes, left);
    completion = turn();
  });
  const { problems } = machine.records;
  const known = problems.slice(0, mark.problems);
  const isNew = ({ code, span }: RuleReport) =>
    !known.some((problem) => problem.code === code && problem.span.start === span.start);
  if (left > 0 && problems.slice(mark.problems).some((problem) => problem.severity === 'error' && isNew(problem))) {
    dropRecords(machine, mark);
    machine.mayLeave = mayLeave;
    return null;
  }
  applyChanges(machine, others);
  if (machine.mayLeave !== mayLeave) loosenLists(machine, others);
  return completion;
}

/** Whether a test's answer is not known any more, or the turn does something else, where its item is any one. */
function dependsOn(machine: Machine, item: Value, changes: Changes, turn: (item: Value) => Completion): boolean {
  const known = machine.undecided;
  const any = sizeValue(newSymbol(machine, 'i'));
  const mark = markRecords(machine);
  const { mayLeave } = machine;
  const others = quietly(machine, () => tryOut(machine, () => void turn(any)));
  dropRecords(machine, mark);
  machine.mayLeave = mayLeave;
  return machine.undecided !== known || !isRepeat(withItem(changes, item, any), others);
}

/** The same changes with another item in place of the one that the loop's own name was given. */
function withItem(changes: Changes, item: Value, other: Value): Changes {
  const renamed = ([key, { before, after }]: readonly [
    string,
    { readonly before: unknown; readonly after: unknown },
  ]) =>
    [key, { before, after: isBinding(after) && after.value === item ? { ...after, value: other } : after }] as const;
  return new Map([...changes].map(([container, places]) => [container, new Map([...places].map(renamed))] as const));
}

/** What a list was given in a turn that may have ended before. */
function loosenLists(machine: Machine, changes: Changes): void {
  for (const container of changes.keys()) {
    if (!isList(container)) continue;
    writeList(machine, container, uniformList(null, elementOf(container, () => newKey(machine)) ?? unknown));
  }
}

const noLists: ReadonlyMap<ListValue, unknown> = new Map();
const noSymbols: ReadonlySet<string> = new Set();

function isEnd(completion: Completion): boolean {
  return completion === 'return' || completion === 'raise' || completion === 'break';
}

/** Whether two turns did the same to all that both of them changed. Lists may grow. */
function isRepeat(one: Changes, other: Changes): boolean {
  for (const [container, places] of other) {
    const before = one.get(container);
    if (!before) continue;
    if (isList(container)) {
      const [first, second] = [grownBy(container, before), grownBy(container, places)];
      if (!first || !second || first.length !== second.length) return false;
      if (!first.every((item, index) => sameValue(item, second[index] ?? unknown))) return false;
      continue;
    }
    for (const [key, { after }] of places) {
      const known = before.get(key);
      if (!known || !samePlace(known.after, after)) return false;
    }
  }
  return true;
}

/** What a turn appended to a list; null where it did something else to it. */
function grownBy(
  list: ListValue,
  places: ReadonlyMap<string, { readonly before: unknown; readonly after: unknown }>,
): readonly Value[] | null {
  const after = listState(list, places).items;
  const known = places.get('items');
  if (!known) return [];
  const before = known.before as readonly Value[] | null;
  if (!before || !after || !before.every((item, index) => item === after[index])) return null;
  return after.slice(before.length);
}

/** Does to lists what `count` more turns would. */
function repeatTurn(machine: Machine, changes: Changes, count: number): void {
  for (const [container, places] of changes) {
    const grown = isList(container) ? (grownBy(container, places) ?? []) : [];
    if (!isList(container) || grown.length === 0) continue;
    const items = [...(container.items ?? []), ...Array.from({ length: count }, () => grown).flat()];
    write(machine, container, 'items', items);
    write(machine, container, 'length', items.length);
  }
}
