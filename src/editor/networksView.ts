import {
  commands,
  Disposable,
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
  type Range,
  type TreeDataProvider,
  type Uri,
} from 'vscode';
import type { Layer, Network } from '../analysis/model.js';
import { flowText, grouped, layerFlowText, shapeText } from '../wording/shapes.js';
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
    commands.registerCommand('rnnLens.networks.unroll', (node?: NetworksNode) =>
      node && node.kind !== 'file'
        ? commands.executeCommand('rnnLens.openUnrolledView', node.file.uri, node.network.span.start)
        : undefined,
    ),
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
  item.command = openCommand(file.uri, file.rangeOf(network.nameSpan));
  item.accessibilityInformation = { label: `network ${network.name}, ${item.description}` };
  return item;
}

function layerItem({ file, network, layer }: NetworksNode & { kind: 'layer' }): TreeItem {
  const item = new TreeItem(layer.kind, TreeItemCollapsibleState.None);
  item.id = `${file.uri.toString()}#${network.span.start}/${network.layers.indexOf(layer)}`;
  item.iconPath = new ThemeIcon('layers');
  item.description = layerFlowText(layer);
  item.tooltip = [
    `${layer.kind} ${layer.name}`,
    ...layer.weights.map(({ name, shape }) => `${name} ${shapeText(shape)}`),
    ...(layer.parameters === null ? [] : [`${grouped(layer.parameters)} parameters`]),
  ].join('\n');
  item.contextValue = 'layer';
  item.command = openCommand(file.uri, file.rangeOf(layer.span));
  item.accessibilityInformation = { label: `layer ${layer.kind}, ${item.description}` };
  return item;
}

function openCommand(uri: Uri, selection: Range) {
  return { title: 'Go to Source', command: 'vscode.open', arguments: [uri, { selection, preserveFocus: true }] };
}

async function reveal(node: NetworksNode): Promise<void> {
  const span = node.kind === 'file' ? null : node.kind === 'network' ? node.network.nameSpan : node.layer.span;
  await window.showTextDocument(node.file.uri, span ? { selection: node.file.rangeOf(span) } : {});
}
