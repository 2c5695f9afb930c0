import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../model.js';
import { callArguments, decoratorExpression, parametersOf } from './pythonCalls.js';
import { addComment } from './pythonComments.js';
import { expression, expressions, indexOf, yielded } from './pythonExpressions.js';
import { importStatement } from './pythonImports.js';
import { matchStatement } from './pythonMatch.js';
import {
  childrenOf,
  deepest,
  isGarbled,
  spanBetween,
  spanOf,
  textBetween,
  textOf,
  unknownAt,
  type Reading,
} from './pythonTree.js';
import type { Expression, FunctionStatement, Statement } from './program.js';

/** The statements among the children of a node: a script, a body or a group. */
export function statementsOf(node: SyntaxNode, reading: Reading): Statement[] {
  const statements: Statement[] = [];
  if (reading.depth >= deepest) return statements;
  reading.depth++;
  for (let child = node.firstChild; child; child = child.nextSibling) addStatement(child, statements, reading);
  reading.depth--;
  return statements;
}

function addStatement(node: SyntaxNode, statements: Statement[], reading: Reading): void {
  const span = spanOf(node, reading);
  switch (node.name) {
    case 'Comment':
      addComment(node, statements, reading);
      return;
    case ':':
    case ';':
    case 'PassStatement':
    case 'TypeDefinition':
      return;
    case 'StatementGroup':
      statements.push(...statementsOf(node, reading));
      return;
    case 'ExpressionStatement': {
      const nodes = childrenOf(node);
      statements.push({ kind: 'expression', expression: expressions(nodes, 0, nodes.length, reading), span });
      return;
    }
    case 'AssignStatement':
      statements.push(assignment(node, span, reading));
      return;
    case 'UpdateStatement': {
      const nodes = childrenOf(node);
      const sign = indexOf(nodes, 'UpdateOp');
      const operator = nodes[sign];
      statements.push({
        kind: 'augmented',
        target: expressions(nodes, 0, sign, reading),
        operator: operator ? textOf(operator, reading).slice(0, -1) : '+',
        value: expressions(nodes, sign + 1, nodes.length, reading),
        span,
      });
      return;
    }
    case 'ReturnStatement':
      statements.push({ kind: 'return', value: after(node, reading), span });
      return;
    case 'FunctionDefinition':
      statements.push(functionStatement(node, [], reading));
      return;
    case 'ClassDefinition':
      statements.push(classStatement(node, [], reading));
      return;
    case 'DecoratedStatement':
      addDecorated(node, statements, reading);
      return;
    case 'IfStatement':
      statements.push(...ifStatement(childrenOf(node), 0, reading));
      return;
    case 'ForStatement': {
      const nodes = childrenOf(node);
      const start = indexOf(nodes, 'for') + 1;
      const middle = indexOf(nodes, 'in', start);
      const body = indexOf(nodes, 'Body', middle);
      statements.push({
        kind: 'for',
        target: expressions(nodes, start, Math.min(middle, body), reading),
        iterable: expressions(nodes, middle + 1, body, reading),
        body: bodyAt(nodes, body, reading),
        otherwise: bodyAt(nodes, indexOf(nodes, 'else') + 1, reading),
        span,
      });
      return;
    }
    case 'WhileStatement': {
      const nodes = childrenOf(node);
      const body = indexOf(nodes, 'Body');
      statements.push({
        kind: 'while',
        test: expressions(nodes, 1, body, reading),
        body: bodyAt(nodes, body, reading),
        update: [],
        otherwise: bodyAt(nodes, indexOf(nodes, 'else') + 1, reading),
        span,
      });
      return;
    }
    case 'WithStatement':
      statements.push(withStatement(node, span, reading));
      return;
    case 'TryStatement':
      statements.push(tryStatement(childrenOf(node), span, reading));
      return;
    case 'MatchStatement':
      statements.push(...matchStatement(node, reading, statementsOf));
      return;
    case 'ImportStatement': {
      const imported = importStatement(node, reading);
      if (imported) statements.push(imported);
      return;
    }
    case 'ScopeStatement': {
      const names = childrenOf(node).flatMap((child) =>
        child.name === 'VariableName' ? [textOf(child, reading)] : [],
      );
      statements.push({ kind: 'global', names, span });
      return;
    }
    case 'DeleteStatement': {
      const nodes = childrenOf(node);
      const target = expressions(nodes, 1, nodes.length, reading);
      statements.push({ kind: 'delete', targets: target.kind === 'tuple' ? target.items : [target], span });
      return;
    }
    case 'RaiseStatement': {
      const [, value] = childrenOf(node);
      statements.push({ kind: 'raise', value: value ? expression(value, reading) : null, span });
      return;
    }
    case 'AssertStatement': {
      const [, test] = childrenOf(node);
      statements.push({ kind: 'assert', test: test ? expression(test, reading) : unknownAt(span), span });
      return;
    }
    case 'BreakStatement':
      statements.push({ kind: 'break', span });
      return;
    case 'ContinueStatement':
      statements.push({ kind: 'continue', span });
      return;
    case 'YieldStatement':
      statements.push({ kind: 'expression', expression: yieldedOrPrinted(node, span, reading), span });
      return;
    default:
      // What could not be read: its pieces are looked at, as they stand where the program runs them.
      if (node.firstChild || !node.type.isError) {
        statements.push({ kind: 'expression', expression: unknownAt(span, [expression(node, reading)]), span });
      }
  }
}

