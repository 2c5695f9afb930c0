import type { Scope, Value } from '../domain/values.js';
import type { Expression } from '../syntax/program.js';
import { evaluate, truthOf } from './expressions.js';
import { joinAll } from './joinAll.js';
import { quietly, type Machine } from './machine.js';
import { runNarrowed } from './narrowing.js';
import { noteMode } from './untaken.js';

/** `a if test else b`: one of both where nobody knows the answer. */
export function evaluateConditional(
  machine: Machine,
  expression: Expression & { kind: 'conditional' },
  scope: Scope,
): Value {
  const test = truthOf(evaluate(machine, expression.test, scope));
  if (test !== null) {
    const [taken, left] = test ? [expression.then, expression.otherwise] : [expression.otherwise, expression.then];
    noteMode(machine, expression.test, [left]);
    return evaluate(machine, taken, scope);
  }
  machine.undecided++;
  const branch = (part: Expression, holds: boolean) =>
    runNarrowed(machine, expression.test, scope, () => evaluate(machine, part, scope), { holds, keeps: () => false });
  return quietly(machine, () => joinAll(machine, [branch(expression.then, true), branch(expression.otherwise, false)]));
}

/** `a and b`, `a or b`, `a ?? b`: the value that decides, as both languages have it. */
export function evaluateLogical(machine: Machine, expression: Expression & { kind: 'logical' }, scope: Scope): Value {
  const left = evaluate(machine, expression.left, scope);
  const truth = expression.operator === '??' ? (left.kind === 'unknown' ? null : left.kind !== 'none') : truthOf(left);
  const takesLeft = expression.operator === 'and' ? truth === false : truth === true;
  if (takesLeft) return left;
  if (truth !== null) return evaluate(machine, expression.right, scope);
  const right = quietly(machine, () => evaluate(machine, expression.right, scope));
  // `self.training and self.dropout > 0` is False where the dropout is 0, whatever the other one is.
  const decides = expression.operator !== 'and';
  if (left.kind === 'boolean' && right.kind === 'boolean' && right.value === decides) return right;
  machine.undecided++;
  return joinAll(machine, [left, right]);
}
