import { knownSize } from '../domain/sizes.js';
import {
  axis,
  itemsOf,
  sizeOf,
  sizeValue,
  tensorOf,
  unknown,
  type Axis,
  type ListValue,
  type Scope,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import { shapeOf } from '../libraries/tensorValues.js';
import type { Span } from '../model.js';
import type { Expression } from '../syntax/program.js';
import { shapeFrom } from '../libraries/shapeReports.js';
import { dictKey, evaluate } from './expressions.js';
import { iterate } from './iterate.js';
import { elementOf } from './join.js';
import { joinAll } from './joinAll.js';
import {
  assignName,
  declareName,
  newKey,
  newSymbol,
  newUnknown,
  recordAssigned,
  write,
  type Machine,
} from './machine.js';
import { writeList } from './branches.js';
import { callMember } from './calls.js';
import { forgetList } from './lists.js';
import { checkEmptyList, checkStored } from './storing.js';

/** `target = value`. `declares`: the name is new in this very scope. */
export function assignTo(machine: Machine, target: Expression, value: Value, scope: Scope, declares: boolean): void {
  switch (target.kind) {
    case 'name': {
      // What is not known gets the name that the source gives it, so that it is one size wherever it is used.
      const named = value.kind === 'unknown' && value.size === null ? newUnknown(machine, target.name) : value;
      recordAssigned(machine, target.name, value, target.span);
      if (declares) declareName(machine, scope, target.name, named, target.span);
      else assignName(machine, scope, target.name, named, target.span);
      return;
    }
    case 'attribute':
      assignAttribute(machine, target, value, scope);
      return;
    case 'subscript':
      assignSubscript(machine, target, value, scope);
      return;
    case 'tuple':
    case 'list':
      unpack(machine, target.items, value, scope, declares, target.span);
      return;
    case 'dict':
      destructure(machine, target, value, scope, declares);
      return;
    case 'assignment': {
      const isMissing = value.kind === 'none' || (value.kind === 'unknown' && value.size === null);
      const given = isMissing ? evaluate(machine, target.value, scope) : value;
      assignTo(machine, target.target, given, scope, declares);
      return;
    }
    case 'starred':
      assignTo(machine, target.value, value, scope, declares);
      return;
    default:
      return;
  }
}

/** `a, b = value`: the parts of a value, by the rules of each kind. */
export function unpack(
  machine: Machine,
  targets: readonly Expression[],
  value: Value,
  scope: Scope,
  declares: boolean,
  span: Span,
): void {
  const parts = partsOf(machine, value, targets, span);
  targets.forEach((target, index) => {
    assignTo(machine, target, parts[index] ?? unknown, scope, declares);
  });
}

function partsOf(machine: Machine, value: Value, targets: readonly Expression[], span: Span): readonly Value[] {
  const star = targets.findIndex(({ kind }) => kind === 'starred');
  switch (value.kind) {
    case 'tuple':
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
      const options = value.options.filter(
        (option) => option.kind === 'tuple' && option.items.length === targets.length,
      );
      return targets.map((_, index) =>
        joinAll(
          machine,
          options.map((option) => (option.kind === 'tuple' ? (option.items[index] ?? unknown) : unknown)),
        ),
      );
    }
    case 'object': {
      const { items, element } = iterate(machine, value, span);
      return items ? spreadOver(machine, items, targets, star, span) : targets.map(() => element);
    }
    default:
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
  }
  if (isSymbolicBatch(value, first) && machine.language === 'python') {
    reportCount(machine, targets.length, 1, span, 'Cannot iterate over a Tensor with unknown first dimension.');
    return targets.map(() => unknown);
  }
  return targets.map(() =>
    tensorOf(value.library, rest, { dtype: value.dtype, isAssumed: value.isAssumed, origin: value.origin }),
  );
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

function axesOf(shape: Value): readonly Axis[] | null {
  const sizes = itemsOf(shape)?.map((item) => sizeOf(item)) ?? null;
  return sizes?.every((size) => size !== -1) === true ? sizes.map((size) => axis(size)) : null;
}

function assignAttribute(
  machine: Machine,
  target: Expression & { kind: 'attribute' },
  value: Value,
  scope: Scope,
): void {
  const object = evaluate(machine, target.object, scope);
  // NumPy gives an array another shape in its place.
  if (object.kind === 'tensor' && target.name === 'shape') write(machine, object, 'axes', axesOf(value));
  const holder =
    object.kind === 'instance' || object.kind === 'class'
      ? object.attributes
      : object.kind === 'dict'
        ? object.entries
        : object.kind === 'object'
          ? object.fields
          : null;
  if (!holder) return;
  const isNameless = value.kind === 'unknown' && value.size === null;
  const named = isNameless ? newUnknown(machine, target.name) : value;
  write(machine, holder, target.name, named);
  if (machine.module === null) {
    const spans = machine.attributeSpans.get(holder) ?? new Map<string, Span>();
    spans.set(target.name, target.span);
    machine.attributeSpans.set(holder, spans);
  }
  const owner = target.object.kind === 'name' ? `${target.object.name}.` : '';
  recordAssigned(machine, `${owner}${target.name}`, value, target.span);
}

function assignSubscript(
  machine: Machine,
  target: Expression & { kind: 'subscript' },
  value: Value,
  scope: Scope,
): void {
  const object = evaluate(machine, target.object, scope);
  const index = evaluate(machine, target.index, scope);
  if (object.kind === 'dict') {
    const key = dictKey(index);
    if (key === null) write(machine, object, 'isOpen', true);
    else write(machine, object.entries, key, value);
  } else if (object.kind === 'list') {
    if (object.items && index.kind === 'size' && typeof index.size === 'number') {
      const at = index.size < 0 ? object.items.length + index.size : index.size;
      if (at >= 0 && at < object.items.length) write(machine, object, 'items', object.items.with(at, value));
      else if (object.items.length === 0) checkEmptyList(machine, index.size, value, target.span);
    } else if (index.kind === 'slice') {
      assignSlice(machine, object, index, value);
    } else {
      const known = elementOf(object, () => newKey(machine));
      write(machine, object, 'items', null);
      write(machine, object, 'element', known ? joinAll(machine, [known, value]) : value);
    }
  } else if (object.kind === 'tensor') {
    checkStored(machine, object, index, value, target.span);
    if (object.numbers) write(machine, object, 'numbers', undefined);
  } else if (object.kind === 'object') {
    const args = [index, value].map((item) => ({ value: item, span: null, valueSpan: null }));
    const site = { span: target.span, nameSpan: target.span };
    callMember(machine, object.type, object, '__setitem__', { args, keywords: new Map(), isOpen: false }, site);
  } else if (object.kind === 'unknown' && index.kind === 'string') {
    renew(machine, target.object, scope);
  }
}

/** `config['units'] *= 2`: what is read from it by its keys is not what it was, and nobody knows what else it is. */
function renew(machine: Machine, holder: Expression, scope: Scope): void {
  if (holder.kind === 'subscript') renew(machine, holder.object, scope);
  else if (holder.kind === 'name') assignName(machine, scope, holder.name, newUnknown(machine, holder.name), null);
  else if (holder.kind === 'attribute') assignAttribute(machine, holder, newUnknown(machine, holder.name), scope);
}

/** `items[:] = others` fills the list anew; any other part may change how many there are. */
function assignSlice(machine: Machine, list: ListValue, slice: Value & { kind: 'slice' }, value: Value): void {
  const isWhole = [slice.lower, slice.upper, slice.step].every(({ kind }) => kind === 'none');
  if (isWhole && value.kind === 'list') writeList(machine, list, value);
  else if (isWhole && value.kind === 'tuple')
    writeList(machine, list, { ...list, items: [...value.items], length: value.items.length });
  else forgetList(machine, list);
}

function destructure(
  machine: Machine,
  target: Expression & { kind: 'dict' },
  value: Value,
  scope: Scope,
  declares: boolean,
): void {
  for (const entry of target.entries) {
    if (!entry.key) {
      assignTo(machine, entry.value, unknown, scope, declares);
      continue;
    }
    const name = dictKey(evaluate(machine, entry.key, scope));
    const read = name === null ? unknown : machine.evaluation.attribute(value, name);
    assignTo(machine, entry.value, read, scope, declares);
  }
}
