import {
  CancellationTokenSource,
  commands,
  Uri,
  window,
  workspace,
  type CancellationToken,
  type QuickPickItem,
  type TextDocument,
} from 'vscode';
import type { Network } from '../analysis/model.js';
import { flowText } from '../wording/shapes.js';
import type { Analyses } from './analyses.js';
import { findNetwork } from './networkIdentity.js';
import { baseName, networkAt } from './places.js';
import type { WorkspaceNetworks } from './workspaceNetworks.js';

/** A network and the open document that it is written in. */
export interface NetworkInDocument {
  readonly document: TextDocument;
  readonly network: Network;
}

/**
 * The network that a command is about: the one named by its arguments (a document's address, and a network's name or
 * an offset in it), else the one at the cursor, else one picked from the file's, else from the workspace's. The
 * button in an editor's title gives the address and something else than a place.
 */
export async function chooseNetwork(
  { analyses, workspaceNetworks }: Sources,
  args: readonly unknown[],
  placeHolder: string,
): Promise<NetworkInDocument | undefined> {
  const [address, which] = args;
  if (address instanceof Uri || typeof address === 'string') {
    const document = await workspace.openTextDocument(typeof address === 'string' ? Uri.parse(address) : address);
    const place = typeof which === 'number' || typeof which === 'string' ? which : cursorIn(document);
    return await chooseIn(document, analyses, place, placeHolder);
  }
  const document = window.activeTextEditor?.document;
  if (document && analyses.of(document).networks.length > 0) {
    return await chooseIn(document, analyses, cursorIn(document), placeHolder);
  }
  return await chooseInWorkspace(workspaceNetworks, analyses, placeHolder);
}

interface Sources {
  readonly analyses: Analyses;
  readonly workspaceNetworks: WorkspaceNetworks;
}

/** The offset of the cursor in the editor that shows the document, the active one first. */
function cursorIn(document: TextDocument): number | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors];
  const editor = editors.find((candidate) => candidate?.document === document);
  return editor && document.offsetAt(editor.selection.active);
}

async function chooseIn(
  document: TextDocument,
  analyses: Analyses,
  place: number | string | undefined,
  placeHolder: string,
): Promise<NetworkInDocument | undefined> {
  const { networks } = analyses.of(document);
  if (networks.length === 0) {
    void window.showInformationMessage(`There is no recurrent network in ${baseName(document.uri)}.`);
    return undefined;
  }
  const named =
    typeof place === 'number' ? networkAt(networks, place) : networks.find((network) => network.name === place);
  const only = networks.length === 1 ? networks[0] : undefined;
  const network = named ?? only ?? (await pick(networks.map(itemOf), placeHolder))?.network;
  return network && { document, network };
}

async function chooseInWorkspace(
  workspaceNetworks: WorkspaceNetworks,
  analyses: Analyses,
  placeHolder: string,
): Promise<NetworkInDocument | undefined> {
  const nothingFound = new CancellationTokenSource();
  const search = workspaceNetworks.ready().then(() => {
    const items = workspaceNetworks
      .files()
      .flatMap(({ uri, networks }) =>
        networks.map((network) => ({ ...itemOf(network), uri, detail: workspace.asRelativePath(uri) })),
      );
    if (items.length === 0) nothingFound.cancel();
    return items;
  });
  try {
    const chosen = await pick(search, placeHolder, nothingFound.token);
    if (nothingFound.token.isCancellationRequested) await offerExample(workspaceNetworks.failure());
    if (!chosen) return undefined;
    const document = await workspace.openTextDocument(chosen.uri);
    const { networks } = analyses.of(document);
    const network = findNetwork(networks, { name: chosen.network.name, order: 0, start: chosen.network.span.start });
    return network && { document, network };
  } finally {
    nothingFound.dispose();
  }
}

async function offerExample(failure: string | null): Promise<void> {
  const example = 'New Example Network';
  const message = failure ?? 'There is no recurrent network in this workspace.';
  const answer = await window.showInformationMessage(message, example);
  if (answer === example) await commands.executeCommand('rnnLens.newExample');
}

interface NetworkItem extends QuickPickItem {
  readonly network: Network;
}

function itemOf(network: Network): NetworkItem {
  return { label: network.name, description: flowText(network), network };
}

function pick<T extends NetworkItem>(
  items: readonly T[] | Promise<readonly T[]>,
  placeHolder: string,
  token?: CancellationToken,
): Thenable<T | undefined> {
  return window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }, token);
}
