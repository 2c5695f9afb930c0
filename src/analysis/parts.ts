import { groupedBy } from './grouped.js';
import { isSettled } from './settled.js';
import type { Program, Statement } from './syntax/program.js';
import { namesOf } from './syntax/statementNames.js';

/**
 * The parts of a program that have nothing to do with each other: groups of statements of the top level that share no
 * name, in source order. Library imports and what is settled once for all stand in each part that reads them. Parts can be evaluated
 * one by one, so that a keystroke costs what its own part costs.
 *
 * @param isLibrary whether a module is a library's, and no file of the workspace
 */
export function independentParts(
  { language, body }: Program,
  isLibrary: (module: string) => boolean,
): readonly (readonly Statement[])[] {
  if (language !== 'python' || body.some(mayReachAll)) return [body];
  const bound = new Map<string, number>();
  const lent = new Set<string>();
  for (const statement of body) {
    const { binds, lends } = namesOf(statement);
    for (const name of binds) bound.set(name, (bound.get(name) ?? 0) + 1);
    for (const name of lends) if (!binds.has(name)) lent.add(name);
  }
  const shared = new Map<string, Statement>();
  const own: Statement[] = [];
  for (const statement of body) {
    const { binds } = namesOf(statement);
    const isShared =
      [...binds].every((name) => bound.get(name) === 1) &&
      (statement.kind === 'import'
        ? [...namesOf(statement).modules].every(isLibrary)
        : isSettled(statement, { isLent: (name) => lent.has(name), isKnown: (name) => shared.has(name) }));
    if (isShared) for (const name of binds) shared.set(name, statement);
    else own.push(statement);
  }
  const places = new Map(body.map((statement, index) => [statement, index] as const));
  const bySource = (a: Statement, b: Statement) => (places.get(a) ?? 0) - (places.get(b) ?? 0);
  const groups = groupsOf(own).map((statements) => [...sharedBy(statements, shared), ...statements]);
  const read = new Set(groups.flat());
  const unread = [...shared.values()].filter((statement) => statement.kind !== 'import' && !read.has(statement));
  if (unread.length > 0) groups.push([...new Set([...sharedBy(unread, shared), ...unread])]);
  return groups.map((statements) => statements.sort(bySource));
}

/** Statements of which each shares a name with another one of its group. */
function groupsOf(statements: readonly Statement[]): Statement[][] {
  /** By the first statement that binds a name, and by each statement: the one before it in its group. */
  const binders = new Map<string, number>();
  const leaders = statements.map((_, index) => index);
  const leaderOf = (index: number): number => {
    let at = index;
    while (leaders[at] !== at) at = leaders[at] = leaders[leaders[at] as number] as number;
    return at;
  };
  const join = (name: string, index: number): void => {
    const binder = binders.get(name);
    if (binder === undefined) return;
    const [a, b] = [leaderOf(binder), leaderOf(index)];
    leaders[Math.max(a, b)] = Math.min(a, b);
  };
  statements.forEach((statement, index) => {
    for (const name of namesOf(statement).binds) {
      if (!binders.has(name)) binders.set(name, index);
      join(name, index);
    }
  });
  statements.forEach((statement, index) => {
    for (const name of namesOf(statement).mentions) join(name, index);
  });
  return [...groupedBy(statements, (_, index) => leaderOf(index)).values()];
}

function sharedBy(statements: readonly Statement[], shared: ReadonlyMap<string, Statement>): ReadonlySet<Statement> {
  const found = new Set<Statement>();
  const add = (statement: Statement): void => {
    for (const name of namesOf(statement).mentions) {
      const one = shared.get(name);
      if (!one || found.has(one)) continue;
      found.add(one);
      add(one);
    }
  };
  statements.forEach(add);
  return found;
}

/**
 * Keras counts the layers of a whole program to name them, and flags are known to all of it. Other statements reach
 * everything where they name nothing: `from x import *`, `globals()`. Nothing below a `raise` is run at all.
 */
const withState = /^(keras|tf_keras|tensorflow|absl)\b/;

function mayReachAll(statement: Statement): boolean {
  const { isOpen, modules } = namesOf(statement);
  return statement.kind === 'raise' || isOpen || [...modules].some((module) => withState.test(module));
}
