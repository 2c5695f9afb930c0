import type { Expression, FunctionStatement, Statement } from '../syntax/program.js';
import { boundIn, callsMethod, countCalls, countReads, pathOf, textsOf } from './nameUse.js';
import { namesIn } from './loopTargets.js';
import { whenAsked } from './whenAsked.js';

type Assignment = Statement & { kind: 'assign' };
type Loop = Statement & { kind: 'for' };

/** A call that would be given an old state, were it one of a recurrent layer. */
export interface OldState {
  /**
   * In a loop over steps, each of which gets the same state; the same of what takes one step and gives its new state; or in
   * a function that returns the state that it was given.
   */
  readonly cause: 'loop' | 'step' | 'returned';
  /** The state that is given; null for none, which is a state of zeros. */
  readonly given: string | null;
  /** The axis along which the source cut out a single step: `x[:, t].unsqueeze(1)`, `x[:, t:t + 1]`. */
  readonly step: number | null;
}

/** Looks through a program when it is asked for the first time. */
export function oldStates(body: readonly Statement[]): () => ReadonlyMap<Statement, OldState> {
  return whenAsked(() => {
    const found = new Map<Statement, OldState>();
    visit(body, { owner: null, loop: null }, found);
    return found;
  });
}

interface Place {
  readonly owner: FunctionStatement | null;
  /** The loop around it, if nothing else is that runs more than once. */
  readonly loop: Loop | null;
}

function visit(body: readonly Statement[], place: Place, found: Map<Statement, OldState>): void {
  for (const statement of body) {
    switch (statement.kind) {
      case 'assign': {
        const old = oldState(statement, place);
        if (old) found.set(statement, old);
        break;
      }
      case 'function':
        visit(statement.body, { owner: statement, loop: null }, found);
        break;
      case 'class':
        visit(statement.body, { owner: null, loop: null }, found);
        break;
      case 'for':
        visit(statement.body, { ...place, loop: statement }, found);
        break;
      case 'while':
        visit(statement.body, { ...place, loop: null }, found);
        break;
      case 'if':
        visit([...statement.body, ...statement.otherwise], place, found);
        break;
      case 'with':
      case 'try':
      case 'block':
        visit(statement.body, place, found);
        break;
      default:
    }
  }
}

/** `out, new = layer(x, given)`, `out = layer(x, given)[0]` */
interface LayerCall {
  readonly callee: Expression;
  readonly input: Expression;
  readonly given: readonly string[];
  readonly made: readonly string[];
}

function oldState(statement: Assignment, { owner, loop }: Place): OldState | null {
  const call = layerCall(statement);
  if (call && loop && isOldInLoop(call, loop)) {
    return { cause: 'loop', given: call.given[0] ?? null, step: stepAxis(call.input, loop) };
  }
  if (call && owner && isReturnedOld(call, owner)) return { cause: 'returned', given: call.given[0]!, step: null };
  const step = stepCall(statement);
  // A first step without a state may stand beside the others: `cell(x_t) if t == 0 else cell(x_t, h)`.
  const isOnly = loop !== null && countCalls(loop.body, step ? (pathOf(step.callee) ?? '') : '') === 1;
  return step && isOnly && isOldInLoop(step, loop) ? { cause: 'step', given: step.given[0] ?? null, step: null } : null;
}

function layerCall({ targets, value }: Assignment): LayerCall | null {
  const [target, ...others] = targets;
  if (!target || !value || others.length > 0) return null;
  const isFirst = value.kind === 'subscript' && value.index.kind === 'number' && value.index.value === 0;
  const made = isFirst
    ? []
    : target.kind === 'tuple' && target.items.length === 2
      ? plainNames(target.items[1]!)
      : null;
  return callOf(isFirst ? value.object : value, made);
}

/** `new = cell(x, given)`, `h, c = cell(x, (h0, c0))`: what it gives is read, and not by the names of what was given. */
function stepCall({ targets, value }: Assignment): LayerCall | null {
  const [target, ...others] = targets;
  return target && value && others.length === 0 && plainNames(target) ? callOf(value, []) : null;
}

