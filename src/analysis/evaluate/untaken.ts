import type { Scope, Value } from '../domain/values.js';
import type { Span } from '../model.js';
import type { Expression } from '../syntax/program.js';
import { isBinding } from './branches.js';
import { evaluate } from './expressions.js';
import { absent, readPlace, type Changes } from './journal.js';
import { quietly, tryOut, write, type Asked, type Machine } from './machine.js';

/**
 * Looks at a branch that a parameter's default rules out, in a function that nobody calls: `if use_memory:` with
 * `use_memory=False`. The layers that are made there are written down; nothing is reported.
 *
 * @param run runs the branch that is not taken
 * @returns what it changed, or null where the test asks for more than a flag or a mode
 */
export function lookAside(machine: Machine, test: Expression, scope: Scope, run: () => void): Changes | null {
  if (!machine.isAssuming || !asksForFlag(machine, test, scope)) return null;
  const { undecided, openTests, mayLeave, branches, records } = machine;
  const layers = records.layers.length;
  const called = new Set(machine.called);
  const made = new Map([...machine.instances].map(([key, list]) => [key, list.length] as const));
  const lists = [machine.functions, machine.classes, machine.frames.at(-1)?.returns ?? []];
  const lengths = lists.map(({ length }) => length);
  const changes = tryOut(machine, () => {
    quietly(machine, run);
  });
  // What it called and made is still to be looked at by itself, with names for what nobody gives.
  for (const body of machine.called) if (!called.has(body)) machine.called.delete(body);
  for (const [key, list] of machine.instances) {
    const count = made.get(key);
    if (count === undefined) machine.instances.delete(key);
    else list.length = count;
  }
  lists.forEach((list, index) => (list.length = lengths[index] ?? 0));
  Object.assign(machine, { undecided, openTests, mayLeave, branches });
  // Where the flag has another default, so has the size that goes with it.
  const kept = records.layers.slice(layers).filter(({ options }) => !isNothing(options.units, options.inputSize));
  records.layers.splice(layers, records.layers.length - layers, ...kept);
  return changes;
}

/** Keeps the names and attributes that no other branch has: they are used only where that branch is taken. */
export function keepNew(machine: Machine, changes: Changes): void {
  const self = machine.frames.at(-1)?.self;
  const attributes = self?.kind === 'instance' ? self.attributes : null;
  for (const [container, places] of changes) {
    for (const [key, { before, after }] of places) {
      const isName = container === attributes || isBinding(after);
      if (isName && before === absent && after !== absent && readPlace(container, key) === absent) {
        write(machine, container, key, after);
      }
    }
  }
}

/**
 * Notes on what a branch hangs that is not taken where nobody calls the function or makes the instance, and that has
 * recurrent layers: of an `if`, or of `nn.LSTM if kind == 'lstm' else nn.GRU`.
 */
export function noteMode(machine: Machine, test: Expression, branch: readonly { readonly span: Span }[]): void {
  if (!machine.isAssuming) return;
  const frame = machine.frames.at(-1);
  const self = frame?.self;
  const isGuessed = self?.kind === 'instance' && machine.guessed.has(self);
  const owner = isGuessed ? self.class : machine.frames.length === 1 && !self ? machine.lookedAt : null;
  const [first, last] = [branch[0], branch.at(-1)];
  if (!owner || !first || !last) return;
  const text = machine.evaluation.textOf({ start: first.span.start, end: last.span.end });
  if (!/(LSTM|GRU|RNN)(Cell)?\b|Bidirectional/.test(text)) return;
  const asked: Asked = machine.modes.get(owner) ?? new Map<string, Set<string>>();
  const words = [...wordsIn(test)];
  for (const name of namesIn(test)) asked.set(name, new Set([...(asked.get(name) ?? []), ...words]));
  machine.modes.set(owner, asked);
}

function namesIn(test: Expression): readonly string[] {
  if (test.kind === 'name') return [test.name];
  if (test.kind === 'attribute') return [test.name, ...namesIn(test.object)];
  return partsOf(test).flatMap(namesIn);
}

function wordsIn(test: Expression): readonly string[] {
  return test.kind === 'string' ? [test.value] : partsOf(test).flatMap(wordsIn);
}

function partsOf(test: Expression): readonly Expression[] {
  switch (test.kind) {
    case 'unary':
      return [test.operand];
    case 'compare':
    case 'logical':
      return [test.left, test.right];
    case 'tuple':
    case 'list':
      return test.items;
    case 'call':
      return [test.callee];
    case 'attribute':
      return [test.object];
    default:
      return [];
  }
}

/** Whether a test is a flag, or compares a mode with a word: nothing that a size could follow from. */
function asksForFlag(machine: Machine, test: Expression, scope: Scope): boolean {
  switch (test.kind) {
    case 'name':
    case 'attribute':
      return evaluate(machine, test, scope).kind === 'boolean';
    case 'unary':
      return test.operator === 'not' && asksForFlag(machine, test.operand, scope);
    case 'logical':
      return asksForFlag(machine, test.left, scope) && asksForFlag(machine, test.right, scope);
    case 'compare':
      return evaluate(machine, test.left, scope).kind === 'string' && test.left.kind !== 'string';
    default:
      return false;
  }
}

function isNothing(...sizes: readonly (Value | undefined)[]): boolean {
  return sizes.some((value) => value?.kind === 'size' && value.size === 0);
}
