import type { RuleReport } from '../domain/rules.js';
import type { ListValue, Value } from '../domain/values.js';
import type { Completion } from './branches.js';
import { dropRecords, markRecords, tryOut, type Machine } from './machine.js';
import { maxLoopWork } from './turns.js';

/** What the turns of a loop over batches get: whole batches, and what is left of the samples as the last one. */
export interface Batches {
  readonly whole: Value;
  readonly rest: Value;
}

const batchesOfLists = new WeakMap<ListValue, Batches>();

/** The list of batches, whose last one is smaller. */
export function withLastBatch(list: ListValue, batches: Batches): ListValue {
  batchesOfLists.set(list, batches);
  return list;
}

export function lastBatchOf(list: ListValue): Batches | null {
  return batchesOfLists.get(list) ?? null;
}

const reportsInBranches = new WeakSet<RuleReport>();

/** Runs what nobody knows to be run, and remembers what was reported there. */
export function inBranch<T>(machine: Machine, run: () => T): T {
  const start = machine.records.problems.length;
  const result = run();
  for (const report of machine.records.problems.slice(start)) reportsInBranches.add(report);
  return result;
}

/**
 * What fails in the turn of the first batch, which is a whole one: a view to another number of elements. And what fails in
 * the turn of the last, smaller batch and in none of a whole one: a state of as many samples as a whole batch has; nothing
 * where the turn may be left before its end, or a test whose answer is not known comes first.
 */
export function failuresOfLast(
  machine: Machine,
  { whole, rest }: Batches,
  turn: (item: Value) => Completion,
): readonly RuleReport[] {
  if (machine.quiet > 0 || machine.isAssuming) return [];
  const { problems } = machine.records;
  const mark = markRecords(machine);
  const { mayLeave, undecided, openTests, work } = machine;
  const returns = machine.frames.at(-1)?.returns;
  const returned = returns?.length ?? 0;
  let first: readonly RuleReport[] = [];
  let found: readonly RuleReport[] = [];
  const isCertain = (report: RuleReport) => report.severity === 'error' && !reportsInBranches.has(report);
  machine.marks.push(problems.length);
  tryOut(machine, () => {
    for (let count = 0; count < 2; count++) {
      const completion = turn(whole);
      if (count === 0) first = problems.slice(mark.problems).filter(isCertain);
      if (completion !== 'normal' || machine.work - work > maxLoopWork) return;
    }
    const before = problems.length;
    turn(rest);
    if (machine.mayLeave !== mayLeave) return;
    const isOld = ({ code, span }: RuleReport) =>
      problems.slice(mark.problems, before).some((other) => other.code === code && other.span.start === span.start);
    found = problems
      .slice(before)
      .filter((report) => report.code === 'initial-state-shape' && isCertain(report) && !isOld(report));
  });
  machine.marks.pop();
  dropRecords(machine, mark);
  if (returns) returns.length = returned;
  Object.assign(machine, { mayLeave, undecided, openTests });
  return [...first, ...found];
}
