import {
  CancellationTokenSource,
  Disposable,
  EventEmitter,
  FileType,
  workspace,
  type CancellationToken,
  type Event,
  type Range,
  type TextDocument,
  type Uri,
} from 'vscode';
import type { Network, Span } from '../analysis/model.js';
import type { Analyses } from './analyses.js';
import { unitOf } from './documents.js';
import { workspaceFileLimit } from './settings.js';
import { isSource, readSourceFile } from './sourceFile.js';
import { findSourceFiles, isListed, isSearched } from './workspaceFiles.js';

/** A file with at least one network. */
export interface NetworkFile {
  readonly uri: Uri;
  readonly networks: readonly Network[];
  /** In a notebook, the range in the cell that the place is in. */
  readonly rangeOf: (span: Span) => Range;
}

/**
 * Every network of the workspace, kept true as files and open documents change. The search starts when somebody
 * first asks, runs in the background and goes by the text of open documents where there is one.
 */
export interface WorkspaceNetworks {
  /** What is known so far, by path. */
  files(): readonly NetworkFile[];
  /** When the search that is under way has ended, well or not. One that failed before is tried again. */
  ready(): Promise<void>;
  /** Searches again and reads every file again. */
  refresh(): Promise<void>;
  /** The files left out by `rnnLens.workspace.maxFiles`: some, or none. */
  isCut(): boolean;
  /** Why the last search failed, in a sentence; null where it did not. */
  failure(): string | null;
  readonly onDidChange: Event<void>;
  readonly onDidStart: Event<Promise<void>>;
  dispose(): void;
}

const batchSize = 16;
const restMilliseconds = 500;

