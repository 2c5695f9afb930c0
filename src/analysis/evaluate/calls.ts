import {
  booleanValue,
  none,
  objectOf,
  unknown,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type MethodValue,
  type Value,
} from '../domain/values.js';
import type { Argument } from '../libraries/library.js';
import { checkNothing } from '../libraries/nothingUsed.js';
import type { Span } from '../model.js';
import {
  attributeOfSuper,
  bindSelf,
  findInOrder,
  findMethod,
  isGuess,
  libraryBase,
  newInstance,
  readAttribute,
} from './attributes.js';
import { runCallbacks } from './callbacks.js';
import { declaredOutput, inputShape } from './declaredShape.js';
import { evaluate } from './expressions.js';
import { forgetGiven } from './givenToUnknown.js';
import { joinAll } from './joinAll.js';
import { runGenerator } from './generators.js';
import { fillEmpty, forgetList } from './lists.js';
import {
  declareName,
  markBorn,
  newborn,
  newScope,
  quietly,
  recordExpression,
  spend,
  write,
  type Frame,
  type Machine,
} from './machine.js';
import { checkCallable } from './missingAttributes.js';
import { valueAtEnd } from './missingReturns.js';
import { bindParameters } from './parameters.js';
import { canonicalPath, findMember } from './paths.js';
import { bindFields, isRecord } from './recordClasses.js';
import { searchedSize } from './searchedSizes.js';
import { hoist, runBlock } from './statements.js';
import { checkCalled } from './typeUse.js';

export interface Arguments {
  readonly args: readonly Argument[];
  readonly keywords: ReadonlyMap<string, Argument>;
  /** More may have been given than is known. */
  readonly isOpen: boolean;
  /** Besides what is known, what a caller whom nobody sees gave as `**kwargs` was passed on. */
  readonly isUnseen?: boolean;
  /** What the last `*values` was of. */
  readonly rest?: Value | null;
}

export interface Site {
  readonly span: Span;
  readonly nameSpan: Span;
}

const maxDepth = 24;

/** What `callee(…)` gives. */
export function callValue(machine: Machine, callee: Value, given: Arguments, site: Site): Value {
  spend(machine);
  switch (callee.kind) {
    case 'path':
      return callEntry(machine, canonicalPath(machine.library, callee.path), null, given, site);
    case 'method':
      if (isFunctionOfModule(callee, given.args)) return unknown;
      return callEntry(machine, callee.path, callee.receiver, given, site);
    case 'object':
      return callMember(machine, callee.type, callee, '__call__', given, site);
    case 'function':
      return callFunction(machine, callee, given.args, given.keywords, given.isOpen, given.isUnseen);
    case 'class':
      return instantiate(machine, callee, given, site);
    case 'instance':
      return callInstance(machine, callee, given, site);
    case 'ambiguous':
      return callAny(machine, callee.options, given, site);
    default:
      checkNothing(machine.evaluation, callee, {
        span: site.span,
        use: 'A call',
        raises: "'NoneType' object is not callable",
      });
      checkCalled(machine, callee, site.span);
      if (callee.kind === 'unknown' && callee.path) return callEntry(machine, callee.path, null, given, site);
      runCallbacks(machine, given);
      lend(machine, given);
      return searchedSize(callee, given.args, given.keywords) ?? unknown;
  }
}

/** Who knows what it does with the lists and the objects that it is given. */
function lend(machine: Machine, given: Arguments): void {
  for (const { value } of [...given.args, ...given.keywords.values()]) forgetList(machine, value);
  lendObjects(machine, given);
}

function lendObjects(machine: Machine, { args, keywords }: Arguments): void {
  for (const { value } of [...args, ...keywords.values()]) {
    if (value.kind === 'instance') machine.lent.add(value);
    fillEmpty(machine, value);
    forgetGiven(machine, value);
  }
}

function callAny(machine: Machine, callees: readonly Value[], given: Arguments, site: Site): Value {
  const options = callees.filter(({ kind }) => kind !== 'none');
  const run = () => options.map((option) => callValue(machine, option, given, site));
  return joinAll(machine, options.length > 1 ? quietly(machine, run) : run());
}

/**
 * What is not known counts as a tensor where it is given a shape: `rows.view(-1, 28)`. A module that is not known,
 * `K.reshape(x, shape)`, gets the tensor first.
 */
function isFunctionOfModule({ receiver }: MethodValue, args: readonly Argument[]): boolean {
  if (!isGuess(receiver)) return false;
  const kinds = args.map(({ value }) => value.kind);
  const holdsMany = kinds.some((kind) => kind === 'tuple' || kind === 'list' || kind === 'tensor');
  return holdsMany ? kinds.length > 1 || kinds[0] === 'tensor' : !kinds.includes('size');
}

