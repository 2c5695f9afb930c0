import type { LayerRecord, Records } from '../domain/records.js';
import type { RuleReport } from '../domain/rules.js';
import { isCounter, sizeText, symbolSize, type Bounds, type Size } from '../domain/sizes.js';
import {
  unknownNamed,
  type Binding,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type ElementType,
  type Scope,
  type TensorLibrary,
  type TensorValue,
  type UnknownValue,
  type Value,
} from '../domain/values.js';
import type { Evaluation, Library } from '../libraries/library.js';
import type { NamedSize, Span } from '../model.js';
import type { ClassStatement, Program, Statement } from '../syntax/program.js';
import type { GivenAttributes } from './givenAttributes.js';
import type { GivenToUnknown } from './givenToUnknown.js';
import { absent, newJournal, takeBack, writePlace, type Changes, type Journal } from './journal.js';
import type { ReadStates } from './lowerLayers.js';
import type { OldState } from './oldStates.js';
import type { SwappedStates } from './swappedStates.js';

/** All that one evaluation of a program keeps; every function of the evaluator has it as its first parameter. */
export interface Machine {
  readonly language: Program['language'];
  readonly text: string;
  /** The place in the document of a place in the program. */
  readonly at: Program['at'];
  /** Whose tensors the whole document works with. */
  readonly tensors: TensorLibrary | null;
  /** How often a name stands in the program; what `super(Name, self)` names does not count. */
  readonly countWord: (name: string) => number;
  readonly library: Library;
  readonly records: Records;
  readonly sizes: Map<number, NamedSize>;
  /** The branches and loops that are being run, the innermost last. */
  readonly journals: Journal[];
  /** Expressions and statements looked at so far; past `maxWork` the evaluation ends with what it has. */
  work: number;
  readonly maxWork: number;
  /** Functions that are being run. */
  depth: number;
  keys: number;
  /** Above zero nothing is reported: what runs is one of several possibilities. */
  quiet: number;
  /** Above zero the program awaits what frameworks raise: only what nobody raises is reported. */
  caught: number;
  /** The other file whose code is being run; null for the document itself, whose places alone are written down. */
  module: string | null;
  /** Tests so far whose answer nobody knows. */
  undecided: number;
  /** How many `if` statements among them: both of their branches were run. */
  openTests: number;
  /** How many tests of both kinds there had been when each problem was found. */
  readonly testsBefore: WeakMap<RuleReport, number>;
  /** How often the loop that is being run may have left its turn, or itself, before its end. */
  mayLeave: number;
  /** Branches of the function that is being run of which nobody knows whether they are taken. */
  branches: number;
  /** How many problems were certain when each of the loops that are being run began. */
  readonly marks: number[];
  readonly frames: Frame[];
  /** Functions (by their bodies) that were called, and how often they are being run now. */
  readonly called: Set<object>;
  readonly running: Map<object, number>;
  /** What the program gives its objects, wherever it stands. */
  readonly givenAttributes: () => GivenAttributes;
  /** The calls that would be given an old state, if they are those of recurrent layers. */
  readonly oldStates: () => ReadonlyMap<Statement, OldState>;
  /** Names that say the opposite of what an LSTM gives, if it is one. */
  readonly swappedStates: () => ReadonlyMap<Statement, SwappedStates>;
  /** The calls that training loops give the state of the turn before, and the argument that has it. */
  readonly keptGraphs: () => ReadonlyMap<Statement, number | null>;
  /** What functions read of the states that a call gives them. */
  readonly readStates: () => ReadonlyMap<Statement, ReadStates>;
  /** Instances that the program does not make: their classes are looked at because nobody uses them. */
  readonly guessed: WeakSet<InstanceValue>;
  /** Instances that were given to what nobody knows: it may set attributes, and call methods. */
  readonly lent: WeakSet<Value>;
  /** Lists and dicts that are the defaults of parameters. */
  readonly defaults: WeakSet<Value>;
  /** Whether the program itself has run, and what nobody calls is being looked at. */
  isUncalled: boolean;
  /** Instances of the document's classes, in the order of their making. */
  readonly instances: Map<ClassStatement, InstanceValue[]>;
  readonly classes: ClassValue[];
  /** The document's functions, in the order in which they came to be. */
  readonly functions: FunctionValue[];
  /** What runs was given the defaults of its parameters, and nobody knows whether anybody leaves them so. */
  isAssuming: boolean;
  /** Parameters whose defaults rule out branches with recurrent layers, of classes and functions that nobody uses. */
  readonly modes: Map<ClassValue | FunctionValue, Asked>;
  /** The function that nobody calls and that is being looked at. */
  lookedAt: FunctionValue | null;
  /** What PyTorch's floats are unless told; null where the program may set that itself. */
  floats: ElementType | null;
  /** What runs are the methods of an instance that others make, and may convert. */
  isUnseen: boolean;
  /** Where loops name what they go through, if not each of their turns was looked at: it says nothing to anybody. */
  readonly counters: Set<number>;
  /** How far the work was when a list or a dict came to be. */
  readonly births: WeakMap<object, number>;
  /** What the program gives to objects that nobody knows. */
  readonly givenToUnknown: GivenToUnknown;
  /** Where attributes were given their values, by the Map that holds them. */
  readonly attributeSpans: WeakMap<object, Map<string, Span>>;
  readonly imports: Imports;
  readonly evaluation: Evaluation;
}

