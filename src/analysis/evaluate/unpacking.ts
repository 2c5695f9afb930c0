import { knownSize } from '../domain/sizes.js';
import { sizeValue, tensorOf, unknown, type Axis, type TensorValue, type Value } from '../domain/values.js';
import { shapeFrom } from '../libraries/shapeReports.js';
import { shapeOf } from '../libraries/tensorValues.js';
import type { Span } from '../model.js';
import type { Expression } from '../syntax/program.js';
import { iterate } from './iterate.js';
import { joinAll } from './joinAll.js';
import { newSymbol, write, type Machine } from './machine.js';
import { checkSizeNames } from './namedAxes.js';
import { checkUnpacked } from './typeUse.js';

/** `a, b = value`: what each target gets, by the rules of each kind of value; none where nobody knows. */
export function partsOf(machine: Machine, value: Value, targets: readonly Expression[], span: Span): readonly Value[] {
  const star = targets.findIndex(({ kind }) => kind === 'starred');
  switch (value.kind) {
    case 'tuple':
      checkSizeNames(machine, value, targets);
      return spreadOver(
        machine,
        star < 0 ? namedSizes(machine, value.items, targets) : value.items,
        targets,
        star,
        span,
      );
    case 'list':
      if (value.items) return spreadOver(machine, value.items, targets, star, span);
      return targets.map(() => value.element);
    case 'shape-of':
      return star >= 0 ? [] : namedAxes(machine, value.tensor, targets);
    case 'tensor':
      return tensorParts(machine, value, targets, star, span);
    case 'ambiguous': {
      const fits = (count: number) => (star < 0 ? count === targets.length : count >= targets.length - 1);
      const parts = value.options.flatMap((option) =>
        option.kind === 'tuple' && fits(option.items.length)
          ? [spreadOver(machine, option.items, targets, star, span)]
          : [],
      );
      return targets.map((_, index) =>
        joinAll(
          machine,
          parts.map((items) => items[index] ?? unknown),
        ),
      );
    }
    case 'object': {
      const { items, element } = iterate(machine, value, span);
      return items ? spreadOver(machine, items, targets, star, span) : targets.map(() => element);
    }
    default:
      checkUnpacked(machine, value, span);
      return [];
  }
}

/** Unpacking the shape of a tensor tells its rank, and gives its axes the names of the source. */
function namedAxes(machine: Machine, tensor: TensorValue, targets: readonly Expression[]): readonly Value[] {
  if (!tensor.axes) {
    const axes = targets.map((target) => ({
      size: target.kind === 'name' && target.name !== '_' ? newSymbol(machine, target.name) : null,
      role: null,
    }));
    write(machine, tensor, 'axes', axes);
  }
  return (tensor.axes ?? []).map(({ size }) => sizeValue(size));
}

/** Of a shape whose rank is known, the sizes that are not known get the names of the source. */
function namedSizes(machine: Machine, items: readonly Value[], targets: readonly Expression[]): readonly Value[] {
  if (!items.every(({ kind }) => kind === 'size')) return items;
  return items.map((item, index) => {
    const target = targets[index];
    const isNameless = item.kind === 'size' && item.size === null && target?.kind === 'name' && target.name !== '_';
    return isNameless ? sizeValue(newSymbol(machine, target.name)) : item;
  });
}

function spreadOver(
  machine: Machine,
  items: readonly Value[],
  targets: readonly Expression[],
  star: number,
  span: Span,
): readonly Value[] {
  if (star >= 0) {
    const after = targets.length - star - 1;
    const rest = items.slice(star, items.length - after);
    const list: Value = { kind: 'list', items: rest, length: rest.length, element: unknown };
    return [...items.slice(0, star), list, ...items.slice(items.length - after)];
  }
  // JavaScript takes fewer, and gives undefined for more.
  if (machine.language === 'python' && items.length !== targets.length) {
    reportCount(machine, targets.length, items.length, span);
    return [];
  }
  return items;
}

function tensorParts(
  machine: Machine,
  value: TensorValue,
  targets: readonly Expression[],
  star: number,
  span: Span,
): readonly Value[] {
  const [first, ...rest] = value.axes ?? [];
  if (!first || star >= 0) return targets.map(() => tensorOf(value.library, null));
  const count = knownSize(first.size);
  const isState = first.role === 'layers';
  // Whatever its rank is, the first axis is that of the layers; but a test may have asked for the cell.
  const isSure = !value.isAssumed || machine.branches === 0;
  const fails = count !== null && count !== 2;
  if (isState && targets.length === 2 && machine.language === 'python' && isSure && (fails || isCell(targets[1]!))) {
    machine.evaluation.report({
      code: 'state-unpacked-as-pair',
      severity: fails ? 'error' : 'warning',
      span,
      raises: fails ? countWords(2, count) : null,
      facts: { state: shapeOf(value.axes ?? []), layer: null },
      fixes: [],
      related: shapeFrom(value),
    });
  } else if (count !== null && count !== targets.length && !value.isAssumed && machine.language === 'python') {
    reportCount(machine, targets.length, count, span);
    return targets.map(() => unknown);
  }
  if (isSymbolicBatch(value, first) && machine.language === 'python') {
    reportCount(machine, targets.length, 1, span, 'Cannot iterate over a Tensor with unknown first dimension.');
    return targets.map(() => unknown);
  }
  const { library, dtype, elementType, isAssumed, origin } = value;
  return targets.map(() => tensorOf(library, rest, { dtype, elementType, isAssumed, origin }));
}

/** `(h, c)`: of two layers or directions, two states may well be meant, but none of them is called like a cell. */
function isCell(target: Expression): boolean {
  return target.kind === 'name' && /^c([_\d]|n$|t$|x$|$)|cell|_c$/i.test(target.name);
}

/** What a Keras layer gives for an `Input` cannot be taken apart along its batch: one tensor stands where a list is meant. */
function isSymbolicBatch({ library, isAssumed }: TensorValue, first: Axis): boolean {
  return library === 'keras' && !isAssumed && first.role === 'batch' && first.size !== null && !knownSize(first.size);
}

function reportCount(machine: Machine, expected: number, found: number, span: Span, words?: string): void {
  // `if is_pair: a, b = state`: the test may ask for the very number.
  if (machine.branches > 0) return;
  machine.evaluation.report({
    code: 'unpack-count',
    severity: words ? 'warning' : 'error',
    span,
    raises: words ?? countWords(expected, found),
    facts: { expected, found },
    fixes: [],
    related: [],
  });
}

function countWords(expected: number, found: number): string {
  return found < expected
    ? `not enough values to unpack (expected ${expected}, got ${found})`
    : `too many values to unpack (expected ${expected})`;
}
