import type { SyntaxNode } from '@lezer/common';
import { readAssignment, readItems } from './javascriptExpressions.js';
import { readClass, readFunction } from './javascriptFunctions.js';
import {
  assign,
  childAfter,
  childNamed,
  isExpression,
  nameAt,
  unknownAt,
  type Lowering,
} from './javascriptLowering.js';
import { readExport, readImport, readRequire } from './javascriptModules.js';
import { assignmentTarget, patternItems, patternTarget } from './javascriptPatterns.js';
import { withPrototypes } from './javascriptPrototypes.js';
import { readSwitch } from './javascriptSwitch.js';
import type { Expression, Statement } from './program.js';

/** The statements of a block. */
export function readList(nodes: readonly SyntaxNode[], lowering: Lowering): Statement[] {
  const statements: Statement[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    const broken = readBrokenAssignment(node, nodes[index + 1], lowering);
    statements.push(...(broken ? [broken.statement] : lowering.statement(node)));
    index += (broken?.nodes ?? 1) - 1;
  }
  return withPrototypes(statements);
}

export function readStatement(node: SyntaxNode, lowering: Lowering): readonly Statement[] {
  const span = lowering.spanOf(node);
  const children = () => lowering.children(node);
  switch (node.name) {
    case 'ExpressionStatement':
      return children()
        .filter(isExpression)
        .flatMap((child) => expressionStatement(child, lowering));
    case 'VariableDeclaration':
      return readDeclaration(node, lowering);
    case 'FunctionDeclaration': {
      const statement = readFunction(node, lowering);
      return statement ? [statement] : [];
    }
    case 'ClassDeclaration':
      return [readClass(node, lowering, nameAt('', span))];
    case 'EnumDeclaration':
      return readEnum(node, lowering);
    case 'ImportDeclaration':
      return readImport(node, lowering);
    case 'ExportDeclaration':
      return readExport(node, lowering);
    case 'Block':
      return [{ kind: 'block', body: readBlock(node, lowering), span }];
    case 'ReturnStatement':
    case 'ThrowStatement': {
      const value = children().find(isExpression);
      const kind = node.name === 'ReturnStatement' ? 'return' : 'raise';
      return [{ kind, value: value ? lowering.expression(value) : null, span }];
    }
    case 'IfStatement': {
      const [, test, then] = children();
      const otherwise = childAfter(children(), 'else');
      return [
        {
          kind: 'if',
          test: lowering.expression(test),
          body: readBlock(then, lowering),
          otherwise: readBlock(otherwise, lowering),
          span,
        },
      ];
    }
    case 'ForStatement':
      return readFor(node, lowering);
    case 'WhileStatement': {
      const [, test, body] = children();
      return [whileLoop(lowering.expression(test), readBlock(body, lowering), [], span)];
    }
    case 'DoStatement': {
      const test = lowering.expression(childAfter(children(), 'while'));
      const stop: Statement = { kind: 'if', test, body: [], otherwise: [{ kind: 'break', span }], span: test.span };
      return [whileLoop(null, [...readBlock(children()[1], lowering), stop], [], span)];
    }
    case 'SwitchStatement':
      return readSwitch(node, lowering);
    case 'TryStatement':
      return [readTry(node, lowering)];
    case 'LabeledStatement':
    case 'WithStatement':
      return readBlock(children().at(-1), lowering);
    case 'BreakStatement':
      return [{ kind: 'break', span }];
    case 'ContinueStatement':
      return [{ kind: 'continue', span }];
    default:
      // Types say nothing to us.
      return [];
  }
}

/** A block, or the one statement in its place. */
function readBlock(node: SyntaxNode | undefined, lowering: Lowering): Statement[] {
  if (!node) return [];
  lowering.frame.blocks++;
  const body = readList(node.name === 'Block' ? lowering.children(node) : [node], lowering);
  lowering.frame.blocks--;
  return body;
}

function expressionStatement(node: SyntaxNode, lowering: Lowering): Statement[] {
  const span = lowering.spanOf(node);
  switch (node.name) {
    case 'AssignmentExpression':
      return [assignmentStatement(node, lowering)];
    case 'SequenceExpression':
      return lowering
        .children(node)
        .filter(isExpression)
        .flatMap((child) => expressionStatement(child, lowering));
    case 'ParenthesizedExpression': {
      const inner = lowering.children(node).find(isExpression);
      return inner ? expressionStatement(inner, lowering) : [];
    }
    default: {
      const expression = lowering.expression(node);
      return [stepStatement(expression) ?? { kind: 'expression', expression, span }];
    }
  }
}

