import { dictOf, pathValue, type Scope, type Value } from '../domain/values.js';
import type { ImportedName, Program, Statement } from '../syntax/program.js';
import { assignName, newScope, newUnknown, type Imports, type Machine } from './machine.js';
import { canonicalPath, entryValue, namesUnder, unseenValue } from './paths.js';
import { hoist, runBlock } from './statements.js';

/** Binds what an import gives: a library's path, or what another file of the workspace holds. */
export function runImport(machine: Machine, statement: Statement & { kind: 'import' }, scope: Scope): void {
  const other = machine.imports.load(machine, statement.module);
  for (const name of statement.names) {
    if (name.name === '*') importAll(machine, statement.module, other, scope);
    else assignName(machine, scope, name.local, importedValue(machine, statement.module, other, name), name.span);
  }
}

/** The program of a module that the workspace has, as the file `from` names it (null: the document); else null. */
export type ProgramOf = (module: string, from: string | null) => { path: string; program: Program } | null;

/** Runs the workspace's modules when they are first imported. */
export function createImports(programOf: ProgramOf): Imports {
  const scopes = new Map<string, Scope>();
  return {
    load(machine, module) {
      const found = programOf(module, machine.module);
      if (!found) return null;
      const known = scopes.get(found.path);
      if (known) return known;
      const scope = newScope(null, 'module');
      scopes.set(found.path, scope);
      const before = machine.module;
      machine.module = found.path;
      try {
        hoist(machine, found.program.body, scope);
        runBlock(machine, found.program.body, scope);
      } finally {
        machine.module = before;
      }
      return scope;
    },
  };
}

function importedValue(machine: Machine, module: string, other: Scope | null, imported: ImportedName): Value {
  const { name, local, isRoot } = imported;
  if (other) {
    if (name === null) return moduleValue(other);
    return (
      other.bindings.get(name)?.value ??
      defaultExport(other, name) ??
      submodule(machine, module, name) ??
      newUnknown(machine, local)
    );
  }
  if (module.startsWith('.') || module.startsWith('/')) {
    return (name === null ? null : submodule(machine, module, name)) ?? newUnknown(machine, local);
  }
  const path = rootOf(module, isRoot);
  const full = canonicalPath(machine.library, name === null || name === 'default' ? path : `${path}.${name}`);
  const entry = machine.library.entries.get(full);
  if (entry !== undefined) return entryValue(entry, full);
  if (name === null || name === 'default') return pathValue(full);
  return submodule(machine, module, name) ?? unseenValue(machine.library, full) ?? pathValue(full);
}

/** `from package import module`, where the module is a file of the workspace. */
function submodule(machine: Machine, module: string, name: string): Value | null {
  const scope = machine.imports.load(machine, module.endsWith('.') ? `${module}${name}` : `${module}.${name}`);
  return scope && moduleValue(scope);
}

function moduleValue(scope: Scope): Value {
  return dictOf(
    [...scope.bindings].map(([name, { value }]) => [name, value] as const),
    true,
  );
}

/** JavaScript's `export default` is bound as `default`; of CommonJS the module itself is what is exported. */
function defaultExport(scope: Scope, name: string): Value | undefined {
  return name === 'default' ? moduleValue(scope) : undefined;
}

function rootOf(module: string, isRoot: boolean): string {
  return isRoot ? (module.split('.')[0] ?? module) : module;
}

/** Of a library, all that the tables know of the module. */
function importAll(machine: Machine, module: string, other: Scope | null, scope: Scope): void {
  if (other) {
    for (const [name, { value }] of other.bindings) assignName(machine, scope, name, value, null);
    return;
  }
  for (const local of namesUnder(machine.library, canonicalPath(machine.library, module))) {
    const imported = { name: local, local, isRoot: false, span: nowhere };
    assignName(machine, scope, local, importedValue(machine, module, null, imported), null);
  }
}

const nowhere = { start: 0, end: 0 };
