import type { SyntaxNode } from '@lezer/common';
import { stringText } from '../javascriptLiterals.js';
import { readFunction, readClass } from './javascriptFunctions.js';
import {
  assign,
  childAfter,
  childNamed,
  isExpression,
  nameAt,
  unknownAt,
  type Lowering,
} from './javascriptLowering.js';
import type { ImportedName, Statement } from './program.js';

/** `import tf, { layers as L } from '…'`, `import * as tf from '…'`, `import '…'` */
export function readImport(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const module = moduleName(childNamed(children, 'String'), lowering);
  if (module === null) return [];
  const names = children.flatMap((child, index): ImportedName[] => {
    if (child.name === 'ImportGroup') return groupNames(child, lowering);
    if (child.name !== 'VariableDefinition') return [];
    const isWhole = children[index - 1]?.name === 'as';
    return [imported(isWhole ? null : 'default', child, lowering)];
  });
  return [{ kind: 'import', module, names, span: lowering.spanOf(node) }];
}

/** What is exported from another module is imported here too, as others may import it from here. */
export function readExport(node: SyntaxNode, lowering: Lowering): Statement[] {
  const children = lowering.children(node);
  const span = lowering.spanOf(node);
  const exported = childAfter(children, 'default') ?? childAfter(children, 'Equals');
  if (exported) return defaultExport(exported, lowering);
  const module = moduleName(childAfter(children, 'from'), lowering);
  const group = childNamed(children, 'ExportGroup');
  if (group) {
    const names = groupNames(group, lowering);
    if (module !== null) return [{ kind: 'import', module, names, span }];
    return names
      .filter(({ local }) => local === 'default')
      .map((item) => assign(nameAt('default', item.span), nameAt(item.name ?? '', item.span), true, item.span));
  }
  if (module !== null && childNamed(children, 'Star')) {
    const alias = childAfter(children, 'as');
    const local = alias ? lowering.textOf(alias) : '*';
    return [{ kind: 'import', module, names: [{ name: alias ? null : '*', local, isRoot: false, span }], span }];
  }
  return children.filter((child) => child.name !== 'export').flatMap((child) => lowering.statement(child));
}

/**
 * `const tf = require('…')`, `const { layers } = await import('…')` and `const Model = require('./model').Model` as the
 * imports they are; null for any other declaration.
 */
export function readRequire(pattern: SyntaxNode, value: SyntaxNode, lowering: Lowering): Statement | null {
  const children = lowering.children(value);
  const span = { start: lowering.spanOf(pattern).start, end: lowering.spanOf(value).end };
  if (value.name === 'MemberExpression') {
    const [object, , property] = children;
    const module = object ? requiredModule(object, lowering) : null;
    if (module === null || property?.name !== 'PropertyName' || pattern.name !== 'VariableDefinition') return null;
    return { kind: 'import', module, names: [imported(lowering.textOf(property), pattern, lowering)], span };
  }
  const module = requiredModule(value, lowering);
  if (module === null) return null;
  if (pattern.name === 'VariableDefinition') {
    return { kind: 'import', module, names: [imported(null, pattern, lowering)], span };
  }
  if (pattern.name !== 'ObjectPattern') return null;
  const properties = lowering.children(pattern).filter((child) => child.name === 'PatternProperty');
  const names = properties.map((property) => {
    const parts = lowering.children(property);
    const local = childNamed(parts, 'VariableDefinition');
    const [key] = parts;
    const isPlain = key && (key === local || key.name === 'PropertyName') && !childNamed(parts, 'Equals');
    return isPlain && local ? imported(lowering.textOf(key), local, lowering) : null;
  });
  const known = names.filter((name) => name !== null);
  return known.length === names.length ? { kind: 'import', module, names: known, span } : null;
}

function requiredModule(node: SyntaxNode, lowering: Lowering): string | null {
  const children = lowering.children(node);
  if (node.name === 'AwaitExpression' || node.name === 'ParenthesizedExpression') {
    const inner = children.find(isExpression);
    return inner ? requiredModule(inner, lowering) : null;
  }
  if (node.name === 'DynamicImport') return moduleName(childNamed(children, 'String'), lowering);
  const [callee, list] = children;
  if (node.name !== 'CallExpression' || callee?.name !== 'VariableName' || lowering.textOf(callee) !== 'require') {
    return null;
  }
  return list ? moduleName(lowering.children(list)[1], lowering) : null;
}

function moduleName(node: SyntaxNode | undefined, lowering: Lowering): string | null {
  return node?.name === 'String' ? packageName(stringText(lowering.textOf(node))) : null;
}

/**
 * The package of a URL or of Deno's `npm:`: `https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.11.0/+esm` is
 * `@tensorflow/tfjs`. Only scoped packages, whose names stand out from the other parts of a path.
 */
function packageName(module: string): string {
  return /^(?:https?:|npm:)[^?#]*?(@[a-z][\w.-]*\/[a-z][\w.-]*)(?=[@/+?#]|$)/.exec(module)?.[1] ?? module;
}

function imported(name: string | null, local: SyntaxNode, lowering: Lowering): ImportedName {
  return { name, local: lowering.textOf(local), isRoot: false, span: lowering.spanOf(local) };
}

/** `{ a, b as c, type D }` */
function groupNames(group: SyntaxNode, lowering: Lowering): ImportedName[] {
  const children = lowering.children(group);
  return children.flatMap((child, index): ImportedName[] => {
    if (!/^(VariableName|VariableDefinition|default|String)$/.test(child.name)) return [];
    if (children[index - 1]?.name === 'as') return [];
    const isRenamed = children[index + 1]?.name === 'as';
    const local = isRenamed ? (children[index + 2] ?? child) : child;
    const word = lowering.textOf(child);
    return [imported(child.name === 'String' ? stringText(word) : word, local, lowering)];
  });
}

function defaultExport(node: SyntaxNode, lowering: Lowering): Statement[] {
  const span = lowering.spanOf(node);
  const target = nameAt('default', { start: span.start, end: span.start });
  if (node.name === 'FunctionDeclaration' || node.name === 'ClassDeclaration') {
    const statement =
      node.name === 'ClassDeclaration' ? readClass(node, lowering, target) : readFunction(node, lowering);
    if (!statement) return [];
    if (statement.name === 'default') return [statement];
    return [statement, assign(target, nameAt(statement.name, target.span), true, span)];
  }
  if (node.name === 'ClassExpression') return [readClass(node, lowering, target)];
  return [assign(target, isExpression(node) ? lowering.expression(node) : unknownAt(span), true, span)];
}
