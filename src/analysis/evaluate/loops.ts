import { addSizes, knownSize, multiplySizes, subtractSizes, symbolSize, type Size } from '../domain/sizes.js';
import { listOf, sizeValue, uniformList, unknown, type ListValue, type Scope, type Value } from '../domain/values.js';
import type { RuleReport } from '../domain/rules.js';
import type { Expression, Statement } from '../syntax/program.js';
import { assignTo } from './assign.js';
import {
  applyChanges,
  coverageOf,
  coversPlace,
  isBinding,
  isList,
  isSteady,
  isValue,
  joinPlaces,
  listState,
  writeList,
  type Completion,
  type Turn,
} from './branches.js';
import { evaluate } from './expressions.js';
import { absent, type Changes } from './journal.js';
import { elementOf } from './join.js';
import { addNew, certainInFirst, changesRank, errorsOfSecond } from './firstTurn.js';
import { iterate } from './iterate.js';
import { joinAll } from './joinAll.js';
import { failuresOfLast, withLastBatch } from './lastBatch.js';
import {
  bornSince,
  dropRecords,
  findBinding,
  markRecords,
  newKey,
  newScope,
  newSymbol,
  newUnknown,
  quietly,
  removeName,
  tryOut,
  write,
  type Machine,
} from './machine.js';
import { runBlock, runInner } from './statements.js';
import { maxTurns, runTurns } from './turns.js';
import { namesIn, usesTarget } from './loopTargets.js';

/** After so many rounds what still changes is unknown. */
const maxRounds = 3;

export function runFor(machine: Machine, statement: Statement & { kind: 'for' }, scope: Scope): Completion {
  return asOneLoop(machine, () => runItems(machine, statement, scope));
}

/** What leaves a loop does not leave the one around it. */
export function asOneLoop(machine: Machine, run: () => Completion): Completion {
  const { mayLeave } = machine;
  const completion = run();
  machine.mayLeave = mayLeave;
  return completion;
}

function runItems(machine: Machine, statement: Statement & { kind: 'for' }, scope: Scope): Completion {
  const iterated = iterate(machine, evaluate(machine, statement.iterable, scope), statement.iterable.span);
  const turn = (item: Value): Completion => {
    const inner = machine.language === 'javascript' ? newScope(scope, 'block') : scope;
    assignTo(machine, statement.target, item, inner, machine.language === 'javascript');
    return runBlock(machine, statement.body, inner);
  };
  const { items } = iterated;
  if (items && items.length <= maxTurns) {
    const isUsed = () => usesTarget(statement);
    const { completion, rest, isCut } = runTurns(machine, items, turn, isUsed);
    if (isCut) for (const { span } of namesIn(statement.target)) machine.counters.add(span.start);
    // Python's targets outlive their loop.
    if (isCut && machine.language === 'python' && !isUsed())
      assignTo(machine, statement.target, items.at(-1) ?? unknown, scope, false);
    if (completion === 'break') return 'normal';
    if (completion !== 'normal') return completion;
    if (rest.length > 0) {
      loosenCounters(machine, statement.body, scope);
      return runAlike(machine, rest.length, () => turn(joinAll(machine, rest)));
    }
    return runInner(machine, statement.otherwise, scope);
  }
  // A loop without a turn changes nothing.
  if (iterated.length !== 0) {
    loosenCounters(machine, statement.body, scope);
    forgetTargets(machine, statement.target, scope);
  }
  const isCertain = certainInFirst(statement, iterated.element);
  const ofLast = iterated.batches ? failuresOfLast(machine, iterated.batches, turn) : [];
  const completion = runAlike(machine, iterated.length, () => turn(iterated.element), isCertain);
  addNew(machine, ofLast);
  if (completion !== 'normal') return completion;
  return runInner(machine, statement.otherwise, scope);
}

/** Each turn gives the targets their values before it reads them: what they held before the loop is no matter to it. */
function forgetTargets(machine: Machine, target: Expression, scope: Scope): void {
  for (const { name } of namesIn(target)) if (scope.bindings.has(name)) removeName(machine, scope, name);
}

/**
 * A loop whose turns are all alike. Its body is run until a turn changes nothing that it began with; what it wrote down
 * before that is dropped, but for the errors that the first turn certainly makes of what was there before the loop: a
 * recurrent cell of its initial state. Lists that grow by the same number of items in each turn grow by that times
 * `count`.
 */
