import { symbolSize } from '../domain/sizes.js';
import { pathValue, unknownNamed, type UnknownValue, type Value } from '../domain/values.js';
import type { Entry, Library } from '../libraries/library.js';
import type { Span } from '../model.js';
import type { Machine } from './machine.js';

/** The canonical path of a path: `tensorflow.keras.layers.LSTM` is `keras.layers.LSTM`. */
export function canonicalPath(library: Library, path: string): string {
  let paths = canonicalPaths.get(library);
  if (!paths) canonicalPaths.set(library, (paths = new Map<string, string>()));
  let canonical = paths.get(path);
  if (canonical === undefined) {
    if (paths.size > maxKept) paths.clear();
    paths.set(path, (canonical = resolveAliases(library, path)));
  }
  return canonical;
}

const canonicalPaths = new WeakMap<Library, Map<string, string>>();
const maxKept = 10_000;

function resolveAliases(library: Library, path: string): string {
  let canonical = path;
  // An alias may lead to another one; a few rounds suffice for any honest table.
  for (let round = 0; round < 4; round++) {
    const alias = library.aliases.find(([from]) => canonical === from || canonical.startsWith(`${from}.`));
    if (!alias) return canonical;
    const [from, to] = alias;
    canonical = to + canonical.slice(from.length);
  }
  return canonical;
}

/** Whether a path is the beginning of known ones: a module. */
export function hasPathsUnder(library: Library, path: string): boolean {
  return beginnings(library).has(path);
}

/** What the language itself has under a name, by the path of its module; null for nothing. */
export function builtinOf(library: Library, module: string, name: string): Value | null {
  return remembered(builtins, searchBuiltin, library, module, name);
}

function searchBuiltin(library: Library, module: string, name: string): Value | null {
  const path = `${module}.${name}`;
  const canonical = canonicalPath(library, path);
  if (library.entries.has(canonical)) return pathValue(canonical);
  return hasPathsUnder(library, path) ? pathValue(path) : null;
}

const builtins: Memory<Value | null> = new WeakMap();

/** The names that a module of the library has, other names for the same things among them. */
export function namesUnder(library: Library, module: string): ReadonlySet<string> {
  const beginning = `${module}.`;
  const paths = [...library.entries.keys(), ...library.aliases.map(([from]) => from)];
  const names = paths.filter((path) => path.startsWith(beginning)).map((path) => path.slice(beginning.length));
  return new Set(names.map((name) => name.split(/[.:]/, 1)[0] ?? name).filter((name) => !name.startsWith('_')));
}

/**
 * What a module gives that neither the workspace nor a library has: the same number wherever it is read, if it is one at
 * all. Null where libraries know the module, or the name is one of a class.
 */
export function unseenValue(library: Library, path: string): UnknownValue | null {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (/^[A-Z]+[a-z]/.test(name) || rootsOf(library).has(path.split('.', 1)[0] ?? path)) return null;
  return { ...unknownNamed(name, symbolSize(`path ${path}`, name)), path };
}

function rootsOf(library: Library): ReadonlySet<string> {
  const known = roots.get(library);
  if (known) return known;
  const paths = [...library.entries.keys(), ...library.bases.keys(), ...library.aliases.flat()];
  const found = new Set(paths.map((path) => path.split('.', 1)[0] ?? path));
  roots.set(library, found);
  return found;
}

const roots = new WeakMap<Library, ReadonlySet<string>>();

/** What stands in a library at a path: its own name, and its entry, that of a property first. */
export interface PathMember {
  readonly path: string;
  readonly property: Entry | null;
  /** What it is where it is no property. */
  readonly value: Value;
}

/** What `path.name` is. What a library has and the tables do not keeps its path: a class may derive from it. */
export function pathMember(library: Library, path: string, name: string): PathMember {
  return remembered(pathMembers, searchPath, library, path, name);
}

function searchPath(library: Library, path: string, name: string): PathMember {
  const next = canonicalPath(library, `${path}.${name}`);
  const entry = library.entries.get(next);
  const value = entry === undefined ? pathValue(next) : entryValue(entry, next);
  return { path: next, property: library.entries.get(`${next}:get`) ?? null, value };
}

const pathMembers: Memory<PathMember> = new WeakMap();

/** A library's entry as a value: its constant, or its path. */
export function entryValue(entry: Entry, path: string): Value {
  return typeof entry === 'function' ? pathValue(path) : entry.constant;
}

/** A member of a type: its path, and its entry where it is a property. */
export interface Member {
  readonly path: string;
  readonly property: Entry | null;
}

/** The member of a type, or of what it derives from; null for one that no table has. */
export function findMember(library: Library, type: string, name: string): Member | null {
  return remembered(members, searchMember, library, type, name);
}

const members: Memory<Member | null> = new WeakMap();

/** By library, by the owner of a name, and by the name. */
type Memory<Found> = WeakMap<Library, Map<string, Map<string, Found>>>;

function remembered<Found>(
  memory: Memory<Found>,
  search: (library: Library, owner: string, name: string) => Found,
  library: Library,
  owner: string,
  name: string,
): Found {
  let owners = memory.get(library);
  if (!owners) memory.set(library, (owners = new Map<string, Map<string, Found>>()));
  let names = owners.get(owner);
  if (!names) {
    if (owners.size > maxKept) owners.clear();
    owners.set(owner, (names = new Map<string, Found>()));
  }
  let found = names.get(name);
  if (found === undefined) {
    if (names.size > maxKept) names.clear();
    names.set(name, (found = search(library, owner, name)));
  }
  return found;
}

function searchMember(library: Library, type: string, name: string): Member | null {
  for (let at: string | undefined = type; at !== undefined; at = library.bases.get(at)?.parent) {
    const path = `${at}.${name}`;
    const property = library.entries.get(`${path}:get`);
    if (property) return { path, property };
    if (library.entries.has(path)) return { path, property: null };
  }
  return null;
}

export function propertyCall(machine: Machine, entry: Entry, path: string, receiver: Value | null, span: Span): Value {
  if (typeof entry !== 'function') return entry.constant;
  return entry({
    path,
    args: [],
    keywords: new Map(),
    isOpen: false,
    receiver,
    span,
    nameSpan: span,
    evaluation: machine.evaluation,
  });
}

const known = new WeakMap<Library, ReadonlySet<string>>();

function beginnings(library: Library): ReadonlySet<string> {
  let all = known.get(library) as Set<string> | undefined;
  if (!all) {
    all = new Set();
    for (const path of library.entries.keys()) {
      for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) all.add(path.slice(0, dot));
    }
    known.set(library, all);
  }
  return all;
}
