import { spawnWorker } from '#spawnWorker';
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
import type { Network, Problem } from '../analysis/model.js';
import { errorsOf, prepareRun } from '../runner/prepare.js';
import { startRun } from '../runner/startRun.js';
import type { FromPanel } from '../webview/protocol.js';
import { problemMessage } from '../wording/problems.js';
import type { Analyses } from './analyses.js';
import type { DataFiles } from './dataFiles.js';
import { findNetwork, identityOf, shiftIdentity, type NetworkIdentity } from './networkIdentity.js';
import { panelNetwork } from './panelNetwork.js';
import { panelPage, panelRoots } from './panelPage.js';
import { createPanelRun, type RunStatus } from './panelRun.js';
import { baseName, rangeOf } from './places.js';
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
): UnrolledPanel {
  const changed = new EventEmitter<void>();
  let panel: WebviewPanel | null = null;
  let source: Source | null = null;
  let watcher: Disposable | null = null;
  let refreshes = 0;
  const dist = Uri.joinPath(context.extensionUri, 'dist').toString();
  const run = createPanelRun(
    (request, onProgress) => startRun(spawnWorker(dist), request, onProgress),
    (message) => void panel?.webview.postMessage(message),
    () => changed.fire(),
  );

  const setSource = (next: Source) => {
    if (source?.uri.toString() !== next.uri.toString()) {
      watcher?.dispose();
      watcher = watchFile(next.uri, refresh);
    }
    source = next;
    void remember(context.workspaceState, next);
  };

  const refresh = async (): Promise<void> => {
    if (!panel || !source) return;
    const own = ++refreshes;
    const { uri } = source;
    const document = await openDocument(uri);
    if (own !== refreshes) return;
    const networks = document ? analyses.of(document).networks : [];
    const network = findNetwork(networks, source.identity);
    if (!document || !network) {
      run.stop(`${source.identity.name} is no longer in ${baseName(uri)}`, [], null);
      return;
    }
    setSource({ uri, identity: identityOf(network, networks) });
    panel.title = `Unrolled: ${network.name}`;
    const files = await dataFiles.read(uri, network);
    if (own !== refreshes) return;
    const prepared = prepareRun(network, files.files, runMemoryLimit(uri));
    const errors = errorsOf(network, networks, [...analyses.of(document).problems, ...files.problems]);
    const reasons = errors.length > 0 ? errors : 'reasons' in prepared ? prepared.reasons : [];
    const forPanel = panelNetwork(document, network);
    if ('request' in prepared && reasons.length === 0) run.show(forPanel, prepared.request);
    else run.stop(`${network.name} cannot be run`, reasonTexts(document, reasons), forPanel);
  };

  const revealSource = async () => {
    if (!source) return;
    const document = await openDocument(source.uri);
    const network = document && findNetwork(analyses.of(document).networks, source.identity);
    if (!document) return;
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

  /** The page asks for its data when it loads, so it need not live on while hidden: the trace is in the worker. */
  const attach = (webviewPanel: WebviewPanel) => {
    panel = webviewPanel;
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(context.extensionUri) };
    const icon = (theme: string) => Uri.joinPath(context.extensionUri, 'media', `panel-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.onDidReceiveMessage(take);
    panel.onDidDispose(() => {
      panel = null;
      source = null;
      watcher?.dispose();
      run.clear();
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
    }),
    workspace.onDidRenameFiles(({ files }) => {
      const renamed = files.find(({ oldUri }) => oldUri.toString() === source?.uri.toString());
      if (!renamed || !source) return;
      setSource({ ...source, uri: renamed.newUri });
      void refresh();
    }),
    window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(webviewPanel) {
        const last = recall(context.workspaceState);
        if (!last) {
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
      const next = { uri: document.uri, identity: identityOf(network, analyses.of(document).networks) };
      if (source && !isSameSource(source, next)) run.clear();
      setSource(next);
      await refresh();
    },
    shown: () => source && { uri: source.uri, name: source.identity.name, run: run.count(), status: run.status() },
    onDidChange: changed.event,
    dispose() {
      panel?.dispose();
      watcher?.dispose();
      subscriptions.dispose();
    },
  };
}

function isSameSource(a: Source, b: Source): boolean {
  return a.uri.toString() === b.uri.toString() && a.identity.start === b.identity.start;
}

async function openDocument(uri: Uri): Promise<TextDocument | null> {
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return null;
  }
}

/** A document that no editor shows is closed after a while; then only its file tells of changes. */
function watchFile(uri: Uri, onChange: () => Promise<void>): Disposable | null {
  if (uri.scheme === 'untitled') return null;
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

function remember(state: Memento, { uri, identity }: Source): Thenable<void> {
  return state.update(memory, { uri: uri.toString(), identity });
}

function recall(state: Memento): Source | null {
  const last = state.get<{ uri: string; identity: NetworkIdentity }>(memory);
  return last ? { uri: Uri.parse(last.uri), identity: last.identity } : null;
}