export function runAlike(
  machine: Machine,
  count: Size,
  turn: () => Completion,
  isCertain: ((error: RuleReport) => boolean) | null = null,
): Completion {
  if (count === 0) return 'normal';
  const grown = new Map<ListValue, GrownList>();
  const free = new Set<string>();
  machine.marks.push(machine.records.problems.length);
  let result: { completion: Completion; changes: Changes; isWhole: boolean };
  let inFirst: readonly RuleReport[] = [];
  for (let round = 0; ; round++) {
    const mark = markRecords(machine);
    const { mayLeave, undecided, openTests } = machine;
    let completion: Completion = 'normal';
    const isNew = bornSince(machine);
    const changes = tryOut(machine, () => (completion = turn()));
    result = { completion, changes, isWhole: machine.mayLeave === mayLeave };
    if (round >= maxRounds || isSteady({ changes, grown, free, isNew })) break;
    const isDecided = machine.undecided === undecided && machine.openTests === openTests;
    if (round === 0 && isCertain) {
      const errors = machine.records.problems.slice(mark.problems).filter(({ severity }) => severity === 'error');
      // Tests that come later do not keep the turn from getting there.
      inFirst = errors.filter((error) => isCertain(error) && machine.testsBefore.get(error) === undecided + openTests);
    }
    const onlyLeft = machine.openTests - openTests === machine.mayLeave - mayLeave;
    const mayGoOn = result.completion === 'normal' && typeof count === 'number' && count > 1 && (isDecided || onlyLeft);
    if (round === 0 && isCertain && mayGoOn && inFirst.length === 0 && changesRank(changes)) {
      // What follows from the first of them is no fault of its own.
      inFirst = errorsOfSecond(machine, changes, turn).filter(isCertain).slice(0, 1);
      // Who knows whether it comes to a second turn.
      if (!isDecided) inFirst = inFirst.map((error): RuleReport => ({ ...error, severity: 'warning' }));
    }
    dropRecords(machine, mark);
    widen(machine, { changes, grown, free, isNew }, round === maxRounds - 1);
  }
  machine.marks.pop();
  addNew(machine, inFirst);
  applyChanges(machine, result.changes);
  const turns = result.completion === 'break' ? 1 : result.isWhole ? count : null;
  for (const [list, { first, start }] of grown) growBy(machine, list, first, start, turns);
  // Where there may be no turn at all, what comes after the loop is reached without it.
  return result.completion === 'return' && knownSize(count) !== null ? 'return' : 'normal';
}

/** A list that grows in each turn: what it was before the loop, and the symbol for its length as a turn begins. */
interface GrownList {
  readonly first: ListValue;
  readonly start: Size;
}

interface WidenedTurn extends Turn {
  readonly grown: Map<ListValue, GrownList>;
  readonly free: Set<string>;
}

/** What a turn changed is, from now on, what it was or what it became. */
function widen(machine: Machine, turn: WidenedTurn, isLast: boolean): void {
  const { changes, grown, free, isNew } = turn;
  const coverage = coverageOf(turn);
  const newFree = () => {
    const key = newKey(machine);
    free.add(key);
    return key;
  };
  for (const [container, places] of changes) {
    if (isNew(container)) continue;
    if (isList(container)) {
      if (!grown.has(container)) loosenList(machine, container, places, grown);
      continue;
    }
    for (const [key, { before, after }] of places) {
      if (before === absent || coversPlace(before, after, coverage)) continue;
      write(machine, container, key, isLast ? forgotten(before) : joinPlaces(machine, before, after, newFree));
    }
  }
}

/** A list that changed in the first turn: in the others it has any number of items, all alike. */
function loosenList(
  machine: Machine,
  list: ListValue,
  places: ReadonlyMap<string, { readonly after: unknown }>,
  grown: Map<ListValue, GrownList>,
): void {
  const first: ListValue = { ...list };
  const after = listState(list, places);
  const key = () => newKey(machine);
  const elements = [elementOf(first, key), elementOf(after, key)].filter((element) => element !== null);
  const start = symbolSize(newKey(machine), 'length');
  grown.set(list, { first, start });
  writeList(machine, list, uniformList(start, joinAll(machine, elements)));
}

function growBy(machine: Machine, list: ListValue, first: ListValue, start: Size, count: Size): void {
  const growth = subtractSizes(list.length, start);
  const isConstant = typeof growth === 'number' && growth >= 0;
  const length = isConstant ? addSizes(first.length, multiplySizes(growth, count)) : null;
  const added = list.items ? elementOf(list, () => newKey(machine)) : list.element;
  const number = knownSize(length);
  const element = added ?? unknown;
  if (number !== null && number <= maxTurns && first.items?.length === 0) {
    writeList(machine, list, {
      kind: 'list',
      items: Array.from({ length: number }, () => element),
      length: number,
      element: unknown,
    });
  } else {
    writeList(machine, list, uniformList(length, element));
  }
}

function forgotten(place: unknown): unknown {
  if (isBinding(place)) return { value: unknown, span: place.span };
  if (isValue(place)) return unknown;
  // A dict may have more entries; the axes of a tensor are not known.
  return typeof place === 'boolean' ? true : null;
}

/** `i += 1` in a loop: whatever the counter is, it is another one in each turn. */
export function loosenCounters(machine: Machine, body: readonly Statement[], scope: Scope): void {
  for (const statement of body) {
    if (statement.kind === 'augmented' && statement.target.kind === 'name') {
      const { name } = statement.target;
      const found = findBinding(scope, name);
      if (found && (found.binding.value.kind === 'size' || found.binding.value.kind === 'float')) {
        const value = found.binding.value.kind === 'size' ? newUnknown(machine, name) : unknown;
        write(machine, found.scope.bindings, name, { value, span: found.binding.span });
      }
    }
  }
}

/** Runs a function for each item of a list, as a loop does, and gives what the turns gave. */
export function eachItem(machine: Machine, list: Value, turn: (item: Value, index: Value) => Value): ListValue {
  const { items, length, element, batches } = iterate(machine, list, { start: 0, end: 0 });
  if (items && items.length <= maxTurns) return listOf(items.map((item, index) => turn(item, sizeValue(index))));
  let given: Value = unknown;
  const all = items ? joinAll(machine, items) : element;
  const at = () => sizeValue(newSymbol(machine, 'i', { low: 0, high: subtractSizes(length, 1) }));
  runAlike(machine, length, () => {
    given = turn(all, at());
    return 'normal';
  });
  const made = uniformList(length, given);
  if (!batches) return made;
  const ofBatch = (batch: Value) => quietly(machine, () => turn(batch, at()));
  return withLastBatch(made, { whole: ofBatch(batches.whole), rest: ofBatch(batches.rest) });
}
