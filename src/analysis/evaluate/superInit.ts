import type { InstanceValue, Value } from '../domain/values.js';
import { holdsModules } from '../libraries/moduleLists.js';
import type { Fix, Span } from '../model.js';
import type { FunctionStatement, Statement } from '../syntax/program.js';
import { namesOf } from '../syntax/statementNames.js';
import { libraryBase } from './attributes.js';
import type { Machine } from './machine.js';
import { isWholeClass } from './wholeClasses.js';

/**
 * `self.lstm = nn.LSTM(…)` in an `__init__` that has not run `super().__init__()` yet. Only in the constructor itself, of
 * which no statement so far names another one.
 */
export function checkBaseReady(
  machine: Machine,
  instance: InstanceValue,
  name: string,
  value: Value,
  span: Span,
): void {
  if (machine.language !== 'python' || machine.branches > 0 || machine.module !== null) return;
  if (!isModule(machine, value) || !isTorchModule(machine, libraryBase(machine, instance.class))) return;
  const frame = machine.frames.at(-1);
  const constructor = frame?.self === instance ? frame.owner?.attributes.get('__init__') : undefined;
  if (constructor?.kind !== 'function' || !constructor.statement || !isWithin(span, constructor.statement.span)) return;
  // Another method may run it.
  const counts = [frame?.owner?.statement, ...constructor.statement.body].map((one) => (one ? countInit(one) : 0));
  if ((counts[0] ?? 0) > 1 + counts.slice(1).reduce((sum, count) => sum + count, 0)) return;
  const before = constructor.statement.body.filter((statement) => statement.span.start < span.start);
  if (before.some((statement) => mentionsInit(statement) || lends(machine, statement))) return;
  if (!isWholeClass(machine, instance.class) || machine.givenAttributes().isOpen) return;
  const first = told.get(instance);
  if (first !== undefined && first !== span.start) return;
  told.set(instance, span.start);
  machine.evaluation.report({
    code: 'missing-super-init',
    severity: 'error',
    span,
    raises: 'cannot assign module before Module.__init__() call',
    facts: { type: instance.class.name, name },
    fixes: constructor.statement.body.some(mentionsInit) ? [] : insertion(machine, constructor.statement),
    related: [],
  });
}

/** `setup(self, config)` may run the constructor of the base. */
function lends({ evaluation }: Machine, { span }: Statement): boolean {
  return /[(,=]\s*self\s*[,)]/.test(evaluation.textOf(span).replace(/\bsuper\s*\([^()]*\)/g, ''));
}

/** Where an instance was told of: what comes after it never runs. */
const told = new WeakMap<InstanceValue, number>();

function isModule(machine: Machine, value: Value): boolean {
  if (value.kind === 'object') return isTorchModule(machine, value.type);
  if (value.kind === 'list' || value.kind === 'dict') return holdsModules(value);
  return value.kind === 'instance' && isTorchModule(machine, libraryBase(machine, value.class));
}

function isTorchModule({ library }: Machine, path: string | null | undefined): boolean {
  for (let at: string | null | undefined = path; at; at = library.bases.get(at)?.parent) {
    if (at === 'torch.nn.Module') return true;
  }
  return false;
}

function mentionsInit(statement: Statement): boolean {
  return countInit(statement) > 0 && !isIdle(statement);
}

function countInit(statement: Statement): number {
  return namesOf(statement).counts.get('__init__') ?? 0;
}

/** `super().__init__` without its brackets, and `super(Net).__init__()` without `self`, run no constructor of a module. */
function isIdle(statement: Statement): boolean {
  if (statement.kind !== 'expression') return false;
  const { expression } = statement;
  const read = expression.kind === 'call' ? expression.callee : expression;
  if (read.kind !== 'attribute' || read.name !== '__init__' || read.object.kind !== 'call') return false;
  const { callee, args } = read.object;
  return callee.kind === 'name' && callee.name === 'super' && (expression.kind !== 'call' || args.length === 1);
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function insertion({ evaluation }: Machine, { body }: FunctionStatement): Fix[] {
  const idle = body.find(isIdle);
  if (idle) {
    const text = 'super().__init__()';
    return [{ action: { kind: 'write', text }, edits: [{ span: idle.span, text }] }];
  }
  const start = body[0]?.span.start;
  if (start === undefined) return [];
  const indent = /(?:^|\n)([ \t]*)$/.exec(evaluation.textBefore({ start, end: start }, 100))?.[1];
  if (indent === undefined) return [];
  const text = `super().__init__()\n${indent}`;
  return [{ action: { kind: 'write', text: 'super().__init__()' }, edits: [{ span: { start, end: start }, text }] }];
}
