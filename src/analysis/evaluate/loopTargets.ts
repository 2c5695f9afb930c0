import type { Expression, Statement } from '../syntax/program.js';

/** The names that a loop gives their values, turn by turn. */
export function namesIn(target: Expression): (Expression & { kind: 'name' })[] {
  if (target.kind === 'name') return [target];
  return target.kind === 'tuple' || target.kind === 'list' ? target.items.flatMap(namesIn) : [];
}

/** Whether the body of a loop uses what it goes through, other than to print it. */
export function usesTarget(statement: Statement & { kind: 'for' }): boolean {
  const { target } = statement;
  if (target.kind !== 'name') return true;
  const known = answers.get(statement);
  if (known !== undefined) return known;
  const answer = statement.body.some((part) => names(part, target.name));
  answers.set(statement, answer);
  return answer;
}

const answers = new WeakMap<object, boolean>();

function names(part: unknown, name: string): boolean {
  if (Array.isArray(part)) return part.some((item) => names(item, name));
  if (typeof part !== 'object' || part === null) return false;
  if ('kind' in part) {
    if (part.kind === 'name') return 'name' in part && part.name === name;
    if (part.kind === 'template') return false;
  }
  return Object.values(part).some((value) => names(value, name));
}
