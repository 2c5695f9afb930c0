import { nothingOf } from '../domain/nothing.js';
import { none, type FunctionValue, type Value } from '../domain/values.js';
import type { FunctionStatement } from '../syntax/program.js';
import { keepsParameters } from './argumentChecks.js';
import type { Machine } from './machine.js';

/**
 * What a function gives whose end was reached. Where it has no `return` with a value at all, this None is never meant to
 * be used. A body that says nothing stands for others: an abstract method, a sketch; and
 * so may any method of an instance that only we made.
 */
export function valueAtEnd(machine: Machine, { statement, owner, name, self }: FunctionValue): Value {
  if (machine.language !== 'python' || !statement || !statement.decorators.every(keepsParameters)) return none;
  if (self?.kind === 'instance' && machine.guessed.has(self)) return none;
  if (machine.evaluation.textBefore(statement.nameSpan, 16).includes('async')) return none;
  if (gives(statement.body) || isSketch(statement)) return none;
  // Where something could not be read, its text may tell.
  if (/^[ \t]*(return|yield)[ \t]+[^\s#]/m.test(machine.evaluation.textOf(statement.span))) return none;
  return nothingOf(owner ? `${owner.name}.${name}` : name);
}

/** Whether there is a `return` with a value in it, or what could not be read. */
function gives(node: unknown): boolean {
  if (Array.isArray(node)) {
    let known = giving.get(node);
    if (known === undefined) giving.set(node, (known = node.some(gives)));
    return known;
  }
  if (typeof node !== 'object' || node === null || !('kind' in node)) return false;
  switch (node.kind) {
    case 'return':
      return 'value' in node && node.value !== null;
    case 'function':
    case 'class':
      return false;
    case 'expression':
      return 'expression' in node && isUnread(node.expression);
    case 'try':
      return Object.values(node).some(
        (part) => Array.isArray(part) && part.some((item) => gives(item) || gives(bodyOf(item))),
      );
    default:
      return Object.values(node).some((part) => Array.isArray(part) && gives(part));
  }
}

const giving = new WeakMap<object, boolean>();

function bodyOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'body' in item ? item.body : null;
}

function isUnread(expression: unknown): boolean {
  return typeof expression === 'object' && expression !== null && 'kind' in expression && expression.kind === 'unknown';
}

/** A body that says nothing: others have a method of this name in its place. */
export function isSketch({ body }: FunctionStatement): boolean {
  return body.every(saysNothing);
}

function saysNothing(statement: { readonly kind: string; readonly expression?: unknown }): boolean {
  if (statement.kind === 'raise') return true;
  const { expression } = statement;
  if (typeof expression !== 'object' || expression === null || !('kind' in expression)) return false;
  return expression.kind === 'string' || expression.kind === 'ellipsis';
}
