import { renamed } from '../domain/sizes.js';
import {
  axis,
  itemsOf,
  listOf,
  sizeOf,
  unknown,
  type Axis,
  type InstanceValue,
  type ListValue,
  type Scope,
  type UnknownValue,
  type Value,
} from '../domain/values.js';
import { checkNothing } from '../libraries/nothingUsed.js';
import type { Span } from '../model.js';
import type { Expression } from '../syntax/program.js';
import { dictKey, evaluate } from './expressions.js';
import { elementOf } from './join.js';
import { absent } from './journal.js';
import { joinAll } from './joinAll.js';
import { assignName, declareName, newKey, newUnknown, recordAssigned, write, type Machine } from './machine.js';
import { writeList } from './branches.js';
import { ownName, setterName } from './attributeNames.js';
import { attributeOfUnknown, bindSelf, findMethod, isDescriptor } from './attributes.js';
import { callFunction, callMember } from './calls.js';
import { changeItems, giveTo } from './givenToUnknown.js';
import { forgetList } from './lists.js';
import { checkEmptyList, checkStored } from './storing.js';
import { checkSizeName, isShapeRead, namedRead } from './namedAxes.js';
import { itemOfUnknown } from './subscripts.js';
import { checkBaseReady } from './superInit.js';
import { partsOf } from './unpacking.js';

/** `target = value`. `declares`: the name is new in this very scope. */
export function assignTo(machine: Machine, target: Expression, value: Value, scope: Scope, declares: boolean): void {
  switch (target.kind) {
    case 'name': {
      // What is not known gets the name that the source gives it, so that it is one size wherever it is used.
      const named = value.kind === 'unknown' && !value.array ? nameFor(machine, value, target.name) : value;
      recordAssigned(machine, target.name, value, target.span);
      checkSizeName(machine, value, target.name);
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

/** `a, b = value` */
function unpack(
  machine: Machine,
  targets: readonly Expression[],
  value: Value,
  scope: Scope,
  declares: boolean,
  span: Span,
): void {
  checkNothing(machine.evaluation, value, {
    span,
    use: 'Unpacking',
    raises: 'cannot unpack non-iterable NoneType object',
  });
  const parts = partsOf(machine, value, targets, span);
  targets.forEach((target, index) => {
    assignTo(machine, target, parts[index] ?? unknown, scope, declares);
  });
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
  // `weight.data = vectors` gives it other numbers in its place.
  if (object.kind === 'tensor' && object.elementType && /^(data|dtype)$/.test(target.name)) {
    write(machine, object, 'elementType', value.kind === 'tensor' ? value.elementType : undefined);
  }
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
  if (object.kind === 'unknown') {
    const before = attributeOfUnknown(machine, object, target.name);
    giveTo(machine, object, `.${target.name}`, target.name, value, before);
  }
  if (!holder) return;
  const name = ownName(machine, target.name);
  if (object.kind === 'instance') {
    checkBaseReady(machine, object, name, value, target.span);
    if (isSetByClass(machine, object, name, value)) return;
  }
  const isNameless = value.kind === 'unknown' && value.size === null;
  const named = isNameless ? newUnknown(machine, target.name) : value;
  write(machine, holder, name, named);
  if (machine.module === null) {
    const spans = machine.attributeSpans.get(holder) ?? new Map<string, Span>();
    spans.set(name, target.span);
    machine.attributeSpans.set(holder, spans);
  }
  const owner = target.object.kind === 'name' ? `${target.object.name}.` : '';
  recordAssigned(machine, `${owner}${target.name}`, value, target.span);
}

/** A setter, or a descriptor, takes the value and keeps of it what it likes. */
function isSetByClass(machine: Machine, object: InstanceValue, name: string, value: Value): boolean {
  const setter = findMethod(object.class, setterName(name));
  if (setter?.kind !== 'function') return isDescriptor(findMethod(object.class, name) ?? unknown);
  callFunction(machine, bindSelf(setter, object), [{ value, span: null, valueSpan: null }], new Map());
  return true;
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
    const before = itemOfUnknown(machine, object, index);
    if (object.size) giveTo(machine, object, `['${index.value}']`, index.value, value, before);
    else renew(machine, target.object, scope);
  } else if (object.kind === 'unknown') changeItems(machine, object);
}

/** `features = sizes[-1]` and `features = x.shape[-1]` go by the shorter name of the two. */
function nameFor(machine: Machine, value: UnknownValue, name: string): UnknownValue {
  if (value.size === null) return namedRead(machine, value, name);
  return isShapeRead(value) || (/\]$/.test(value.name ?? '') && !/shape\[/.test(value.name ?? ''))
    ? { ...value, name, size: renamed(value.size, name) }
    : value;
}

/** `del items[0]`, `del entries['key']` */
export function removeItem(machine: Machine, target: Expression & { kind: 'subscript' }, scope: Scope): void {
  const object = evaluate(machine, target.object, scope);
  const index = evaluate(machine, target.index, scope);
  const at = index.kind === 'size' && typeof index.size === 'number' ? index.size : null;
  if (object.kind === 'list') {
    const { items } = object;
    const place = items && at !== null ? (at < 0 ? items.length + at : at) : null;
    if (!items || place === null) forgetList(machine, object);
    else writeList(machine, object, listOf(items.filter((_, other) => other !== place)));
  } else if (object.kind === 'dict') {
    const key = dictKey(index);
    if (key === null) write(machine, object, 'isOpen', true);
    else write(machine, object.entries, key, absent);
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
