import type { Expression, Statement } from './syntax/program.js';

/** What is known of the names of a program. */
export interface Names {
  /** Whether anything more is done with a name than to read an item. */
  readonly isLent: (name: string) => boolean;
  /** Whether a name is given its value once, by a library's import or by what is settled itself. */
  readonly isKnown: (name: string) => boolean;
}

/**
 * Whether a statement gives names a value that nobody can change, by itself and whenever it runs: `HIDDEN = 128`,
 * `HEADS = HIDDEN // 16`, `device = torch.device('cpu')`, `sizes = {'hidden': 128}` of which only items are read.
 */
export function isSettled(statement: Statement, names: Names): boolean {
  if (statement.kind !== 'assign' || !statement.value) return false;
  const targets = statement.targets.map((target) => (target.kind === 'name' ? target.name : null));
  if (targets.includes(null)) return false;
  if (statement.value.kind !== 'dict') return isFixed(statement.value, names);
  const isRead = targets.every((name) => name !== null && !names.isLent(name));
  return (
    isRead && statement.value.entries.every(({ key, value }) => key && isFixed(key, names) && isFixed(value, names))
  );
}

/** An expression that changes nothing, and gives nothing that can be changed. */
function isFixed(expression: Expression, names: Names): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'none':
      return true;
    case 'name':
      return names.isKnown(expression.name);
    case 'attribute':
      return isFixed(expression.object, names);
    case 'subscript':
      return isFixed(expression.object, names) && isFixed(expression.index, names);
    case 'unary':
      return isFixed(expression.operand, names);
    case 'binary':
    case 'compare':
    case 'logical':
      return isFixed(expression.left, names) && isFixed(expression.right, names);
    case 'conditional':
      return [expression.test, expression.then, expression.otherwise].every((part) => isFixed(part, names));
    case 'tuple':
      return expression.items.every((item) => isFixed(item, names));
    case 'call':
      return isPure(expression.callee, names) && expression.args.every(({ value }) => isFixed(value, names));
    default:
      return false;
  }
}

/** `torch.device`, `torch.cuda.is_available`: what they give is no tensor, and no layer that is counted. */
function isPure(callee: Expression, names: Names): boolean {
  return callee.kind === 'attribute' && /^(device|is_available)$/.test(callee.name) && isFixed(callee.object, names);
}
