import { addSizes, subtractSizes, type Size } from '../domain/sizes.js';
import { sizeValue, type Scope } from '../domain/values.js';
import type { Expression, Statement } from '../syntax/program.js';
import type { Completion } from './branches.js';
import { evaluate, truthOf } from './expressions.js';
import { asOneLoop, loosenCounters, runAlike } from './loops.js';
import { assignName, declareName, findBinding, newScope, newSymbol, type Machine } from './machine.js';
import { runBlock, runInner } from './statements.js';
import { maxLoopWork, maxTurns } from './turns.js';

export function runWhile(machine: Machine, statement: Statement & { kind: 'while' }, scope: Scope): Completion {
  return asOneLoop(machine, () => runWhileTrue(machine, statement, scope));
}

function runWhileTrue(machine: Machine, statement: Statement & { kind: 'while' }, scope: Scope): Completion {
  const start = machine.work;
  const counter = counterOf(machine, statement, scope);
  const isLong = typeof counter?.turns === 'number' && counter.turns > maxTurns;
  for (let turn = 0; !isLong && turn < maxTurns && machine.work - start < maxLoopWork; turn++) {
    const truth = isEndless(statement.test)
      ? null
      : statement.test && truthOf(evaluate(machine, statement.test, scope));
    if (truth === false) return runInner(machine, statement.otherwise, scope);
    if (truth === null) break;
    const completion = runInner(machine, statement.body, scope);
    if (completion === 'return' || completion === 'raise') return completion;
    if (completion === 'break') return 'normal';
    runBlock(machine, statement.update, scope);
  }
  const now = counterOf(machine, statement, scope);
  return now ? runCounting(machine, statement, now, scope) : runTesting(machine, statement, scope);
}

/** Turns of which nobody knows how many there are. */
function runTesting(machine: Machine, statement: Statement & { kind: 'while' }, scope: Scope): Completion {
  loosenCounters(machine, [...statement.body, ...statement.update], scope);
  const turn = () => {
    if (statement.test) evaluate(machine, statement.test, scope);
    const completion = runInner(machine, statement.body, scope);
    runBlock(machine, statement.update, scope);
    return completion;
  };
  return runAlike(machine, null, turn);
}

interface Counter {
  readonly name: string;
  readonly low: Size;
  /** The first number that it does not have in any turn. */
  readonly end: Size;
  readonly turns: Size;
}

/** `for (let i = 0; i < n; i++)`: in each turn the counter is some number between the first and the last. */
function runCounting(
  machine: Machine,
  statement: Statement & { kind: 'while' },
  { name, low, end, turns }: Counter,
  scope: Scope,
): Completion {
  const bounds = { low, high: subtractSizes(end, 1) };
  const turn = () => {
    const inner = newScope(scope, 'block');
    declareName(machine, inner, name, sizeValue(newSymbol(machine, name, bounds)), null);
    return runInner(machine, statement.body, inner);
  };
  if (turns !== 0) loosenCounters(machine, statement.body, scope);
  const completion = runAlike(machine, turns, turn);
  assignName(machine, scope, name, sizeValue(end), null);
  return completion;
}

function isEndless(test: Expression | null): boolean {
  return test === null || (test.kind === 'boolean' && test.value) || (test.kind === 'number' && test.value !== 0);
}

/** The counter of a loop that goes up by one until it reaches an end. */
function counterOf(machine: Machine, statement: Statement & { kind: 'while' }, scope: Scope): Counter | null {
  const { test, update } = statement;
  const [step] = update;
  if (test?.kind !== 'compare' || !/^<=?$/.test(test.operator) || test.left.kind !== 'name') return null;
  if (step?.kind !== 'augmented' || step.operator !== '+' || step.target.kind !== 'name') return null;
  if (step.target.name !== test.left.name || step.value.kind !== 'number' || step.value.value !== 1) return null;
  const from = findBinding(scope, test.left.name)?.binding.value;
  const to = evaluate(machine, test.right, scope);
  if (from?.kind !== 'size' || to.kind !== 'size') return null;
  const end = addSizes(to.size, test.operator === '<=' ? 1 : 0);
  return { name: test.left.name, low: from.size, end, turns: subtractSizes(end, from.size) };
}
