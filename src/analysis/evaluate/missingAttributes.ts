import type { InstanceValue } from '../domain/values.js';
import type { Fix, Span } from '../model.js';
import { isNearly } from '../libraries/misspelled.js';
import { findMethod, libraryBase, lineage } from './attributes.js';
import type { Machine } from './machine.js';
import type { GivenAttributes } from './givenAttributes.js';
import { isDerivedFrom, isWholeClass } from './wholeClasses.js';

/**
 * `self.hiden` of an instance that nobody ever gives an attribute of this name: not its own class, not its bases, and
 * nothing else in the program, where it is given to any object at all. Of an instance that only we made, for a module that
 * the program does not use, it is a suspicion where its constructor reads it, or where it nearly has the name of another.
 */
export function checkMissing(machine: Machine, instance: InstanceValue, name: string, span: Span): void {
  if (!mayReport(machine) || span.end <= span.start || isPrivate(name) || wrapped.has(name)) return;
  const base = libraryBase(machine, instance.class);
  const members = typeof base === 'string' ? machine.library.bases.get(base)?.members : noMembers;
  if (!members || members.has(name) || !isWholeClass(machine, instance.class)) return;
  const given = machine.givenAttributes();
  if (given.isOpen || given.strings.has(name) || given.places.has('__class__') || machine.lent.has(instance)) return;
  const places = given.places.get(name);
  const giver = places ? waitingGiver(machine, instance, places) : null;
  if (places && giver === null) return;
  const isGuess = machine.guessed.has(instance);
  const meant = giver === null ? nearlyNamed(instance, name) : null;
  if (isGuess && (giver !== null || base !== 'torch.nn.Module' || isDerivedFrom(machine, instance.class))) return;
  // Once it is made, another file may give it whatever it likes: `model.hidden = model.init_hidden()`.
  if (isGuess && meant === null && !isOfConstructor(instance, span)) return;
  const nameSpan = { start: span.end - name.length, end: span.end };
  machine.evaluation.report({
    code: 'missing-attribute',
    severity: isGuess ? 'warning' : 'error',
    span,
    raises: `'${instance.class.name}' object has no attribute '${name}'`,
    facts: { type: instance.class.name, name, cause: giver === null ? null : 'waiting', method: giver, meant },
    fixes: meant === null ? [] : renamed(machine, nameSpan, name, meant),
    related: [{ span: instance.class.statement.nameSpan, what: 'defined', shape: null }],
  });
}

/** Whether a module asks for it while it is made. */
function isOfConstructor({ class: type }: InstanceValue, { start }: Span): boolean {
  const constructor = findMethod(type, '__init__');
  if (constructor?.kind !== 'function' || !constructor.statement) return false;
  const { span } = constructor.statement;
  return span.start <= start && start < span.end;
}

/** `net(x)` of a class that says nothing of being called: a module without a `forward`, or no module at all. */
export function checkCallable(machine: Machine, instance: InstanceValue, span: Span): void {
  if (!mayReport(machine) || machine.guessed.has(instance) || !isWholeClass(machine, instance.class)) return;
  const base = libraryBase(machine, instance.class);
  if (base !== null && base !== 'torch.nn.Module') return;
  const name = base === null ? '__call__' : 'forward';
  const given = machine.givenAttributes();
  if (given.isOpen || given.strings.has(name) || given.places.has(name)) return;
  const type = instance.class.name;
  machine.evaluation.report({
    code: 'missing-attribute',
    severity: 'error',
    span,
    raises:
      base === null
        ? `'${type}' object is not callable`
        : `Module [${type}] is missing the required "forward" function`,
    facts: { type, name, cause: base === null ? 'call' : 'forward', method: null, meant: null },
    fixes: [],
    related: [{ span: instance.class.statement.nameSpan, what: 'defined', shape: null }],
  });
}

/** In a branch of which nobody knows whether it is taken, its test may ask what the instance has. */
function mayReport({ language, quiet, caught, branches, module }: Machine): boolean {
  return language === 'python' && quiet === 0 && caught === 0 && branches === 0 && module === null;
}

/** `self.__hidden` is `_Net__hidden` to all that stands outside of the class. */
function isPrivate(name: string): boolean {
  return /^(__|_\w+?__)/.test(name);
}

const noMembers: ReadonlySet<string> = new Set();

/** What wrappers add of their own that are looked through here: DataParallel, scripted and compiled modules, weight norm. */
const wrapped: ReadonlySet<string> = new Set(
  'module device_ids graph code save save_to_buffer graph_for inlined_graph original_name _orig_mod parametrizations'.split(
    ' ',
  ),
);

/**
 * The method that alone gives the attribute, where it certainly has not: nobody ever names it, so that nobody calls it; or
 * it is the very one that runs, and reads what it is to give. Methods that Python or a framework call by themselves are
 * another matter, and so is all that runs when the program itself has ended.
 */
function waitingGiver(machine: Machine, { class: type }: InstanceValue, places: GivenPlaces): string | null {
  if (machine.isUncalled) return null;
  const methods = lineage(type).flatMap((one) => [...one.attributes.values()]);
  let found: string | null = null;
  for (const body of places) {
    const method = methods.find((value) => value.kind === 'function' && value.body === body);
    if (method?.kind !== 'function' || method.name.startsWith('_')) return null;
    const isRunning = machine.running.get(method.body) === 1;
    if (!isRunning && (machine.called.has(method.body) || machine.countWord(method.name) !== 1)) return null;
    found = method.name;
  }
  return found;
}

type GivenPlaces = GivenAttributes['places'] extends ReadonlyMap<string, infer Places> ? Places : never;

function nearlyNamed({ class: type, attributes }: InstanceValue, name: string): string | null {
  const known = [...attributes.keys(), ...lineage(type).flatMap((one) => [...one.attributes.keys()])];
  return known.find((one) => /^\w+$/.test(one) && isNearly(name, one)) ?? null;
}

function renamed({ evaluation }: Machine, span: Span, name: string, text: string): Fix[] {
  if (evaluation.textOf(span) !== name) return [];
  return [{ action: { kind: 'write', text }, edits: [{ span, text }] }];
}
