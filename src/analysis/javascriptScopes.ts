import type { SyntaxNode, Tree } from '@lezer/common';

/** Where the names of a file are declared, and what is changed in them afterwards. */
export interface Scopes {
  /** The declaration that a name at a place means; null where there is none, or more than one in the same scope. */
  declarationAt(name: string, position: number): Declaration | null;
  /** The paths of keys at which the variable that a name at a place means is changed somewhere in the file. */
  changesOf(name: string, position: number): readonly KeyPath[];
  /** Whether `...models.base` spreads this path of names into another object somewhere in the file. */
  isSpread(path: string): boolean;
}

/** The keys from a variable to a value in it, `*` for an unknown one; no keys at all mean the variable itself. */
export type KeyPath = readonly string[];

export interface Declaration {
  readonly name: string;
  readonly kind: 'variable' | 'enum' | 'opaque';
  /** The expression that the variable starts with; for an enum its body. */
  readonly initializer: SyntaxNode | null;
  /** Keys to follow in the initializer's value, for `const { encoder: { units } } = config`. */
  readonly path: KeyPath;
}

interface ScopedDeclaration extends Declaration {
  readonly from: number;
  readonly to: number;
}

/** `config.encoder.units = 5` changes `config` at the path `encoder`, `units`. */
interface Change {
  readonly position: number;
  readonly path: KeyPath;
}

const anyKey = '*';
const objectChanges = new Set(['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf']);
const arrayChanges = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin']);

/** More declarations of one name are a minified file's, and not worth telling apart. */
const maxNamesakes = 500;

/** Reads the scopes of a parsed file in one walk. */
export function readScopes(tree: Tree, source: string): Scopes {
  const declarations = new Map<string, ScopedDeclaration[]>();
  const changes = new Map<string, Change[]>();
  const spread = new Set<string>();
  const textOf = (node: SyntaxNode) => source.slice(node.from, node.to);

  const declare = (name: string, scope: SyntaxNode, declaration: Omit<Declaration, 'name'>) =>
    addTo(declarations, name, { name, ...declaration, from: scope.from, to: scope.to });
  const change = (target: SyntaxNode, below: KeyPath = []) => {
    const place = placeOf(target, source);
    if (place) addTo(changes, place.root, { position: target.from, path: [...place.path, ...below] });
  };

  tree.iterate({
    enter(reference) {
      switch (reference.name) {
        case 'VariableDefinition':
          define(reference.node);
          break;
        case 'EnumDeclaration': {
          const name = reference.node.getChild('TypeDefinition');
          if (name) declare(textOf(name), blockScope(reference.node), enumOf(reference.node));
          break;
        }
        case 'AssignmentExpression':
        case 'PostfixExpression':
          if (reference.node.firstChild && !reference.node.getChild('LogicOp')) change(reference.node.firstChild);
          break;
        case 'UnaryExpression': {
          const operator = reference.node.firstChild;
          const operand = reference.node.lastChild;
          if (operator && operand && ['++', '--', 'delete'].includes(textOf(operator))) change(operand);
          break;
        }
        case 'ForInSpec':
        case 'ForOfSpec': {
          const target = reference.node.getChild('VariableName');
          if (target?.prevSibling?.name === '(') change(target);
          break;
        }
        case 'Spread': {
          const operand = reference.node.nextSibling;
          if (operand && /^(VariableName|MemberExpression)$/.test(operand.name)) spread.add(textOf(operand));
          break;
        }
        case 'CallExpression': {
          const callee = reference.node.firstChild;
          const method = callee?.getChild('PropertyName');
          if (!callee?.firstChild || !method) break;
          const isOfObject = textOf(callee.firstChild) === 'Object';
          const target = isOfObject ? reference.node.getChild('ArgList')?.firstChild?.nextSibling : callee.firstChild;
          if (target && (isOfObject ? objectChanges : arrayChanges).has(textOf(method))) change(target, [anyKey]);
          break;
        }
      }
    },
  });

  function define(node: SyntaxNode) {
    const name = textOf(node);
    const path: string[] = [];
    let follows = true;
    let above = node;
    for (let parent = above.parent; parent; parent = parent.parent) {
      if (parent.name === 'PatternProperty') {
        // A default value or a rest element makes the value depend on more than the key.
        if (parent.getChild('Equals') || parent.getChild('Spread') || parent.getChild('[')) follows = false;
        const key = parent.getChild('PropertyName');
        path.unshift(key ? textOf(key) : name);
      } else if (parent.name === 'ArrayPattern') {
        follows = false;
      } else if (parent.name === 'VariableDeclaration') {
        const scope = parent.firstChild?.name === 'var' ? functionScope(parent) : blockScope(parent);
        const initializer = follows ? initializerAfter(above) : null;
        declare(name, scope, { kind: 'variable', initializer, path });
        return;
      } else if (parent.name === 'AssignmentExpression' || isForWithoutKeyword(parent)) {
        addTo(changes, name, { position: node.from, path: [] });
        return;
      } else if (parent.name !== 'ObjectPattern') {
        break;
      }
      above = parent;
    }
    declare(name, opaqueScope(node), { kind: 'opaque', initializer: null, path: [] });
  }

  const declarationAt = (name: string, position: number): Declaration | null => {
    const namesakes = declarations.get(name) ?? [];
    if (namesakes.length > maxNamesakes) return null;
    const around = namesakes.filter(({ from, to }) => from <= position && position <= to);
    const size = Math.min(...around.map(({ from, to }) => to - from));
    const innermost = around.filter(({ from, to }) => to - from === size);
    return innermost.length === 1 ? (innermost[0] ?? null) : null;
  };
  return {
    declarationAt,
    changesOf(name, position) {
      const own = declarationAt(name, position);
      return (changes.get(name) ?? []).flatMap((change) => {
        const changed = declarationAt(name, change.position);
        return own === null || changed === null || changed === own ? [change.path] : [];
      });
    },
    isSpread: (path) => spread.has(path),
  };
}

