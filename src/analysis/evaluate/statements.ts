import { none, unknown, type ClassValue, type Scope, type Value } from '../domain/values.js';
import type { ClassStatement, Expression, FunctionStatement, Statement } from '../syntax/program.js';
import { assignTo, removeItem } from './assign.js';
import { ownName, setterName } from './attributeNames.js';
import { bindSelf, findMethod } from './attributes.js';
import { applyChanges, applyJoined, isAbrupt, type Completion } from './branches.js';
import { callFunction } from './calls.js';
import { checkCarried } from './carriedStates.js';
import { checkStateNames } from './stateNames.js';
import { withCommentedAxes } from './commentedAxes.js';
import { evaluate, functionValue, truthOf } from './expressions.js';
import { isGuard, narrowCounters } from './guards.js';
import { awaitsErrors } from './handlers.js';
import { runImport } from './imports.js';
import { runFor } from './loops.js';
import { checkKeptGraph } from './keptGraphs.js';
import { checkSwapped } from './swappedStates.js';
import { checkLowerLayers } from './lowerLayers.js';
import {
  assignName,
  bornSince,
  caught,
  declareName,
  newScope,
  quietly,
  removeName,
  spend,
  tryOut,
  type Machine,
} from './machine.js';
import { inBranch } from './lastBatch.js';
import { mayAskForSizes, runNarrowed } from './narrowing.js';
import { applyAugmented } from './operators.js';
import { keepNew, lookAside, noteMode } from './untaken.js';
import { runWhile } from './whileLoops.js';

/** Runs statements one after the other. */
export function runBlock(machine: Machine, body: readonly Statement[], scope: Scope): Completion {
  let completion: Completion = 'normal';
  const undo: (() => void)[] = [];
  for (const statement of body) {
    completion = runStatement(machine, statement, scope);
    if (completion !== 'normal') break;
    if (isGuard(statement)) undo.push(narrowCounters(machine, statement.test, scope, false));
  }
  for (const widen of undo.reverse()) widen();
  return completion;
}

/** JavaScript's functions are there before their block is run. */
export function hoist(machine: Machine, body: readonly Statement[], scope: Scope): void {
  if (machine.language !== 'javascript') return;
  for (const statement of body) if (statement.kind === 'function') defineFunction(machine, statement, scope);
}

/** A block with names of its own, where the language has such blocks. */
export function runInner(machine: Machine, body: readonly Statement[], scope: Scope): Completion {
  const inner = machine.language === 'javascript' ? newScope(scope, 'block') : scope;
  hoist(machine, body, inner);
  return runBlock(machine, body, inner);
}

function runStatement(machine: Machine, statement: Statement, scope: Scope): Completion {
  spend(machine);
  switch (statement.kind) {
    case 'expression':
      evaluate(machine, statement.expression, scope);
      return 'normal';
    case 'assign':
      runAssign(machine, statement, scope);
      return 'normal';
    case 'augmented':
      runAugmented(machine, statement, scope);
      return 'normal';
    case 'function':
      if (machine.language === 'python') defineFunction(machine, statement, scope);
      return 'normal';
    case 'class':
      defineClass(machine, statement, scope);
      return 'normal';
    case 'return':
      machine.frames.at(-1)?.returns.push(statement.value ? evaluate(machine, statement.value, scope) : none);
      return 'return';
    case 'if':
      return runIf(machine, statement, scope);
    case 'for':
      return runFor(machine, statement, scope);
    case 'while':
      return runWhile(machine, statement, scope);
    case 'with':
      return runWith(machine, statement, scope);
    case 'try':
      return runTry(machine, statement, scope);
    case 'block':
      return runInner(machine, statement.body, scope);
    case 'import':
      runImport(machine, statement, scope);
      return 'normal';
    case 'global':
      for (const name of statement.names) scope.outer?.add(name);
      return 'normal';
    case 'delete':
      for (const target of statement.targets) {
        if (target.kind === 'name') removeName(machine, scope, target.name);
        else if (target.kind === 'subscript') removeItem(machine, target, scope);
      }
      return 'normal';
    case 'raise':
      if (statement.value) evaluate(machine, statement.value, scope);
      return 'raise';
    case 'assert':
      evaluate(machine, statement.test, scope);
      return 'normal';
    case 'break':
      return 'break';
    case 'continue':
      return 'continue';
  }
}

