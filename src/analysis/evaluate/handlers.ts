import type { Expression, Statement } from '../syntax/program.js';

/** What the handlers of a `try` say of the errors that its body raises. */

type TryStatement = Statement & { kind: 'try' };
type Handler = TryStatement['handlers'][number];

/**
 * Whether the errors that frameworks raise are awaited and dealt with, so that the program goes on as it was meant to.
 * They are not where the handler raises again or ends the program. In JavaScript, whose asynchronous functions are
 * often wrapped as a whole, neither where it only logs what went wrong with several statements.
 */
export function awaitsErrors({ body, handlers }: TryStatement, isScript: boolean): boolean {
  const handler = handlers.find(({ type }) => catchesShapes(type));
  if (!handler) return false;
  return !givesUp(handler) && !(isScript && body.length > 2 && onlyLogs(handler));
}

function catchesShapes(type: Expression | null): boolean {
  if (!type) return true;
  if (type.kind === 'tuple') return type.items.some(catchesShapes);
  return (
    type.kind === 'name' &&
    /^(Exception|BaseException|RuntimeError|ValueError|IndexError|TypeError|AttributeError|AssertionError|e|err|error)$/.test(
      type.name,
    )
  );
}

/** Whether it comes to a `raise`, or to the end of the program, whatever happens. */
function givesUp({ body }: Handler): boolean {
  return body.some((statement) => {
    if (statement.kind === 'raise') return true;
    const path = calleePath(statement);
    return path !== null && /^(sys\.exit|os\._exit|exit|quit|process\.exit)$/.test(path);
  });
}

function onlyLogs({ body }: Handler): boolean {
  return body.length > 0 && body.every((statement) => calleePath(statement)?.startsWith('console.') === true);
}

/** `console.log` of the statement `console.log(error)`. */
function calleePath(statement: Statement): string | null {
  if (statement.kind !== 'expression' || statement.expression.kind !== 'call') return null;
  const { callee } = statement.expression;
  if (callee.kind === 'name') return callee.name;
  return callee.kind === 'attribute' && callee.object.kind === 'name' ? `${callee.object.name}.${callee.name}` : null;
}