/** Other files of the workspace, as far as they are known. */
export interface Imports {
  /** The scope of a module that stands in the workspace; null for all others. Runs it the first time. */
  readonly load: (machine: Machine, module: string) => Scope | null;
}

/** Names that tests ask for, and the words that they compare them with. */
export type Asked = Map<string, Set<string>>;

/** A function that is being run. */
export interface Frame {
  readonly returns: Value[];
  /** What a generator gives, in the order in which it does. */
  readonly yields: Value[];
  readonly owner: ClassValue | null;
  readonly self: Value | null;
}

/** Thrown when the work allowed is used up; only `evaluate.ts` catches it. */
export class OutOfWork extends Error {}

export function spend(machine: Machine, amount = 1): void {
  machine.work += amount;
  if (machine.work > machine.maxWork) throw new OutOfWork();
}

export function newKey(machine: Machine): string {
  return `s${++machine.keys}`;
}

/** A size known by name only, other than all others. */
export function newSymbol(machine: Machine, name: string, bounds?: Bounds): Size {
  return symbolSize(newKey(machine), name, bounds);
}

/** Something that is not known, under a name of its own. */
export function newUnknown(machine: Machine, name: string): UnknownValue {
  return unknownNamed(name, symbolSize(newKey(machine), name));
}

export function write(machine: Machine, container: object, key: string, value: unknown): void {
  writePlace(machine.journals, container, key, value);
}

/** Notes when a list, a dict or a Sequential came to be; that is asked of loops and branches alone. */
export function newborn<T extends Value>(machine: Machine, value: T): T {
  markBorn(machine, value);
  if (value.kind === 'dict') markBorn(machine, value.entries);
  if (value.kind === 'object') {
    markBorn(machine, value.fields);
    const modules = value.fields.get(value.type === 'torch.nn.Sequential' ? 'modules' : 'layers');
    if (modules) markBorn(machine, modules);
  }
  return value;
}

export function markBorn(machine: Machine, container: object): void {
  if (machine.journals.length > 0) machine.births.set(container, machine.work);
}

/** Tells what came to be from now on. */
export function bornSince(machine: Machine): (container: object) => boolean {
  const { work } = machine;
  return (container) => (machine.births.get(container) ?? 0) > work;
}

/** Runs something and takes back what it changed. */
export function tryOut(machine: Machine, run: () => void): Changes {
  const journal = newJournal();
  machine.journals.push(journal);
  try {
    run();
  } finally {
    machine.journals.pop();
  }
  return takeBack(journal);
}

/** Runs something of which nothing is to be reported. */
export function quietly<T>(machine: Machine, run: () => T): T {
  machine.quiet++;
  try {
    return run();
  } finally {
    machine.quiet--;
  }
}

/** Runs something whose failures the program awaits. */
export function caught<T>(machine: Machine, run: () => T): T {
  machine.caught++;
  try {
    return run();
  } finally {
    machine.caught--;
  }
}

/** How far the records are, so that what a loop wrote too early can be dropped. */
export interface Mark {
  readonly layers: number;
  readonly tensors: number;
  readonly problems: number;
  readonly calls: readonly number[];
  readonly yields: number;
}

export function markRecords({ records, frames }: Machine): Mark {
  return {
    layers: records.layers.length,
    tensors: records.tensors.length,
    problems: records.problems.length,
    calls: records.layers.map(({ calls }) => calls.length),
    yields: frames.at(-1)?.yields.length ?? 0,
  };
}

