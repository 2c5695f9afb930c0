import {
  tensorOf,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../domain/values.js';
import type { Argument } from '../libraries/library.js';
import type { Framework, Span } from '../model.js';
import type { Expression, Parameter, Statement } from '../syntax/program.js';
import { namesOf } from '../syntax/statementNames.js';
import { bindSelf, decoratorOf, findInOrder, libraryBase } from './attributes.js';
import { callFunction, callMethodOf, instantiate } from './calls.js';
import { documentedAxes } from './documentedAxes.js';
import { isGuard } from './guards.js';
import { guess, takeBackGuesses, type Guess } from './guesses.js';
import { newUnknown, type Machine } from './machine.js';
import { anyArguments } from './parameters.js';

/** At most so many instances of one class are looked at where nobody calls their methods. */
const maxInstances = 3;

/**
 * Runs once, with names for what nobody gives, all functions and methods that the program itself did not run, so that
 * the shapes in them are seen too.
 */
export function runUncalled(machine: Machine): void {
  machine.isUncalled = true;
  // A `main` that the framework calls, or the one that another file does, gives the classes what they are made of.
  const guesses: Guess[] = [];
  runFunctions(machine, guesses, (value) => isNamedOnce(machine, value));
  runClasses(machine, guesses, 0);
  const known = machine.classes.length;
  runFunctions(machine, guesses, () => true);
  runClasses(machine, guesses, known);
  takeBackGuesses(machine, guesses);
}

/** What is run may define more of them. */
function runFunctions(machine: Machine, guesses: Guess[], isWanted: (value: FunctionValue) => boolean): void {
  for (const value of machine.functions) {
    if (machine.called.has(value.body) || !isWanted(value)) continue;
    machine.isAssuming = hasDefaults(value);
    machine.lookedAt = value;
    guesses.push(
      guess(machine, placeOf(value), () => {
        callFunction(machine, value, ...given(unknownArguments(machine, value, null)));
      }),
    );
    machine.lookedAt = null;
  }
}

/** Whether the document has a function's or class' name only where it is defined: there it may name itself. */
function isNamedOnce(machine: Machine, { name, statement, module }: FunctionValue | ClassValue): boolean {
  if (statement === null || module !== null) return false;
  const count = machine.countWord(name);
  return count === 1 || count === namesOf(statement).counts.get(name);
}

function runClasses(machine: Machine, guesses: Guess[], first: number): void {
  machine.isUnseen = true;
  // Those that make others come first, so that these get their sizes from them.
  const classes = machine.classes.slice(first);
  const isFirst = new Set(classes.filter((value) => isNamedOnce(machine, value)));
  for (const value of classes.sort((a, b) => Number(isFirst.has(b)) - Number(isFirst.has(a)))) {
    const constructor = findInOrder(machine, value, machine.language === 'python' ? '__init__' : 'constructor');
    const method = constructor?.kind === 'function' ? constructor : null;
    const isMade = machine.instances.has(value.statement);
    machine.isAssuming = !isMade && method !== null && hasDefaults(method);
    if (!isMade) {
      const site = { span: value.statement.nameSpan, nameSpan: value.statement.nameSpan };
      guesses.push(
        guess(machine, method ? placeOf(method) : value.statement.span, () => {
          instantiate(machine, value, method ? unknownArguments(machine, method, null) : noArguments, site);
        }),
      );
    }
    runMethods(machine, guesses, value, (machine.instances.get(value.statement) ?? []).slice(0, maxInstances));
  }
  machine.isUnseen = false;
}

/** Whether a function has defaults: somebody else may give it others. */
function hasDefaults(value: FunctionValue): boolean {
  // JavaScript's `{ units = 64 }` and `units = UNITS` are looked at only when it is called.
  return (
    value.defaults.some((standard) => standard && standard.kind !== 'none') ||
    value.parameters.some(({ target, default: standard }) => target.kind === 'dict' || standard?.kind === 'name')
  );
}

const noArguments = { args: [] as Argument[], keywords: new Map<string, Argument>(), isOpen: false };

function runMethods(machine: Machine, guesses: Guess[], value: ClassValue, instances: readonly InstanceValue[]): void {
  const main = callMethodOf(machine, value);
  const names = [...value.attributes.keys()].sort((a, b) => Number(b === main) - Number(a === main));
  for (const name of names) {
    const method = value.attributes.get(name);
    if (method?.kind !== 'function' || machine.called.has(method.body) || method.module !== null) continue;
    const kind = decoratorOf(method);
    const selves = kind === 'static' || kind === 'class' ? instances.slice(0, 1) : instances;
    const library = name === main ? libraryOf(machine, value) : null;
    const { isAssuming } = machine;
    machine.isAssuming ||= hasDefaults(method);
    guesses.push(
      guess(machine, placeOf(method), () => {
        for (const instance of selves) {
          const self = kind === 'static' ? null : kind === 'class' ? value : instance;
          const bound = self ? bindSelf(method, self) : method;
          callFunction(machine, bound, ...given(unknownArguments(machine, bound, library)));
        }
      }),
    );
    machine.isAssuming = isAssuming;
  }
}

/** Where a function stands; JavaScript's may be a bare expression behind its parameters. */
function placeOf({ statement, parameters, body }: FunctionValue): Span {
  if (statement) return statement.span;
  const parts: readonly { readonly span: Span }[] = Array.isArray(body)
    ? (body as readonly Statement[])
    : [body as Expression];
  const spans = [...parameters.map(({ target }) => target), ...parts].map(({ span }) => span);
  return { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) };
}

