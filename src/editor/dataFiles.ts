import { Disposable, EventEmitter, FileType, RelativePattern, Uri, workspace, type Event } from 'vscode';
import {
  fileReferences,
  isDataFormat,
  isDataPath,
  readDataFiles,
  type DataFileResult,
  type FileContent,
} from '../analysis/dataFiles.js';
import type { Network } from '../analysis/model.js';
import { bytesText } from '../wording/problems.js';
import type { Analyses } from './analyses.js';
import { isAnalysed } from './documents.js';
import { dataSizeLimit } from './settings.js';

/** Reads the files of inputs, series and weights that configs name, and tells when one of them changes. */
export interface DataFiles {
  /** What the network's files hold; `source` is the file that the network is written in. */
  read(source: Uri, network: Network): Promise<DataFileResult>;
  /** Goes on watching this network's files when its document is closed; null is no network. */
  keep(shown: { readonly source: Uri; readonly network: Network } | null): void;
  /** A file that a network names has changed, appeared or gone. */
  readonly onDidChange: Event<Uri>;
  dispose(): void;
}

interface CachedFile {
  readonly modified: number;
  readonly size: number;
  /** A promise, so that several readers share one reading. */
  readonly content: Promise<FileContent>;
}

type Place = { readonly uri: Uri } | { readonly reason: string };

export function registerDataFiles(analyses: Analyses): DataFiles {
  const cache = new Map<string, CachedFile>();
  const known = new Set<string>();
  const watchers = new Map<string, Disposable>();
  const changed = new EventEmitter<Uri>();
  let kept: Parameters<DataFiles['keep']>[0] = null;

  const watch = (uri: Uri) => {
    known.add(uri.toString());
    const key = folderOf(uri).toString();
    if (watchers.has(key)) return;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folderOf(uri), '*'));
    const report = (file: Uri) => {
      if (!known.has(file.toString())) return;
      cache.delete(file.toString());
      changed.fire(file);
    };
    watchers.set(
      key,
      Disposable.from(watcher, watcher.onDidChange(report), watcher.onDidCreate(report), watcher.onDidDelete(report)),
    );
  };

  /** Lets go of files that no network names any more. */
  const prune = () => {
    const open = workspace.textDocuments.filter(isAnalysed).map((document) => ({ document, ...analyses.of(document) }));
    if (open.some(({ complete }) => !complete)) return;
    const named = [
      ...open.flatMap(({ document, networks }) => networks.flatMap((network) => dataUris(document.uri, network))),
      ...(kept ? dataUris(kept.source, kept.network) : []),
    ];
    const files = new Set(named.map((uri) => uri.toString()));
    const folders = new Set(named.map((uri) => folderOf(uri).toString()));
    for (const file of known) if (!files.has(file)) known.delete(file);
    for (const file of cache.keys()) if (!files.has(file)) cache.delete(file);
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.dispose();
      watchers.delete(folder);
    }
  };

  const contentOf = async (source: Uri, path: string): Promise<FileContent> => {
    const place = placeOf(source, path);
    if ('reason' in place) return place;
    watch(place.uri);
    return await readLimited(place.uri, dataSizeLimit(source), cache);
  };

  const subscriptions = Disposable.from(
    changed,
    analyses.onDidChange(prune),
    workspace.onDidCloseTextDocument(prune),
    new Disposable(() => watchers.forEach((watcher) => watcher.dispose() as unknown)),
  );
  return {
    async read(source, network) {
      const paths = dataPaths(network);
      const contents = await Promise.all(paths.map((path) => contentOf(source, path)));
      return readDataFiles(network, new Map(paths.map((path, index) => [path, contents[index]!])));
    },
    keep(shown) {
      kept = shown;
      prune();
    },
    onDidChange: changed.event,
    dispose: () => void subscriptions.dispose(),
  };
}

/** The paths that the network's config names, each once; files of other formats are not even looked at. */
function dataPaths(network: Network): string[] {
  return [...new Set(fileReferences(network).map(({ path }) => path))].filter(isDataFormat);
}

function dataUris(source: Uri, network: Network): Uri[] {
  return dataPaths(network).flatMap((path) => {
    const place = placeOf(source, path);
    return 'uri' in place ? [place.uri] : [];
  });
}

/** Where the file is, unless it lies where a config has no business: whoever opens a folder did not mean the rest. */
function placeOf(source: Uri, path: string): Place {
  if (source.scheme === 'untitled') return { reason: 'its path is relative to this file, which is not saved yet' };
  if (!isDataPath(path)) return { reason: 'the path must be relative to this file' };
  const folder = folderOf(source.with({ query: '', fragment: '' }));
  const uri = Uri.joinPath(folder, path);
  const root = workspace.getWorkspaceFolder(source)?.uri ?? folder;
  // As the source spells its own first parts, for file systems that do not tell apart upper and lower case.
  const shared = segments(folder).slice(0, segments(root).length);
  const isInside = shared.every((part, index) => segments(uri)[index] === part);
  return isInside ? { uri } : { reason: 'the path leads out of the workspace folder' };
}

function folderOf(uri: Uri): Uri {
  return Uri.joinPath(uri, '..');
}

function segments({ path }: Uri): string[] {
  return path.split('/').filter((part) => part !== '');
}

async function readLimited(uri: Uri, limit: number, cache: Map<string, CachedFile>): Promise<FileContent> {
  const tooLarge = { reason: `it is larger than ${bytesText(limit)}, the limit set by rnnLens.data.maxFileSize` };
  const key = uri.toString();
  try {
    const { type, mtime, size } = await workspace.fs.stat(uri);
    // Devices and pipes have no end, and say that their size is 0.
    if (!(type & FileType.File)) return { reason: 'it is no regular file' };
    if (size > limit) return tooLarge;
    const cached = cache.get(key);
    if (cached?.modified === mtime && cached.size === size) return await cached.content;
    const content = readText(uri, limit, tooLarge);
    cache.set(key, { modified: mtime, size, content });
    if ((await content) === tooLarge) cache.delete(key);
    return await content;
  } catch {
    cache.delete(key);
    return { reason: 'there is no such file, or it cannot be read' };
  }
}

async function readText(uri: Uri, limit: number, tooLarge: FileContent): Promise<FileContent> {
  const bytes = await workspace.fs.readFile(uri);
  // It may have grown since it was measured, or its file system may not know sizes.
  return bytes.byteLength > limit ? tooLarge : { text: new TextDecoder().decode(bytes) };
}
