import type { Event, Range, TreeDataProvider, Uri } from 'vscode';
import type { Shape } from '../analysis/model.js';
import { outerShapes } from '../wording/shapes.js';
import type { NetworksNode, NetworksView } from './networksView.js';
import type { RunStatus } from './panelRun.js';
import type { ShownNetwork, UnrolledPanel } from './unrolledPanel.js';
import type { WorkspaceNetworks } from './workspaceNetworks.js';

/**
 * What other extensions get from `extensions.getExtension('rnn-lens.rnn-lens').activate()`. It changes only by adding.
 */
export interface RnnLensApi {
  readonly version: 1;
  /** Every network of the workspace, once it has been searched through. */
  readonly networks: () => Promise<readonly WorkspaceNetwork[]>;
  readonly onDidChangeNetworks: Event<void>;
  /** The network in the unrolled view and how far its run is; null while the view is closed. */
  readonly unrolledView: () => ShownNetwork | null;
  readonly onDidChangeUnrolledView: Event<void>;
  /** @internal For the tests, which see no rows otherwise. No part of the API: it may change or go at any time. */
  readonly internal: { readonly networksTree: TreeDataProvider<NetworksNode> };
}

export interface WorkspaceNetwork {
  readonly uri: Uri;
  readonly name: string;
  /** The whole network in its source. */
  readonly range: Range;
  readonly input: Shape | null;
  readonly output: Shape | null;
}

export type { NetworksNode, RunStatus, ShownNetwork };

export function createApi(
  workspaceNetworks: WorkspaceNetworks,
  panel: UnrolledPanel,
  networksView: NetworksView,
): RnnLensApi {
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
    onDidChangeNetworks: workspaceNetworks.onDidChange,
    unrolledView: () => panel.shown(),
    onDidChangeUnrolledView: panel.onDidChange,
    internal: { networksTree: networksView.tree },
  };
}