export function dropRecords({ records, frames }: Machine, mark: Mark): void {
  const yields = frames.at(-1)?.yields;
  if (yields) yields.length = mark.yields;
  records.layers.length = mark.layers;
  records.tensors.length = mark.tensors;
  records.problems.length = mark.problems;
  mark.calls.forEach((count, index) => {
    const calls = records.layers[index]?.calls;
    if (calls && calls.length > count) calls.length = count;
  });
}

export function findBinding(scope: Scope, name: string): { scope: Scope; binding: Binding } | null {
  for (let at: Scope | null = scope, isInner = false; at; at = at.parent) {
    // The names of a class are seen in its own body, not in the functions that stand in it.
    if (at.kind !== 'class' || !isInner) {
      const binding = at.bindings.get(name);
      if (binding) return { scope: at, binding };
    }
    isInner ||= at.kind === 'function';
  }
  return null;
}

/** Gives a name its value, in the scope that the language says. */
export function assignName(machine: Machine, scope: Scope, name: string, value: Value, span: Span | null): void {
  write(machine, scopeToWrite(machine, scope, name).bindings, name, { value, span } satisfies Binding);
}

/** Makes a new name in this very scope: parameters, `let` and `const`. */
export function declareName(machine: Machine, scope: Scope, name: string, value: Value, span: Span | null): void {
  write(machine, scope.bindings, name, { value, span } satisfies Binding);
}

export function removeName(machine: Machine, scope: Scope, name: string): void {
  write(machine, scopeToWrite(machine, scope, name).bindings, name, absent);
}

export function newScope(parent: Scope | null, kind: Scope['kind']): Scope {
  return { parent, kind, bindings: new Map(), outer: kind === 'function' ? new Set() : null };
}

/** Calls a layer by the name it was assigned to, and writes the tensor down. */
export function recordAssigned(machine: Machine, name: string, value: Value, span: Span): void {
  if (machine.module !== null) return;
  for (const layer of layersOf(value)) layer.name ??= name.replace(/^(self|this)\./, '');
  if (value.kind === 'tensor') recordTensor(machine, name, span, value);
}

/** Writes down a call that gave a tensor. */
export function recordExpression(machine: Machine, span: Span, value: TensorValue): void {
  if (machine.module === null) recordTensor(machine, null, span, value);
}

function recordTensor(machine: Machine, name: string | null, span: Span, { axes, isAssumed }: TensorValue): void {
  machine.records.tensors.push({ name, span, axes, isAssumed });
}

/** Writes down that a name stands for a size. */
export function recordSize(machine: Machine, name: string, span: Span, value: Value, from: Span | null): void {
  if (machine.module !== null || value.kind !== 'size') return;
  // A loop's counter says nothing but its own name.
  if (isCounter(value.size)) return;
  const size = sizeText(value.size);
  if (size === null || size === name) return;
  const known = machine.sizes.get(span.start);
  if (known?.size === '…') return;
  if (known && known.size !== size) {
    const words = new Set([...String(known.size).split(' | '), String(size)]);
    machine.sizes.set(span.start, { ...known, size: words.size > maxWords ? '…' : [...words].join(' | ') });
  } else if (!known) {
    machine.sizes.set(span.start, { span, name, size, from });
  }
}

/** A counter of a loop that has more values than this says nothing to anybody. */
const maxWords = 3;

function layersOf(value: Value): readonly LayerRecord[] {
  if (value.kind === 'object') return value.layer ? [value.layer] : noLayers;
  return value.kind === 'ambiguous' ? value.options.flatMap(layersOf) : noLayers;
}

const noLayers: readonly LayerRecord[] = [];

function scopeToWrite(machine: Machine, scope: Scope, name: string): Scope {
  if (machine.language === 'javascript') {
    const found = findBinding(scope, name);
    if (found) return found.scope;
    let at = scope;
    while (at.kind === 'block' && at.parent) at = at.parent;
    return at;
  }
  let at = scope;
  while (at.kind === 'block' && at.parent) at = at.parent;
  if (at.outer?.has(name) !== true) return at;
  const outer = at.parent && findBinding(at.parent, name);
  if (outer) return outer.scope;
  while (at.parent) at = at.parent;
  return at;
}
