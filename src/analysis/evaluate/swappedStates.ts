import type { Value } from '../domain/values.js';
import type { Expression, Statement } from '../syntax/program.js';
import { recurrentCalledBy } from './layerCalls.js';
import type { Machine } from './machine.js';
import { countReads, walk } from './nameUse.js';
import { whenAsked } from './whenAsked.js';

type Assignment = Statement & { kind: 'assign' };

/** Two names of states that say the opposite of what an LSTM gives: its hidden state comes first. */
export interface SwappedStates {
  readonly cell: string;
  readonly hidden: string;
  /** Whether they stand beside the outputs: `out, (c, h) = lstm(x)`. */
  readonly isBesideOutputs: boolean;
}

/** Looks through a program when it is asked for the first time. */
export function swappedStates(body: readonly Statement[]): () => ReadonlyMap<Statement, SwappedStates> {
  return whenAsked(() => {
    const found = new Map<Statement, SwappedStates>();
    visit(body, found);
    return found;
  });
}

/** The assignments of a function, or of a module, by how else it reads the names. */
function visit(body: readonly Statement[], found: Map<Statement, SwappedStates>): void {
  const assignments: Assignment[] = [];
  const inside: (readonly Statement[])[] = [];
  const collect = (part: readonly Statement[]): void => {
    for (const statement of part) {
      if (statement.kind === 'assign') assignments.push(statement);
      if (statement.kind === 'function' || statement.kind === 'class') inside.push(statement.body);
      else if ('body' in statement) collect(statement.body);
      if ('otherwise' in statement) collect(statement.otherwise);
    }
  };
  collect(body);
  for (const statement of assignments) {
    const states = namesOf(statement);
    if (states && readsThem(body, states)) found.set(statement, states);
  }
  for (const part of inside) visit(part, found);
}

function namesOf({ targets: [target, ...others] }: Assignment): SwappedStates | null {
  if (target?.kind !== 'tuple' || target.items.length !== 2 || others.length > 0) return null;
  const [first, second] = target.items;
  const pair = second?.kind === 'tuple' && second.items.length === 2 ? second.items : [first, second];
  const [cell, hidden] = pair.map((item) => (item?.kind === 'name' ? item.name : ''));
  if (!cell || !hidden || hiddenOf(cell) !== hidden) return null;
  return { cell, hidden, isBesideOutputs: pair === (second as { items?: unknown }).items };
}

/** What the hidden state is called where this is the cell state: `h_n` of `c_n`, `next_h` of `next_c`, `hidden` of `cell`. */
function hiddenOf(cell: string): string | null {
  const hidden = cell.includes('cell')
    ? cell.replace('cell', 'hidden')
    : cell.replace(/(^|_)c(?=$|_|[ntx]?\d*$)/, '$1h');
  return hidden === cell ? null : hidden;
}

/**
 * Where both are used alike, in their wrong order throughout, their names do no harm; but where what is called the hidden
 * state is used for more than the other, or the two stand in their right order again.
 */
function readsThem(body: readonly Statement[], { cell, hidden }: SwappedStates): boolean {
  let turned = 0;
  walk(body, (part) => {
    const { kind, items } = part as { kind?: unknown; items?: readonly Expression[] };
    const names = kind === 'tuple' ? (items ?? []).map((item) => (item.kind === 'name' ? item.name : '')) : [];
    if (names.length === 2 && names[0] === hidden && names[1] === cell) turned++;
  });
  return turned > 0 || countReads(body, hidden) > countReads(body, cell);
}

/** Names that take the hidden state of an LSTM for its cell state, and the other way round. */
export function checkSwapped(machine: Machine, statement: Assignment, value: Value): void {
  const states = machine.module === null ? machine.swappedStates().get(statement) : undefined;
  if (!states || !statement.value) return;
  const { cell, hidden, isBesideOutputs } = states;
  if (isBesideOutputs ? !isLayer(value) : recurrentCalledBy(machine, statement.value)?.kind !== 'LSTMCell') return;
  machine.evaluation.report({
    code: 'states-swapped',
    severity: 'warning',
    span: statement.span,
    raises: null,
    facts: { cell, hidden },
    fixes: [],
    related: [],
  });
}

function isLayer(value: Value): boolean {
  const [outputs, states] = value.kind === 'tuple' ? value.items : [];
  const isSequence = outputs?.kind === 'tensor' && outputs.library === 'torch' && outputs.isSequence === true;
  return isSequence && states?.kind === 'tuple' && states.items.length === 2;
}
