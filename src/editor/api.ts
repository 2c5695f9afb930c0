import type { Event, Range, TreeItem, TreeItemLabel, Uri } from 'vscode';
import type { Shape } from '../analysis/model.js';
import { childrenOf, treeItem, type NetworksNode } from './networksView.js';
import type { RunStatus } from './panelRun.js';
import { outerShapes } from './places.js';
import type { ShownNetwork, UnrolledPanel } from './unrolledPanel.js';
import type { WorkspaceNetworks } from './workspaceNetworks.js';

/**
 * What other extensions get from `extensions.getExtension('rnn-lens.rnn-lens').activate()`. It changes only by adding.
 */
export interface RnnLensApi {
  readonly version: 1;
  /** Every network of the workspace, once it has been searched through. */
  readonly networks: () => Promise<readonly WorkspaceNetwork[]>;
  /** The rows of the Networks view as they read, once the workspace has been searched through. */
  readonly networksView: () => Promise<readonly ViewRow[]>;
  readonly onDidChangeNetworks: Event<void>;
  /** The network in the unrolled view and how far its run is; null while the view is closed. */
  readonly unrolledView: () => ShownNetwork | null;
  readonly onDidChangeUnrolledView: Event<void>;
}

export interface WorkspaceNetwork {
  readonly uri: Uri;
  readonly name: string;
  /** The whole network in its source. */
  readonly range: Range;
  readonly input: Shape | null;
  readonly output: Shape | null;
}

export interface ViewRow {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly children: readonly ViewRow[];
}

export type { RunStatus, ShownNetwork };

export function createApi(workspaceNetworks: WorkspaceNetworks, panel: UnrolledPanel): RnnLensApi {
  const rows = (node: NetworksNode | undefined): ViewRow[] =>
    childrenOf(node, workspaceNetworks.files()).map((child) => rowOf(treeItem(child), rows(child)));
  return {
    version: 1,
    async networks() {
      await workspaceNetworks.ready();
      return workspaceNetworks.files().flatMap(({ uri, networks, rangeOf }) =>
        networks.map((network) => ({
          uri,
          name: network.name,
          range: rangeOf(network.span),
          ...outerShapes(network),
        })),
      );
    },
    async networksView() {
      await workspaceNetworks.ready();
      return rows(undefined);
    },
    onDidChangeNetworks: workspaceNetworks.onDidChange,
    unrolledView: () => panel.shown(),
    onDidChangeUnrolledView: panel.onDidChange,
  };
}

function rowOf(item: TreeItem, children: readonly ViewRow[]): ViewRow {
  const path = item.resourceUri?.path ?? '';
  return {
    label: labelText(item.label) ?? path.slice(path.lastIndexOf('/') + 1),
    description: typeof item.description === 'string' ? item.description : '',
    spoken: item.accessibilityInformation?.label ?? '',
    children,
  };
}

function labelText(label: string | TreeItemLabel | undefined): string | undefined {
  return typeof label === 'string' ? label : label?.label;
}
