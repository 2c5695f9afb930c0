import { unknown, type ClassValue, type InstanceValue } from '../domain/values.js';
import { findMethod, lineage } from './attributes.js';
import type { Arguments } from './calls.js';
import { newUnknown, write, type Machine } from './machine.js';

/** Dataclasses, named tuples and the like: the annotated names of their bodies are their parameters. */
export function isRecord(machine: Machine, value: ClassValue, base: string | null | undefined): boolean {
  if (machine.language !== 'python') return false;
  if (typeof base === 'string' && /(NamedTuple|BaseModel|flax\.(linen|struct)\.\w+|Module)$/.test(base)) {
    return !/^(torch|keras|tensorflow)\b/.test(base);
  }
  return value.statement.decorators.some((decorator) => {
    const callee = decorator.kind === 'call' ? decorator.callee : decorator;
    return (
      (callee.kind === 'name' || callee.kind === 'attribute') &&
      /^(dataclass|dataclasses|attrs|s|define|struct)$/.test(callee.name)
    );
  });
}

export function bindFields(machine: Machine, value: ClassValue, instance: InstanceValue, given: Arguments): void {
  const names = lineage(value)
    .toReversed()
    .flatMap((one) =>
      one.statement.body.flatMap((statement) => {
        const target = statement.kind === 'assign' && statement.annotation ? statement.targets[0] : undefined;
        return target?.kind === 'name' ? [target.name] : [];
      }),
    );
  [...new Set(names)].forEach((name, index) => {
    const argument = given.keywords.get(name) ?? given.args[index];
    const standing = findMethod(value, name);
    const isFactory = standing?.kind === 'object' && standing.type === 'dataclasses.field';
    const standard = isFactory ? standing.fields.get('default') : standing;
    write(
      machine,
      instance.attributes,
      name,
      argument?.value ?? (given.isOpen ? unknown : (standard ?? newUnknown(machine, name))),
    );
  });
}
