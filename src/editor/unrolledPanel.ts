import {
  Disposable,
  EventEmitter,
  RelativePattern,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Event,
  type ExtensionContext,
  type Memento,
  type TextDocument,
  type WebviewPanel,
} from 'vscode';
import { noAnalysis } from '../analysis/model.js';
import { withFiles } from '../analysis/dataFiles.js';
import type { Network, Problem } from '../analysis/model.js';
import { runnables } from '../runner/layerNetwork.js';
import { errorsOf, prepareRun } from '../runner/prepare.js';
import { startRun } from '../runner/startRun.js';
import type { Workers } from '../runner/workers.js';
import type { FromPanel } from '../webview/protocol.js';
import { problemMessage } from '../wording/problems.js';
import type { Analyses } from './analyses.js';
import type { AskedSizes } from './askedSizes.js';
import type { DataFiles } from './dataFiles.js';
import { findNetwork, identityOf, shiftIdentity, type NetworkIdentity } from './networkIdentity.js';
import { panelNetwork } from './panelNetwork.js';
import { panelPage, panelRoots } from './panelPage.js';
import { createPanelRun, type RunStatus } from './panelRun.js';
import { baseName, rangeOf } from './places.js';
import { isSameData } from './sameData.js';
import { runMemoryLimit } from './settings.js';