/** Runs a function of the source. */
export function callFunction(
  machine: Machine,
  callee: FunctionValue,
  args: readonly Argument[],
  keywords: ReadonlyMap<string, Argument>,
  isOpen = false,
  isUnseen = false,
): Value {
  const { body } = callee;
  machine.called.add(body);
  const running = machine.running.get(body) ?? 0;
  const isGenerator = callee.statement?.isGenerator === true;
  if (running > 1 || machine.depth >= maxDepth || (isGenerator && machine.language !== 'python')) return unknown;
  const { module, branches } = machine;
  machine.module = callee.module;
  machine.branches = 0;
  machine.running.set(body, running + 1);
  const isUncalled = machine.isUncalled && machine.depth === 0;
  machine.depth++;
  const frame: Frame = { returns: [], yields: [], owner: callee.owner, self: callee.self };
  machine.frames.push(frame);
  try {
    const scope = newScope(callee.scope, 'function');
    markBorn(machine, scope.bindings);
    const isMethod = callee.self !== null && machine.language === 'python';
    const self = callee.self;
    if (self && !isMethod) declareName(machine, scope, 'this', self, null);
    const all = isMethod && self ? [{ value: self, span: null, valueSpan: null }, ...args] : args;
    bindParameters(machine, callee, all, keywords, scope, isOpen, isUnseen || isUncalled);
    if (!Array.isArray(body)) return evaluate(machine, body as Exclude<typeof body, readonly unknown[]>, scope);
    hoist(machine, body, scope);
    if (isGenerator) return runGenerator(machine, body, scope, frame);
    const completion = runBlock(machine, body, scope);
    if (completion !== 'return' && completion !== 'raise') frame.returns.push(valueAtEnd(machine, callee));
    return frame.returns.length === 0 ? unknown : joinAll(machine, frame.returns);
  } finally {
    machine.frames.pop();
    machine.depth--;
    machine.running.set(body, running);
    machine.module = module;
    machine.branches = branches;
  }
}

/** Makes an instance of a class of the source. */
export function instantiate(machine: Machine, callee: ClassValue, given: Arguments, site: Site): Value {
  const instance = newInstance(callee);
  markBorn(machine, instance.attributes);
  if (machine.isUncalled && machine.depth === 0) machine.guessed.add(instance);
  const known = machine.instances.get(callee.statement) ?? [];
  machine.instances.set(callee.statement, [...known, instance]);
  // `__new__` may give anything at all, or the one that was made before.
  const isOwn = machine.language !== 'python' || machine.guessed.has(instance) || !findMethod(callee, '__new__');
  fillInstance(machine, callee, instance, given, site);
  return isOwn ? instance : unknown;
}

function fillInstance(
  machine: Machine,
  callee: ClassValue,
  instance: InstanceValue,
  given: Arguments,
  site: Site,
): void {
  const constructor = findInOrder(machine, callee, machine.language === 'python' ? '__init__' : 'constructor');
  if (constructor?.kind === 'function') {
    runFields(machine, callee, instance);
    const bound = bindSelf(constructor, instance);
    callFunction(machine, bound, given.args, given.keywords, given.isOpen, given.isUnseen);
    return;
  }
  const base = libraryBase(machine, callee);
  if (isRecord(machine, callee, base)) bindFields(machine, callee, instance, given);
  else if (typeof base === 'string') {
    // What nobody makes is made of nothing here, and of who knows what elsewhere.
    initializeBase(machine, instance, base, machine.guessed.has(instance) ? { ...given, isOpen: true } : given, site);
  }
  runFields(machine, callee, instance);
}

/** `super().__init__(…)` where the base is the library's: the instance is one of its objects too. */
function initializeBase(machine: Machine, instance: InstanceValue, base: string, given: Arguments, site: Site): Value {
  const entry = machine.library.entries.get(base);
  if (typeof entry !== 'function') return none;
  const made = callEntry(machine, base, null, given, site);
  if (made.kind === 'object') write(machine, instance, 'base', made);
  return none;
}

/** Calls a library's entry; what has none is unknown. */
export function callEntry(machine: Machine, path: string, receiver: Value | null, given: Arguments, site: Site): Value {
  const entry = machine.library.entries.get(path);
  if (typeof entry !== 'function') {
    if (receiver?.kind === 'instance' && path.endsWith('.__init__')) {
      return initializeBase(machine, receiver, path.slice(0, -'.__init__'.length), given, site);
    }
    runCallbacks(machine, given);
    lendObjects(machine, given);
    return unknown;
  }
  const { args, keywords, rest } = given;
  const isOpen = given.isOpen || given.isUnseen === true;
  const { span, nameSpan } = site;
  const { evaluation } = machine;
  const value = entry({ path, receiver, args, keywords, isOpen, rest: rest ?? null, span, nameSpan, evaluation });
  if (value.kind === 'tensor') recordExpression(machine, site.span, value);
  return makesNew.test(path) ? newborn(machine, value) : value;
}