export function given({ args, keywords, isOpen }: typeof noArguments) {
  return [args, keywords, isOpen] as const;
}

/**
 * Values for parameters that nobody gives: those with a default have it; the first one of a `forward` is a tensor, and
 * so are those that are said to be one.
 *
 * @param chosen what some have instead of their defaults; null for a name
 */
export function unknownArguments(
  machine: Machine,
  callee: FunctionValue,
  library: TensorLibrary | null,
  chosen: ReadonlyMap<string, Value | null> = new Map(),
): typeof noArguments {
  const skipsSelf = machine.language === 'python' && callee.owner !== null && decoratorOf(callee) !== 'static';
  const parameters = callee.parameters.slice(skipsSelf ? 1 : 0);
  const keywords = new Map<string, Argument>();
  const args: Argument[] = [];
  parameters.forEach((parameter, index) => {
    if (parameter.rest === 'list') args.push({ value: anyArguments, span: null, valueSpan: null });
    const standard = callee.defaults[callee.parameters.indexOf(parameter)];
    const name = parameter.target.kind === 'name' ? parameter.target.name : 'value';
    const isOpen = standard && (isEmpty(standard) || isNeeded(callee, parameter) || chosen.has(name));
    if ((parameter.default && !isOpen) || parameter.rest) return;
    const value: Value =
      library && index === 0 && parameter.target.kind === 'name'
        ? withDocumented(machine, callee, tensorOf(library, null, { isAssumed: true }), name)
        : (chosen.get(name) ?? newUnknown(machine, name));
    const argument = { value, span: null, valueSpan: parameter.target.span };
    if (parameter.isKeywordOnly || isOpen || hasDefaultBefore(parameters, index)) keywords.set(name, argument);
    else args.push(argument);
  });
  return { args, keywords, isOpen: false };
}

function withDocumented(machine: Machine, callee: FunctionValue, tensor: TensorValue, name: string): TensorValue {
  const first = tensor.library === 'torch' ? documentedAxes(machine, callee, name) : null;
  return first ? { ...tensor, first } : tensor;
}

/** Without `if x is None and y is None: raise ValueError` nobody would get past it: some caller gives them. */
function isNeeded({ body }: FunctionValue, { target }: Parameter): boolean {
  const statements: readonly Statement[] = Array.isArray(body) ? body : [];
  return (
    target.kind === 'name' &&
    statements.some(
      (statement) =>
        isGuard(statement) && statement.body.at(-1)?.kind === 'raise' && namesAbsent(statement.test, target.name),
    )
  );
}

/** `x is None`, alone or beside others of its kind. */
function namesAbsent(test: Expression, name: string): boolean {
  if (test.kind === 'logical') return namesAbsent(test.left, name) || namesAbsent(test.right, name);
  return (
    test.kind === 'compare' &&
    test.operator === 'is' &&
    test.left.kind === 'name' &&
    test.left.name === name &&
    test.right.kind === 'none'
  );
}

/** `args=()`, which every caller replaces. */
function isEmpty(standard: Value): boolean {
  return (standard.kind === 'tuple' || standard.kind === 'list') && standard.items?.length === 0;
}

function hasDefaultBefore(parameters: readonly Parameter[], index: number): boolean {
  return parameters.slice(0, index).some((parameter) => parameter.default !== null || parameter.rest !== null);
}

const libraries: Readonly<Partial<Record<Framework, TensorLibrary>>> = {
  pytorch: 'torch',
  keras: 'keras',
  tfjs: 'tfjs',
  tensorflow1: 'tensorflow',
};

export function libraryOf(machine: Machine, value: ClassValue): TensorLibrary | null {
  const base = libraryBase(machine, value);
  const framework = typeof base === 'string' ? machine.library.bases.get(base)?.framework : undefined;
  return (framework && libraries[framework]) ?? null;
}
