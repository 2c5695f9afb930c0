import { sizeOf, sizeValue, tupleOf, uniformList, unknown, type ListValue, type Value } from '../domain/values.js';
import { addSizes, isCounter, subtractSizes, type Size } from '../domain/sizes.js';
import type { RuleReport } from '../domain/rules.js';
import { wasAsked } from '../libraries/askedLengths.js';
import {
  applyChanges,
  isBinding,
  isList,
  isSteady,
  listState,
  isValue,
  writeList,
  type Completion,
} from './branches.js';
import { absent, type Changes } from './journal.js';
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
 * no test in it depends on its item, all others are taken to do the same, but for the last one where they use their
 * item: a training loop costs a turn or two.
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
  let before: { readonly changes: Changes; readonly isNew: IsNew } | null = null;
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
        : before !== null &&
          isRepeat(withItem(before.changes, items[index - 1] ?? unknown, item), changes, before.isNew);
    if (left >= 0 && isAlike && !isTried) {
      isTried = true;
      const isUsed = usesItem();
      if (!isUsed && !growsAsked(changes, isNew)) {
        if (index > 0) repeatTurn(machine, changes, left + 1);
        return { completion: 'normal', rest: [], isCut: left > 0 };
      }
      const mayLeave = machine.mayLeave !== known;
      const taken = { item, changes, isNew, mayLeave };
      if (!isUsed || !dependsOn(machine, taken, turn)) {
        const last = runLast(machine, taken, left, () => turn(items.at(-1) ?? unknown));
        if (last) return { completion: last, rest: [], isCut: left > 0 };
      }
    }
    before = { changes, isNew };
  }
  return { completion: 'normal', rest: [], isCut: false };
}

/**
 * The last turn after `left` that did what `changes` say; null, and nothing is done, where it fails as none before, or
 * where lists do not grow as they did: `if len(window) > 3: window.pop(0)`.
 */
function runLast(
  machine: Machine,
  { changes, isNew }: TurnTaken,
  left: number,
  turn: () => Completion,
): Completion | null {
  let completion: Completion = 'normal';
  const mark = markRecords(machine);
  const { mayLeave } = machine;
  let own: Changes = noChanges;
  const others = tryOut(machine, () => {
    repeatTurn(machine, changes, left);
    own = tryOut(machine, () => (completion = turn()));
    applyChanges(machine, own);
  });
  const { problems } = machine.records;
  const known = problems.slice(0, mark.problems);
  const isNewProblem = ({ code, span }: RuleReport) =>
    !known.some((problem) => problem.code === code && problem.span.start === span.start);
  const growsOtherwise = [...changes].some(
    ([list, places]) =>
      isList(list) && !isNew(list) && !isSameLength(growthOf(list, places), growthOf(list, own.get(list) ?? noPlaces)),
  );
  if (
    growsOtherwise ||
    (left > 0 && problems.slice(mark.problems).some((problem) => problem.severity === 'error' && isNewProblem(problem)))
  ) {
    dropRecords(machine, mark);
    machine.mayLeave = mayLeave;
    return null;
  }
  applyChanges(machine, others);
  if (machine.mayLeave !== mayLeave) loosenLists(machine, others);
  return completion;
}

interface TurnTaken {
  readonly item: Value;
  readonly changes: Changes;
  readonly isNew: IsNew;
  /** Whether it may have been the last one, or have ended before its end. */
  readonly mayLeave: boolean;
}

/** Tells the containers that came to be since a turn began. */
type IsNew = (container: object) => boolean;

/** Whether a test's answer is not known any more, or the turn does something else, where its item is any one. */
function dependsOn(machine: Machine, taken: TurnTaken, turn: (item: Value) => Completion): boolean {
  const { item, changes, isNew } = taken;
  const known = machine.undecided;
  const any = anyItem(machine, item);
  const mark = markRecords(machine);
  const { mayLeave } = machine;
  const others = quietly(machine, () => tryOut(machine, () => void turn(any)));
  // The sizes of a layer are told for each turn.
  const makesLayers = machine.records.layers.length > mark.layers;
  dropRecords(machine, mark);
  // `if t == 2: continue`, `if t > 4: break`
  const leaves = machine.mayLeave !== mayLeave && !taken.mayLeave;
  machine.mayLeave = mayLeave;
  if (leaves || makesLayers || machine.undecided !== known) return true;
  return hasOwnKeys(machine, taken, others) || !isRepeat(withItem(changes, item, any), others, isNew);
}

/** `groups.setdefault(t % 2, [])`: a turn that gives a dict a key which a turn of any item does not. */
function hasOwnKeys({ language }: Machine, { changes, isNew }: TurnTaken, others: Changes): boolean {
  return [...changes].some(
    ([container, places]) =>
      language === 'python' &&
      container instanceof Map &&
      !isNew(container) &&
      [...places].some(([key, { before }]) => before === absent && others.get(container)?.has(key) !== true),
  );
}

/** An item of which nobody knows which one it is. */
function anyItem(machine: Machine, item: Value): Value {
  if (item.kind === 'tuple') return tupleOf(item.items.map((part) => anyItem(machine, part)));
  // As a counter it is no size that anybody is told of.
  return sizeValue(newSymbol(machine, 'i', { low: null, high: null }));
}

