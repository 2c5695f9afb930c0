import { objectOf, none, unknown, type Scope, type Value } from '../domain/values.js';
import type { Expression, Statement } from '../syntax/program.js';
import { evaluate } from './expressions.js';
import { iterate } from './iterate.js';
import { joinAll } from './joinAll.js';
import { tryOut, type Frame, type Machine } from './machine.js';
import { runBlock } from './statements.js';

/**
 * What a call of a generator gives: something that goes through values which are all alike. Its body runs only as far as
 * somebody asks for the next one, so that nothing is certain of what it does: it changes nothing that others see, and its
 * mistakes are warnings.
 */
export function runGenerator(machine: Machine, body: readonly Statement[], scope: Scope, { yields }: Frame): Value {
  const { problems } = machine.records;
  const first = problems.length;
  tryOut(machine, () => {
    runBlock(machine, body, scope);
  });
  const mistakes = problems.splice(first).map((report) => ({ ...report, severity: 'warning' as const }));
  problems.push(...mistakes);
  return objectOf('builtins.generator', { element: yields.length === 0 ? unknown : joinAll(machine, yields) });
}

export function evaluateYield(machine: Machine, { value, isEach, span }: Yield, scope: Scope): Value {
  const given = value ? evaluate(machine, value, scope) : none;
  const yields = machine.frames.at(-1)?.yields;
  if (!isEach) yields?.push(given);
  else {
    const { items, element } = iterate(machine, given, span);
    yields?.push(...(items ?? [element]));
  }
  return unknown;
}

type Yield = Expression & { kind: 'yield' };