function runAssign(machine: Machine, statement: Statement & { kind: 'assign' }, scope: Scope): void {
  if (!statement.value) {
    const [target] = statement.targets;
    if (statement.declares && target?.kind === 'name') declareName(machine, scope, target.name, unknown, target.span);
    return;
  }
  const value = withCommentedAxes(statement, evaluate(machine, statement.value, scope));
  checkCarried(machine, statement, value, scope);
  checkKeptGraph(machine, statement, scope);
  checkSwapped(machine, statement, value);
  checkStateNames(machine, statement, value);
  checkLowerLayers(machine, statement, value);
  for (const target of statement.targets) assignTo(machine, target, value, scope, statement.declares);
}

function runAugmented(machine: Machine, statement: Statement & { kind: 'augmented' }, scope: Scope): void {
  const before = evaluate(machine, statement.target, scope);
  const value = evaluate(machine, statement.value, scope);
  if (statement.operator === '+' && before.kind === 'list' && value.kind === 'list' && value.items) {
    for (const item of value.items) machine.evaluation.appendTo(before, item);
    return;
  }
  const after = applyAugmented(machine, statement.operator, before, value, statement.span);
  assignTo(machine, statement.target, after, scope, false);
}

function defineFunction(machine: Machine, statement: FunctionStatement, scope: Scope): void {
  const value = functionValue(machine, statement.name, statement.parameters, statement.body, scope, statement);
  if (machine.module === null) machine.functions.push(value);
  for (const decorator of statement.decorators) evaluate(machine, decorator, scope);
  declareName(machine, scope, statement.name, value, statement.nameSpan);
}

function defineClass(machine: Machine, statement: ClassStatement, scope: Scope): void {
  const attributes = new Map<string, Value>();
  const value: ClassValue = {
    kind: 'class',
    name: statement.name,
    statement,
    bases: statement.bases.map((base) => evaluate(machine, base, scope)),
    attributes,
    scope,
    module: machine.module,
  };
  const inner = newScope(scope, 'class');
  for (const member of statement.body) {
    if (member.kind === 'function') {
      const method = functionValue(machine, member.name, member.parameters, member.body, scope, member);
      const name = ownName(machine, memberName(member), statement.name);
      attributes.set(name, { ...method, owner: value });
      if (name.includes('.')) continue;
      declareName(machine, inner, member.name, method, member.nameSpan);
    } else if (machine.language === 'python') {
      runStatement(machine, member, inner);
    }
  }
  for (const [written, { value: attribute, span }] of inner.bindings) {
    const name = ownName(machine, written, statement.name);
    if (attribute.kind === 'function' && attributes.has(name)) continue;
    attributes.set(name, attribute);
    if (span && machine.module === null) {
      const spans = machine.attributeSpans.get(attributes) ?? new Map<string, typeof span>();
      machine.attributeSpans.set(attributes, spans.set(name, span));
    }
  }
  if (machine.module === null) machine.classes.push(value);
  assignName(machine, scope, statement.name, value, statement.nameSpan);
}

/** Beside `@hidden.setter` the property of this name stays what it was. */
function memberName({ decorators, name }: FunctionStatement): string {
  const [first] = decorators;
  const isOfProperty = first?.kind === 'attribute' && first.object.kind === 'name' && first.object.name === name;
  if (!isOfProperty || !/^(setter|deleter)$/.test(first.name)) return name;
  return first.name === 'setter' ? setterName(name) : `${name}.deleter`;
}

function runIf(machine: Machine, statement: Statement & { kind: 'if' }, scope: Scope): Completion {
  const truth = isMainGuard(statement.test)
    ? machine.module === null
    : truthOf(evaluate(machine, statement.test, scope));
  if (truth !== null) {
    const { body, otherwise } = statement;
    const [taken, left] = truth ? [body, otherwise] : [otherwise, body];
    noteMode(machine, statement.test, left);
    const untaken = lookAside(machine, statement.test, scope, () => runInner(machine, left, scope));
    const completion = runInner(machine, taken, scope);
    if (untaken) keepNew(machine, untaken);
    return completion;
  }
  machine.openTests++;
  let one: Completion = 'normal';
  let other: Completion = 'normal';
  const inside = (branch: readonly Statement[], holds: boolean) => {
    const widen = narrowCounters(machine, statement.test, scope, holds);
    const completion = runInner(machine, branch, scope);
    widen();
    return completion;
  };
  const taken = () => runNarrowed(machine, statement.test, scope, () => inside(statement.body, true));
  const run = (branch: () => Completion) => (mayAskForSizes(statement.test) ? quietly(machine, branch) : branch());
  machine.branches++;
  const isNew = bornSince(machine);
  const then = tryOut(machine, () => (one = inBranch(machine, () => run(taken))));
  const isOtherNow = (bindings: object, name: string) => {
    const change = then.get(bindings)?.get(name);
    return change !== undefined && change.before !== change.after;
  };
  const left = () =>
    runNarrowed(machine, statement.test, scope, () => inside(statement.otherwise, false), {
      holds: false,
      keeps: (bindings, name) => isAbrupt(one) || isOtherNow(bindings, name),
    });
  const otherwise = tryOut(machine, () => (other = inBranch(machine, () => run(left))));
  machine.branches--;
  return meet(machine, [one, then], [other, otherwise], isNew);
}