/** The same changes with another item in place of the one that the loop's own names were given. */
function withItem(changes: Changes, item: Value, other: Value): Changes {
  const renamed = ([key, { before, after }]: readonly [
    string,
    { readonly before: unknown; readonly after: unknown },
  ]) =>
    [
      key,
      { before, after: isBinding(after) ? { ...after, value: otherPart(after.value, item, other) } : after },
    ] as const;
  return new Map([...changes].map(([container, places]) => [container, new Map([...places].map(renamed))] as const));
}

function otherPart(value: Value, item: Value, other: Value): Value {
  if (value === item) return other;
  if (item.kind !== 'tuple' || other.kind !== 'tuple') return value;
  const index = item.items.indexOf(value);
  return index < 0 ? value : (other.items[index] ?? value);
}

/** What a list was given in a turn that may have ended before. */
function loosenLists(machine: Machine, changes: Changes): void {
  for (const container of changes.keys()) {
    if (!isList(container)) continue;
    writeList(machine, container, uniformList(null, elementOf(container, () => newKey(machine)) ?? unknown));
  }
}

/** Whether a list changes of which the program asks how long it is. */
function growsAsked(changes: Changes, isNew: IsNew): boolean {
  return [...changes.keys()].some((container) => isList(container) && !isNew(container) && wasAsked(container));
}

function isSameLength(one: Growth | null, other: Growth | null): boolean {
  return one === null || one.length === other?.length;
}

const noChanges: Changes = new Map();
const noPlaces: ListChanges = new Map();
const noLists: ReadonlyMap<ListValue, unknown> = new Map();
const noSymbols: ReadonlySet<string> = new Set();

function isEnd(completion: Completion): boolean {
  return completion === 'return' || completion === 'raise' || completion === 'break';
}

/** Whether two turns did the same to all that both of them changed, and changed the same lists. Lists may grow. */
function isRepeat(one: Changes, other: Changes, isNew: IsNew): boolean {
  const isOld = (container: object) => isList(container) && !isNew(container);
  if ([...one.keys()].some((container) => isOld(container) && !other.has(container))) return false;
  for (const [container, places] of other) {
    const before = one.get(container);
    if (!before && isOld(container)) return false;
    if (!before) continue;
    if (isList(container)) {
      if (!isSameGrowth(growthOf(container, before), growthOf(container, places))) return false;
      continue;
    }
    for (const [key, { after }] of places) {
      const known = before.get(key);
      if (!known || !alikePlace(known.after, after)) return false;
    }
  }
  return true;
}

function alikePlace(one: unknown, other: unknown): boolean {
  if (isBinding(one) && isBinding(other)) return alikeValue(one.value, other.value, true);
  return one === other || (isValue(one) && isValue(other) && alikeValue(one, other, true));
}

/**
 * Whether two turns gave the same, or both something that nobody knows: `losses.append(loss.item())`.
 *
 * @param isAny whether the counters of a loop in this one stand for any of their numbers, and not for the last one
 */
function alikeValue(one: Value, other: Value, isAny = false): boolean {
  if (one.kind === 'tuple' && other.kind === 'tuple' && one.items.length === other.items.length) {
    return one.items.every((item, index) => alikeValue(item, other.items[index] ?? unknown, isAny));
  }
  if (isAny && isCounter(sizeOf(one)) && isCounter(sizeOf(other))) return true;
  return (one.kind === 'unknown' && other.kind === 'unknown') || sameValue(one, other);
}

/** What a turn appended to a list: these items, or so many that are all like `element`. */
interface Growth {
  readonly items: readonly Value[] | null;
  readonly length: number;
  readonly element: Value;
}

type ListChanges = ReadonlyMap<string, { readonly before: unknown; readonly after: unknown }>;

/** Null where the turn did something else to the list. */
function growthOf(list: ListValue, places: ListChanges): Growth | null {
  const after = listState(list, places);
  const place = (key: 'items' | 'length') => (places.has(key) ? places.get(key)?.before : list[key]);
  const before = place('items') as ListValue['items'];
  if (before && after.items) {
    if (!before.every((item, index) => item === after.items?.[index])) return null;
    const items = after.items.slice(before.length);
    return { items, length: items.length, element: unknown };
  }
  const length = subtractSizes(after.length, place('length') as Size);
  return after.items || typeof length !== 'number' || length < 0
    ? null
    : { items: null, length, element: after.element };
}

function isSameGrowth(one: Growth | null, other: Growth | null): boolean {
  if (!one || one.length !== other?.length) return false;
  if (!one.items || !other.items) return one.items === other.items && alikeValue(one.element, other.element, true);
  const { items } = other;
  return one.items.every((item, index) => alikeValue(item, items[index] ?? unknown));
}

/** What nobody knows is not the same in each turn. */
function withoutName(value: Value): Value {
  return value.kind === 'unknown' ? unknown : value.kind === 'tuple' ? tupleOf(value.items.map(withoutName)) : value;
}

/** Does to lists what `count` more turns would. */
function repeatTurn(machine: Machine, changes: Changes, count: number): void {
  for (const [container, places] of changes) {
    const growth = isList(container) && growthOf(container, places);
    if (!growth || growth.length === 0) continue;
    const items = growth.items?.map(withoutName);
    if (items) write(machine, container, 'items', [...(container.items ?? []), ...repeated(items, count)]);
    write(machine, container, 'length', addSizes(container.length, growth.length * count));
  }
}

function repeated(items: readonly Value[], count: number): Value[] {
  return Array.from({ length: count }, () => items).flat();
}
