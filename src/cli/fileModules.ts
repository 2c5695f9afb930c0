import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import process from 'node:process';
import type { Modules, ModuleSource } from '../analysis/code.js';
import { modulePaths } from '../analysis/modulePaths.js';
import type { SourceFile } from './readFiles.js';

/**
 * Reads what a file imports: from its own folder, from the folders above it up to the one that `rnn-lens` runs in, and
 * from `src` in that one. Of a file that lies elsewhere, from its own folder.
 */
export function fileModules({ path, language }: SourceFile, maxFileSize: number): Modules {
  const start = path === '-' ? resolve('stdin') : resolve(path);
  const root = isInside(start, process.cwd()) ? process.cwd() : dirname(start);
  return (module, from) => {
    const folder = dirname(from ?? start);
    const { paths, anywhere } = modulePaths(module, language);
    const folders = anywhere ? [...foldersUpTo(folder, root), join(root, 'src')] : [folder];
    const candidates = folders.flatMap((base) => paths.map((candidate) => join(base, candidate)));
    for (const candidate of candidates) {
      const source = isInside(candidate, root) ? readModule(candidate, maxFileSize) : null;
      if (source) return source;
    }
    return null;
  };
}

function foldersUpTo(folder: string, root: string): string[] {
  return isInside(folder, root) && folder !== root ? [folder, ...foldersUpTo(dirname(folder), root)] : [folder];
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function readModule(path: string, maxFileSize: number): ModuleSource | null {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= maxFileSize ? { path, text: readFileSync(path, 'utf8') } : null;
  } catch {
    return null;
  }
}
