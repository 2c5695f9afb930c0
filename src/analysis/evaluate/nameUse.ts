import type { Expression, Statement } from '../syntax/program.js';
import { namesOf } from '../syntax/statementNames.js';
import { namesIn } from './loopTargets.js';

/** The names that statements give a value, wherever in them; the items and attributes of a name count as well. */
export function boundIn(body: readonly Statement[]): ReadonlySet<string> {
  const [only] = body;
  if (body.length === 1 && only) return boundBy(only);
  const found = new Set<string>();
  for (const statement of body) for (const name of boundBy(statement)) found.add(name);
  return found;
}

/** They are looked up once for each statement: a keystroke leaves most of them as they are. */
function boundBy(statement: Statement): ReadonlySet<string> {
  let found = bound.get(statement);
  if (found) return found;
  bound.set(statement, (found = new Set<string>()));
  const names = found;
  walk(statement, (part) => {
    for (const target of targetsOf(part)) for (const name of rootsOf(target)) names.add(name);
    if (part['kind'] === 'function' || part['kind'] === 'class') names.add(String(part['name']));
  });
  return found;
}

const bound = new WeakMap<Statement, Set<string>>();

/** How often statements read a name. */
export function countReads(body: readonly Statement[], name: string): number {
  let count = 0;
  walk(naming(body, name), (part) => {
    if (part['kind'] === 'name' && part['name'] === name) count++;
    for (const target of targetsOf(part)) count -= namesIn(target).filter((one) => one.name === name).length;
  });
  return count;
}

/** All names in an expression. */
export function textsOf(part: Expression): string[] {
  const found: string[] = [];
  walk(part, (one) => {
    if (one['kind'] === 'name') found.push(String(one['name']));
  });
  return found;
}

/** Whether statements call a method of this name, of whatever. */
export function callsMethod(body: readonly Statement[], name: string): boolean {
  let isCalled = false;
  walk(naming(body, name), (part) => {
    const { callee } = part as { callee?: Expression };
    if (callee?.kind === 'attribute' && callee.name === name) isCalled = true;
  });
  return isCalled;
}

/** Whether statements read an attribute of this name, of whatever. */
export function readsAttribute(body: readonly Statement[], name: string): boolean {
  let isRead = false;
  walk(naming(body, name), (part) => {
    if (part['kind'] === 'attribute' && part['name'] === name) isRead = true;
  });
  return isRead;
}

/** How often statements call what these names lead to: `self.cell`. */
export function countCalls(body: readonly Statement[], path: string): number {
  let count = 0;
  walk(naming(body, path.slice(path.lastIndexOf('.') + 1)), (part) => {
    const { callee } = part as { callee?: Expression };
    if (callee && pathOf(callee) === path) count++;
  });
  return count;
}

/** The statements in which a name stands at all, as a name or as an attribute. */
function naming(body: readonly Statement[], name: string): readonly Statement[] {
  return body.filter((statement) => namesOf(statement).counts.has(name));
}

/** `self.cell`, `cell`; null for what is no chain of names. */
export function pathOf(part: Expression): string | null {
  if (part.kind === 'name') return part.name;
  const path = part.kind === 'attribute' ? pathOf(part.object) : null;
  return path === null || part.kind !== 'attribute' ? null : `${path}.${part.name}`;
}

type Part = Readonly<Record<string, unknown>>;

/** Goes through all statements and expressions that a part has. */
export function walk(node: unknown, each: (part: Part) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, each);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const part = node as Part;
  each(part);
  for (const key in part) {
    const value = part[key];
    if (typeof value === 'object' && !key.endsWith('pan')) walk(value, each);
  }
}

/** What a statement or an expression gives a value; its parameters have names of their own. */
function targetsOf(part: Part): readonly Expression[] {
  const { target, targets } = part as { target?: Expression | null; targets?: readonly Expression[] };
  return [...(targets ?? []), ...(target ? [target] : [])];
}

function rootsOf(target: Expression): string[] {
  if (target.kind === 'subscript' || target.kind === 'attribute') return rootsOf(target.object);
  if (target.kind === 'tuple' || target.kind === 'list') return target.items.flatMap(rootsOf);
  return target.kind === 'starred' ? rootsOf(target.value) : namesIn(target).map(({ name }) => name);
}
