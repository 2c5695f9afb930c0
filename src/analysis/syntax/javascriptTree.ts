import { parser } from '@lezer/javascript';
import type { Tree } from '@lezer/common';
import { parseUntil } from '../parse.js';

/** Lezer's tree of a text of JavaScript or TypeScript; null past the deadline. */
export function javascriptTree(text: string, fileName: string, deadline: number): Tree | null {
  // In .ts files and standard input `<T>x` is a cast, in all others it may be JSX.
  const dialect = /\.[mc]?ts$|^-$/i.test(fileName) ? 'ts' : 'ts jsx';
  if (last?.text === text && last.dialect === dialect) return last.tree;
  const tree = parseUntil(dialects[dialect], text, deadline);
  if (tree) last = { text, dialect, tree };
  return tree;
}

const dialects = { ts: parser.configure({ dialect: 'ts' }), 'ts jsx': parser.configure({ dialect: 'ts jsx' }) };

/** A text is read for its configs and for its code, one right after the other: that takes one parse. */
let last: { readonly text: string; readonly dialect: keyof typeof dialects; readonly tree: Tree } | null = null;
