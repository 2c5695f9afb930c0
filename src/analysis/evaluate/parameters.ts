import { dictOf, listOf, tupleOf, unknown, type FunctionValue, type Scope, type Value } from '../domain/values.js';
import type { Argument } from '../libraries/library.js';
import { lightningModule, rememberHyperparameters } from '../libraries/pytorch/hyperparameters.js';
import { assignTo } from './assign.js';
import { libraryBase } from './attributes.js';
import { evaluate } from './expressions.js';
import { declareName, newUnknown, recordExpression, type Machine } from './machine.js';

/** Stands for any number of arguments where nobody calls a function that takes `*args`. */
export const anyArguments: Value = { kind: 'unknown', name: null, size: null };

/** Gives the parameters of a function their values in its own scope. */
export function bindParameters(
  machine: Machine,
  callee: FunctionValue,
  args: readonly Argument[],
  keywords: ReadonlyMap<string, Argument>,
  scope: Scope,
  isOpen: boolean,
  isUnseen: boolean,
): void {
  let next = 0;
  const taken = new Set<string>();
  callee.parameters.forEach((parameter, index) => {
    const { target } = parameter;
    const name = target.kind === 'name' ? target.name : null;
    if (parameter.rest === 'list') {
      const items = args.slice(next).map(({ value }) => value);
      next = args.length;
      const rest =
        isOpen || items[0] === anyArguments ? unknown : machine.language === 'python' ? tupleOf(items) : listOf(items);
      if (name !== null) declareName(machine, scope, name, rest, target.span);
      return;
    }
    if (parameter.rest === 'dict') {
      const others = [...keywords].filter(([key]) => !taken.has(key)).map(([key, { value }]) => [key, value] as const);
      const rest: Value = isUnseen ? { ...dictOf(others), isUnseen } : dictOf(others, isOpen);
      if (name !== null) declareName(machine, scope, name, rest, target.span);
      return;
    }
    const byKeyword = name === null ? undefined : keywords.get(name);
    const isNext = !parameter.isKeywordOnly && !byKeyword && args[next]?.value !== anyArguments;
    const positional = isNext ? args[next++] : undefined;
    const argument = byKeyword ?? positional;
    if (name !== null) taken.add(name);
    const isGiven =
      argument && !(argument.value.kind === 'none' && parameter.default && machine.language === 'javascript');
    const absentValue = isGiven || isOpen ? null : defaultOf(machine, callee, index, scope);
    if (absentValue) machine.defaults.add(absentValue);
    const value = isGiven ? argument.value : (absentValue ?? newUnknown(machine, name ?? 'value'));
    const from = argument?.origin ?? argument?.valueSpan ?? parameter.default?.span ?? target.span;
    if (value.kind === 'tensor') recordExpression(machine, target.span, value);
    if (name !== null) declareName(machine, scope, name, value, from);
    else assignTo(machine, target, value, scope, true);
  });
  const { name, self } = callee;
  if (name === '__init__' && self?.kind === 'instance' && libraryBase(machine, self.class) === lightningModule) {
    rememberHyperparameters(self, valuesOf(callee, scope));
  }
}

/** What the parameters have, without `self`; what `**kwargs` took stands by itself. */
function valuesOf({ parameters }: FunctionValue, scope: Scope): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const { target, rest } of parameters.slice(1)) {
    const value = target.kind === 'name' && rest !== 'list' ? scope.bindings.get(target.name)?.value : undefined;
    if (value?.kind === 'dict' && rest === 'dict') for (const [key, entry] of value.entries) values.set(key, entry);
    else if (value && target.kind === 'name') values.set(target.name, value);
  }
  return values;
}

/** Python evaluates a default where the function stands, JavaScript where it is called. */
function defaultOf(machine: Machine, callee: FunctionValue, index: number, scope: Scope): Value | null {
  const expression = callee.parameters[index]?.default;
  if (machine.language === 'python') return callee.defaults[index] ?? null;
  return expression ? evaluate(machine, expression, scope) : null;
}
