import { anyNumber } from '../domain/anyNumber.js';
import {
  addSizes,
  divideSizes,
  knownSize,
  moduloSizes,
  multiplySizes,
  negateSize,
  subtractSizes,
  type Size,
} from '../domain/sizes.js';
import {
  booleanValue,
  dictOf,
  holdsMore,
  floatValue,
  sizeOf,
  sizeValue,
  stringValue,
  tensorOf,
  tupleOf,
  unknown,
  type ListValue,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import { checkDifference } from '../libraries/differences.js';
import { operatorType } from '../libraries/dtypes/arithmetic.js';
import { checkFactors, checkStoredType } from '../libraries/dtypes/checks.js';
import type { Call } from '../libraries/library.js';
import { broadcastTensors, matrixProduct } from '../libraries/tensorOperations.js';
import { isScalar } from '../libraries/tensorValues.js';
import type { Span } from '../model.js';
import { callMember } from './calls.js';
import { truthOf } from './expressions.js';
import { elementOf, optionsOf } from './join.js';
import { joinAll } from './joinAll.js';
import { newKey, quietly, type Machine } from './machine.js';
import { isPython2 } from './python2.js';
import { checkOperands } from './typeUse.js';

/** `left operator right`, for the operators of `program.ts`. */
export function applyBinary(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  if (left.kind === 'ambiguous' || right.kind === 'ambiguous')
    return applyToOptions(machine, operator, left, right, span);
  checkOperands(machine, operator, left, right, span);
  if (left.kind === 'tensor' || right.kind === 'tensor') return tensorOperation(machine, operator, left, right, span);
  if (isCount(left) && isCount(right)) return arithmetic(machine, operator, left, right);
  if (isNumber(left) && isNumber(right)) {
    const isOpen = [left, right].some((one) => one.kind === 'float' && one.isAny) && operator !== '/';
    return isOpen ? anyNumber : floatArithmetic(operator, left, right);
  }
  if (left.kind === 'string' && right.kind === 'string' && operator === '+') {
    return stringValue(left.value + right.value);
  }
  if (operator === '+') return concatenate(machine, left, right);
  if (operator === '*')
    return repeat(left, right) ?? repeat(right, left) ?? byMethod(machine, operator, left, right, span);
  if (operator === '|' && left.kind === 'dict' && right.kind === 'dict') {
    return dictOf([...left.entries, ...right.entries], holdsMore(left) || holdsMore(right));
  }
  return byMethod(machine, operator, left, right, span);
}

/** `left operator= right`: a tensor is changed in its place, and its numbers stay of their type. */
export function applyAugmented(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  const made = applyBinary(machine, operator, left, right, span);
  if (left.kind !== 'tensor' || made.kind !== 'tensor') return made;
  const { elementType, ...untyped } = made;
  if (elementType) checkStoredType(operatorCall(machine, operator, span), operator, left, elementType);
  const stays = left.library === 'torch' || (left.axes?.length ?? 0) > 0;
  const kept = stays ? left.elementType : undefined;
  return kept === elementType ? made : kept ? { ...untyped, elementType: kept } : untyped;
}

export function applyUnary(operator: string, operand: Value): Value {
  if (operator === 'not') {
    const truth = truthOf(operand);
    return booleanValue(truth === null ? null : !truth);
  }
  if (operand.kind === 'tensor') return operator === '+' || operator === '-' || operator === '~' ? operand : unknown;
  if (operator === '-' && operand.kind === 'size') return sizeValue(negateSize(operand.size));
  if (operator === '-' && operand.kind === 'float' && operand.isAny) return operand;
  if (operator === '-' && operand.kind === 'float') return floatValue(operand.value === null ? null : -operand.value);
  if (operator === '+' && (operand.kind === 'size' || operand.kind === 'float')) return operand;
  return unknown;
}

function applyToOptions(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  const pairs = optionsOf(left).flatMap((a) => optionsOf(right).map((b) => [a, b] as const));
  if (pairs.length > 8) return unknown;
  return quietly(machine, () =>
    joinAll(
      machine,
      pairs.map(([a, b]) => applyBinary(machine, operator, a, b, span)),
    ),
  );
}

/** An integer, or something that may be one and has a name. */
function isCount(value: Value): boolean {
  return value.kind === 'size' || (value.kind === 'unknown' && value.size !== null);
}

function isNumber(value: Value): value is Value & { kind: 'size' | 'float' } {
  return value.kind === 'size' || value.kind === 'float';
}

export function numberOf(value: Value): number | null {
  if (value.kind === 'float') return value.value;
  return value.kind === 'size' ? knownSize(value.size) : null;
}

function arithmetic(machine: Machine, operator: string, left: Value, right: Value): Value {
  const a = sizeOf(left);
  const b = sizeOf(right);
  if (operator === '/') return divided(machine, left, right);
  const size = countArithmetic(operator, a, b);
  if (left.kind === 'size' && right.kind === 'size') return sizeValue(size);
  return typeof size === 'object' && size !== null ? { kind: 'unknown', name: null, size } : unknown;
}

/** `/` gives an integer in JavaScript where it leaves no rest; elsewhere what `int(…)` would make of it. */
function divided(machine: Machine, left: Value, right: Value): Value {
  if (isPython2(machine)) return sizeValue(divideSizes(sizeOf(left), sizeOf(right)));
  const a = sizeOf(left);
  const b = sizeOf(right);
  if (typeof a === 'number' && typeof b === 'number') {
    const isInteger = machine.language === 'javascript' && b !== 0 && a % b === 0;
    return isInteger ? sizeValue(a / b) : floatValue(b === 0 ? null : a / b);
  }
  const size = divideSizes(a, b);
  if (size !== null && typeof size === 'object') return { kind: 'unknown', name: null, size };
  // What has a name only may be a tensor.
  return left.kind === 'size' && right.kind === 'size' ? floatValue(null) : unknown;
}

function countArithmetic(operator: string, a: Size, b: Size): Size {
  switch (operator) {
    case '+':
      return addSizes(a, b);
    case '-':
      return subtractSizes(a, b);
    case '*':
      return multiplySizes(a, b);
    case '//':
      return divideSizes(a, b);
    case '%':
      return moduloSizes(a, b);
    case '**':
      return typeof a === 'number' && typeof b === 'number' && b >= 0 && Number.isSafeInteger(a ** b) ? a ** b : null;
    case '<<':
      return typeof a === 'number' && typeof b === 'number' && b >= 0 && b < 53 ? multiplySizes(a, 2 ** b) : null;
    case '>>':
      return typeof b === 'number' && b >= 0 && b < 53 ? divideSizes(a, 2 ** b) : null;
    default:
      return null;
  }
}

function floatArithmetic(operator: string, left: Value, right: Value): Value {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === null || b === null) return floatValue(null);
  const result =
    operator === '+'
      ? a + b
      : operator === '-'
        ? a - b
        : operator === '*'
          ? a * b
          : operator === '/'
            ? a / b
            : operator === '//'
              ? Math.floor(a / b)
              : operator === '**'
                ? a ** b
                : NaN;
  return floatValue(Number.isFinite(result) ? result : null);
}

