import { sameSize, type Size } from '../domain/sizes.js';
import type { TensorValue, Value } from '../domain/values.js';
import type { Expression, FunctionStatement, Statement } from '../syntax/program.js';
import { namesIn } from './loopTargets.js';
import type { Machine } from './machine.js';
import { countReads, walk } from './nameUse.js';
import { whenAsked } from './whenAsked.js';

type Assignment = Statement & { kind: 'assign' };

/** What a function reads of the states that it takes from a call: the highest index, where it reads items alone. */
export interface ReadStates {
  readonly highest: number;
  /** The name that is read. */
  readonly name: string;
  /** Whether the states are taken apart: `out, (h, c) = lstm(x)`. */
  readonly isPair: boolean;
}

/** Looks through a program when it is asked for the first time. */
export function readStates(body: readonly Statement[]): () => ReadonlyMap<Statement, ReadStates> {
  return whenAsked(() => {
    const found = new Map<Statement, ReadStates>();
    visit(body, found);
    return found;
  });
}

function visit(body: readonly Statement[], found: Map<Statement, ReadStates>): void {
  for (const statement of body) {
    if (statement.kind === 'class') visit(statement.body, found);
    if (statement.kind === 'function') visitFunction(statement, found);
  }
}

function visitFunction({ body }: FunctionStatement, found: Map<Statement, ReadStates>): void {
  body.forEach((statement, index) => {
    if (statement.kind !== 'assign') return;
    const read = readsOf(statement, body.slice(index + 1));
    if (read) found.set(statement, read);
  });
}

/** `out, h = rnn(x)` and `out, (h, c) = rnn(x)`, where `out` is not read, and of the states no more than `h[0]`. */
function readsOf({ targets, value }: Assignment, rest: readonly Statement[]): ReadStates | null {
  const [target, ...others] = targets;
  if (value?.kind !== 'call' || others.length > 0 || target?.kind !== 'tuple' || target.items.length !== 2) return null;
  const [output, states] = target.items;
  if (output?.kind !== 'name' || usesOf(rest, output.name)?.length !== 0) return null;
  const all = namesIn(states!).map(({ name }) => ({ name, uses: usesOf(rest, name) }));
  const read = all.find(({ uses }) => uses === null || uses.length > 0);
  if (!read?.uses || all.some(({ uses }) => uses === null)) return null;
  const highest = Math.max(...all.flatMap(({ uses }) => uses ?? []));
  return { name: read.name, highest, isPair: states!.kind === 'tuple' };
}

/** The items of a name that statements read until they give it another value; null where they read more than items. */
function usesOf(rest: readonly Statement[], name: string): readonly number[] | null {
  const uses: number[] = [];
  for (const statement of rest) {
    const items = itemsIn(statement, name);
    if (items.length !== countReads([statement], name)) return null;
    uses.push(...items);
    const isBound =
      statement.kind === 'assign' && statement.targets.some((one) => namesIn(one).some((to) => to.name === name));
    if (isBound) return uses;
  }
  return uses;
}

/** `h[0]`, `h[1, :, :]` */
function itemsIn(statement: Statement, name: string): readonly number[] {
  const items: number[] = [];
  walk(statement, (node) => {
    const part = node as unknown as Expression;
    if (part.kind !== 'subscript' || part.object.kind !== 'name' || part.object.name !== name) return;
    const first = part.index.kind === 'tuple' ? part.index.items[0] : part.index;
    if (first?.kind === 'number' && first.isInteger) items.push(first.value);
  });
  return items;
}

/** States of the first layer alone are read of a layer that has several: those above it change nothing. */
export function checkLowerLayers(machine: Machine, statement: Assignment, value: Value): void {
  const [outputs, states] = value.kind === 'tuple' ? value.items : [];
  if (!isTorch(outputs) || outputs.isSequence !== true) return;
  const state = states?.kind === 'tuple' ? states.items[0] : states;
  const layers = isTorch(state) ? state.axes?.[0] : undefined;
  if (!isTorch(state) || layers?.role !== 'layers' || typeof layers.size !== 'number') return;
  const directions = directionsOf(lastSize(outputs), lastSize(state));
  const read = machine.module === null ? machine.readStates().get(statement) : undefined;
  if (!read || directions === null || layers.size <= directions || read.highest >= directions) return;
  if (read.isPair !== (states?.kind === 'tuple')) return;
  machine.evaluation.report({
    code: 'state-of-first-layer',
    severity: 'warning',
    span: statement.span,
    raises: null,
    facts: { name: read.name, layers: layers.size / directions },
    fixes: [],
    related: [],
  });
}

function isTorch(value: Value | undefined): value is TensorValue {
  return value?.kind === 'tensor' && value.library === 'torch';
}

function lastSize({ axes }: TensorValue): Size {
  return axes?.at(-1)?.size ?? null;
}

function directionsOf(output: Size, state: Size): 1 | 2 | null {
  if (sameSize(output, state) === true) return 1;
  return typeof output === 'number' && typeof state === 'number' && output === 2 * state ? 2 : null;
}
