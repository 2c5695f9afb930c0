import type { Value } from '../domain/values.js';

/** Lists and dicts that are modules: `nn.ModuleList`, `nn.ModuleDict`. */
const known = new WeakSet<Value>();

export function asModules<T extends Value>(value: T): T {
  known.add(value);
  return value;
}

export function holdsModules(value: Value | null | undefined): boolean {
  return value !== null && value !== undefined && known.has(value);
}
