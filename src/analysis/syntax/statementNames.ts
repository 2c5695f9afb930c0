import type { Expression, Statement } from './program.js';

/** The names of a statement of Python's top level. */
export interface StatementNames {
  /** What it gives a value in the module: in functions and classes, what they declare as global. */
  readonly binds: ReadonlySet<string>;
  /** What it reads, as far as that may be a name of the module. */
  readonly mentions: ReadonlySet<string>;
  /** Of those, what it does more with than read an item: somebody may change what they stand for. */
  readonly lends: ReadonlySet<string>;
  /** The modules that it may import, wherever in it: of `from a import b` both `a` and `a.b`. */
  readonly modules: ReadonlySet<string>;
  /** It may give or read names that do not stand in it: `from x import *`, `globals()`. */
  readonly isOpen: boolean;
  /** How often each name stands in it, attributes and texts that are names among them. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The names of a statement; they are looked up once. */
export function namesOf(statement: Statement): StatementNames {
  let names = known.get(statement);
  if (!names) {
    const found: Found = {
      binds: new Set(),
      mentions: new Set(),
      lends: new Set(),
      modules: new Set(),
      isOpen: false,
      counts: new Map(),
    };
    visit(statement, true, found);
    known.set(statement, (names = found));
  }
  return names;
}

const known = new WeakMap<Statement, StatementNames>();

interface Found {
  readonly binds: Set<string>;
  readonly mentions: Set<string>;
  readonly lends: Set<string>;
  readonly modules: Set<string>;
  isOpen: boolean;
  readonly counts: Map<string, number>;
}

const namesOfAll: ReadonlySet<string> = new Set(['globals', 'locals', 'vars', 'exec', 'eval', 'modules', '__import__']);

/** Any node of the tree: what makes names is known by its kind, all else is gone through. */
function visit(node: unknown, isModule: boolean, found: Found): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, isModule, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const part = node as Readonly<Record<string, unknown>>;
  switch (part['kind']) {
    case 'name':
      mention(part['name'], found);
      found.lends.add(String(part['name']));
      return;
    case 'subscript':
      visitRead(part['object'], isModule, found);
      visit(part['index'], isModule, found);
      return;
    case 'attribute':
      count(part['name'], found);
      visit(part['object'], isModule, found);
      return;
    case 'string':
      if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(String(part['value']))) count(part['value'], found);
      return;
    case 'function':
    case 'class':
      count(part['name'], found);
      if (isModule) found.binds.add(String(part['name']));
      break;
    case 'lambda':
      isModule = false;
      break;
    case 'global':
      for (const name of part['names'] as readonly string[]) found.binds.add(name);
      return;
    case 'import':
      addModules(part as unknown as Statement & { kind: 'import' }, found);
      for (const { name, local } of part['names'] as readonly { name: string | null; local: string }[]) {
        count(local, found);
        if (isModule) found.binds.add(local);
        if (name === '*') found.isOpen = true;
      }
      return;
    case 'call':
      // `super(Name, self)` says nothing of who uses the class.
      if (isSuper(part['callee'])) return;
      visitCall(part as unknown as Expression & { kind: 'call' }, isModule, found);
      return;
    default:
      break;
  }
  if (isModule) bindTargets(part, found);
  const isOwnScope = part['kind'] === 'function' || part['kind'] === 'class';
  for (const key in part) {
    const value = part[key];
    if (typeof value === 'object' && !key.endsWith('pan')) visit(value, isModule && !isOwnScope, found);
  }
}

/** `sizes.get('hidden')` and `**sizes` read what they name, and no more. */
function visitCall({ callee, args }: Expression & { kind: 'call' }, isModule: boolean, found: Found): void {
  if (callee.kind === 'attribute' && callee.name === 'get') {
    count(callee.name, found);
    visitRead(callee.object, isModule, found);
  } else visit(callee, isModule, found);
  for (const { spread, value } of args) {
    if (spread === 'dict') visitRead(value, isModule, found);
    else visit(value, isModule, found);
  }
}

/** What is read from, and stays as it is. */
function visitRead(node: unknown, isModule: boolean, found: Found): void {
  if (typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'name' && 'name' in node) {
    mention(node.name, found);
  } else visit(node, isModule, found);
}

function mention(name: unknown, found: Found): void {
  found.mentions.add(String(name));
  count(name, found);
}

function addModules({ module, names }: Statement & { kind: 'import' }, { modules }: Found): void {
  modules.add(module);
  for (const { name } of names)
    if (name !== null) modules.add(module.endsWith('.') ? module + name : `${module}.${name}`);
}

/** `target` and `targets` are what is given a value, save in comprehensions; so is the name of a handler. */
function bindTargets(part: Readonly<Record<string, unknown>>, found: Found): void {
  if ('kind' in part) for (const key of ['target', 'targets']) bindNames(part[key], found);
  if ('type' in part && typeof part['name'] === 'string') found.binds.add(part['name']);
  if (Array.isArray(part['items']) && part['kind'] === 'with')
    for (const item of part['items'] as readonly { target: unknown }[]) bindNames(item.target, found);
}

/** An attribute or an item that is given a value changes what its name stands for: who uses the name sees it. */
function bindNames(target: unknown, found: Found): void {
  if (Array.isArray(target)) {
    for (const item of target) bindNames(item, found);
    return;
  }
  if (typeof target !== 'object' || target === null) return;
  const { kind, name, object, value, items } = target as Readonly<Record<string, unknown>>;
  if (kind === 'name') found.binds.add(String(name));
  else for (const inner of [object, value, items]) bindNames(inner, found);
}

function isSuper(callee: unknown): boolean {
  return typeof callee === 'object' && callee !== null && 'name' in callee && callee.name === 'super';
}

function count(name: unknown, found: Found): void {
  const word = String(name);
  found.counts.set(word, (found.counts.get(word) ?? 0) + 1);
  if (namesOfAll.has(word)) found.isOpen = true;
}