/** `a = b = value` and `a += value`. */
function assignmentStatement(node: SyntaxNode, lowering: Lowering): Statement {
  const span = lowering.spanOf(node);
  const operator = childNamed(lowering.children(node), 'UpdateOp');
  const word = operator ? lowering.textOf(operator).slice(0, -1) : '';
  const { target, value } = readAssignment(node, lowering);
  if (value.kind === 'binary' && operator) {
    return { kind: 'augmented', target, operator: word, value: value.right, span };
  }
  const targets = [target];
  let last = value;
  if (!operator) {
    while (last.kind === 'assignment') {
      targets.push(last.target);
      last = last.value;
    }
  }
  return { kind: 'assign', targets, value: last, annotation: null, declares: false, span };
}

/** `i++;` and `++i;` are `i += 1`. */
function stepStatement(expression: Expression): Statement | null {
  const isOld = expression.kind === 'binary' && expression.left.kind === 'assignment';
  const assignment = isOld ? expression.left : expression;
  if (assignment.kind !== 'assignment' || assignment.value.kind !== 'binary') return null;
  const { operator, right } = assignment.value;
  if (assignment.value.left !== assignment.target) return null;
  return { kind: 'augmented', target: assignment.target, operator, value: right, span: expression.span };
}

/**
 * Lezer does not know `[a.b, c[0]] = …`: it ends the statement before the `=`, or takes the list behind it for a
 * subscript of the first one.
 */
function readBrokenAssignment(
  node: SyntaxNode,
  next: SyntaxNode | undefined,
  lowering: Lowering,
): { readonly statement: Statement; readonly nodes: number } | null {
  if (node.name !== 'ExpressionStatement') return null;
  const inner = lowering.children(node)[0];
  const isSubscript = inner?.name === 'MemberExpression';
  const list = isSubscript ? lowering.children(inner)[0] : inner;
  const error = list?.nextSibling;
  if (list?.name !== 'ArrayExpression' || !error?.type.isError || lowering.textOf(error) !== '=') return null;
  const target: Expression = { kind: 'list', items: readItems(list, lowering), span: lowering.spanOf(list) };
  if (!isSubscript) {
    const expression = next?.name === 'ExpressionStatement' && lowering.children(next).find(isExpression);
    return expression ? { statement: assigned(target, lowering.expression(expression)), nodes: 2 } : null;
  }
  const index = lowering.children(inner)[2];
  if (!index) return null;
  const items = index.name === 'SequenceExpression' ? lowering.children(index).filter(isExpression) : [index];
  const value = items.map((item) => lowering.expression(item));
  return { statement: assigned(target, { kind: 'list', items: value, span: lowering.spanOf(index) }), nodes: 1 };
}

function assigned(target: Expression, value: Expression): Statement {
  return assign(target, value, false, { start: target.span.start, end: value.span.end });
}

function readDeclaration(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const isNested = children[0]?.name === 'var' && lowering.frame.blocks > 0;
  return patternItems(children).map(({ pattern, value }) => {
    if (!pattern) return { kind: 'block', body: [], span: lowering.spanOf(node) };
    const required = value && readRequire(pattern, value, lowering);
    if (required) return required;
    const target = patternTarget(pattern, lowering);
    if (value?.name === 'ClassExpression') return readClass(value, lowering, target);
    if (isNested) for (const name of namesIn(target)) lowering.frame.nestedVariables.add(name);
    const span = { start: target.span.start, end: value ? lowering.spanOf(value).end : target.span.end };
    return assign(target, value ? lowering.expression(value) : null, !isNested, span);
  });
}

function namesIn(target: Expression): string[] {
  switch (target.kind) {
    case 'name':
      return [target.name];
    case 'list':
      return target.items.flatMap(namesIn);
    case 'dict':
      return target.entries.flatMap(({ value }) => namesIn(value));
    case 'starred':
      return namesIn(target.value);
    case 'assignment':
      return namesIn(target.target);
    default:
      return [];
  }
}

