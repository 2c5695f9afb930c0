import type { SyntaxNode } from '@lezer/common';
import type { Span } from './model.js';
import { literalKey, plainName, stringText } from './javascriptLiterals.js';
import { readScopes } from './javascriptScopes.js';
import { createReader, isSpread, withoutChanges, type Reader } from './javascriptValues.js';
import { createPositions, pathText, type Positions } from './names.js';
import { javascriptTree } from './syntax/javascriptTree.js';
import type { FoundObject, ObjectValue } from './values.js';

/** Every object literal of a TypeScript or JavaScript text, outermost and first ones first; null past the deadline. */
export function javascriptObjects(text: string, fileName: string, deadline: number): FoundObject[] | null {
  const tree = javascriptTree(text, fileName, deadline);
  if (!tree) return null;
  const nodes: SyntaxNode[] = [];
  tree.iterate({
    enter(reference) {
      if (reference.name === 'ObjectExpression') nodes.push(reference.node);
    },
  });
  if (nodes.length === 0) return [];
  const reader = createReader(text, readScopes(tree, text));
  const positionIn = createPositions();
  return nodes.map((node) => ({
    get keys() {
      const properties = node.getChildren('Property');
      return properties.some(isSpread)
        ? reader.readObject(node).entries.map((entry) => entry.key)
        : properties.flatMap((property) => literalKey(property, text)?.word ?? []);
    },
    read: () => afterChanges(reader.readObject(node), variableAbove(node, text), reader),
    name: () => pathName(node, text, positionIn),
    isPart: () => isSpreadElsewhere(node, reader),
  }));
}

/** The variable that an object stands in, and the keys on the way; null for one that stands by itself. */
interface Place {
  readonly variable: SyntaxNode;
  readonly path: readonly string[];
}

const maxDepth = 200;

/** Fields that are given another value later are not known. */
function afterChanges(object: ObjectValue, place: Place | null, { text, scopes }: Reader): ObjectValue {
  if (!place) return object;
  const { variable, path } = place;
  return withoutChanges(object, scopes.changesOf(text.slice(variable.from, variable.to), variable.from), path);
}

function isSpreadElsewhere(node: SyntaxNode, { text, scopes }: Reader): boolean {
  const place = variableAbove(node, text);
  if (!place) return false;
  const { variable, path } = place;
  return scopes.isSpread([text.slice(variable.from, variable.to), ...path].join('.'));
}

/** Through keys, casts, parentheses and `Object.freeze`. */
function variableAbove(node: SyntaxNode, text: string): Place | null {
  const path: string[] = [];
  let above = node;
  for (let parent = above.parent, depth = 0; parent && depth < maxDepth; parent = parent.parent, depth++) {
    if (parent.name === 'VariableDeclaration') {
      const variable = variableBefore(above);
      return variable ? { variable, path } : null;
    }
    if (parent.name === 'Property') {
      const key = literalKey(parent, text);
      if (!key) return null;
      path.unshift(key.word);
    } else if (
      !/^(ObjectExpression|BinaryExpression|PrefixCast|ParenthesizedExpression|ArgList|CallExpression)$/.test(
        parent.name,
      )
    ) {
      return null;
    }
    above = parent;
  }
  return null;
}

/** `models.encoder[0]`: the variable or class field, the keys and the positions above an object. */
function pathName(node: SyntaxNode, text: string, positionIn: Positions): { text: string; span: Span } | null {
  const path: (string | number)[] = [];
  let span: Span | null = null;
  let above = node;
  for (let parent = above.parent, depth = 0; parent && depth < maxDepth; parent = parent.parent, depth++) {
    if (parent.name === 'ArrayExpression') path.unshift(positionIn(parent, above));
    const name = nameGivenBy(parent, above);
    if (name) {
      const word = text.slice(name.from, name.to);
      path.unshift(name.name === 'String' ? stringText(word) : (plainName(word) ?? '…'));
      span ??= { start: name.from, end: name.to };
    }
    if (/^(VariableDeclaration|AssignmentExpression|PropertyDeclaration|Block)$/.test(parent.name)) break;
    above = parent;
  }
  const words = pathText(path);
  return words === null ? null : { text: words, span: span ?? { start: node.from, end: node.from + 1 } };
}

/** What a node calls the value that stands in it. */
function nameGivenBy(parent: SyntaxNode, value: SyntaxNode): SyntaxNode | null {
  switch (parent.name) {
    case 'VariableDeclaration':
      return variableBefore(value);
    case 'AssignmentExpression':
      return parent.firstChild?.to === value.to ? null : parent.firstChild;
    case 'PropertyDeclaration':
      return parent.getChild('PropertyDefinition') ?? parent.getChild('PrivatePropertyDefinition');
    case 'Property':
      return parent.getChild('PropertyDefinition') ?? parent.getChild('String');
    default:
      return null;
  }
}

function variableBefore(initializer: SyntaxNode): SyntaxNode | null {
  let before = initializer.prevSibling;
  while (before && before.name !== 'VariableDefinition' && before.name !== ',') before = before.prevSibling;
  return before?.name === 'VariableDefinition' ? before : null;
}
