import {
  commands,
  Disposable,
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
  type TreeDataProvider,
} from 'vscode';
import type { Layer, Network, Span } from '../analysis/model.js';
import { layerNetwork } from '../runner/layerNetwork.js';
import { flowText, grouped, layerFlowText, shapeText } from '../wording/shapes.js';
import { isNotebook } from './notebooks.js';
import { workspaceFileLimit } from './settings.js';
import type { NetworkFile, WorkspaceNetworks } from './workspaceNetworks.js';

/** A row of the Networks view: a file, a network of it, or a layer of that. */
export type NetworksNode =
  | { readonly kind: 'file'; readonly file: NetworkFile }
  | { readonly kind: 'network'; readonly file: NetworkFile; readonly network: Network }
  | { readonly kind: 'layer'; readonly file: NetworkFile; readonly network: Network; readonly layer: Layer };

export interface NetworksView {
  /** The rows as VS Code asks for them. */
  readonly tree: TreeDataProvider<NetworksNode>;
  dispose(): void;
}

const viewId = 'rnnLens.networks';

/** The Networks view: files → networks → layers with their shapes. */
export function registerNetworksView(workspaceNetworks: WorkspaceNetworks): NetworksView {
  const changed = new EventEmitter<void>();
  let isStarted = false;
  const tree: TreeDataProvider<NetworksNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    getChildren: (node) => {
      // Only the first look starts a search: one that fails must not be tried again at every change of the rows.
      if (!isStarted) void workspaceNetworks.ready();
      isStarted = true;
      return childrenOf(node, workspaceNetworks.files());
    },
    getParent: parentOf,
  };
  const view = window.createTreeView(viewId, { treeDataProvider: tree, showCollapseAll: true });
  const showMessage = () => {
    const message = messageAbout(workspaceNetworks);
    if (message === null) delete view.message;
    else view.message = message;
  };
  const showSearch = (search: Promise<void>) => {
    void window.withProgress({ location: { viewId } }, () => search);
    void search.then(() => {
      showMessage();
      // The welcome text waits for the first search, so that it is not seen to come and go.
      if (workspaceNetworks.failure() === null) void commands.executeCommand('setContext', 'rnnLens.searched', true);
    });
  };
  const subscriptions = Disposable.from(
    changed,
    view,
    workspaceNetworks.onDidChange(() => {
      changed.fire();
      showMessage();
    }),
    workspaceNetworks.onDidStart(showSearch),
    commands.registerCommand('rnnLens.networks.refresh', () => workspaceNetworks.refresh()),
    commands.registerCommand('rnnLens.networks.unroll', (node?: NetworksNode) => {
      if (!node || node.kind === 'file') return undefined;
      const { name, span } = node.kind === 'network' ? node.network : node.layer;
      // An offset in a notebook is in the text of all of its cells.
      const place = isNotebook(node.file.uri) ? name : span.start;
      return commands.executeCommand('rnnLens.openUnrolledView', node.file.uri, place);
    }),
    commands.registerCommand('rnnLens.networks.reveal', (node?: NetworksNode) => node && reveal(node)),
  );
  return {
    tree,
    dispose() {
      subscriptions.dispose();
    },
  };
}

/** What is to be said of the rows as a whole: why there are none, or not all. */
function messageAbout(workspaceNetworks: WorkspaceNetworks): string | null {
  const failure = workspaceNetworks.failure();
  if (failure !== null || !workspaceNetworks.isCut()) return failure;
  return `Only the first ${grouped(workspaceFileLimit())} files were searched (rnnLens.workspace.maxFiles).`;
}

/** The rows below a row, or the topmost ones. */
function childrenOf(node: NetworksNode | undefined, files: readonly NetworkFile[]): NetworksNode[] {
  switch (node?.kind) {
    case undefined:
      return files.map((file) => ({ kind: 'file', file }));
    case 'file':
      return node.file.networks.map((network) => ({ kind: 'network', file: node.file, network }));
    case 'network':
      return node.network.layers.map((layer) => ({ kind: 'layer', file: node.file, network: node.network, layer }));
    case 'layer':
      return [];
  }
}

function parentOf(node: NetworksNode): NetworksNode | undefined {
  if (node.kind === 'layer') return { kind: 'network', file: node.file, network: node.network };
  return node.kind === 'network' ? { kind: 'file', file: node.file } : undefined;
}

/** How a row reads: what the view shows of it and what a screen reader says. */
function treeItem(node: NetworksNode): TreeItem {
  switch (node.kind) {
    case 'file':
      return fileItem(node.file);
    case 'network':
      return networkItem(node);
    case 'layer':
      return layerItem(node);
  }
}

function fileItem({ uri, networks }: NetworkFile): TreeItem {
  const item = new TreeItem(uri, TreeItemCollapsibleState.Expanded);
  const folder = workspace.asRelativePath(uri).split('/').slice(0, -1).join('/');
  const count = networks.length === 1 ? '1 network' : `${networks.length} networks`;
  item.id = uri.toString();
  item.iconPath = ThemeIcon.File;
  item.description = folder;
  item.contextValue = 'file';
  item.accessibilityInformation = { label: `${workspace.asRelativePath(uri)}, ${count}` };
  return item;
}

function networkItem({ file, network }: NetworksNode & { kind: 'network' }): TreeItem {
  const item = new TreeItem(network.name, TreeItemCollapsibleState.Collapsed);
  item.id = `${file.uri.toString()}#${network.span.start}`;
  item.iconPath = new ThemeIcon('type-hierarchy-sub');
  item.description = flowText(network);
  item.contextValue = 'network';
  item.command = openCommand(file, network.nameSpan);
  item.accessibilityInformation = { label: `network ${network.name}, ${item.description}` };
  return item;
}

function layerItem({ file, network, layer }: NetworksNode & { kind: 'layer' }): TreeItem {
  // The layers of a config have no names of their own.
  const isConfig = network.config !== null;
  const item = new TreeItem(isConfig ? layer.kind : layer.name, TreeItemCollapsibleState.None);
  item.id = `${file.uri.toString()}#${network.span.start}/${network.layers.indexOf(layer)}`;
  item.iconPath = new ThemeIcon('layers');
  item.description = isConfig ? layerFlowText(layer) : `${layer.kind} ${layerFlowText(layer)}`;
  item.tooltip = [
    `${layer.kind} ${layer.name}`,
    ...layer.weights.map(({ name, shape }) => `${name} ${shapeText(shape)}`),
    ...(layer.parameters ? [`${grouped(layer.parameters)} parameters`] : []),
  ].join('\n');
  item.contextValue = layerNetwork(network, layer) ? 'recurrentLayer' : 'layer';
  item.command = openCommand(file, layer.span);
  item.accessibilityInformation = {
    label: `layer ${isConfig ? '' : `${layer.name}, `}${layer.kind}, ${layerFlowText(layer)}`,
  };
  return item;
}

function openCommand({ uri, rangeOf }: NetworkFile, span: Span) {
  const selection = isNotebook(uri) ? {} : { selection: rangeOf(span) };
  return { title: 'Go to Source', command: 'vscode.open', arguments: [uri, { ...selection, preserveFocus: true }] };
}

async function reveal(node: NetworksNode): Promise<void> {
  const { file } = node;
  if (isNotebook(file.uri)) {
    await commands.executeCommand('vscode.open', file.uri);
    return;
  }
  const span = node.kind === 'file' ? null : node.kind === 'network' ? node.network.nameSpan : node.layer.span;
  await window.showTextDocument(file.uri, span ? { selection: file.rangeOf(span) } : {});
}
