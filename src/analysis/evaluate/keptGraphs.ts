import type { FunctionValue, InstanceValue, Scope } from '../domain/values.js';
import type { CallExpression, FunctionStatement, Statement } from '../syntax/program.js';
import { evaluate } from './expressions.js';
import { recurrentCalledBy } from './layerCalls.js';
import { namesIn } from './loopTargets.js';
import { quietly, type Machine } from './machine.js';
import { boundIn, countCalls, countReads, pathOf, readsAttribute, textsOf } from './nameUse.js';
import { plainNames, sourcesOf } from './oldStates.js';
import { whenAsked } from './whenAsked.js';

type Assignment = Statement & { kind: 'assign' };
type Loop = Statement & { kind: 'for' | 'while' };

/**
 * Training loops whose turns give a call the state that it returned in the turn before: by the assignment, the argument
 * that has the state; or null, where the module that is called may keep the state itself.
 */
export function keptGraphs(body: readonly Statement[]): () => ReadonlyMap<Statement, number | null> {
  return whenAsked(() => {
    const found = new Map<Statement, number | null>();
    // Layers whose weights do not train have no graph.
    const isFrozen = ['requires_grad', 'requires_grad_'].some((name) => readsAttribute(body, name));
    if (!isFrozen) visit(body, found);
    return found;
  });
}

function visit(body: readonly Statement[], found: Map<Statement, number | null>): void {
  for (const statement of body) {
    if (statement.kind === 'for' || statement.kind === 'while') keptIn(statement, found);
    if (statement.kind === 'if') visit(statement.otherwise, found);
    if ('body' in statement) visit(statement.body, found);
  }
}

function keptIn(loop: Loop, found: Map<Statement, number | null>): void {
  const end = loop.body.findIndex(isBackward);
  const loss = loop.body[end];
  if (loss?.kind !== 'expression') return;
  const sources = sourcesOf(loss.expression, loop);
  if (frees(loop.body)) return;
  for (const statement of loop.body.slice(0, end)) {
    if (statement.kind !== 'assign') continue;
    const others = loop.body.filter((other) => other !== statement);
    const state = carriedBy(statement);
    if (state && isCarried(state, others, loop, sources)) found.set(statement, state.index);
    else if (isAlone(statement, others, sources)) found.set(statement, null);
  }
}

function isCarried({ names, outputs }: State, others: readonly Statement[], loop: Loop, sources: ReadonlySet<string>) {
  const bound = boundIn(others);
  const isOwn = outputs.length === 0;
  if (names.some((name) => bound.has(name) || (!isOwn && countReads(others, name) > 0))) return false;
  const isTarget = loop.kind === 'for' && namesIn(loop.target).some(({ name }) => names.includes(name));
  return !isTarget && (isOwn ? names : outputs).some((name) => sources.has(name));
}

/** `out = net(x)`, where the loop does nothing else with `net` than what trains it. */
function isAlone({ targets, value }: Assignment, others: readonly Statement[], sources: ReadonlySet<string>): boolean {
  if (value?.kind !== 'call' || value.callee.kind !== 'name') return false;
  const { name } = value.callee;
  const used = ['zero_grad', 'train', 'parameters'].reduce(
    (sum, method) => sum + countCalls(others, `${name}.${method}`),
    0,
  );
  if (boundIn(others).has(name) || countReads(others, name) !== used) return false;
  return targets.some((target) => namesIn(target).some((one) => sources.has(one.name)));
}

/** `loss.backward()`, which frees the graph. */
function isBackward(statement: Statement): boolean {
  if (statement.kind !== 'expression' || statement.expression.kind !== 'call') return false;
  const { callee, args } = statement.expression;
  return callee.kind === 'attribute' && callee.name === 'backward' && args.length === 0;
}

/** The names of a state, those of the outputs beside it, and which argument it is. */
interface State {
  readonly names: readonly string[];
  readonly outputs: readonly string[];
  readonly index: number;
}

/** `out, h = net(x, h)` and `h = cell(x, h)` */
function carriedBy({ targets, value }: Assignment): State | null {
  const [target, ...others] = targets;
  if (!target || others.length > 0 || value?.kind !== 'call') return null;
  const pair = target.kind === 'tuple' && target.items.length === 2 ? target.items : null;
  const forms = [{ state: target, output: null }, ...(pair ? [{ state: pair[1]!, output: pair[0]! }] : [])];
  for (const { state, output } of forms) {
    const names = plainNames(state);
    const index = names ? value.args.findIndex((argument) => isSame(plainNames(argument.value), names)) : -1;
    if (names && index > 0) return { names, outputs: output ? namesIn(output).map(({ name }) => name) : [], index };
  }
  return null;
}

function isSame(names: readonly string[] | null, others: readonly string[]): boolean {
  return names !== null && names.length === others.length && names.every((name, index) => name === others[index]);
}

