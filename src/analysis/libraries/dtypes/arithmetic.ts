import type { ElementType, TensorValue, Value } from '../../domain/values.js';
import { isFloating, isWhole, promoted, wide } from './elementTypes.js';

/**
 * The type of what an operator gives; undefined where it is not certain. `standard`: what PyTorch makes of Python's
 * floats, where the program leaves that as it is.
 */
export function operatorType(
  operator: string,
  left: Value,
  right: Value,
  standard: ElementType | null,
): ElementType | undefined {
  const isTyped = (value: Value) => value.kind === 'tensor' && value.elementType !== undefined;
  if (!isTyped(left) && !isTyped(right)) return undefined;
  const type = combinedType(left, right, standard);
  const tensor = left.kind === 'tensor' ? left : right;
  if (!type || tensor.kind !== 'tensor') return undefined;
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '//':
    case '%':
    case '**':
      return type === 'bool' ? undefined : type;
    case '/':
      return isFloating(type) ? type : divisionType(tensor, type, standard);
    case '@':
      return left.kind === right.kind ? type : undefined;
    case '&':
    case '|':
    case '^':
      return isWhole(type) ? type : undefined;
    default:
      return undefined;
  }
}

function divisionType(
  { library }: TensorValue,
  type: ElementType,
  standard: ElementType | null,
): ElementType | undefined {
  return library === 'numpy' ? 'float64' : type === wide ? undefined : (standard ?? undefined);
}

/** What two operands have in common; plain numbers give way to tensors. */
export function combinedType(left: Value, right: Value, standard: ElementType | null): ElementType | undefined {
  if (left.kind === 'tensor' && right.kind === 'tensor') return promoted(left, right);
  const [tensor, scalar] = left.kind === 'tensor' ? [left, right] : [right, left];
  if (tensor.kind !== 'tensor' || !tensor.elementType) return undefined;
  const { library, elementType: type } = tensor;
  switch (scalar.kind) {
    case 'size':
      return type === 'bool' ? 'int64' : type;
    case 'boolean':
      return scalar.value === null ? undefined : type;
    case 'float': {
      if (library === 'torch' && type === wide) return undefined;
      if (library === 'torch') return isFloating(type) ? type : (standard ?? undefined);
      // A float that was computed may be NumPy's own, which is wider in newer versions.
      return type === 'float64' || type === wide || isWhole(type)
        ? 'float64'
        : scalar.value === null
          ? undefined
          : type;
    }
    default:
      return undefined;
  }
}

/** Truths, where an operand certainly is a tensor or an array of numbers. */
export function comparedType(left: Value, right: Value): { readonly elementType?: ElementType } {
  const isTyped = [left, right].some((value) => value.kind === 'tensor' && value.elementType !== undefined);
  return isTyped ? { elementType: 'bool' } : {};
}
