import { FileSystemError, FileType, workspace, type Range, type Uri } from 'vscode';
import { analyze, languageOf } from '../analysis/analyze.js';
import type { Network, Span } from '../analysis/model.js';
import { baseName, rangesIn } from './places.js';
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

/** The networks of a file; `'gone'` where there is no such file, null where it has this stamp or cannot be read. */
export async function readSourceFile(uri: Uri, lastStamp: string | undefined): Promise<SourceFile | 'gone' | null> {
  const language = languageOf(baseName(uri));
  if (!language) return null;
  try {
    const { type, mtime, size } = await workspace.fs.stat(uri);
    const stamp = `${mtime}:${size}`;
    if (stamp === lastStamp) return null;
    const isFile = (type & FileType.File) !== 0;
    if (!isFile || size > analysisSizeLimit(uri)) return { networks: [], rangeOf: rangesIn(''), stamp };
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    const options = { fileName: baseName(uri), memoryLimit: runMemoryLimit(uri), timeLimit };
    const { networks, complete } = analyze(text, language, options);
    return { networks, rangeOf: rangesIn(networks.length > 0 ? text : ''), stamp: complete ? stamp : null };
  } catch (error) {
    return error instanceof FileSystemError && error.code === 'FileNotFound' ? 'gone' : null;
  }
}
