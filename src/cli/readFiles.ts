import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { languageOf } from '../analysis/analyze.js';
import { fileReferences, isDataFormat, isDataPath, type FileContent } from '../analysis/dataFiles.js';
import type { LanguageId, Network, Span } from '../analysis/model.js';
import { notebookText } from '../analysis/notebookFile.js';
import { cellLineIndex, lineIndex, type Range } from '../wording/lineIndex.js';
import { bytesText } from '../wording/problems.js';

export interface SourceFile {
  /** As the person wrote it, or below the folder as they wrote it. */
  readonly path: string;
  readonly language: LanguageId;
  /** Of a notebook, its code cells as one text. */
  readonly text: string;
  /** What stands in brackets that a notebook's cell leaves open. */
  readonly unfinished: readonly Span[];
  readonly rangeOf: (span: Span) => Range;
}

/** Milliseconds for the parsing of one file: a command line may take longer than an editor. */
export const timeLimit = 10_000;

/** Folders that hold no source of the person's own. */
const skippedFolders = new Set([
  'node_modules',
  'bower_components',
  'site-packages',
  '__pycache__',
  'venv',
  'dist',
  'out',
  'build',
  'coverage',
]);

/**
 * The files that RNN Lens reads at a path: the file itself, or all of a folder, in alphabetical order. What a person
 * named and cannot be read is told to `complain`; other files of a folder are passed over.
 */
export async function* readSources(
  path: string,
  maxFileSize: number,
  complain: (message: string) => undefined,
): AsyncGenerator<SourceFile> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) {
    yield* readSource(path, maxFileSize, complain);
    return;
  }
  for await (const file of walk(path, complain)) yield* readSource(file, maxFileSize, complain);
}

/** One file, or nothing where it cannot be read and `complain` was told why. */
export async function* readSource(
  path: string,
  maxFileSize: number,
  complain: (message: string) => undefined,
): AsyncGenerator<SourceFile> {
  const content = await readLimited(path, maxFileSize);
  if ('reason' in content) {
    complain(`${path}: ${content.reason}`);
    return;
  }
  const file = sourceFile(shortPath(path), content.text);
  if ('reason' in file) complain(`${path}: ${file.reason}`);
  else yield file;
}

function sourceFile(path: string, text: string): SourceFile | { readonly reason: string } {
  if (isNotebook(path)) {
    const notebook = notebookText(text);
    if (!notebook) return { reason: 'it is no notebook of Python' };
    return {
      path,
      language: 'python',
      text: notebook.text,
      unfinished: notebook.unfinished,
      rangeOf: cellLineIndex(notebook),
    };
  }
  const language = languageOf(path);
  if (!language) return { reason: 'only JSON, TypeScript, JavaScript and Python files and notebooks are read' };
  return { path, language, text, unfinished: [], rangeOf: lineIndex(text) };
}

function isNotebook(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

/** Standard input as one text, or the reason why there is none. */
export async function readStandardInput(maxSize: number): Promise<FileContent> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxSize) return { reason: tooLarge(maxSize) };
    chunks.push(chunk);
  }
  return { text: decode(Buffer.concat(chunks)) };
}

/** The texts of the data files that a network names, relative to the folder of `source`. */
export async function readDataTexts(
  network: Network,
  source: string,
  maxFileSize: number,
): Promise<ReadonlyMap<string, FileContent>> {
  const contents = new Map<string, FileContent>();
  for (const { path } of fileReferences(network)) contents.set(path, await readDataText(source, path, maxFileSize));
  return contents;
}

async function readDataText(source: string, path: string, maxFileSize: number): Promise<FileContent> {
  if (!isDataPath(path)) return { reason: 'its path must be relative to the config' };
  if (!isDataFormat(path)) return { reason: 'its format is not read' };
  const folder = dirname(resolve(source));
  const file = resolve(folder, path);
  if (!isInside(file, folder) && !isInside(file, process.cwd())) {
    return { reason: 'its path leads out of the folder of the config, and of the one that rnn-lens runs in' };
  }
  return await readLimited(file, maxFileSize);
}

/** A regular file's text: devices and pipes have no end, and say that their size is 0. */
async function readLimited(file: string, maxSize: number): Promise<FileContent> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return { reason: 'it is no regular file' };
    if (found.size > maxSize) return { reason: tooLarge(maxSize) };
    const bytes = await readFile(file);
    return bytes.length > maxSize ? { reason: tooLarge(maxSize) } : { text: decode(bytes) };
  } catch {
    return { reason: 'there is no such file, or it cannot be read' };
  }
}

function tooLarge(limit: number): string {
  return `it is larger than the limit of ${bytesText(limit)}`;
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function* walk(folder: string, complain: (message: string) => undefined): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) {
    complain(`${folder}: the folder cannot be read`);
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !skippedFolders.has(entry.name)) yield* walk(path, complain);
    } else if (entry.isFile() && (languageOf(entry.name) || isNotebook(entry.name))) {
      yield path;
    }
  }
}

/** Relative to the working folder where it lies inside it. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), resolve(path));
  return isAbsolute(path) || short.startsWith('..') || short === '' ? path : short;
}

/** UTF-8; a byte order mark is no part of the text, as in editors. */
function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8').decode(bytes);
}