/** Members without a value count on from the last number. */
function readEnum(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const name = childNamed(children, 'TypeDefinition');
  const body = childNamed(children, 'EnumBody');
  if (!name || !body) return [];
  const members = lowering.children(body);
  let next: number | null = 0;
  const entries = members.flatMap((member, index) => {
    if (member.name !== 'PropertyName') return [];
    const span = lowering.spanOf(member);
    const written = members[index + 1]?.name === 'Equals' ? lowering.expression(members[index + 2]) : null;
    const counted: Expression =
      next === null ? unknownAt(span) : { kind: 'number', value: next, isInteger: true, span };
    const value = written ?? counted;
    next = value.kind === 'number' ? value.value + 1 : null;
    return [{ key: { kind: 'string', value: lowering.textOf(member), span } as const, value, span }];
  });
  const span = lowering.spanOf(node);
  return [assign(nameAt(lowering.textOf(name), lowering.spanOf(name)), { kind: 'dict', entries, span }, true, span)];
}

function readFor(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const spec = children.find((child) => /^For(In|Of)?Spec$/.test(child.name));
  const span = lowering.spanOf(node);
  const body = readBlock(children.at(-1) === spec ? undefined : children.at(-1), lowering);
  if (!spec) return body;
  const parts = lowering.children(spec);
  if (spec.name !== 'ForSpec') {
    const target = parts.find((part) => /Pattern$|^Variable|^MemberExpression$/.test(part.name));
    const source = lowering.expression(childAfter(parts, spec.name === 'ForOfSpec' ? 'of' : 'in'));
    // The keys of an object, which are of no use to shapes.
    const iterable = spec.name === 'ForOfSpec' ? source : unknownAt(source.span, [source]);
    const item = target ? forTarget(target, lowering) : unknownAt(lowering.spanOf(spec));
    return [{ kind: 'for', target: item, iterable, body, otherwise: [], span }];
  }
  return [{ kind: 'block', body: readCounting(parts, body, span, lowering), span }];
}

function forTarget(node: SyntaxNode, lowering: Lowering): Expression {
  return node.name === 'VariableDefinition' ? patternTarget(node, lowering) : assignmentTarget(node, lowering);
}

/** `for (let i = 0; i < n; i++)` */
function readCounting(
  parts: readonly SyntaxNode[],
  body: Statement[],
  span: Statement['span'],
  lowering: Lowering,
): Statement[] {
  const clauses: SyntaxNode[][] = [[]];
  for (const part of parts) {
    if (part.name === '(' || part.name === ')') continue;
    if (part.name === ';') clauses.push([]);
    else clauses.at(-1)!.push(part);
    // A declaration has its semicolon inside.
    if (part.name === 'VariableDeclaration') clauses.push([]);
  }
  const [start = [], tests = [], updates = []] = clauses;
  const test = tests.find(isExpression);
  lowering.frame.blocks++;
  const before = start.flatMap((part) =>
    isExpression(part) ? expressionStatement(part, lowering) : lowering.statement(part),
  );
  lowering.frame.blocks--;
  const update = updates.filter(isExpression).flatMap((part) => expressionStatement(part, lowering));
  return [...before, whileLoop(test ? counterAlone(lowering.expression(test)) : null, body, update, span)];
}

/** `i + size < n` says of the counter that `i < n - size`. */
function counterAlone(test: Expression): Expression {
  if (test.kind !== 'compare' || !/^<=?$/.test(test.operator)) return test;
  const { left, right, span } = test;
  if (left.kind !== 'binary' || left.operator !== '+' || left.left.kind !== 'name') return test;
  return {
    ...test,
    left: left.left,
    right: { kind: 'binary', operator: '-', left: right, right: left.right, span },
  };
}

function whileLoop(
  test: Expression | null,
  body: readonly Statement[],
  update: readonly Statement[],
  span: Statement['span'],
): Statement {
  return { kind: 'while', test, body, update, otherwise: [], span };
}

function readTry(node: SyntaxNode, lowering: Lowering): Statement {
  const children = lowering.children(node);
  const caught = childNamed(children, 'CatchClause');
  const final = childNamed(children, 'FinallyClause');
  const parts = caught ? lowering.children(caught) : [];
  const name = childNamed(parts, 'VariableDefinition');
  return {
    kind: 'try',
    body: readBlock(childNamed(children, 'Block'), lowering),
    handlers: caught
      ? [
          {
            type: null,
            name: name ? lowering.textOf(name) : null,
            body: readBlock(childNamed(parts, 'Block'), lowering),
          },
        ]
      : [],
    otherwise: [],
    final: final ? readBlock(childNamed(lowering.children(final), 'Block'), lowering) : [],
    span: lowering.spanOf(node),
  };
}
