import type { DictValue, Scope, Value } from '../domain/values.js';
import { bindSelf } from './attributes.js';
import { findBinding, type Machine } from './machine.js';
import { holdsMethods } from './missingEntries.js';

/**
 * In the methods of JavaScript's `const model = { units: 32, build() { … this.units … } }` the object is `this`. Where a
 * function or a class around it has a `this` of its own, an arrow function would mean that one.
 */
export function bindMethods(machine: Machine, object: DictValue, scope: Scope): Value {
  if (machine.language !== 'javascript' || findBinding(scope, 'this')) return object;
  for (const [name, value] of object.entries) {
    if (value.kind !== 'function' || value.self || value.statement || value.scope !== scope) continue;
    const method = bindSelf(value, object);
    object.entries.set(name, method);
    holdsMethods(object);
    const place = machine.functions.lastIndexOf(value);
    if (place >= 0) machine.functions[place] = method;
  }
  return object;
}
