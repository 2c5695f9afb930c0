import { commands, type Disposable } from 'vscode';
import type { Analyses } from './analyses.js';
import type { Network } from '../analysis/model.js';
import { runnables } from '../runner/layerNetwork.js';
import type { AskedSizes } from './askedSizes.js';
import { chooseNetwork } from './networkPick.js';
import type { UnrolledPanel } from './unrolledPanel.js';
import type { WorkspaceNetworks } from './workspaceNetworks.js';

/**
 * `RNN Lens: Open Unrolled View`. Other extensions may pass a document's address, and the name of a network or a layer
 * in it, or an offset. Sizes that the source leaves open are asked for.
 */
export function registerOpenUnrolledView(
  analyses: Analyses,
  workspaceNetworks: WorkspaceNetworks,
  panel: UnrolledPanel,
  askedSizes: AskedSizes,
): Disposable {
  const sources = {
    analyses,
    workspaceNetworks,
    choices: (networks: readonly Network[]) => runnables(networks).map(({ network }) => network),
    placeHolder: 'Choose the network to unroll',
  };
  return commands.registerCommand('rnnLens.openUnrolledView', async (...args: unknown[]) => {
    const chosen = await chooseNetwork(sources, args);
    if (!chosen) return;
    const { document, network } = chosen;
    if (await askedSizes.ask(document.uri, network)) await panel.show(document, network);
  });
}
