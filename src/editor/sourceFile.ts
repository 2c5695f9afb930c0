import { FileSystemError, FileType, workspace, type Range, type Uri } from 'vscode';
import { analyze, languageOf } from '../analysis/analyze.js';
import type { Network, Span } from '../analysis/model.js';
import { notebookText } from '../analysis/notebookFile.js';
import { isNotebook } from './notebooks.js';
import { baseName, rangesIn, rangesInCells } from './places.js';
import { analysisSizeLimit, runMemoryLimit } from './settings.js';

/** What a file on disk holds. */
export interface SourceFile {
  readonly networks: readonly Network[];
  readonly rangeOf: (span: Span) => Range;
  /** Tells this state of the file from others; null where it could not be read through, and is to be tried again. */
  readonly stamp: string | null;
}

/** How long one file may hold up the extension host, in milliseconds. */
const timeLimit = 250;

/** Whether a file is read, by its name. */
export function isSource(uri: Uri): boolean {
  return isNotebook(uri) || languageOf(baseName(uri)) !== null;
}

/** The networks of a file; `'gone'` where there is no such file, null where it has this stamp or cannot be read. */
export async function readSourceFile(uri: Uri, lastStamp: string | undefined): Promise<SourceFile | 'gone' | null> {
  if (!isSource(uri)) return null;
  try {
    const { type, mtime, size } = await workspace.fs.stat(uri);
    const stamp = `${mtime}:${size}`;
    if (stamp === lastStamp) return null;
    const isFile = (type & FileType.File) !== 0;
    if (!isFile || size > analysisSizeLimit(uri)) return { networks: [], rangeOf: rangesIn(''), stamp };
    const content = new TextDecoder().decode(await workspace.fs.readFile(uri));
    const notebook = isNotebook(uri) ? notebookText(content) : null;
    const text = notebook?.text ?? content;
    const language = notebook ? 'python' : languageOf(baseName(uri));
    if (!language) return { networks: [], rangeOf: rangesIn(''), stamp };
    const options = { fileName: baseName(uri), memoryLimit: runMemoryLimit(uri), timeLimit };
    const { networks, complete } = analyze(text, language, options);
    const rangeOf = networks.length === 0 ? rangesIn('') : notebook ? rangesInCells(notebook) : rangesIn(text);
    return { networks, rangeOf, stamp: complete ? stamp : null };
  } catch (error) {
    return error instanceof FileSystemError && error.code === 'FileNotFound' ? 'gone' : null;
  }
}