function concatenate(machine: Machine, left: Value, right: Value): Value {
  if (left.kind === 'tuple' && right.kind === 'tuple') {
    const count = left.items.length + right.items.length;
    return count <= mostItems ? tupleOf([...left.items, ...right.items]) : unknown;
  }
  if (left.kind !== 'list' || right.kind !== 'list') return unknown;
  if (left.items && right.items && left.items.length + right.items.length <= mostItems) {
    const items = [...left.items, ...right.items];
    return { kind: 'list', items, length: items.length, element: unknown };
  }
  const key = () => newKey(machine);
  const elements = [elementOf(left, key), elementOf(right, key)].filter((element) => element !== null);
  return {
    kind: 'list',
    items: null,
    length: addSizes(left.length, right.length),
    element: joinAll(machine, elements),
  };
}

/** Longer lists are known as so many items that are all alike, longer tuples not at all. */
const mostItems = 256;
const longestRepeat = 64;

/** `[0] * n`: the very same items again, as `[cell] * 3` is one cell three times. */
function repeat(value: Value, times: Value): Value | null {
  if (times.kind !== 'size' && times.kind !== 'unknown') return null;
  const count = sizeOf(times);
  if (value.kind === 'tuple') {
    const known = typeof count === 'number' && count * value.items.length <= longestRepeat;
    return known ? tupleOf(Array.from({ length: Math.max(0, count) }, () => value.items).flat()) : null;
  }
  if (value.kind !== 'list') return null;
  const { items } = value;
  if (items && typeof count === 'number' && count * items.length <= longestRepeat) {
    const all = Array.from({ length: Math.max(0, count) }, () => items).flat();
    return { kind: 'list', items: all, length: all.length, element: unknown } satisfies ListValue;
  }
  const [only] = items ?? [];
  const element = items ? (items.length === 1 && only ? only : unknown) : value.element;
  return { kind: 'list', items: null, length: multiplySizes(value.length, count), element };
}

/** Objects of libraries have their own operators: `pandas.Series.__add__`. */
function byMethod(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  if (left.kind !== 'object') return unknown;
  const name = operatorMethods[operator];
  if (name === undefined) return unknown;
  const argument = { value: right, span: null, valueSpan: null };
  const given = { args: [argument], keywords: new Map<string, never>(), isOpen: false };
  return callMember(machine, left.type, left, name, given, { span, nameSpan: span });
}

const operatorMethods: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '@': '__matmul__',
};

function tensorOperation(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  const made = combined(machine, operator, left, right, span);
  const type = operatorType(operator, left, right, machine.evaluation.floats);
  if (type && made.kind === 'tensor') made.elementType = type;
  return made;
}

export function combined(machine: Machine, operator: string, left: Value, right: Value, span: Span): Value {
  const tensor = left.kind === 'tensor' ? left : (right as TensorValue);
  const other = left.kind === 'tensor' ? right : left;
  if (other.kind !== 'tensor' && operator !== '@' && isScalar(other)) {
    return tensorOf(tensor.library, tensor.axes, {
      isAssumed: tensor.isAssumed,
      origin: tensor.origin,
      dtype: tensor.dtype,
    });
  }
  if (left.kind !== 'tensor' || right.kind !== 'tensor') return tensorOf(tensor.library, null);
  // NumPy's arrays turn into the other library's tensors, where that takes them at all.
  const library = left.library === 'numpy' ? right.library : left.library;
  const call = operatorCall(machine, operator, span);
  if (operator === '@') {
    checkFactors(call, '@', left, right);
    return matrixProduct(call, library, left, right);
  }
  if (operator === '-') checkDifference(call, left, right);
  return broadcastTensors(call, library, [left, right], left.dtype === right.dtype ? left.dtype : null);
}

/** The operator as a call of its function. */
function operatorCall(machine: Machine, operator: string, span: Span): Call {
  return {
    path: `operator.${operator}`,
    args: [],
    keywords: new Map(),
    isOpen: false,
    receiver: null,
    span,
    nameSpan: span,
    evaluation: machine.evaluation,
  };
}