/** Whether a change at one of the paths may reach the value at `path`, something in it, or what it stands in. */
export function reaches(changes: readonly KeyPath[], path: KeyPath): boolean {
  return changes.some((change) =>
    change.every((key, depth) => {
      const other = path[depth];
      return other === undefined || key === anyKey || other === anyKey || key === other;
    }),
  );
}

/** The variable and the keys of `config.encoder['units']`; null for what does not start with a variable. */
function placeOf(target: SyntaxNode, source: string): { root: string; path: KeyPath } | null {
  const path: string[] = [];
  let current = target;
  while (current.name === 'MemberExpression' && current.firstChild) {
    const key = current.getChild('PropertyName');
    path.unshift(key ? source.slice(key.from, key.to) : anyKey);
    current = current.firstChild;
  }
  return current.name === 'VariableName' ? { root: source.slice(current.from, current.to), path } : null;
}

function isForWithoutKeyword(node: SyntaxNode): boolean {
  return /^For(In|Of)Spec$/.test(node.name) && node.firstChild?.nextSibling?.name.endsWith('Pattern') === true;
}

function enumOf(node: SyntaxNode): Omit<Declaration, 'name'> {
  return { kind: 'enum', initializer: node.getChild('EnumBody'), path: [] };
}

/** The expression after `=`, passing over a type annotation. */
function initializerAfter(binding: SyntaxNode): SyntaxNode | null {
  for (let next = binding.nextSibling; next && next.name !== ',' && next.name !== ';'; next = next.nextSibling) {
    if (next.name === 'Equals') return next.nextSibling;
  }
  return null;
}

function blockScope(node: SyntaxNode): SyntaxNode {
  return ancestor(
    node,
    (name) => name === 'Block' || name === 'Script' || name === 'SwitchBody' || name === 'ForStatement',
  );
}

function functionScope(node: SyntaxNode): SyntaxNode {
  return ancestor(node, (name) => name === 'Script' || isFunction(name));
}

/** A parameter holds in its function, a caught error in its clause, a function's or class's own name around it. */
function opaqueScope(node: SyntaxNode): SyntaxNode {
  const parent = node.parent;
  if (parent && (isFunction(parent.name) || parent.name.startsWith('Class') || parent.name.startsWith('Namespace'))) {
    return parent.name === 'FunctionExpression' || parent.name === 'ArrowFunction' ? parent : blockScope(parent);
  }
  return ancestor(
    node,
    (name) =>
      name === 'Script' || name === 'Block' || name === 'CatchClause' || name === 'ForStatement' || isFunction(name),
  );
}

function isFunction(name: string): boolean {
  return /^(Function(Declaration|Expression)|ArrowFunction|MethodDeclaration|StaticBlock|Property)$/.test(name);
}

function ancestor(node: SyntaxNode, matches: (name: string) => boolean): SyntaxNode {
  let current = node;
  while (current.parent) {
    current = current.parent;
    if (matches(current.name)) break;
  }
  return current;
}

function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