/** Whether something lets go of the graph: `h.detach()`, `h.data`. */
function frees(body: readonly Statement[]): boolean {
  return ['detach', 'detach_', 'data', 'no_grad'].some((name) => readsAttribute(body, name));
}

/** A state whose graph the turn before has gone back through, and freed. */
export function checkKeptGraph(machine: Machine, statement: Assignment, scope: Scope): void {
  const index = machine.module === null ? machine.keptGraphs().get(statement) : undefined;
  if (index === undefined || statement.value?.kind !== 'call') return;
  const isLayerOf = index !== null && recurrentCalledBy(machine, statement.value) !== undefined;
  const name = isLayerOf
    ? plainNames(statement.value.args[index]!.value)?.[0]
    : stateOfModule(machine, statement.value, index, scope);
  if (name === undefined || name === null) return;
  machine.evaluation.report({
    code: 'state-not-detached',
    severity: 'warning',
    span: statement.value.span,
    raises:
      'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed).',
    facts: { name },
    fixes: [],
    related: [],
  });
}

/**
 * The state that a module of the source gives its recurrent layer: a parameter whose new state it returns, or an attribute
 * that it sets to the new one. Null where that is not all that becomes of it.
 */
function stateOfModule(machine: Machine, call: CallExpression, index: number | null, scope: Scope): string | null {
  const module = quietly(machine, () => evaluate(machine, call.callee, scope));
  const forward = module.kind === 'instance' ? module.class.attributes.get('forward') : undefined;
  if (module.kind !== 'instance' || forward?.kind !== 'function' || !forward.statement) return null;
  if (index === null) return ownState(module, forward.statement);
  const state = parameterOf(forward, call.args[index]!, index);
  return state !== null && carries(module, forward.statement, state) ? state : null;
}

/** `out, self.hidden = self.rnn(x, self.hidden)`, where nothing else of `forward` sets it. */
function ownState({ attributes, class: own }: InstanceValue, { body }: FunctionStatement): string | null {
  for (const statement of body) {
    if (statement.kind !== 'assign' || statement.value?.kind !== 'call' || statement.targets.length > 1) continue;
    const [target] = statement.targets;
    const path = target?.kind === 'tuple' && target.items.length === 2 ? pathOf(target.items[1]!) : null;
    if (!path?.startsWith('self.') || pathOf(statement.value.args[1]?.value ?? target!) !== path) continue;
    const others = body.filter((other) => other !== statement);
    const isMethod = [...own.attributes.keys()].some((name) => countCalls(others, `self.${name}`) > 0);
    const isSet = boundIn(others).has('self') || isMethod || frees(others);
    return isRecurrentLayer(attributes, statement.value) && !isSet ? path : null;
  }
  return null;
}

function parameterOf({ parameters }: FunctionValue, { keyword }: { keyword: string | null }, index: number) {
  const names = parameters.map(({ target }) => (target.kind === 'name' ? target.name : null));
  return keyword === null ? (names[index + 1] ?? null) : (names.find((name) => name === keyword) ?? null);
}

/** `out, hidden = self.rnn(x, hidden)`, and `hidden` as the second of what is returned. */
function carries({ attributes }: InstanceValue, { body }: FunctionStatement, state: string): boolean {
  const call = body.find(
    (statement): statement is Assignment =>
      statement.kind === 'assign' &&
      statement.value?.kind === 'call' &&
      statement.value.args.slice(1).some(({ value }) => isSame(plainNames(value), [state])),
  );
  const [target] = call?.targets ?? [];
  if (call?.value?.kind !== 'call' || target?.kind !== 'tuple' || target.items.length !== 2) return false;
  if (!isRecurrentLayer(attributes, call.value)) return false;
  const made = plainNames(target.items[1]!);
  const last = body.at(-1);
  const returned = last?.kind === 'return' && last.value?.kind === 'tuple' ? last.value.items : [];
  const isReturned = made !== null && returned.length === 2 && isSame(plainNames(returned[1]!), made);
  // What is done where no state was given is not done in any later turn.
  const others = body.filter((other) => other !== call && !asksForNone(other, state));
  const bound = boundIn(others);
  return isReturned && ![state, ...made].some((name) => bound.has(name)) && !frees(others);
}

/** `self.rnn(…)` */
function isRecurrentLayer(attributes: InstanceValue['attributes'], { callee }: CallExpression): boolean {
  const layer = attributes.get(/^self\.(\w+)$/.exec(pathOf(callee) ?? '')?.[1] ?? '');
  return layer?.kind === 'object' && /^torch\.nn\.(RNN|LSTM|GRU)$/.test(layer.type);
}

/** `if hidden is None: …` */
function asksForNone(statement: Statement, state: string): boolean {
  return (
    statement.kind === 'if' &&
    statement.test.kind === 'compare' &&
    statement.test.operator === 'is' &&
    statement.otherwise.length === 0 &&
    isSame(textsOf(statement.test), [state])
  );
}
