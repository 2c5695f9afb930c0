import { commands, type Disposable } from 'vscode';
import type { Analyses } from './analyses.js';
import { chooseNetwork } from './networkPick.js';
import type { UnrolledPanel } from './unrolledPanel.js';
import type { WorkspaceNetworks } from './workspaceNetworks.js';

/**
 * `RNN Lens: Open Unrolled View`. Other extensions may pass a document's address, and the name of a network in it or
 * an offset.
 */
export function registerOpenUnrolledView(
  analyses: Analyses,
  workspaceNetworks: WorkspaceNetworks,
  panel: UnrolledPanel,
): Disposable {
  return commands.registerCommand('rnnLens.openUnrolledView', async (...args: unknown[]) => {
    const chosen = await chooseNetwork({ analyses, workspaceNetworks }, args, 'Choose the network to unroll');
    if (chosen) await panel.show(chosen.document, chosen.network);
  });
}
