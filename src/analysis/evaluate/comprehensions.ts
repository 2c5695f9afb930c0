import { multiplySizes, type Size } from '../domain/sizes.js';
import { dictOf, listOf, uniformList, unknown, type Scope, type Value } from '../domain/values.js';
import type { Expression } from '../syntax/program.js';
import { assignTo } from './assign.js';
import { applyChanges, isList, writeList } from './branches.js';
import { dictKey, evaluate, truthOf } from './expressions.js';
import { bornSince, newKey, newScope, tryOut, type Machine } from './machine.js';
import { iterate } from './iterate.js';
import { elementOf } from './join.js';
import { joinAll } from './joinAll.js';
import { maxLoopWork, maxTurns } from './turns.js';

type Comprehension = Expression & { kind: 'comprehension' };

/** An alphabet or a small vocabulary is gone through letter by letter, for its length is a size of the network. */
const mostItems = 128;

/** `[f(x) for x in xs if p(x)]`, and its kin: item by item where the items are known, else one item for all. */
export function evaluateComprehension(machine: Machine, expression: Comprehension, scope: Scope): Value {
  const inner = newScope(scope, 'block');
  const found: { key: Value | null; value: Value }[] = [];
  const count: { isExact: boolean; isCut: boolean; length: Size } = { isExact: true, isCut: false, length: 1 };
  const start = machine.work;

  const visit = (depth: number): void => {
    const clause = expression.clauses[depth];
    if (!clause) {
      const key = expression.key && evaluate(machine, expression.key, inner);
      found.push({ key, value: evaluate(machine, expression.element, inner) });
      return;
    }
    const iterated = iterate(machine, evaluate(machine, clause.iterable, inner), clause.iterable.span, mostItems);
    const items = iterated.items;
    if (items && count.isExact) {
      for (const [index, item] of items.entries()) {
        if (index > 0 && items.length > maxTurns && machine.work - start > maxLoopWork) {
          // It costs too much: the others are like those before.
          const isWhole = count.length !== null && expression.clauses.length === 1 && clause.conditions.length === 0;
          Object.assign(count, { isExact: false, isCut: true, length: isWhole ? items.length : null });
          return;
        }
        turn(depth, item);
      }
      return;
    }
    count.isExact = false;
    count.length = items ? null : multiplySizes(count.length, iterated.length);
    manyTurns(machine, () => turn(depth, items ? (items[0] ?? unknown) : iterated.element));
  };
  const turn = (depth: number, item: Value): void => {
    const clause = expression.clauses[depth];
    if (!clause) return;
    assignTo(machine, clause.target, item, inner, true);
    for (const condition of clause.conditions) {
      const truth = truthOf(evaluate(machine, condition, inner));
      if (truth === false) return;
      if (truth === null) {
        machine.undecided++;
        count.isExact = false;
        count.length = null;
      }
    }
    visit(depth + 1);
  };

  visit(0);
  if (expression.form === 'dict') return dictFrom(found, !count.isExact);
  if (count.isExact) return listOf(found.map(({ value }) => value));
  if (count.isCut) {
    return uniformList(
      count.length,
      joinAll(
        machine,
        found.map(({ value }) => value),
      ),
    );
  }
  // Some turns were exact before one was not: then nobody knows how many there are.
  return uniformList(found.length === 1 ? count.length : null, found[0]?.value ?? unknown);
}

/** Runs one turn for any number of them: `[words.append(word) for word in file]` leaves a list of any length. */
function manyTurns(machine: Machine, turn: () => void): void {
  const isNew = bornSince(machine);
  const changes = tryOut(machine, turn);
  applyChanges(machine, changes);
  for (const container of changes.keys()) {
    if (!isList(container) || isNew(container)) continue;
    const element = elementOf(container, () => newKey(machine)) ?? unknown;
    writeList(machine, container, { kind: 'list', items: null, length: null, element });
  }
}

function dictFrom(found: readonly { key: Value | null; value: Value }[], isOpen: boolean): Value {
  const entries = new Map<string, Value>();
  let isMore = isOpen;
  for (const { key, value } of found) {
    const name = key && dictKey(key);
    if (name === null) isMore = true;
    else entries.set(name, value);
  }
  return dictOf(entries, isMore);
}