/** The unrolled view: one panel, which follows the network it shows through every change of the source. */
export interface UnrolledPanel {
  show(document: TextDocument, network: Network): Promise<void>;
  /** The network on show, or null while no panel is open. */
  shown(): ShownNetwork | null;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

export interface ShownNetwork {
  readonly uri: Uri;
  readonly name: string;
  /** Counts the runs of this panel from 1. */
  readonly run: number;
  readonly status: RunStatus;
}

interface Source {
  readonly uri: Uri;
  readonly identity: NetworkIdentity;
}

const viewType = 'rnnLens.unrolled';
const memory = 'rnnLens.unrolled';

export function registerUnrolledPanel(
  context: ExtensionContext,
  analyses: Analyses,
  dataFiles: DataFiles,
  workers: Workers,
  askedSizes: AskedSizes,
): UnrolledPanel {
  const changed = new EventEmitter<void>();
  let panel: WebviewPanel | null = null;
  let source: Source | null = null;
  let watcher: Disposable | null = null;
  /** Whether the source has changes that its file lacks: they go when it is closed without saving. */
  let unsaved = false;
  let refreshes = 0;
  const run = createPanelRun(
    (request, onProgress) => startRun(workers.take(), request, onProgress),
    (message) => void panel?.webview.postMessage(message),
    () => changed.fire(),
  );

  const setSource = (next: Source) => {
    if (source?.uri.toString() !== next.uri.toString()) {
      watcher?.dispose();
      watcher = watchFile(next.uri, refresh);
      unsaved = false;
    }
    source = next;
    remember(context.workspaceState, next);
  };

  const networksIn = (document: TextDocument): Network[] =>
    runnables(analyses.of(document).networks).map(({ network }) => askedSizes.fill(document.uri, network));

  /** What is on show, unless the panel was closed or began another refresh while this one waited. */
  const onShow = (own: number) => (own === refreshes && panel && source ? { panel, source } : null);

  const refresh = async (): Promise<void> => {
    const own = ++refreshes;
    const begun = onShow(own);
    const document = begun && (await openDocument(begun.source.uri));
    const view = onShow(own);
    if (!view) return;
    const { uri, identity } = view.source;
    const { problems, complete } = document ? analyses.of(document) : noAnalysis;
    const networks = document ? networksIn(document) : [];
    const network = findNetwork(networks, identity);
    if (!document || !network) {
      const isClosed = !document && uri.scheme === 'untitled';
      const lost = complete
        ? `${identity.name} is no longer in ${baseName(uri)}`
        : `${baseName(uri)} takes too long to read`;
      run.stop(isClosed ? `${baseName(uri)} is closed` : lost, [], null);
      return;
    }
    unsaved ||= document.isDirty;
    setSource({ uri, identity: identityOf(network, networks) });
    view.panel.title = `Unrolled: ${network.name}`;
    dataFiles.keep({ source: uri, network });
    const read = await dataFiles.read(uri, network);
    if (!onShow(own)) return;
    const prepared = prepareRun(network, read.files, runMemoryLimit(uri));
    const errors = errorsOf(network, networks, [...problems, ...read.problems]);
    const reasons = errors.length > 0 ? errors : 'reasons' in prepared ? prepared.reasons : [];
    const forPanel = panelNetwork(document, withFiles(network, read.files));
    if ('request' in prepared && reasons.length === 0) run.show(forPanel, prepared.request);
    else run.stop(`${network.name} cannot be run`, reasonTexts(document, reasons), forPanel);
  };

  const revealSource = async () => {
    const begun = source;
    const document = begun && (await openDocument(begun.uri));
    if (!document) return;
    const network = findNetwork(networksIn(document), (source ?? begun).identity);
    const selection = network && rangeOf(document, network.nameSpan);
    const column = window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
    await window.showTextDocument(document, {
      viewColumn: column ?? ViewColumn.One,
      ...(selection && { selection }),
    });
  };
  const take = (message: FromPanel) => {
    if (message.type === 'loaded') run.resend();
    else if (message.type === 'rerun') run.rerun();
    else if (message.type === 'revealSource') void revealSource();
    else run.take(message);
  };

  const detach = () => {
    refreshes++;
    panel = null;
    source = null;
    unsaved = false;
    watcher?.dispose();
    watcher = null;
    run.clear();
    dataFiles.keep(null);
  };
  /** The page asks for its data when it loads, so it need not live on while hidden: the trace is in the worker. */
  const attach = (webviewPanel: WebviewPanel) => {
    panel = webviewPanel;
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(context.extensionUri) };
    const icon = (theme: string) => Uri.joinPath(context.extensionUri, 'media', `panel-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.onDidReceiveMessage(take);
    panel.onDidDispose(() => {
      if (panel !== webviewPanel) return;
      detach();
      void context.workspaceState.update(memory, undefined);
      changed.fire();
    });
    panel.webview.html = panelPage(panel.webview, context.extensionUri);
  };

  const subscriptions = Disposable.from(
    changed,
    analyses.onDidChange((document) => source?.uri.toString() === document.uri.toString() && void refresh()),
    dataFiles.onDidChange(() => void refresh()),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (source?.uri.toString() !== document.uri.toString()) return;
      source = { ...source, identity: contentChanges.reduce(shiftIdentity, source.identity) };
      if (contentChanges.length > 0) unsaved = true;
    }),
    workspace.onDidSaveTextDocument(({ uri }) => {
      if (source?.uri.toString() === uri.toString()) unsaved = false;
    }),
    workspace.onDidCloseTextDocument(({ uri, isUntitled }) => {
      if (source?.uri.toString() !== uri.toString() || !(unsaved || isUntitled)) return;
      unsaved = false;
      void refresh();
    }),
    workspace.onDidRenameFiles(({ files }) => {
      const uri = source && renamedUri(source.uri, files);
      if (!uri || !source) return;
      setSource({ ...source, uri });
      void refresh();
    }),
    window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(webviewPanel) {
        const last = recall(context.workspaceState);
        // A panel that was opened meanwhile is the one; nobody would tell a second from it.
        if (panel || !last) {
          webviewPanel.dispose();
          return;
        }
        attach(webviewPanel);
        setSource(last);
        await refresh();
      },
    }),
  );

  return {
    async show(document, network) {
      const title = `Unrolled: ${network.name}`;
      if (panel) panel.reveal(undefined, true);
      else attach(window.createWebviewPanel(viewType, title, { viewColumn: ViewColumn.Beside, preserveFocus: true }));
      const next = { uri: document.uri, identity: identityOf(network, networksIn(document)) };
      if (source && !isSameSource(source, next)) run.clear();
      setSource(next);
      await refresh();
    },
    shown: () => source && { uri: source.uri, name: source.identity.name, run: run.count(), status: run.status() },
    onDidChange: changed.event,
    /** What the panel showed stays remembered, for the next session. */
    dispose() {
      const last = panel;
      detach();
      last?.dispose();
      subscriptions.dispose();
    },
  };
}

function isSameSource(a: Source, b: Source): boolean {
  return a.uri.toString() === b.uri.toString() && a.identity.start === b.identity.start;
}

/** The document, if it is still there; `openTextDocument` would make a closed untitled one anew, and empty. */
async function openDocument(uri: Uri): Promise<TextDocument | null> {
  if (uri.scheme === 'untitled') {
    return workspace.textDocuments.find((document) => document.uri.toString() === uri.toString()) ?? null;
  }
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return null;
  }
}

/** Where a file went, itself or with one of its folders; null where it stays. */
function renamedUri(uri: Uri, files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): Uri | null {
  for (const { oldUri, newUri } of files) {
    if (uri.toString() === oldUri.toString()) return newUri;
    if (!uri.toString().startsWith(`${oldUri.toString()}/`)) continue;
    return newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) });
  }
  return null;
}

/** A document that no editor shows is closed after a while; then only its file tells of changes. */
function watchFile(uri: Uri, onChange: () => Promise<void>): Disposable | null {
  if (uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return null;
  const files = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), '*'));
  const check = (changed: Uri) => changed.toString() === uri.toString() && void onChange();
  return Disposable.from(files, files.onDidChange(check), files.onDidCreate(check), files.onDidDelete(check));
}

function reasonTexts(document: TextDocument, reasons: readonly Problem[]): string[] {
  const texts = reasons.map(
    (problem) => `Line ${document.positionAt(problem.span.start).line + 1}: ${problemMessage(problem)}`,
  );
  return [...new Set(texts)];
}

interface Remembered {
  readonly uri: string;
  readonly identity: NetworkIdentity;
}

function remember(state: Memento, { uri, identity }: Source): void {
  const next: Remembered = { uri: uri.toString(), identity };
  if (!isSameData(state.get(memory), next)) void state.update(memory, next);
}

function recall(state: Memento): Source | null {
  const last = state.get<Remembered>(memory);
  return last ? { uri: Uri.parse(last.uri), identity: last.identity } : null;
}