type Branch = readonly [Completion, Parameters<typeof applyJoined>[1]];

/**
 * Where two branches meet, those that left the function do not come. What they returned is as they left it.
 *
 * @param isNew whether something came to be in one of them
 */
function meet(
  machine: Machine,
  [one, changes]: Branch,
  [other, otherChanges]: Branch,
  isNew: (container: object) => boolean,
): Completion {
  if (isAbrupt(one) && isAbrupt(other)) {
    applyJoined(machine, changes, otherChanges, isNew);
    return one === 'return' ? one : other;
  }
  // In a loop, a turn that may end in a return may be the last one.
  if (isAbrupt(one)) {
    machine.mayLeave++;
    applyChanges(machine, otherChanges);
    if (one === 'return') applyChanges(machine, changes, isNew);
    return other;
  }
  if (isAbrupt(other)) {
    machine.mayLeave++;
    applyChanges(machine, changes);
    if (other === 'return') applyChanges(machine, otherChanges, isNew);
    return one;
  }
  applyJoined(machine, changes, otherChanges, isNew);
  if (one === other) return one;
  machine.mayLeave++;
  return 'normal';
}

/** `if __name__ == "__main__":` is what somebody runs; in an imported file nobody does. */
function isMainGuard(test: Expression): boolean {
  return (
    test.kind === 'compare' && test.operator === '==' && test.left.kind === 'name' && test.left.name === '__name__'
  );
}

function runWith(machine: Machine, statement: Statement & { kind: 'with' }, scope: Scope): Completion {
  let isExpected = false;
  for (const { value: expression, target } of statement.items) {
    const value = evaluate(machine, expression, scope);
    const entered = enter(machine, value);
    if (target) assignTo(machine, target, entered, scope, false);
    const callee = expression.kind === 'call' ? expression.callee : expression;
    isExpected ||=
      (callee.kind === 'attribute' || callee.kind === 'name') &&
      /^(raises|suppress|assert_?raises(_?regexp?)?)$/i.test(callee.name);
  }
  const run = () => runInner(machine, statement.body, scope);
  return isExpected ? caught(machine, run) : run();
}

/** What `with` gives: an object of the source says so itself, and a generator what it yields. */
function enter(machine: Machine, value: Value): Value {
  if (value.kind === 'instance') {
    const method = findMethod(value.class, '__enter__');
    return method?.kind === 'function' ? callFunction(machine, bindSelf(method, value), [], new Map()) : unknown;
  }
  const isGenerator = value.kind === 'object' && value.type === 'builtins.generator';
  return isGenerator ? (value.fields.get('element') ?? unknown) : value;
}

/** Handlers run from a state in which any part of the body may have been done. */
function runTry(machine: Machine, statement: Statement & { kind: 'try' }, scope: Scope): Completion {
  const isCaught = awaitsErrors(statement, machine.language === 'javascript');
  const run = () => {
    const completion = runInner(machine, statement.body, scope);
    return completion === 'normal' ? runInner(machine, statement.otherwise, scope) : completion;
  };
  let completion: Completion = 'normal';
  const isNew = bornSince(machine);
  const changes = tryOut(machine, () => (completion = isCaught ? caught(machine, run) : run()));
  let merged: Branch = [completion, changes];
  for (const handler of statement.handlers) {
    let handled: Completion = 'normal';
    const handlerChanges = tryOut(machine, () =>
      quietly(machine, () => {
        if (handler.name !== null) declareName(machine, scope, handler.name, unknown, null);
        handled = runInner(machine, handler.body, scope);
      }),
    );
    // `except ImportError: from other import x` gives the same names by other means; the body's are what is meant.
    if (!isAbrupt(handled) && isAbrupt(merged[0])) merged = [handled, handlerChanges];
    else if (!isAbrupt(handled) && !isImportFallback(handler.type)) {
      const before = merged;
      const joined = tryOut(machine, () => {
        meet(machine, before, [handled, handlerChanges], isNew);
      });
      merged = [before[0], joined];
    }
  }
  applyChanges(machine, merged[1]);
  const final = runInner(machine, statement.final, scope);
  return final === 'normal' ? merged[0] : final;
}

function isImportFallback(type: Expression | null): boolean {
  return type?.kind === 'name' && /^(ImportError|ModuleNotFoundError|NameError|AttributeError)$/.test(type.name);
}
