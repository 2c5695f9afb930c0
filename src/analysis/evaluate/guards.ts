import {
  addSizes,
  isCounter,
  knownSize,
  multiplySizes,
  negateSize,
  subtractSizes,
  type Atom,
  type Bounds,
  type Size,
  type SymbolicSize,
} from '../domain/sizes.js';
import { sizeValue, type Scope } from '../domain/values.js';
import type { Expression, Statement } from '../syntax/program.js';
import { evaluate } from './expressions.js';
import { readPlace } from './journal.js';
import { quietly, write, type Machine } from './machine.js';

/**
 * What a test says of the counter of a loop: after `if i + window > len(series): break` the counter is no more than
 * `len(series) - window`, and `series[i:i + window]` is whole. The names that hold the counter, or arithmetic on it, hold
 * it with its new bounds, until what is returned is called.
 */
export function narrowCounters(machine: Machine, test: Expression, scope: Scope, holds: boolean): () => void {
  const undo: (() => void)[] = [];
  for (const condition of conditionsOf(test, holds)) {
    const narrowed = narrowedBy(machine, condition, scope);
    if (narrowed) undo.push(...rebind(machine, scope, narrowed));
  }
  return () => {
    for (const back of undo.reverse()) back();
  };
}

/** Whether what stands behind an `if` is reached only where its test does not hold. */
export function isGuard(statement: Statement): statement is Statement & { kind: 'if' } {
  if (statement.kind !== 'if' || statement.otherwise.length > 0) return false;
  let last = statement.body.at(-1);
  while (last?.kind === 'block') last = last.body.at(-1);
  return last !== undefined && /^(break|continue|return|raise)$/.test(last.kind);
}

/** `left <= right`, or `left < right`. */
interface Condition {
  readonly left: Expression;
  readonly right: Expression;
  readonly isStrict: boolean;
}

/** What certainly holds where a test holds, or where it does not. */
function conditionsOf(test: Expression, holds: boolean): readonly Condition[] {
  if (test.kind === 'unary' && test.operator === 'not') return conditionsOf(test.operand, !holds);
  if (test.kind === 'logical' && test.operator === (holds ? 'and' : 'or')) {
    return [...conditionsOf(test.left, holds), ...conditionsOf(test.right, holds)];
  }
  if (test.kind !== 'compare' || !/^[<>]=?$/.test(test.operator)) return [];
  const isLess = test.operator.startsWith('<') === holds;
  const isStrict = test.operator.endsWith('=') !== holds;
  const [left, right] = isLess ? [test.left, test.right] : [test.right, test.left];
  return isPlain(left) && isPlain(right) ? [{ left, right, isStrict }] : [];
}

/** Numbers that can be read again and say nothing new. */
function isPlain(expression: Expression): boolean {
  switch (expression.kind) {
    case 'name':
    case 'number':
      return true;
    case 'binary':
      return isPlain(expression.left) && isPlain(expression.right);
    case 'attribute':
      return isPlain(expression.object);
    case 'subscript':
      return isPlain(expression.object) && isPlain(expression.index);
    case 'call':
      return (
        expression.callee.kind === 'name' &&
        expression.callee.name === 'len' &&
        expression.args.every(({ value }) => isPlain(value))
      );
    default:
      return false;
  }
}

interface Narrowed {
  readonly key: string;
  readonly bounds: Bounds;
}

function narrowedBy(machine: Machine, { left, right, isStrict }: Condition, scope: Scope): Narrowed | null {
  const [small, large] = [left, right].map((side) => {
    const value = quietly(machine, () => evaluate(machine, side, scope));
    return value.kind === 'size' ? value.size : null;
  });
  const difference = addSizes(subtractSizes(small ?? null, large ?? null), isStrict ? 1 : 0);
  if (!isCounter(difference) || difference === null || typeof difference === 'number') return null;
  const own = [...difference.terms].filter(([, { atoms }]) => atoms.some(({ bounds }) => bounds));
  const [entry] = own;
  if (!entry || own.length > 1) return null;
  const [, { coefficient, atoms }] = entry;
  const [atom] = atoms;
  if (!atom?.bounds || atoms.length > 1 || Math.abs(coefficient) !== 1) return null;
  // `counter + rest <= 0`, or `rest - counter <= 0`.
  const rest = subtractSizes(difference, multiplySizes(coefficient, only(atom)));
  const { low, high } = atom.bounds;
  const bounds =
    coefficient > 0 ? { low, high: tighter(negateSize(rest), high, 1) } : { low: tighter(rest, low, -1), high };
  return { key: atom.key, bounds };
}

/** The new bound, unless the old one is known to be the tighter. */
function tighter(bound: Size, old: Size, direction: 1 | -1): Size {
  if (bound === null) return old;
  const beyond = knownSize(subtractSizes(bound, old));
  return beyond !== null && beyond * direction > 0 ? old : bound;
}

function rebind(machine: Machine, scope: Scope, narrowed: Narrowed): (() => void)[] {
  const undo: (() => void)[] = [];
  for (let at: Scope | null = scope; at; at = at.kind === 'block' ? at.parent : null) {
    const { bindings } = at;
    for (const [name, before] of bindings) {
      const size = before.value.kind === 'size' ? withBounds(before.value.size, narrowed) : null;
      if (size === null) continue;
      const inside = { value: sizeValue(size), span: before.span };
      write(machine, bindings, name, inside);
      undo.push(() => {
        if (readPlace(bindings, name) === inside) write(machine, bindings, name, before);
      });
    }
  }
  return undo;
}

/** The same size, its counter between other bounds; null where the counter is no part of it. */
function withBounds(size: Size, { key, bounds }: Narrowed): SymbolicSize | null {
  if (size === null || typeof size === 'number') return null;
  const isIt = (atom: Atom) => atom.key === key;
  const terms = [...size.terms];
  if (!terms.some(([, { atoms }]) => atoms.some(isIt))) return null;
  return {
    terms: new Map(
      terms.map(([name, { coefficient, atoms }]) => [
        name,
        { coefficient, atoms: atoms.map((atom) => (isIt(atom) ? { ...atom, bounds } : atom)) },
      ]),
    ),
  };
}

function only(atom: Atom): SymbolicSize {
  return { terms: new Map([[atom.key, { coefficient: 1, atoms: [atom] }]]) };
}
