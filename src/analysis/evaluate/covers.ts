import { isMadeOf, sizeText, type Size } from '../domain/sizes.js';
import { sizeOf, type Axis, type ListValue, type TensorValue, type Value } from '../domain/values.js';
import { arrayOfTable, optionsOf, sameButType, sameValue, saysSame } from './join.js';

/** What is known of a loop when it is asked whether another turn could find anything new. */
export interface Coverage {
  /** Keys of the symbols that stand for whatever a place holds as a turn begins. */
  readonly free: ReadonlySet<string>;
  /** A list as the turn left it. */
  readonly left: (list: ListValue) => ListValue;
}

/** Whether what a place may hold as a turn begins takes in what the turn left there. */
export function covers(before: Value, after: Value, coverage: Coverage): boolean {
  if (before.kind === 'unknown') return before.size === null || !isMadeOf(sizeOf(after), before.size);
  if (sameValue(before, after)) return true;
  if (before.kind === 'ambiguous' || after.kind === 'ambiguous') {
    const options = optionsOf(before);
    return optionsOf(after).every((one) => options.some((option) => covers(option, one, coverage)));
  }
  switch (before.kind) {
    case 'size':
      return after.kind === 'size' && coversSize(before.size, after.size, coverage);
    case 'float':
    case 'boolean':
      return after.kind === before.kind && before.value === null;
    case 'tuple':
      return after.kind === 'tuple' && coversItems(before.items, after.items, coverage);
    case 'tensor':
      return after.kind === 'tensor' && coversTensor(before, after, coverage);
    case 'list':
      return after.kind === 'list' && coversList(before, coverage.left(after), coverage);
    case 'object':
      return after.kind === 'object' && before.type === after.type && coversTable(before, after, coverage);
    default:
      return false;
  }
}

function coversTable(before: Value, after: Value, coverage: Coverage): boolean {
  const [one, other] = [arrayOfTable(before), arrayOfTable(after)];
  return one !== null && other !== null && covers(one, other, coverage);
}

function coversItems(before: readonly Value[], after: readonly Value[], coverage: Coverage): boolean {
  return before.length === after.length && before.every((item, index) => covers(item, after[index] as Value, coverage));
}

function coversList(before: ListValue, after: ListValue, coverage: Coverage): boolean {
  if (before.items) return after.items !== null && coversItems(before.items, after.items, coverage);
  const items = after.items ?? [after.element];
  return (
    coversSize(before.length, after.length, coverage) && items.every((item) => covers(before.element, item, coverage))
  );
}

function coversTensor(before: TensorValue, after: TensorValue, coverage: Coverage): boolean {
  if (before.elementType) {
    if (before.elementType !== after.elementType) return false;
  } else if (sameButType(before, after)) return true;
  if (before.library !== after.library || (before.dtype !== null && before.dtype !== after.dtype)) return false;
  if ((after.isAssumed && !before.isAssumed) || !saysSame(before, after)) return false;
  if (!before.axes) return before.last === undefined;
  const axes = after.axes;
  return (
    axes?.length === before.axes.length &&
    before.axes.every((axis, index) => coversAxis(axis, axes[index] as Axis, coverage))
  );
}

function coversAxis(before: Axis, after: Axis, coverage: Coverage): boolean {
  return (before.role === null || before.role === after.role) && coversSize(before.size, after.size, coverage);
}

/** A free symbol stands for any size; it takes in those only that are called as it is, as its name is what is shown. */
function coversSize(before: Size, after: Size, { free }: Coverage): boolean {
  if (before === null || before === after) return true;
  if (typeof before === 'number' || after === null) return false;
  const [term, ...others] = [...before.terms.values()];
  const [atom, ...factors] = term?.atoms ?? [];
  if (!atom || others.length > 0 || factors.length > 0 || term?.coefficient !== 1 || !free.has(atom.key)) return false;
  const text = String(sizeText(after));
  return atom.name === text || atom.name.split(' | ').includes(text);
}