/** Functions that never give a list, a dict or a Sequential which was there before. */
const makesNew =
  /^(builtins\.(list|dict|set|sorted)|collections\.(OrderedDict|defaultdict|deque)|torch\.nn\.(ModuleList|ModuleDict|ParameterList|ParameterDict|Sequential)|keras\.Sequential|tfjs\.sequential)$/;

/** Calls a method by its name where the library has one for this type or for what it derives from. */
export function callMember(
  machine: Machine,
  type: string,
  receiver: Value,
  name: string,
  given: Arguments,
  site: Site,
): Value {
  const member = findMember(machine.library, type, name);
  return member && !member.property ? callEntry(machine, member.path, receiver, given, site) : unknown;
}

/** `super()`: its attributes are those after the class in which it stands. */
export function superValue(machine: Machine): Value {
  const frame = machine.frames.at(-1);
  if (!frame?.owner || !frame.self) return unknown;
  return objectOf('builtins.super', { self: frame.self, owner: frame.owner });
}

function readSuper(machine: Machine, value: Value & { kind: 'object' }, name: string, span: Span): Value {
  const self = value.fields.get('self');
  const owner = value.fields.get('owner');
  return self && owner?.kind === 'class' ? attributeOfSuper(machine, self, owner, name, span) : unknown;
}

/** Which method a call of an instance runs: `forward`, `call`, `__call__`. */
export function callMethodOf(machine: Machine, value: ClassValue): string {
  const base = libraryBase(machine, value);
  return (typeof base === 'string' && machine.library.bases.get(base)?.callMethod) || '__call__';
}

function callInstance(machine: Machine, callee: InstanceValue, given: Arguments, site: Site): Value {
  for (const name of ['__call__', callMethodOf(machine, callee.class)]) {
    const own = name === '__call__' ? undefined : callee.attributes.get(name);
    // `self.forward = self.forward_once`: the framework's own `__call__` asks the instance, Python its class.
    if (own) return callValue(machine, own, given, site);
    const method = findMethod(callee.class, name);
    if (method?.kind === 'function') {
      buildInstance(machine, callee, given, site);
      const { args, keywords } = given;
      const found = callFunction(machine, bindSelf(method, callee), args, keywords, given.isOpen, given.isUnseen);
      const isOpen = found.kind === 'unknown' || (found.kind === 'tensor' && !found.axes);
      const value = (isOpen && declaredOutput(machine, callee, given.args[0]?.value, site.span)) || found;
      if (value.kind === 'tensor') recordExpression(machine, site.span, value);
      return value;
    }
  }
  if (callee.base) return callMember(machine, callee.base.type, callee.base, '__call__', given, site);
  const base = libraryBase(machine, callee.class);
  checkCallable(machine, callee, site.span);
  return typeof base === 'string' ? callMember(machine, base, callee, '__call__', given, site) : unknown;
}

/** Keras' layers make their weights when they are first called, from the shape of what they are given. */
function buildInstance(machine: Machine, callee: InstanceValue, given: Arguments, site: Site): void {
  const base = libraryBase(machine, callee.class);
  const name = typeof base === 'string' ? machine.library.bases.get(base)?.buildMethod : undefined;
  const method = name === undefined ? undefined : findMethod(callee.class, name);
  const input = given.args[0]?.value;
  if (method?.kind !== 'function' || !input || callee.attributes.has('#built')) return;
  write(machine, callee.attributes, '#built', booleanValue(true));
  const value = inputShape(machine, input, site.span);
  callFunction(machine, bindSelf(method, callee), [{ value, span: null, valueSpan: null }], new Map(), false);
}

/** Fields of a JavaScript class, evaluated for each instance. Python's stand with the class. */
function runFields(machine: Machine, callee: ClassValue, instance: InstanceValue): void {
  if (machine.language !== 'javascript') return;
  const scope = newScope(callee.scope, 'function');
  declareName(machine, scope, 'this', instance, null);
  for (const statement of callee.statement.body) {
    const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
    if (statement.kind === 'assign' && target?.kind === 'name' && statement.value) {
      write(machine, instance.attributes, target.name, evaluate(machine, statement.value, scope));
    }
  }
}

/** An attribute of anything, `super()` included. */
export function attributeByName(machine: Machine, value: Value, name: string, span: Span): Value {
  if (value.kind === 'object' && value.type === 'builtins.super') return readSuper(machine, value, name, span);
  return readAttribute(machine, value, name, span);
}
