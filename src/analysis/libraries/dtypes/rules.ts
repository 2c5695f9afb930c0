import { itemsOf, type ElementType, type Value } from '../../domain/values.js';
import type { Call } from '../library.js';
import { combinedType, operatorType } from './arithmetic.js';
import { isFloating, isWhole, promoted, retyped, typeNamed } from './elementTypes.js';

/** What the tables of types are made of. */

/** The type of what a call gives: of a tensor, or of each item of a tuple; undefined where it is not certain. */
export type Types = ElementType | undefined | readonly Types[];

/**
 * The type of what a call has made. `as-made`: what it hands on keeps the type that it has, as the call runs others or
 * picks one of its arguments.
 */
export type TypeRule = ((call: Call, made: Value) => Types) | 'as-made';

/** The tensor of an operation: what the method belongs to, or the first argument. */
export function inputOf(call: Call, name = 'input'): Value | undefined {
  return call.receiver ?? call.args[0]?.value ?? call.keywords.get(name)?.value;
}

/** The second operand. */
export function otherOf(call: Call, name = 'other'): Value | undefined {
  return call.args[call.receiver ? 0 : 1]?.value ?? call.keywords.get(name)?.value;
}

export function typeOf(value: Value | null | undefined): ElementType | undefined {
  return value?.kind === 'tensor' ? value.elementType : undefined;
}

/** What `dtype=` says, else what the operation gives by itself. */
export function orTold(rule: (call: Call, made: Value) => Types): TypeRule {
  return (call, made) => {
    const given = call.keywords.get('dtype');
    if (given && given.value.kind !== 'none') return typeNamed(given.value);
    return call.isOpen ? undefined : rule(call, made);
  };
}

/** The type of the tensor that goes in. */
export const kept: TypeRule = (call) => typeOf(inputOf(call));

/** As `kept`, for floats alone. */
export const keptFloats = orTold((call) => {
  const type = typeOf(inputOf(call));
  return isFloating(type) ? type : undefined;
});

/** Floats of whole numbers: `exp`, `sigmoid`. */
export function madeFloats(standard: (call: Call) => ElementType | null): TypeRule {
  return orTold((call) => {
    const type = typeOf(inputOf(call));
    return isWhole(type) ? (standard(call) ?? undefined) : isFloating(type) ? type : undefined;
  });
}

/** Sums of whole numbers are as wide as they get. */
export const summed = orTold((call) => {
  const type = typeOf(inputOf(call));
  return isWhole(type) ? 'int64' : type;
});

export function always(type: ElementType): TypeRule {
  return orTold(() => type);
}

/** The values, and where they were: `max(dim=1)`. */
export const withPlaces: TypeRule = (call, made) => {
  const type = typeOf(inputOf(call));
  if (made.kind === 'tuple') return [type, 'int64'];
  const other = otherOf(call);
  return other?.kind === 'tensor' ? common([inputOf(call), other]) : type;
};

/** The operation of an operator by its name. */
export function asOperator(operator: string): TypeRule {
  return (call) => {
    const [left, right] = [inputOf(call), otherOf(call)];
    if (call.isOpen || !left || !right || call.keywords.has('rounding_mode')) return undefined;
    return operatorType(operator, left, right, call.evaluation.floats);
  };
}

/** What all of some values have in common. */
export function common(values: readonly (Value | undefined)[]): ElementType | undefined {
  const tensors = values.map((value) => (value?.kind === 'tensor' ? value : undefined));
  const all = tensors.reduce((one, other) => {
    const type = one && other && promoted(one, other);
    return type && retyped(other, type);
  });
  return all?.elementType;
}

/** The tensors of a list that are joined: `cat`, `stack`. */
export const joined: TypeRule = (call) => {
  if (call.keywords.has('dtype')) return typeNamed(call.keywords.get('dtype')?.value);
  const list = call.args[0]?.value ?? call.keywords.get('tensors')?.value ?? call.keywords.get('arrays')?.value;
  if (list?.kind === 'tensor') return list.elementType;
  if (list?.kind === 'list' && !list.items) return typeOf(list.element);
  const items = itemsOf(list);
  return items && items.length > 0 ? common([...new Set(items)]) : undefined;
};

/** `where(test, a, b)` */
export const chosen: TypeRule = (call) => {
  const [left, right]: readonly (Value | undefined)[] = call.receiver
    ? [call.receiver, call.args[1]?.value]
    : call.args.slice(1).map(({ value }) => value);
  return left && right ? combinedType(left, right, call.evaluation.floats) : undefined;
};

/** Of both operands where they have one type; a product of different ones fails. */
export const ofBoth: TypeRule = (call) => {
  const [left, right] = [typeOf(inputOf(call)), typeOf(otherOf(call))];
  return left === right ? left : undefined;
};

/** What is made of numbers, lists and arrays. `floats`: of Python's own. */
export function typeOfData(value: Value | undefined, floats: ElementType | null): ElementType | undefined {
  switch (value?.kind) {
    case 'tensor':
      return value.elementType;
    case 'object':
      return typeOf(value.fields.get('__array__'));
    case 'size':
      return 'int64';
    case 'boolean':
      return value.value === null ? undefined : 'bool';
    case 'float':
      // A float that was computed may be NumPy's own.
      return value.value === null ? undefined : (floats ?? undefined);
    case 'list':
    case 'tuple': {
      const items = value.items ?? (value.kind === 'list' ? [value.element] : []);
      return typeOfItems(items, floats);
    }
    default:
      return undefined;
  }
}

/** One float makes floats of all. */
function typeOfItems(items: readonly Value[], floats: ElementType | null): ElementType | undefined {
  const types = new Set<ElementType>();
  for (const item of new Set(items)) {
    const type = typeOfData(item, floats);
    if (!type) return undefined;
    types.add(type);
  }
  const [only] = types;
  if (types.size <= 1) return only;
  // Lists of arrays of several types are left alone.
  const isPlain = [...types].every((type) => type === floats || type === 'int64' || type === 'bool');
  return !isPlain ? undefined : floats && types.has(floats) ? floats : 'int64';
}

export function table(rows: Readonly<Record<string, TypeRule>>): [string, TypeRule][] {
  return Object.entries(rows).flatMap(([names, rule]) =>
    names.split(/\s+/).map((name): [string, TypeRule] => [name, rule]),
  );
}