function callOf(call: Expression, made: readonly string[] | null): LayerCall | null {
  if (call.kind !== 'call' || !made || call.args.some(({ spread }) => spread !== null)) return null;
  const [input, state, ...more] = call.args;
  if (!input || input.keyword !== null || more.length > 0) return null;
  if (state && state.keyword !== null && state.keyword !== 'hx') return null;
  const given = !state || state.value.kind === 'none' ? [] : plainNames(state.value);
  return given && { callee: call.callee, input: input.value, given, made };
}

/** `h` and `(h, c)`; null for all else. */
export function plainNames(part: Expression): readonly string[] | null {
  const names = namesIn(part).map(({ name }) => name);
  return names.length === (part.kind === 'tuple' ? part.items.length : 1) ? names : null;
}

function isOldInLoop({ callee, input, given, made }: LayerCall, loop: Loop): boolean {
  const bound = boundIn(loop.body);
  const counters = namesIn(loop.target).map(({ name }) => name);
  if (given.some((name) => bound.has(name) || counters.includes(name) || countReads(loop.body, name) !== 1))
    return false;
  if (made.some((name) => countReads(loop.body, name) > 0)) return false;
  // Another layer in each turn has another state.
  if (pathOf(callee) === null || textsOf(callee).some((name) => bound.has(name) || counters.includes(name)))
    return false;
  const sources = sourcesOf(input, loop);
  return counters.some((name) => sources.has(name)) && isOverSteps(loop, counters, sources);
}

/** The names that an expression reads, and those that its names were made of in this turn. */
export function sourcesOf(part: Expression, { body }: Pick<Loop, 'body'>): ReadonlySet<string> {
  const sources = new Set(textsOf(part));
  for (let before = -1; before !== sources.size;) {
    before = sources.size;
    for (const statement of body) {
      if (statement.kind !== 'assign' || !statement.value) continue;
      const isSource = statement.targets.some((target) => namesIn(target).some(({ name }) => sources.has(name)));
      if (isSource) for (const name of textsOf(statement.value)) sources.add(name);
    }
  }
  return sources;
}

/** What counters of steps are called, and the bounds of their loops; `step` alone may be one of the training. */
const counterName = /^(t|tt|ti|t_?idx|\w+_t|[xX]t|time\w*|frame)$/;
const boundName =
  /^(T|(n_|num_)?frames|(time|seq)_?steps|timesteps|(max|seq|sequence|src|trg|tgt|source|target|sent|sentence|window|horizon)_?(len|length))$/i;

/** A loop whose counter, bound or series says that it goes from step to step, and that trains nothing meanwhile. */
function isOverSteps({ iterable, body }: Loop, counters: readonly string[], sources: ReadonlySet<string>): boolean {
  if (trains(body)) return false;
  if (iterable.kind !== 'call') return counters.some((name) => /_t$/.test(name));
  const name = lastName(iterable.callee);
  if (isCut(iterable) || counters.some((counter) => counterName.test(counter))) return true;
  const [first, second] = iterable.args.map(({ value }) => value);
  if (!first || !/^(range|enumerate)$/.test(name)) return false;
  const bound = second ?? first;
  return name === 'enumerate' ? isCut(first) : boundName.test(lastName(bound)) || isSecondAxis(bound, sources);
}

function trains(body: readonly Statement[]): boolean {
  return ['backward', 'zero_grad', 'step'].some((name) => callsMethod(body, name));
}

/** `x.split(1)`, `torch.unbind(x, 1)`, `x.chunk(x.size(0))` */
function isCut(series: Expression): boolean {
  if (series.kind !== 'call') return false;
  const name = lastName(series.callee);
  const isOne = series.args.some(({ value }) => value.kind === 'number' && value.value === 1);
  const isWhole = series.args.some(({ value }) => value.kind === 'call' && lastName(value.callee) === 'size');
  return name === 'unbind' || (name === 'split' && isOne) || (name === 'chunk' && isWhole);
}

