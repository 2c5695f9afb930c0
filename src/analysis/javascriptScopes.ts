import type { SyntaxNode, Tree } from '@lezer/common';

/** Where the names of a file are declared, and which of them are changed afterwards. */
export interface Scopes {
  /** The declaration that a name at a place means; null where there is none, or more than one in the same scope. */
  declarationAt(name: string, position: number): Declaration | null;
  /** Whether the variable is given another value somewhere in the file. */
  isReassigned(name: string): boolean;
  /** Whether `name.key` may be given another value somewhere in the file, as `name.key = …` or `name[key] = …`. */
  isMutated(name: string, key: string): boolean;
  /** Whether `...name` spreads the variable into another object somewhere in the file. */
  isSpread(name: string): boolean;
}

export interface Declaration {
  readonly name: string;
  readonly kind: 'const' | 'let' | 'enum' | 'static' | 'opaque';
  /** The expression that the variable starts with; for an enum its body. */
  readonly initializer: SyntaxNode | null;
  /** Keys to follow in the initializer's value, for `const { encoder: { units } } = config`. */
  readonly path: readonly string[];
}

interface ScopedDeclaration extends Declaration {
  readonly from: number;
  readonly to: number;
}

const anyKey = '*';

/** Reads the scopes of a parsed file in one walk. */
export function readScopes(tree: Tree, source: string): Scopes {
  const declarations = new Map<string, ScopedDeclaration[]>();
  const reassigned = new Set<string>();
  const mutated = new Map<string, Set<string>>();
  const spread = new Set<string>();
  const textOf = (node: SyntaxNode) => source.slice(node.from, node.to);

  const declare = (name: string, scope: SyntaxNode, declaration: Omit<Declaration, 'name'>) => {
    const list = declarations.get(name) ?? [];
    list.push({ name, ...declaration, from: scope.from, to: scope.to });
    declarations.set(name, list);
  };
  const change = (target: SyntaxNode) => {
    if (target.name === 'VariableName') reassigned.add(textOf(target));
    const member = target.name === 'MemberExpression' ? rootMember(target) : null;
    if (member) addTo(mutated, textOf(member.root), member.key ? textOf(member.key) : anyKey);
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
          if (reference.node.firstChild) change(reference.node.firstChild);
          break;
        case 'PostfixExpression':
          if (reference.node.getChild('ArithOp') && reference.node.firstChild) change(reference.node.firstChild);
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
          if (target && !reference.node.getChild('VariableDefinition')) reassigned.add(textOf(target));
          break;
        }
        case 'Spread': {
          const operand = reference.node.nextSibling;
          if (operand?.name === 'VariableName') spread.add(textOf(operand));
          break;
        }
        case 'CallExpression': {
          if (!/^Object\s*\.\s*(assign|define)/.test(source.slice(reference.from, reference.from + 40))) break;
          const target = reference.node.getChild('ArgList')?.getChild('VariableName');
          if (target) addTo(mutated, textOf(target), anyKey);
          break;
        }
      }
    },
  });

  function define(node: SyntaxNode) {
    const name = textOf(node);
    const path: string[] = [];
    let above = node;
    for (let parent = above.parent; parent; parent = parent.parent) {
      if (parent.name === 'PatternProperty') {
        // A default value or a rest element makes the value depend on more than the key.
        if (parent.getChild('Equals') || parent.getChild('Spread') || parent.getChild('[')) break;
        const key = parent.getChild('PropertyName');
        path.unshift(key ? textOf(key) : name);
      } else if (parent.name === 'VariableDeclaration') {
        const keyword = parent.firstChild?.name;
        const kind = keyword === 'const' || keyword === 'using' ? 'const' : 'let';
        const scope = keyword === 'var' ? functionScope(parent) : blockScope(parent);
        declare(name, scope, { kind, initializer: initializerAfter(above), path });
        return;
      } else if (parent.name === 'AssignmentExpression') {
        reassigned.add(name);
        return;
      } else if (parent.name !== 'ObjectPattern') {
        break;
      }
      above = parent;
    }
    declare(name, opaqueScope(node), { kind: 'opaque', initializer: null, path: [] });
  }

  return {
    declarationAt(name, position) {
      const around = (declarations.get(name) ?? []).filter(({ from, to }) => from <= position && position <= to);
      const size = Math.min(...around.map(({ from, to }) => to - from));
      const innermost = around.filter(({ from, to }) => to - from === size);
      return innermost.length === 1 ? (innermost[0] ?? null) : null;
    },
    isReassigned: (name) => reassigned.has(name),
    isMutated: (name, key) => {
      const keys = mutated.get(name);
      return keys !== undefined && (keys.has(key) || keys.has(anyKey));
    },
    isSpread: (name) => spread.has(name),
  };
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

/** `config.encoder.units` changes something below `config` under the key `encoder`. */
function rootMember(member: SyntaxNode): { root: SyntaxNode; key: SyntaxNode | null } | null {
  let current = member;
  while (current.firstChild?.name === 'MemberExpression') current = current.firstChild;
  const root = current.firstChild;
  return root?.name === 'VariableName' ? { root, key: current.getChild('PropertyName') } : null;
}

function blockScope(node: SyntaxNode): SyntaxNode {
  return ancestor(
    node,
    (name) => name === 'Block' || name === 'Script' || name === 'SwitchBody' || name.startsWith('For'),
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
      name === 'Script' || name === 'Block' || name === 'CatchClause' || name.startsWith('For') || isFunction(name),
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

function addTo(map: Map<string, Set<string>>, key: string, value: string) {
  const set = map.get(key) ?? new Set();
  set.add(value);
  map.set(key, set);
}
