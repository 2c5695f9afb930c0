import type { ClassStatement, Expression, FunctionStatement, Statement } from './program.js';

/**
 * What stood for classes before JavaScript had them: a function with `Model.prototype.build = function () { … }`
 * beside it is read as a class whose constructor it is.
 */
export function withPrototypes(body: Statement[]): Statement[] {
  const parts = new Map<string, Part[]>();
  for (const statement of body) {
    const part = partOf(statement);
    if (part) parts.set(part.name, [...(parts.get(part.name) ?? []), part]);
  }
  const functions = new Set(body.flatMap((statement) => (statement.kind === 'function' ? [statement.name] : [])));
  return body.flatMap((statement): Statement[] => {
    if (statement.kind === 'function') {
      const own = parts.get(statement.name);
      return [own ? classOf(statement, own) : statement];
    }
    return functions.has(partOf(statement)?.name ?? '') ? [] : [statement];
  });
}

/** Members of the prototype of the function with that name, or what it inherits from. */
interface Part {
  readonly name: string;
  readonly members: readonly Statement[];
  readonly base: Expression | null;
}

function classOf(constructor: FunctionStatement, parts: readonly Part[]): ClassStatement {
  const { name, nameSpan, span } = constructor;
  const bases = parts.flatMap(({ base }) => (base ? [base] : []));
  const body = [{ ...constructor, name: 'constructor' }, ...parts.flatMap(({ members }) => members)];
  return { kind: 'class', name, nameSpan, bases, body, decorators: [], span };
}

/** `Model.prototype.name = value`, `Model.prototype = { … }` and `Model.prototype = Object.create(Base.prototype)`. */
function partOf(statement: Statement): Part | null {
  const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
  if (statement.kind !== 'assign' || !statement.value || target?.kind !== 'attribute') return null;
  const { value } = statement;
  if (isPrototype(target.object)) {
    return { name: target.object.object.name, members: [memberOf(target.name, target.nameSpan, value)], base: null };
  }
  if (!isPrototype(target)) return null;
  const entries = value.kind === 'dict' ? value.entries : [];
  const members = entries.flatMap(({ key, value: entry }) =>
    key?.kind === 'string' ? [memberOf(key.value, key.span, entry)] : [],
  );
  return { name: target.object.name, members, base: value.kind === 'dict' ? null : value };
}

type Prototype = Expression & { kind: 'attribute' } & { readonly object: Expression & { kind: 'name' } };

function isPrototype(expression: Expression): expression is Prototype {
  return expression.kind === 'attribute' && expression.name === 'prototype' && expression.object.kind === 'name';
}

function memberOf(name: string, nameSpan: Expression['span'], value: Expression): Statement {
  const { span } = value;
  if (value.kind !== 'lambda' || !Array.isArray(value.body)) {
    const target: Expression = { kind: 'name', name, span: nameSpan };
    return { kind: 'assign', targets: [target], value, annotation: null, declares: false, span };
  }
  const body = value.body as readonly Statement[];
  const { parameters } = value;
  return { kind: 'function', name, nameSpan, parameters, body, decorators: [], isGenerator: false, span };
}