export function registerWorkspaceNetworks(analyses: Analyses): WorkspaceNetworks {
  const known = new Map<string, NetworkFile>();
  /** The files that were found, whether they hold networks or not. */
  const listed = new Set<string>();
  /** Those of them that were made while a search was under way, which may have missed them. */
  const appeared = new Set<string>();
  const stamps = new Map<string, string>();
  /** The number of the last reading of each file: an earlier one that ends later is dropped. */
  const readings = new Map<string, number>();
  const changed = new EventEmitter<void>();
  const started = new EventEmitter<Promise<void>>();
  const subscriptions: { dispose(): unknown }[] = [changed, started];
  let readingCount = 0;
  let search: Promise<void> | null = null;
  let failure: string | null = null;
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
    appeared.delete(key);
    stamps.delete(key);
    readings.delete(key);
    // What somebody typed and did not save outlives the file.
    if (!openDocument(key)?.isDirty && known.delete(key)) changed.fire();
  };
  const readDocument = (document: TextDocument) => {
    const whole = analyses.whole(document);
    if (whole && isListed(whole.uri)) put(whole.uri, whole.analysis.networks, whole.rangeOf);
  };
  const readFile = async (uri: Uri) => {
    const key = uri.toString();
    const document = openDocument(key);
    if (document) {
      readDocument(document);
      return;
    }
    const own = ++readingCount;
    readings.set(key, own);
    const file = await readSourceFile(uri, stamps.get(key));
    if (file === null || readings.get(key) !== own || openDocument(key)) return;
    if (file === 'gone') {
      remove(key);
      return;
    }
    if (file.stamp !== null) stamps.set(key, file.stamp);
    put(uri, file.networks, file.rangeOf);
  };
  const readAgain = (uri: Uri) => {
    stamps.delete(uri.toString());
    void readFile(uri);
  };

  const searchAll = async (token: CancellationToken) => {
    appeared.clear();
    const isCancelled = () => token.isCancellationRequested;
    const limit = workspaceFileLimit();
    const found = await findSourceFiles(limit + 1, token);
    if (isCancelled()) return;
    cut = found.length > limit;
    const uris = found.slice(0, limit);
    const present = new Set([...uris.map(String), ...appeared]);
    for (const key of [...known.keys(), ...listed]) if (!present.has(key)) remove(key);
    present.forEach((key) => listed.add(key));
    workspace.textDocuments.forEach(readDocument);
    for (let at = 0; at < uris.length && !isCancelled(); at += batchSize) {
      await Promise.all(uris.slice(at, at + batchSize).map(readFile));
      await new Promise((resolve) => setTimeout(resolve));
    }
    changed.fire();
  };
  const searchAgain = () => {
    clearTimeout(timer);
    cancellation.cancel();
    cancellation.dispose();
    cancellation = new CancellationTokenSource();
    failure = null;
    const own: Promise<void> = searchAll(cancellation.token).catch((error: unknown) => {
      // A search that another one replaced may fail by being cancelled.
      if (own === search) failure = `The workspace could not be searched: ${messageOf(error)}`;
    });
    search = own;
    started.fire(own);
    return own;
  };
  const searchSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void searchAgain(), restMilliseconds);
  };

  const add = async (uri: Uri) => {
    if (!isSearched(uri)) return;
    const type = await typeOf(uri);
    if (type & FileType.Directory) searchSoon();
    if (!(type & FileType.File) || !isSource(uri)) return;
    const key = uri.toString();
    if (!listed.has(key) && listed.size >= workspaceFileLimit()) {
      cut = true;
      changed.fire();
      return;
    }
    listed.add(key);
    appeared.add(key);
    readAgain(uri);
  };
  const forget = (uri: Uri) => {
    const gone = uri.toString();
    // A folder that goes is one event.
    for (const key of [...listed]) if (key === gone || key.startsWith(`${gone}/`)) remove(key);
  };
  const close = ({ uri }: { readonly uri: Uri }) => {
    const key = uri.toString();
    if (openDocument(key)) return;
    if (listed.has(key)) readAgain(uri);
    else remove(key);
  };
  const follow = () => {
    const watcher = workspace.createFileSystemWatcher('**/*');
    subscriptions.push(
      watcher,
      // A watcher that has only just begun, or whose folder was only just made, may have missed that the file was made.
      watcher.onDidChange((uri) => (listed.has(uri.toString()) ? readAgain(uri) : isSource(uri) && void add(uri))),
      watcher.onDidCreate((uri) => void add(uri)),
      watcher.onDidDelete(forget),
      analyses.onDidChange(readDocument),
      // A document that becomes one of another language is closed and at once opened again.
      workspace.onDidCloseTextDocument((document) => queueMicrotask(() => close(document))),
      workspace.onDidCloseNotebookDocument((notebook) => queueMicrotask(() => close(notebook))),
      workspace.onDidChangeWorkspaceFolders(searchSoon),
      workspace.onDidChangeConfiguration((event) => {
        if (!['files.exclude', 'search.exclude', 'rnnLens'].some((name) => event.affectsConfiguration(name))) return;
        stamps.clear();
        searchSoon();
      }),
    );
  };
  const start = () => {
    if (search === null) follow();
    if (search === null || failure !== null) void searchAgain();
  };

  return {
    files: () => [...known.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1)),
    async ready() {
      start();
      // A search that another one replaced ends early.
      for (let awaited: Promise<void> | null = null; awaited !== search;) await (awaited = search);
    },
    refresh() {
      if (search === null) follow();
      stamps.clear();
      return searchAgain();
    },
    isCut: () => cut,
    failure: () => failure,
    onDidChange: changed.event,
    onDidStart: started.event,
    dispose() {
      clearTimeout(timer);
      cancellation.cancel();
      Disposable.from(...subscriptions).dispose();
    },
  };
}

/** The open document of an address, or a cell of its open notebook. */
function openDocument(key: string): TextDocument | undefined {
  return workspace.textDocuments.find((document) => unitOf(document)?.key.uri.toString() === key);
}

async function typeOf(uri: Uri): Promise<FileType> {
  try {
    return (await workspace.fs.stat(uri)).type;
  } catch {
    // It went again at once.
    return FileType.Unknown;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
