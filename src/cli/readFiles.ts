import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { languageOf } from '../analysis/analyze.js';
import type { FileContent } from '../analysis/dataFiles.js';
import { fileReferences } from '../analysis/dataFiles.js';
import type { LanguageId, Network } from '../analysis/model.js';
import { bytesText } from '../wording/problems.js';

export interface SourceFile {
  /** As the person wrote it, or below the folder as they wrote it. */
  readonly path: string;
  readonly language: LanguageId;
  readonly text: string;
}

/** Milliseconds for the parsing of one file: a command line may take longer than an editor. */
export const timeLimit = 20_000;

/** Folders that hold no source of the person's own. */
const skippedFolders = new Set(['node_modules', 'bower_components', '__pycache__', 'dist', 'out', 'build', 'coverage']);

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
  if (!found) {
    complain(`${path}: there is no such file or folder`);
    return;
  }
  if (found.isDirectory()) {
    for await (const file of walk(path, complain)) yield* readSource(file, maxFileSize, complain);
  } else if (languageOf(path)) {
    yield* readSource(path, maxFileSize, complain);
  } else {
    complain(`${path}: only JSON, TypeScript and JavaScript files are read yet`);
  }
}

/** Standard input, as one text. */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return decode(Buffer.concat(chunks));
}

/** The texts of the data files that a network names, relative to the folder of `source`. */
export async function readDataTexts(
  network: Network,
  source: string,
  maxFileSize: number,
): Promise<ReadonlyMap<string, FileContent>> {
  const contents = new Map<string, FileContent>();
  for (const { path } of fileReferences(network)) {
    contents.set(path, await readDataText(join(dirname(source), path), path, maxFileSize));
  }
  return contents;
}

async function readDataText(file: string, path: string, maxFileSize: number): Promise<FileContent> {
  if (isAbsolute(path)) return { reason: 'its path must be relative to the config' };
  try {
    const { size } = await stat(file);
    if (size > maxFileSize) return { reason: `it is larger than the limit of ${bytesText(maxFileSize)}` };
    return { text: decode(await readFile(file)) };
  } catch {
    return { reason: 'there is no such file, or it cannot be read' };
  }
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
    } else if (entry.isFile() && languageOf(entry.name)) {
      yield path;
    }
  }
}

async function* readSource(
  path: string,
  maxFileSize: number,
  complain: (message: string) => undefined,
): AsyncGenerator<SourceFile> {
  const language = languageOf(path);
  if (!language) return;
  try {
    const { size } = await stat(path);
    if (size > maxFileSize) {
      complain(`${path}: larger than the limit of ${bytesText(maxFileSize)}, not read`);
      return;
    }
    yield { path: shortPath(path), language, text: decode(await readFile(path)) };
  } catch {
    complain(`${path}: the file cannot be read`);
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
