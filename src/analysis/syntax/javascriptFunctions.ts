import type { SyntaxNode } from '@lezer/common';
import { readKey } from './javascriptExpressions.js';
import {
  assign,
  childAfter,
  childNamed,
  isExpression,
  nameAt,
  newFrame,
  unknownAt,
  withClasses,
  type Lowering,
} from './javascriptLowering.js';
import { patternItems, readParameters } from './javascriptPatterns.js';
import { readList } from './javascriptStatements.js';
import type { ClassStatement, Expression, FunctionStatement, Parameter, Statement } from './program.js';

/** Null for a declaration without a body: one that TypeScript overloads. */
export function readFunction(node: SyntaxNode, lowering: Lowering): FunctionStatement | null {
  const children = lowering.children(node);
  const block = childNamed(children, 'Block');
  if (!block) return null;
  const name = childNamed(children, 'VariableDefinition');
  return {
    kind: 'function',
    // Only `export default function () {}` has none.
    name: name ? lowering.textOf(name) : 'default',
    nameSpan: lowering.spanOf(name ?? children[0] ?? node),
    parameters: readParameters(childNamed(children, 'ParamList'), lowering),
    body: readBody(block, lowering),
    decorators: [],
    isGenerator: childNamed(children, 'Star') !== undefined,
    span: lowering.spanOf(node),
  };
}

/** Arrow functions, function expressions and the methods of object literals. */
export function functionLambda(node: SyntaxNode, lowering: Lowering): Expression {
  const children = lowering.children(node);
  const span = lowering.spanOf(node);
  const block = childNamed(children, 'Block');
  const result = childAfter(children, 'Arrow');
  const lambda: Expression = {
    kind: 'lambda',
    parameters: readParameters(childNamed(children, 'ParamList'), lowering),
    body: block ? readBody(block, lowering) : readResult(result, lowering),
    span,
  };
  return childNamed(children, 'Star') ? unknownAt(span, [lambda]) : lambda;
}

/** What an arrow function returns, and before it the classes that stand in it. */
function readResult(node: SyntaxNode | undefined, lowering: Lowering): Expression | Statement[] {
  const { value, classes } = withClasses(lowering, () => lowering.expression(node));
  return classes.length > 0 ? [...classes, { kind: 'return', value, span: value.span }] : value;
}

/** A class in the middle of an expression is made before the statement, and then has a name there. */
export function classExpression(node: SyntaxNode, lowering: Lowering): Expression {
  const { classes } = lowering.frame;
  const own = childNamed(lowering.children(node), 'VariableDefinition');
  const span = lowering.spanOf(own ?? lowering.children(node)[0] ?? node);
  // No variable can be called `class`.
  const made = readClass(node, lowering, nameAt(own ? lowering.textOf(own) : `class ${String(classes.length)}`, span));
  classes.push(made);
  return nameAt(made.name, lowering.spanOf(node));
}

/** A class declaration or expression; `name` is for one that has none. */
export function readClass(node: SyntaxNode, lowering: Lowering, name: Expression): ClassStatement {
  const children = lowering.children(node);
  const definition = childNamed(children, 'VariableDefinition');
  const base = childAfter(children, 'extends');
  const items = lowering.children(childNamed(children, 'ClassBody') ?? node);
  const fields = items.filter((item) => item.name === 'PropertyDeclaration');
  const methods = items
    .filter((item) => item.name === 'MethodDeclaration')
    .flatMap((item) => readMethod(item, lowering));
  const hasBase = base !== undefined;
  const given = node.name === 'ClassExpression' ? undefined : definition;
  return {
    kind: 'class',
    name: given ? lowering.textOf(given) : name.kind === 'name' ? name.name : 'default',
    nameSpan: given ? lowering.spanOf(given) : name.span,
    bases: base ? [lowering.expression(base)] : [],
    body: [
      ...fields.filter(isStatic).flatMap((field) => readField(field, null, lowering)),
      ...withFields(
        methods,
        fields.filter((field) => !isStatic(field)).flatMap((field) => readField(field, 'this', lowering)),
        hasBase,
        lowering.spanOf(node),
      ),
    ],
    decorators: readDecorators(children, lowering),
    span: lowering.spanOf(node),
  };
}

function readBody(block: SyntaxNode, lowering: Lowering): Statement[] {
  const outer = lowering.frame;
  lowering.frame = newFrame();
  const body = readList(lowering.children(block), lowering);
  const { nestedVariables } = lowering.frame;
  lowering.frame = outer;
  const { start } = lowering.spanOf(block);
  return [...declarationsOf(nestedVariables, { start, end: start }), ...body];
}