/** `yield x`; the repair makes one of Python 2's `print x` too, and that is no generator. */
function yieldedOrPrinted(node: SyntaxNode, span: Span, reading: Reading): Expression {
  if (textBetween(span.start, span.end, reading).startsWith('yield')) return yielded(node, span, reading);
  const nodes = childrenOf(node).filter(({ type }) => !type.isError);
  return unknownAt(span, nodes.length > 1 ? [expressions(nodes, 1, nodes.length, reading)] : []);
}

function after(node: SyntaxNode, reading: Reading): Expression | null {
  const nodes = childrenOf(node);
  return nodes.length > 1 ? valueFrom(node, 1, reading) : null;
}

/** What stands from a place to the end of a statement; not known where something else stands there, or behind it. */
function valueFrom(statement: SyntaxNode, from: number, reading: Reading): Expression {
  const nodes = childrenOf(statement);
  const value = expressions(nodes, from, nodes.length, reading);
  const next = statement.nextSibling;
  const isFollowed =
    next?.type.isError === true && !/[\r\n]/.test(textBetween(reading.at(statement.to), reading.at(next.to), reading));
  return isFollowed || isGarbled(nodes.slice(from)) ? unknownAt(spanOf(statement, reading), [value]) : value;
}

function assignment(node: SyntaxNode, span: Span, reading: Reading): Statement {
  const nodes = childrenOf(node);
  const type = nodes[indexOf(nodes, 'TypeDef')];
  const annotation = type?.lastChild && type.lastChild.name !== ':' ? expression(type.lastChild, reading) : null;
  const targets: Expression[] = [];
  let from = 0;
  for (;;) {
    const sign = indexOf(nodes, 'AssignOp', from);
    const typeAt = indexOf(nodes, 'TypeDef', from);
    const end = Math.min(sign, typeAt);
    if (sign === nodes.length && targets.length > 0) break;
    targets.push(expressions(nodes, from, end, reading));
    if (sign === nodes.length) return { kind: 'assign', targets, value: null, annotation, declares: false, span };
    from = sign + 1;
  }
  const value = valueFrom(node, from, reading);
  // A bracket that is left open takes the next line's assignment for its own: `a = f(x` and `b = g()` is `a = f(x) = g()`.
  const others = targets.filter(({ kind }) => !assignable.has(kind));
  if (others.length > 0) {
    const places = targets.filter(({ kind }) => assignable.has(kind));
    const all = unknownAt(span, [...others, value]);
    return { kind: 'assign', targets: places, value: all, annotation, declares: false, span };
  }
  return { kind: 'assign', targets, value, annotation, declares: false, span };
}

const assignable: ReadonlySet<Expression['kind']> = new Set([
  'name',
  'attribute',
  'subscript',
  'tuple',
  'list',
  'starred',
  'unknown',
]);

/** Statements of the `Body` that stands at a place; nothing where something else does. */
function bodyAt(nodes: readonly SyntaxNode[], index: number, reading: Reading): Statement[] {
  const body = nodes[index];
  return body?.name === 'Body' ? statementsOf(body, reading) : [];
}

function functionStatement(node: SyntaxNode, decorators: readonly Expression[], reading: Reading): FunctionStatement {
  const nodes = childrenOf(node);
  const name = nodes[indexOf(nodes, 'VariableName')];
  const list = nodes[indexOf(nodes, 'ParamList')];
  const outer = reading.yields;
  reading.yields = false;
  const parameters = list ? parametersOf(list, reading) : [];
  const body = bodyAt(nodes, indexOf(nodes, 'Body'), reading);
  const isGenerator = reading.yields;
  reading.yields = outer;
  const span = spanOf(node, reading);
  return {
    kind: 'function',
    name: name ? textOf(name, reading) : '',
    nameSpan: name ? spanOf(name, reading) : span,
    parameters,
    body,
    decorators,
    isGenerator,
    span,
  };
}

