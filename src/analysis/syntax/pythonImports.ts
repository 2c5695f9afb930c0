import type { SyntaxNode } from '@lezer/common';
import { indexOf } from './pythonExpressions.js';
import { childrenOf, spanBetween, spanOf, textOf, type Reading } from './pythonTree.js';
import type { ImportedName, Statement } from './program.js';

/** All forms of `import` and `from … import`. `import a, b` is a block of two statements. */
export function importStatement(node: SyntaxNode, reading: Reading): Statement | null {
  const nodes = childrenOf(node);
  const span = spanOf(node, reading);
  if (nodes[0]?.name !== 'from') {
    const body = pieces(nodes, 1).flatMap((piece): Statement[] => {
      const module = dotted(piece.name, reading);
      const [first] = piece.name;
      const last = piece.as ?? piece.name[piece.name.length - 1];
      if (!first || !last) return [];
      const local = piece.as ? textOf(piece.as, reading) : textOf(first, reading);
      const isRoot = !piece.as && module !== local;
      const place = spanBetween(first, last, reading);
      return [{ kind: 'import', module, names: [{ name: null, local, isRoot, span: place }], span }];
    });
    const [only] = body;
    return body.length > 1 ? { kind: 'block', body, span } : (only ?? null);
  }
  const middle = indexOf(nodes, 'import');
  const module = dotted(nodes.slice(1, middle), reading);
  const star = nodes[indexOf(nodes, '*', middle)];
  const names: ImportedName[] = star
    ? [{ name: '*', local: '*', isRoot: false, span: spanOf(star, reading) }]
    : pieces(nodes, middle + 1).flatMap(({ name: [first], as }) => {
        if (!first) return [];
        const name = textOf(first, reading);
        const place = spanBetween(first, as ?? first, reading);
        return [{ name, local: as ? textOf(as, reading) : name, isRoot: false, span: place }];
      });
  return { kind: 'import', module, names, span };
}

/** `a.b as c, d` as its pieces. */
function pieces(nodes: readonly SyntaxNode[], from: number): { name: SyntaxNode[]; as: SyntaxNode | null }[] {
  const found: { name: SyntaxNode[]; as: SyntaxNode | null }[] = [];
  let piece: { name: SyntaxNode[]; as: SyntaxNode | null } = { name: [], as: null };
  let isAs = false;
  for (const node of nodes.slice(from)) {
    if (node.name === ',') {
      found.push(piece);
      piece = { name: [], as: null };
      isAs = false;
    } else if (node.name === 'as') isAs = true;
    else if (node.name === 'VariableName' || node.name === '.') {
      if (isAs) piece.as = node;
      else piece.name.push(node);
    }
  }
  return [...found, piece];
}

/** `..a.b`, however it is spaced. */
function dotted(nodes: readonly SyntaxNode[], reading: Reading): string {
  let module = '';
  for (const node of nodes) {
    const { name } = node;
    if (name === 'VariableName') module += textOf(node, reading);
    else if (name === '.' || name === 'Ellipsis') module += name === '.' ? '.' : '...';
  }
  return module;
}