/** The names that `var` declares inside blocks: they stand for the whole function. */
export function declarationsOf(names: Iterable<string>, span: Statement['span']): Statement[] {
  return [...names].map((name) => assign(nameAt(name, span), null, true, span));
}

function isStatic(item: SyntaxNode): boolean {
  return item.getChild('static') !== null;
}

function readDecorators(children: readonly SyntaxNode[], lowering: Lowering): Expression[] {
  return children
    .filter((child) => child.name === 'Decorator')
    .map((child) => lowering.expression(lowering.children(child)[1]));
}

function readMethod(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const key = readKey(children, lowering);
  if (key?.expression.kind !== 'string' || childNamed(children, 'set')) return [];
  const name = key.expression.value;
  const span = lowering.spanOf(node);
  const nameSpan = key.expression.span;
  if (childNamed(children, 'get')) return [assign(nameAt(name, nameSpan), unknownAt(span), false, span)];
  const block = childNamed(children, 'Block');
  if (!block) return [];
  const list = childNamed(children, 'ParamList');
  const staticWord = childNamed(children, 'static');
  const properties = list ? patternItems(lowering.children(list)).filter((item) => item.isProperty) : [];
  const method: FunctionStatement = {
    kind: 'function',
    name,
    nameSpan,
    parameters: readParameters(list, lowering),
    body: readBody(block, lowering),
    // As Python says it.
    decorators: [
      ...readDecorators(children, lowering),
      ...(staticWord ? [nameAt('staticmethod', lowering.spanOf(staticWord))] : []),
    ],
    isGenerator: childNamed(children, 'Star') !== undefined,
    span,
  };
  const kept = properties.flatMap(({ pattern }) => {
    if (pattern?.name !== 'VariableDefinition') return [];
    const target = lowering.spanOf(pattern);
    const word = lowering.textOf(pattern);
    return [assign(attributeOfThis(word, target), nameAt(word, target), false, target)];
  });
  return [atStart(method, kept)];
}

/** A field without a value is only declared. */
function readField(node: SyntaxNode, object: 'this' | null, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const key = readKey(children, lowering);
  const value = childAfter(children, 'Equals');
  if (key?.expression.kind !== 'string' || !value || !isExpression(value)) return [];
  const { span } = key.expression;
  const name = key.expression.value;
  const target = object ? attributeOfThis(name, span) : nameAt(name, span);
  return [assign(target, lowering.expression(value), false, lowering.spanOf(node))];
}

function attributeOfThis(name: string, span: Expression['span']): Expression {
  return { kind: 'attribute', object: nameAt('this', span), name, nameSpan: span, span };
}

/** Fields get their values in the constructor: first of all, or right after `super(…)`. */
function withFields(
  methods: Statement[],
  fields: readonly Statement[],
  hasBase: boolean,
  span: Statement['span'],
): Statement[] {
  if (fields.length === 0) return methods;
  const index = methods.findIndex((method) => method.kind === 'function' && method.name === 'constructor');
  const method = methods[index];
  if (method?.kind === 'function') return methods.with(index, atStart(method, fields));
  return [inheritedConstructor(fields, hasBase, { start: span.start, end: span.start }), ...methods];
}

function atStart(method: FunctionStatement, added: readonly Statement[]): FunctionStatement {
  if (added.length === 0) return method;
  const { body } = method;
  const start = body.findIndex(isSuperCall) + 1;
  return { ...method, body: [...body.slice(0, start), ...added, ...body.slice(start)] };
}

function isSuperCall(statement: Statement): boolean {
  return (
    statement.kind === 'expression' &&
    statement.expression.kind === 'call' &&
    statement.expression.callee.kind === 'name' &&
    statement.expression.callee.name === 'super'
  );
}

/** `constructor(...args) { super(...args); … }` */
function inheritedConstructor(
  fields: readonly Statement[],
  hasBase: boolean,
  span: Statement['span'],
): FunctionStatement {
  const rest = nameAt('args', span);
  const parameters: Parameter[] = [{ target: rest, default: null, rest: 'list', isKeywordOnly: false }];
  const superCall: Statement = {
    kind: 'expression',
    expression: {
      kind: 'call',
      callee: nameAt('super', span),
      args: [{ keyword: null, keywordSpan: null, spread: 'list', value: rest, span }],
      isNew: false,
      span,
    },
    span,
  };
  return {
    kind: 'function',
    name: 'constructor',
    nameSpan: span,
    parameters: hasBase ? parameters : [],
    body: hasBase ? [superCall, ...fields] : fields,
    decorators: [],
    isGenerator: false,
    span,
  };
}
