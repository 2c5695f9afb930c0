import type { LanguageId } from './model.js';

/**
 * The files that an imported module may be, likeliest first, as paths relative to the importing file's folder or, for
 * `anywhere`, to each folder that the program may be run from. Empty for a module that is no file of the workspace.
 */
export function modulePaths(module: string, language: LanguageId): { paths: readonly string[]; anywhere: boolean } {
  if (language === 'json') return { paths: [], anywhere: false };
  return language === 'python' ? pythonPaths(module) : javascriptPaths(module);
}

/** `.config`, `..models.rnn` and `models.rnn`: a file or a package. */
function pythonPaths(module: string): { paths: string[]; anywhere: boolean } {
  const [, dots = '', rest = ''] = /^(\.*)([\w.]*)$/.exec(module) ?? [];
  const parts = rest.split('.').filter((part) => part !== '');
  if (dots === '' && parts.length === 0) return { paths: [], anywhere: false };
  const up = '../'.repeat(Math.max(0, dots.length - 1));
  const path = `${up}${parts.join('/')}`;
  const files = parts.length > 0 ? [`${path}.py`, `${path}/__init__.py`] : [`${up}__init__.py`];
  return { paths: files, anywhere: dots === '' };
}

const extensions = ['ts', 'tsx', 'js', 'jsx', 'mts', 'mjs', 'cts', 'cjs'];

/** `./model`, also with the ending of what it is compiled to. Packages are other people's. */
function javascriptPaths(module: string): { paths: string[]; anywhere: boolean } {
  if (!/^\.{1,2}\//.test(module)) return { paths: [], anywhere: false };
  const [, stem = module, ending = ''] = /^(.*?)(\.[mc]?[jt]sx?)?$/.exec(module) ?? [];
  const sources = ending === '' ? [] : [module, `${stem}${ending.replace('j', 't')}`];
  const guesses =
    ending === '' ? ['', '/index'].flatMap((tail) => extensions.map((end) => `${stem}${tail}.${end}`)) : [];
  return { paths: [...new Set([...sources, ...guesses])], anywhere: false };
}
