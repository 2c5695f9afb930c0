import type { ClassValue, Value } from '../domain/values.js';
import type { Statement } from '../syntax/program.js';
import { lineage } from './attributes.js';
import type { Machine } from './machine.js';
import { canonicalPath } from './paths.js';

/**
 * Whether all that the instances of a class have stands in the program: its bases are classes of the document, or those
 * of which the tables have every member, and no decorator or metaclass makes something else of it.
 */
export function isWholeClass(machine: Machine, value: ClassValue): boolean {
  return lineage(value).every(
    (one) =>
      one.module === null &&
      one.statement.decorators.length === 0 &&
      one.bases.every((base) => base.kind === 'class' || (base.kind === 'path' && isKnownBase(machine, base.path))) &&
      !hasUnusualHeader(machine, one) &&
      !isGarbled(one.statement.body),
  );
}

/**
 * Whether the methods of a class are found where Python finds them: not where two of its bases have a common one, of which
 * we know no order, nor behind a base of which nobody knows what it has.
 */
export function isInOrder(machine: Machine, value: ClassValue): boolean {
  const all = lineage(value);
  const isKnown = (base: Value) => base.kind === 'class' || (base.kind === 'path' && isKnownBase(machine, base.path));
  if (all.some(({ bases }) => bases.slice(0, -1).some((base) => !isKnown(base)))) return false;
  const bases = all.flatMap(({ bases }) => bases.filter(({ kind }) => kind === 'class'));
  return bases.length === all.length - 1;
}

/** Whether the document has classes that derive from this one, with a method of their own in place of this one if it is named. */
export function isDerivedFrom({ classes }: Machine, value: ClassValue, method: string | null = null): boolean {
  return classes.some(
    (one) =>
      one.statement !== value.statement &&
      (method === null || one.attributes.has(method)) &&
      lineage(one).some(({ statement }) => statement === value.statement),
  );
}

function isKnownBase(machine: Machine, path: string): boolean {
  if (plainBases.has(path)) return true;
  return machine.library.bases.get(canonicalPath(machine.library, path))?.members !== undefined;
}

const plainBases: ReadonlySet<string> = new Set(['builtins.object', 'abc.ABC']);

/** Whether something of a class could not be read: then nobody knows what else it holds. */
function isGarbled(body: readonly Statement[]): boolean {
  let known = garbled.get(body);
  if (known === undefined) garbled.set(body, (known = hasUnread(body)));
  return known;
}

const garbled = new WeakMap<readonly Statement[], boolean>();

function hasUnread(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasUnread);
  if (typeof node !== 'object' || node === null || !('kind' in node)) return false;
  if (node.kind === 'expression' && 'expression' in node) return isUnread(node.expression);
  return Object.values(node).some((part) => Array.isArray(part) && hasUnread(part));
}

function isUnread(expression: unknown): boolean {
  return typeof expression === 'object' && expression !== null && 'kind' in expression && expression.kind === 'unknown';
}

/** `class Net(*bases, metaclass=Meta)` */
function hasUnusualHeader({ evaluation }: Machine, { statement }: ClassValue): boolean {
  const [first] = statement.body;
  const end = first?.span.start ?? statement.span.end;
  const header = evaluation.textOf({ start: statement.nameSpan.end, end }).split('\n', 1)[0] ?? '';
  return /\*|\bmetaclass\s*=\s*(?!(abc\.)?ABCMeta\b)/.test(header);
}
