import { Disposable, EventEmitter, RelativePattern, Uri, workspace, type Event } from 'vscode';
import { fileReferences, readDataFiles, type DataFileResult, type FileContent } from '../analysis/dataFiles.js';
import type { Network } from '../analysis/model.js';
import { bytesText } from '../wording/problems.js';
import { dataSizeLimit } from './settings.js';

/** Reads the files of inputs, series and weights that configs name, and tells when one of them changes. */
export interface DataFiles {
  /** What the network's files hold; `source` is the file that the network is written in. */
  read(source: Uri, network: Network): Promise<DataFileResult>;
  /** A file that was read before has changed, appeared or gone. */
  readonly onDidChange: Event<Uri>;
  dispose(): void;
}

interface CachedFile {
  readonly modified: number;
  readonly size: number;
  readonly content: FileContent;
}

export function registerDataFiles(): DataFiles {
  const cache = new Map<string, CachedFile>();
  /** Several features ask about the same network; a large file is parsed for them once. */
  const results = new WeakMap<
    Network,
    { readonly contents: readonly FileContent[]; readonly result: DataFileResult }
  >();
  const known = new Set<string>();
  const watchers = new Map<string, Disposable>();
  const changed = new EventEmitter<Uri>();

  const watch = (uri: Uri) => {
    known.add(uri.toString());
    const folder = Uri.joinPath(uri, '..');
    const key = folder.toString();
    if (watchers.has(key)) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '*'));
    const report = (file: Uri) => known.has(file.toString()) && changed.fire(file);
    watchers.set(
      key,
      Disposable.from(watcher, watcher.onDidChange(report), watcher.onDidCreate(report), watcher.onDidDelete(report)),
    );
  };

  const contentOf = async (source: Uri, path: string): Promise<FileContent> => {
    if (source.scheme === 'untitled') return { reason: 'its path is relative to this file, which is not saved yet' };
    if (isAbsolute(path)) return { reason: 'the path must be relative to this file' };
    const uri = Uri.joinPath(source, '..', path);
    watch(uri);
    return await readLimited(uri, dataSizeLimit(source), cache);
  };

  return {
    async read(source, network) {
      const paths = [...new Set(fileReferences(network).map((reference) => reference.path))];
      const contents = await Promise.all(paths.map((path) => contentOf(source, path)));
      const last = results.get(network);
      if (last && contents.every((content, index) => content === last.contents[index])) return last.result;
      const result = readDataFiles(network, new Map(paths.map((path, index) => [path, contents[index]!])));
      results.set(network, { contents, result });
      return result;
    },
    onDidChange: changed.event,
    dispose() {
      watchers.forEach((watcher) => watcher.dispose() as unknown);
      changed.dispose();
    },
  };
}

/** Rooted paths, drive letters and addresses: a config may name only what lies beside it. */
function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path);
}

async function readLimited(uri: Uri, limit: number, cache: Map<string, CachedFile>): Promise<FileContent> {
  const key = uri.toString();
  try {
    const { mtime, size } = await workspace.fs.stat(uri);
    if (size > limit) {
      return { reason: `it is larger than ${bytesText(limit)}, the limit set by rnnLens.data.maxFileSize` };
    }
    const cached = cache.get(key);
    if (cached?.modified === mtime && cached.size === size) return cached.content;
    const content = { text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
    cache.set(key, { modified: mtime, size, content });
    return content;
  } catch {
    cache.delete(key);
    return { reason: 'there is no such file, or it cannot be read' };
  }
}
