import {
  CancellationTokenSource,
  Disposable,
  EventEmitter,
  workspace,
  type Event,
  type FileSystemWatcher,
  type Range,
  type TextDocument,
  type Uri,
} from 'vscode';
import { languageOf } from '../analysis/analyze.js';
import type { Network, Span } from '../analysis/model.js';
import { analyzeText, isAnalysed, type Analyses } from './analyses.js';
import { baseName, rangeOf, rangesIn } from './places.js';
import { analysisSizeLimit, runMemoryLimit, workspaceFileLimit } from './settings.js';
import { findSourceFiles, isForeign, isListed } from './workspaceFiles.js';

/** A file with at least one network. */
export interface NetworkFile {
  readonly uri: Uri;
  readonly networks: readonly Network[];
  readonly rangeOf: (span: Span) => Range;
}

/**
 * Every network of the workspace, kept true as files and open documents change. The search starts when somebody
 * first asks, runs in the background and goes by the text of open documents where there is one.
 */
export interface WorkspaceNetworks {
  /** What is known so far, by path. */
  files(): readonly NetworkFile[];
  /** When the search that is under way has ended. */
  ready(): Promise<void>;
  refresh(): Promise<void>;
  /** The files left out by `rnnLens.workspace.maxFiles`: some, or none. */
  isCut(): boolean;
  readonly onDidChange: Event<void>;
  readonly onDidStart: Event<Promise<void>>;
  dispose(): void;
}

const batchSize = 16;
const restMilliseconds = 500;

export function registerWorkspaceNetworks(analyses: Analyses): WorkspaceNetworks {
  const known = new Map<string, NetworkFile>();
  const listed = new Set<string>();
  const stamps = new Map<string, string>();
  const changed = new EventEmitter<void>();
  const started = new EventEmitter<Promise<void>>();
  const subscriptions: { dispose(): unknown }[] = [changed, started];
  let search: Promise<void> | null = null;
  let cancellation = new CancellationTokenSource();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cut = false;

  const put = (uri: Uri, networks: readonly Network[], toRange: (span: Span) => Range) => {
    const key = uri.toString();
    const had = known.delete(key);
    if (networks.length > 0) known.set(key, { uri, networks, rangeOf: toRange });
    if (had || networks.length > 0) changed.fire();
  };
  const remove = (key: string) => {
    listed.delete(key);
    stamps.delete(key);
    // What somebody typed and did not save outlives the file.
    if (!openDocument(key)?.isDirty && known.delete(key)) changed.fire();
  };
  const readDocument = (document: TextDocument) => {
    if (!isAnalysed(document) || !isListed(document)) return;
    put(document.uri, analyses.of(document).networks, (span) => rangeOf(document, span));
  };
  const readFile = async (uri: Uri) => {
    const key = uri.toString();
    if (openDocument(key)) return;
    const file = await readSource(uri, stamps);
    if (file && !openDocument(key)) put(uri, file.networks, file.rangeOf);
  };

  const searchAll = async () => {
    const { token } = cancellation;
    const isCancelled = () => token.isCancellationRequested;
    const limit = workspaceFileLimit();
    const found = await findSourceFiles(limit + 1, token);
    if (isCancelled()) return;
    cut = found.length > limit;
    const uris = found.slice(0, limit);
    const present = new Set(uris.map(String));
    for (const key of [...known.keys(), ...listed]) if (!present.has(key)) remove(key);
    present.forEach((key) => listed.add(key));
    workspace.textDocuments.forEach(readDocument);
    for (let at = 0; at < uris.length && !isCancelled(); at += batchSize) {
      await Promise.all(uris.slice(at, at + batchSize).map(readFile));
      await new Promise((resolve) => setTimeout(resolve));
    }
    changed.fire();
  };
  const refresh = (): Promise<void> => {
    clearTimeout(timer);
    cancellation.cancel();
    cancellation.dispose();
    cancellation = new CancellationTokenSource();
    search = searchAll();
    started.fire(search);
    return search;
  };
  const refreshSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), restMilliseconds);
  };
  const start = (): Promise<void> => {
    if (search) return search;
    const watcher = workspace.createFileSystemWatcher('**/*');
    subscriptions.push(
      watcher,
      ...followFiles(watcher, { readFile, refreshSoon, remove, listed }),
      analyses.onDidChange(readDocument),
      workspace.onDidCloseTextDocument((document) => {
        const key = document.uri.toString();
        stamps.delete(key);
        if (listed.has(key)) void readFile(document.uri);
        else remove(key);
      }),
      workspace.onDidChangeWorkspaceFolders(refreshSoon),
      workspace.onDidChangeConfiguration((event) => {
        if (!['files.exclude', 'search.exclude', 'rnnLens'].some((name) => event.affectsConfiguration(name))) return;
        stamps.clear();
        refreshSoon();
      }),
    );
    return refresh();
  };

  return {
    files: () => [...known.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1)),
    async ready() {
      // A search that another one replaced ends early.
      for (let awaited: Promise<void> | null = null; awaited !== search || !awaited;) await (awaited = start());
    },
    refresh: () => (search ? refresh() : start()),
    isCut: () => cut,
    onDidChange: changed.event,
    onDidStart: started.event,
    dispose() {
      clearTimeout(timer);
      cancellation.cancel();
      Disposable.from(...subscriptions).dispose();
    },
  };
}

interface Followers {
  readonly readFile: (uri: Uri) => Promise<void>;
  readonly refreshSoon: () => void;
  readonly remove: (key: string) => void;
  readonly listed: ReadonlySet<string>;
}

/** A folder that comes or goes is one event, so that any path counts and not only those of source files. */
function followFiles(watcher: FileSystemWatcher, { readFile, refreshSoon, remove, listed }: Followers): Disposable[] {
  return [
    watcher.onDidChange((uri) => listed.has(uri.toString()) && void readFile(uri)),
    watcher.onDidCreate((uri) => {
      if (listed.has(uri.toString())) void readFile(uri);
      else if (!isForeign(uri)) refreshSoon();
    }),
    watcher.onDidDelete((uri) => {
      const gone = uri.toString();
      for (const key of [...listed]) if (key === gone || key.startsWith(`${gone}/`)) remove(key);
    }),
  ];
}

function openDocument(key: string): TextDocument | undefined {
  return workspace.textDocuments.find((document) => document.uri.toString() === key && isAnalysed(document));
}

/** The networks of a file on disk, or null where it has not changed since its stamp or cannot be read. */
async function readSource(uri: Uri, stamps: Map<string, string>): Promise<Omit<NetworkFile, 'uri'> | null> {
  const language = languageOf(baseName(uri));
  if (!language) return null;
  const key = uri.toString();
  try {
    const { mtime, size } = await workspace.fs.stat(uri);
    const stamp = `${mtime}:${size}`;
    if (stamps.get(key) === stamp) return null;
    stamps.set(key, stamp);
    if (size > analysisSizeLimit(uri)) return { networks: [], rangeOf: rangesIn('') };
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    const { networks } = analyzeText(text, language, baseName(uri), runMemoryLimit(uri));
    return { networks, rangeOf: rangesIn(networks.length > 0 ? text : '') };
  } catch {
    return null;
  }
}