function classStatement(node: SyntaxNode, decorators: readonly Expression[], reading: Reading): Statement {
  const nodes = childrenOf(node);
  const name = nodes[indexOf(nodes, 'VariableName')];
  const list = nodes[indexOf(nodes, 'ArgList')];
  const bases = (list ? callArguments(list, reading) : []).filter(({ keyword, spread }) => !keyword && !spread);
  const span = spanOf(node, reading);
  return {
    kind: 'class',
    name: name ? textOf(name, reading) : '',
    nameSpan: name ? spanOf(name, reading) : span,
    bases: bases.map(({ value }) => value),
    body: bodyAt(nodes, indexOf(nodes, 'Body'), reading),
    decorators,
    span,
  };
}

function addDecorated(node: SyntaxNode, statements: Statement[], reading: Reading): void {
  const decorators: Expression[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === 'Decorator') {
      const decorator = decoratorExpression(child, reading);
      if (decorator) decorators.push(decorator);
    } else if (child.name === 'FunctionDefinition') statements.push(functionStatement(child, decorators, reading));
    else if (child.name === 'ClassDefinition') statements.push(classStatement(child, decorators, reading));
    else addStatement(child, statements, reading);
  }
}

/** From an `if` or `elif` on. */
function ifStatement(nodes: readonly SyntaxNode[], from: number, reading: Reading): Statement[] {
  const first = nodes[from];
  const last = nodes[nodes.length - 1];
  if (!first || !last) return [];
  if (first.name === 'else') return bodyAt(nodes, from + 1, reading);
  const body = indexOf(nodes, 'Body', from);
  const span = spanBetween(first, last, reading);
  // The repair writes `if` where a line that opens a block begins with a word that is none.
  const isWritten = /^(el)?if\b/.test(textBetween(span.start, span.start + 5, reading));
  const test = expressions(nodes, from + 1, body, reading);
  return [
    {
      kind: 'if',
      test: isWritten ? test : unknownAt(test.span),
      body: bodyAt(nodes, body, reading),
      otherwise: ifStatement(nodes, body + 1, reading),
      span,
    },
  ];
}

function withStatement(node: SyntaxNode, span: Span, reading: Reading): Statement {
  const nodes = childrenOf(node);
  const body = indexOf(nodes, 'Body');
  const start = indexOf(nodes, 'with') + 1;
  const only = nodes[start];
  const isWrapped = body === start + 1 && only?.name === 'TupleExpression';
  const inner = isWrapped ? childrenOf(only).slice(1, -1) : nodes.slice(start, body);
  const items: { value: Expression; target: Expression | null }[] = [];
  let isTarget = false;
  for (const child of inner) {
    // The repair gives Lezer `,` for an `as` whose target is no name.
    if (child.name === 'as' || child.name === ',') {
      isTarget = child.name === 'as' || textOf(child, reading).startsWith('a');
      continue;
    }
    const value = expression(child, reading);
    const item = items[items.length - 1];
    if (isTarget && item) item.target = value;
    else items.push({ value, target: null });
    isTarget = false;
  }
  return { kind: 'with', items, body: bodyAt(nodes, body, reading), span };
}

function tryStatement(nodes: readonly SyntaxNode[], span: Span, reading: Reading): Statement {
  const handlers: { type: Expression | null; name: string | null; body: readonly Statement[] }[] = [];
  for (let at = indexOf(nodes, 'except'); at < nodes.length; at = indexOf(nodes, 'except', at + 1)) {
    const body = indexOf(nodes, 'Body', at);
    const parts = nodes.slice(at + 1, body).filter(({ name }) => name !== '*');
    const [type, separator, name] = parts;
    handlers.push({
      type: type ? expression(type, reading) : null,
      name: separator && name?.name === 'VariableName' ? textOf(name, reading) : null,
      body: bodyAt(nodes, body, reading),
    });
  }
  return {
    kind: 'try',
    body: bodyAt(nodes, 1, reading),
    handlers,
    otherwise: bodyAt(nodes, indexOf(nodes, 'else') + 1, reading),
    final: bodyAt(nodes, indexOf(nodes, 'finally') + 1, reading),
    span,
  };
}
