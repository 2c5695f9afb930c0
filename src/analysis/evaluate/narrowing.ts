import { none, sizeValue, stringValue, type AmbiguousValue, type Scope, type Value } from '../domain/values.js';
import type { Expression } from '../syntax/program.js';
import { isBinding } from './branches.js';
import { readPlace } from './journal.js';
import { findBinding, write, type Machine } from './machine.js';

/**
 * Runs a branch in which a test holds: after `if kind == 'LSTM':` or `if kind in ['LSTM', 'GRU']:` a name of which nothing
 * is known is one of these strings, after `if kernel == 1:` that number, as long as the branch gives it no other value;
 * and after `if state is None:` it is None, and in the other branch all else that it may be.
 */
export function runNarrowed<T>(
  machine: Machine,
  test: Expression,
  scope: Scope,
  run: () => T,
  { holds, keeps }: Narrowing = { holds: true, keeps: () => false },
): T {
  const narrowed = narrowedBy(test, scope, holds);
  if (!narrowed) return run();
  const { bindings, name, value } = narrowed;
  const before = bindings.get(name);
  const inside = { value, span: before?.span ?? null };
  write(machine, bindings, name, inside);
  const result = run();
  const isLeft = readPlace(bindings, name) === inside && isBinding(before) && !keeps(bindings, name);
  if (isLeft) write(machine, bindings, name, before);
  return result;
}

interface Narrowing {
  /** False in the branch in which the test does not hold. */
  readonly holds: boolean;
  /** Whether the name stays what it is here after the branch: where the other one gave it another value. */
  readonly keeps: (bindings: object, name: string) => boolean;
}

/**
 * Whether a test may ask for the very shapes that its branches need: `if in_channels == out_channels: x = x + y`. Where its
 * answer is not known, nobody knows whether what is wrong in a branch ever runs.
 */
export function mayAskForSizes(test: Expression): boolean {
  switch (test.kind) {
    case 'logical':
      return mayAskForSizes(test.left) || mayAskForSizes(test.right);
    case 'unary':
      return mayAskForSizes(test.operand);
    case 'compare':
      return (
        /^(==|!=|<=?|>=?)$/.test(test.operator) && ![test.left, test.right].some(isLiteral) && !asksForWholeBatch(test)
      );
    default:
      return false;
  }
}

/** `if x.shape[0] == batch_size:` leaves out the last batch, where it is smaller; all others go through. */
function asksForWholeBatch({ operator, left, right }: Expression & { kind: 'compare' }): boolean {
  const isWhole = (one: Expression, other: Expression) => isFirstAxis(one) && isBatchSize(other);
  return operator === '==' && (isWhole(left, right) || isWhole(right, left));
}

function isBatchSize(expression: Expression): boolean {
  return /^(name|attribute)$/.test(expression.kind) && 'name' in expression && /batch_?size$/i.test(expression.name);
}

/** `x.shape[0]`, `x.size(0)`, `len(x)` */
function isFirstAxis(expression: Expression): boolean {
  if (expression.kind === 'subscript')
    return isNamed(expression.object, 'attribute', 'shape') && isZero(expression.index);
  if (expression.kind !== 'call') return false;
  const [first] = expression.args;
  if (isNamed(expression.callee, 'name', 'len')) return true;
  return isNamed(expression.callee, 'attribute', 'size') && first !== undefined && isZero(first.value);
}

function isNamed(expression: Expression, kind: 'attribute' | 'name', name: string): boolean {
  return expression.kind === kind && expression.name === name;
}

function isZero(expression: Expression): boolean {
  return expression.kind === 'number' && expression.value === 0;
}

function isLiteral({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number' || kind === 'boolean' || kind === 'none';
}

function narrowedBy(test: Expression, scope: Scope, holds: boolean) {
  if (test.kind !== 'compare' || test.left.kind !== 'name') return null;
  const { name } = test.left;
  const found = findBinding(scope, name);
  if (!found) return null;
  const before = found.binding.value;
  const value = before.kind === 'ambiguous' ? withoutNone(test, before, holds) : holds ? valueOfTest(test) : null;
  if (!value || (before.kind !== 'unknown' && before.kind !== 'ambiguous')) return null;
  return { bindings: found.scope.bindings, name, value };
}

/** None itself, or all that it may be besides. */
function withoutNone(
  { operator, right }: Expression & { kind: 'compare' },
  { options }: AmbiguousValue,
  holds: boolean,
) {
  if (right.kind !== 'none' || (operator !== 'is' && operator !== 'is-not')) return null;
  const others = options.filter(({ kind }) => kind !== 'none');
  const [only] = others;
  if (!only || others.length === options.length) return null;
  if ((operator === 'is') === holds) return none;
  return others.length === 1 ? only : ({ kind: 'ambiguous', options: others } as const);
}

function valueOfTest({ operator, right }: Expression & { kind: 'compare' }): Value | null {
  if (operator === '==') {
    if (right.kind === 'string') return stringValue(right.value);
    return right.kind === 'number' && right.isInteger ? sizeValue(right.value) : null;
  }
  if (operator !== 'in' || (right.kind !== 'list' && right.kind !== 'tuple')) return null;
  const options = right.items.flatMap((item) => (item.kind === 'string' ? [stringValue(item.value)] : []));
  const [only] = options;
  if (options.length !== right.items.length || !only) return null;
  return options.length === 1 ? only : { kind: 'ambiguous', options };
}
