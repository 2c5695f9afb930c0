import {
  booleanValue,
  booleanOf,
  dictOf,
  holdsMore,
  ellipsis,
  floatValue,
  listOf,
  none,
  pathValue,
  sizeValue,
  stringValue,
  tupleOf,
  uniformList,
  unknown,
  unknownNamed,
  type DictValue,
  type FunctionValue,
  type Scope,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import { symbolSize } from '../domain/sizes.js';
import type { Argument } from '../libraries/library.js';
import type { Span } from '../model.js';
import type { Expression, Parameter } from '../syntax/program.js';
import { takesArguments } from './argumentChecks.js';
import { assignTo } from './assign.js';
import { ownName } from './attributeNames.js';
import { attributeByName, callValue, superValue } from './calls.js';
import { evaluateConditional, evaluateLogical } from './choices.js';
import { compare } from './comparisons.js';
import { evaluateComprehension } from './comprehensions.js';
import { evaluateYield } from './generators.js';
import { findBinding, newborn, quietly, recordExpression, recordSize, spend, type Machine } from './machine.js';
import { bindMethods } from './objectMethods.js';
import { applyUnary, applyBinary } from './operators.js';
import { builtinOf } from './paths.js';
import { spreadEntries, spreadItems } from './spread.js';
import { readSubscript } from './subscripts.js';

/** What an expression stands for. */
export function evaluate(machine: Machine, expression: Expression, scope: Scope): Value {
  spend(machine);
  switch (expression.kind) {
    case 'name':
      return readName(machine, expression.name, expression.span, scope);
    case 'number':
      return expression.isInteger && Number.isSafeInteger(expression.value)
        ? sizeValue(expression.value)
        : floatValue(expression.value);
    case 'string':
      return stringValue(expression.value);
    case 'boolean':
      return booleanValue(expression.value);
    case 'none':
      return none;
    case 'ellipsis':
      return ellipsis;
    case 'template':
      return templateValue(expression.parts.map((part) => evaluate(machine, part, scope)));
    case 'attribute':
      return evaluateAttribute(machine, expression, scope);
    case 'subscript': {
      const object = evaluate(machine, expression.object, scope);
      const index = evaluate(machine, expression.index, scope);
      return readSubscript(machine, object, index, expression.span);
    }
    case 'slice':
      return {
        kind: 'slice',
        lower: expression.lower ? evaluate(machine, expression.lower, scope) : none,
        upper: expression.upper ? evaluate(machine, expression.upper, scope) : none,
        step: expression.step ? evaluate(machine, expression.step, scope) : none,
      };
    case 'call':
      return evaluateCall(machine, expression, scope);
    case 'tuple': {
      const items = evaluateItems(machine, expression.items, scope);
      return items ? tupleOf(items) : unknown;
    }
    case 'list': {
      const items = evaluateItems(machine, expression.items, scope);
      return newborn(machine, items ? listOf(items) : uniformList(null, unknown));
    }
    case 'dict':
      return newborn(machine, bindMethods(machine, evaluateDict(machine, expression, scope), scope));
    case 'starred':
      evaluate(machine, expression.value, scope);
      return unknown;
    case 'binary': {
      const left = evaluate(machine, expression.left, scope);
      const right = evaluate(machine, expression.right, scope);
      return applyBinary(machine, expression.operator, left, right, expression.span);
    }
    case 'unary':
      return applyUnary(expression.operator, evaluate(machine, expression.operand, scope));
    case 'compare': {
      const left = evaluate(machine, expression.left, scope);
      const right = evaluate(machine, expression.right, scope);
      return compare(machine, expression.operator, left, right, expression.span);
    }
    case 'logical':
      return evaluateLogical(machine, expression, scope);
    case 'conditional':
      return evaluateConditional(machine, expression, scope);
    case 'lambda': {
      const value = functionValue(machine, '', expression.parameters, expression.body, scope);
      if (machine.module === null && machine.language === 'javascript') machine.functions.push(value);
      return value;
    }
    case 'comprehension':
      return newborn(machine, evaluateComprehension(machine, expression, scope));
    case 'assignment': {
      const value = evaluate(machine, expression.value, scope);
      assignTo(machine, expression.target, value, scope, false);
      return value;
    }
    case 'yield':
      return evaluateYield(machine, expression, scope);
    case 'unknown':
      for (const part of expression.parts) evaluate(machine, part, scope);
      return unknown;
  }
}

/** A function as it stands in the source; its defaults are evaluated now. */
export function functionValue(
  machine: Machine,
  name: string,
  parameters: readonly Parameter[],
  body: FunctionValue['body'],
  scope: Scope,
  statement: FunctionValue['statement'] = null,
): FunctionValue {
  return {
    kind: 'function',
    name,
    parameters,
    body,
    scope,
    defaults: parameters.map((parameter) => (parameter.default ? evaluate(machine, parameter.default, scope) : null)),
    statement,
    self: null,
    // An arrow function has the `super` and the `this` of where it stands, as it has the other names.
    owner: statement ? null : (machine.frames.at(-1)?.owner ?? null),
    module: machine.module,
  };
}

/** Whether a value counts as true; null where nobody knows. */
export function truthOf(value: Value): boolean | null {
  switch (value.kind) {
    case 'string':
      return value.value !== '';
    case 'float':
      return value.value === null ? null : value.value !== 0;
    case 'tuple':
      return value.items.length > 0;
    case 'list':
      return typeof value.length === 'number' ? value.length > 0 : null;
    case 'dict':
      return value.entries.size > 0 ? true : value.isOpen ? null : false;
    case 'function':
    case 'class':
    case 'object':
    case 'instance':
      return true;
    default:
      return booleanOf(value);
  }
}

/** Where a name that is given as an argument got its value, so that a hint can say so. */
export function originOf(expression: Expression, scope: Scope): Span | null {
  return expression.kind === 'name' ? (findBinding(scope, expression.name)?.binding.span ?? null) : null;
}

function readName(machine: Machine, name: string, span: Span, scope: Scope): Value {
  const found = findBinding(scope, name);
  if (found) {
    const { value } = found.binding;
    recordSize(machine, name, span, value, found.binding.span);
    if (value.kind === 'tensor') recordExpression(machine, span, value);
    return value;
  }
  const builtin = builtinOf(machine.library, machine.language === 'python' ? 'builtins' : 'javascript', name);
  if (builtin) return builtin;
  // The script tag's global.
  if (machine.language === 'javascript' && name === 'tf') return pathValue('tfjs');
  // What another cell of the notebook gives, or nobody: the same wherever it is read.
  return unknownNamed(name, symbolSize(`global ${name}`, name));
}

function evaluateAttribute(machine: Machine, expression: Expression & { kind: 'attribute' }, scope: Scope): Value {
  const found = evaluate(machine, expression.object, scope);
  const object = isTensorFlow(machine, expression, found) ? pathValue('tfjs') : found;
  const name = ownName(machine, expression.name);
  const value = attributeByName(machine, object, name, expression.span);
  if (value.kind === 'size') {
    const holder = object.kind === 'instance' ? object.attributes : object.kind === 'dict' ? object.entries : null;
    const from = (holder && machine.attributeSpans.get(holder)?.get(name)) ?? null;
    if (holder) recordSize(machine, expression.name, expression.nameSpan, value, from);
  }
  return value;
}

/**
 * TensorFlow.js that comes out of sight: as a parameter (`build(tf)`), a field (`this.tf.layers`), or loaded later into
 * `let tf = null`. A `tf` may be a list of term frequencies as well, so that what lists and strings have says nothing.
 */
function isTensorFlow(machine: Machine, { object, name }: Expression & { kind: 'attribute' }, found: Value): boolean {
  if (machine.language !== 'javascript' || (found.kind !== 'unknown' && found.kind !== 'none')) return false;
  const isNamed = (object.kind === 'name' || object.kind === 'attribute') && object.name === 'tf';
  return isNamed && !/^(add|sub|at|concat|fill|keys|values|reverse|slice|split|map|pad)$/.test(name);
}

function evaluateCall(machine: Machine, expression: Expression & { kind: 'call' }, scope: Scope): Value {
  const { callee } = expression;
  if (callee.kind === 'name' && callee.name === 'super' && !findBinding(scope, 'super')) {
    // JavaScript's `super(…)` runs the constructor; Python's `super()` is something to ask.
    const above = superValue(machine);
    if (machine.language === 'python' || above.kind === 'unknown') return above;
    const constructor = attributeByName(machine, above, 'constructor', expression.span);
    return callExpression(machine, constructor, expression, scope);
  }
  return callExpression(machine, evaluate(machine, callee, scope), expression, scope);
}

function callExpression(
  machine: Machine,
  callee: Value,
  expression: Expression & { kind: 'call' },
  scope: Scope,
): Value {
  const args: Argument[] = [];
  let keywords = noKeywords;
  let isOpen = false;
  let isOpenList = false;
  let isUnseen = false;
  let rest: Value | null = null;
  for (const argument of expression.args) {
    if (keywords === noKeywords && (argument.keyword !== null || argument.spread === 'dict')) keywords = new Map();
    const value = evaluate(machine, argument.value, scope);
    if (argument.spread === 'list') {
      rest = value;
      isOpenList ||= spreadItems(value, argument, args);
      isOpen ||= isOpenList;
    } else if (argument.spread === 'dict') {
      isOpen = spreadEntries(value, argument, keywords) || isOpen;
      isUnseen ||= value.kind === 'dict' && value.isUnseen === true;
    } else {
      const given: Argument = {
        value,
        span: argument.span,
        valueSpan: argument.value.span,
        origin: originOf(argument.value, scope),
      };
      // Behind `*values` of which nobody knows how many there are, nobody knows the place of any other.
      if (argument.keyword === null && !isOpenList) args.push(given);
      else if (argument.keyword !== null) keywords.set(argument.keyword, given);
    }
  }
  const nameSpan = expression.callee.kind === 'attribute' ? expression.callee.nameSpan : expression.callee.span;
  const given = { args, keywords, isOpen, isUnseen, rest };
  const site = { span: expression.span, nameSpan };
  if (takesArguments(machine, callee, expression, given)) return callValue(machine, callee, given, site);
  // What a body would say of arguments in the wrong places means nothing; an instance still has its methods.
  return callee.kind === 'class' ? quietly(machine, () => callValue(machine, callee, given, site)) : unknown;
}

/** Most calls have none; nobody writes into these. */
const noKeywords = new Map<string, Argument>();

function evaluateItems(machine: Machine, items: readonly Expression[], scope: Scope): Value[] | null {
  const values: Value[] = [];
  let isKnown = true;
  for (const item of items) {
    if (item.kind !== 'starred') {
      values.push(evaluate(machine, item, scope));
      continue;
    }
    const value = evaluate(machine, item.value, scope);
    if ((value.kind === 'tuple' || value.kind === 'list') && value.items) values.push(...value.items);
    else isKnown = false;
  }
  return isKnown ? values : null;
}

function evaluateDict(machine: Machine, expression: Expression & { kind: 'dict' }, scope: Scope): DictValue {
  const entries = new Map<string, Value>();
  const byTensor: [TensorValue, Value][] = [];
  let isOpen = false;
  for (const { key, value: valueExpression } of expression.entries) {
    const value = evaluate(machine, valueExpression, scope);
    if (!key) {
      if (value.kind === 'dict') spend(machine, value.entries.size);
      if (value.kind === 'dict') for (const [name, entry] of value.entries) entries.set(name, entry);
      isOpen ||= value.kind !== 'dict' || holdsMore(value);
      continue;
    }
    const keyValue = evaluate(machine, key, scope);
    const name = dictKey(keyValue);
    if (name === null) isOpen = true;
    else entries.set(name, value);
    if (keyValue.kind === 'tensor') byTensor.push([keyValue, value]);
  }
  return { ...dictOf(entries, isOpen), ...(byTensor.length > 0 && { byTensor }) };
}

/** The key of a dict as its Map has it. */
export function dictKey(value: Value): string | null {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'size' && typeof value.size === 'number') return `#${value.size}`;
  return null;
}

function templateValue(parts: readonly Value[]): Value {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'string') text += part.value;
    else if (part.kind === 'size' && typeof part.size === 'number') text += String(part.size);
    else return unknown;
  }
  return stringValue(text);
}