/** `x.size(1)` and `x.shape[1]`, where the layer reads `x[:, t]`. */
function isSecondAxis(bound: Expression, sources: ReadonlySet<string>): boolean {
  const isCall = bound.kind === 'call' && bound.callee.kind === 'attribute' && bound.callee.name === 'size';
  const isItem = bound.kind === 'subscript' && bound.object.kind === 'attribute' && bound.object.name === 'shape';
  const index = isCall ? bound.args[0]?.value : isItem ? bound.index : undefined;
  const read = isCall ? bound.callee : isItem ? bound.object : undefined;
  const whole = read?.kind === 'attribute' ? read.object : undefined;
  const isSecond = index?.kind === 'number' && index.value === 1;
  return isSecond && whole?.kind === 'name' && sources.has(whole.name);
}

function lastName(part: Expression): string {
  return part.kind === 'name' || part.kind === 'attribute' ? part.name : '';
}

/** What a name of the loop's body stands for, where it is given one value there. */
function resolved(part: Expression, { body }: Loop, depth = 0): Expression {
  if (part.kind !== 'name' || depth > 2) return part;
  const given = body.filter(
    (statement): statement is Assignment =>
      statement.kind === 'assign' &&
      statement.targets.some((target) => namesIn(target).some(({ name }) => name === part.name)),
  );
  const [only, ...others] = given;
  if (!only?.value || others.length > 0 || only.targets[0]?.kind !== 'name') return part;
  return resolved(only.value, { body } as Loop, depth + 1);
}

function stepAxis(input: Expression, loop: Loop): number | null {
  const part = resolved(input, loop);
  if (part.kind === 'call' && part.callee.kind === 'attribute' && part.callee.name === 'unsqueeze') {
    const [axis] = part.args;
    return axis?.value.kind === 'number' ? axis.value.value : null;
  }
  if (part.kind === 'name' && namesIn(loop.target).some(({ name }) => name === part.name))
    return cutAxis(loop.iterable);
  if (part.kind !== 'subscript') return null;
  const places = part.index.kind === 'tuple' ? part.index.items : [part.index];
  const at = places.findIndex(isOneWide);
  return at < 0 ? null : at;
}

/** The axis that `x.split(1, dim)` or `x.chunk(n, dim)` cuts into pieces of a single step, in a loop over them. */
function cutAxis(series: Expression): number | null {
  if (!isCut(series) || series.kind !== 'call' || !/^(split|chunk)$/.test(lastName(series.callee))) return null;
  const isFunction = series.callee.kind === 'attribute' && lastName(series.callee.object) === 'torch';
  const plain = series.args.filter(({ keyword }) => keyword === null);
  const axis = series.args.find(({ keyword }) => keyword === 'dim') ?? plain[isFunction ? 2 : 1];
  if (!axis) return 0;
  return axis.value.kind === 'number' ? axis.value.value : null;
}

/** `t:t + 1` */
function isOneWide(place: Expression): boolean {
  if (place.kind !== 'slice' || place.lower?.kind !== 'name' || place.upper?.kind !== 'binary') return false;
  const { operator, left, right } = place.upper;
  const isSame = left.kind === 'name' && left.name === place.lower.name;
  return operator === '+' && isSame && right.kind === 'number' && right.value === 1;
}

/** A parameter is given to the layer and returned as it came; the new state has a name, and nobody reads it. */
function isReturnedOld({ given, made }: LayerCall, { parameters, body }: FunctionStatement): boolean {
  const [state, ...cells] = given;
  const [next, ...others] = made;
  if (state === undefined || next === undefined || cells.length > 0 || others.length > 0) return false;
  if (/^_|unused|ignored|dummy/.test(next) || countReads(body, next) > 0 || boundIn(body).has(state)) return false;
  const isGiven = parameters.some(({ target }) => target.kind === 'name' && target.name === state);
  return isGiven && returnsName(body, state);
}

function returnsName(body: readonly Statement[], name: string): boolean {
  return body.some((statement) => {
    switch (statement.kind) {
      case 'return': {
        const { value } = statement;
        const items = value?.kind === 'tuple' ? value.items : value ? [value] : [];
        return items.some((item) => item.kind === 'name' && item.name === name);
      }
      case 'if':
        return returnsName([...statement.body, ...statement.otherwise], name);
      case 'with':
      case 'block':
        return returnsName(statement.body, name);
      default:
        return false;
    }
  });
}
