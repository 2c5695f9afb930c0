import { sameSize } from '../domain/sizes.js';
import { booleanValue, unknown, type Value } from '../domain/values.js';
import { comparedType } from '../libraries/dtypes/arithmetic.js';
import { samePath } from '../libraries/python/types.js';
import type { Span } from '../model.js';
import { optionsOf, sameValue } from './join.js';
import type { Machine } from './machine.js';
import { combined, numberOf } from './operators.js';

/** `left operator right`, of tensors number by number, else true, false or not known. */
export function compare(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  if (left.kind === 'tensor' || right.kind === 'tensor') {
    if (/^(is|is-not|in|not-in)$/.test(operator)) return booleanValue(isNone(left, right, operator));
    const compared = combined(machine, '+', left, right, span);
    return compared.kind === 'tensor' ? { ...compared, dtype: 'bool', ...comparedType(left, right) } : unknown;
  }
  return booleanValue(comparison(operator, left, right));
}

function comparison(operator: string, left: Value, right: Value): boolean | null {
  switch (operator) {
    case '==':
    case 'is':
      return equality(left, right);
    case '!=':
    case 'is-not': {
      const same = equality(left, right);
      return same === null ? null : !same;
    }
    case 'in':
      return membership(left, right);
    case 'not-in': {
      const isIn = membership(left, right);
      return isIn === null ? null : !isIn;
    }
    default: {
      const a = numberOf(left);
      const b = numberOf(right);
      if (a === null || b === null) return null;
      return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
    }
  }
}

function equality(left: Value, right: Value): boolean | null {
  if (left.kind === 'unknown' || right.kind === 'unknown') return null;
  if (left.kind === 'ambiguous' || right.kind === 'ambiguous') {
    const all = optionsOf(left).flatMap((a) => optionsOf(right).map((b) => equality(a, b)));
    const [first = null] = all;
    return all.every((one) => one === first) ? first : null;
  }
  if (left.kind === 'size' && right.kind === 'size') return sameSize(left.size, right.size);
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== null && b !== null) return a === b;
  if (sameValue(left, right)) return true;
  const isPlain = ({ kind }: Value) => kind === 'string' || kind === 'none' || kind === 'boolean';
  if (left.kind === 'none' || right.kind === 'none') return left.kind === right.kind;
  if (left.kind === 'path' && right.kind === 'path') return samePath(left.path, right.path);
  if (isPlain(left) && isPlain(right)) {
    if (left.kind === 'boolean' && left.value === null) return null;
    return right.kind === 'boolean' && right.value === null ? null : false;
  }
  return null;
}

function membership(item: Value, container: Value): boolean | null {
  if (container.kind === 'string' && item.kind === 'string') return container.value.includes(item.value);
  if (container.kind === 'dict') {
    if (item.kind !== 'string') return null;
    return container.entries.has(item.value) ? true : container.isOpen ? null : false;
  }
  const items = container.kind === 'tuple' || container.kind === 'list' ? container.items : null;
  if (!items) return null;
  const all = items.map((one) => equality(item, one));
  if (all.includes(true)) return true;
  return all.includes(null) ? null : false;
}

function isNone(left: Value, right: Value, operator: string): boolean | null {
  if (left.kind !== 'none' && right.kind !== 'none') return null;
  return operator === 'is-not' ? true : operator === 'is' ? false : null;
}
