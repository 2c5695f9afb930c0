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
 * an offset in it), else the one at the cursor, else one picked from the file's, else from the workspace's.
 */
export async function chooseNetwork(
  { analyses, workspaceNetworks }: Sources,
  args: readonly unknown[],
  placeHolder: string,
): Promise<NetworkInDocument | undefined> {
  const [address, which] = args;
  if (address instanceof Uri || typeof address === 'string') {
    const document = await workspace.openTextDocument(typeof address === 'string' ? Uri.parse(address) : address);
    return await chooseIn(document, analyses, which, placeHolder);
  }
  const editor = window.activeTextEditor;
  if (editor && analyses.of(editor.document).networks.length > 0) {
    return await chooseIn(editor.document, analyses, editor.document.offsetAt(editor.selection.active), placeHolder);
  }
  return await chooseInWorkspace(workspaceNetworks, analyses, placeHolder);
}

interface Sources {
  readonly analyses: Analyses;
  readonly workspaceNetworks: WorkspaceNetworks;
}

async function chooseIn(
  document: TextDocument,
  analyses: Analyses,
  which: unknown,
  placeHolder: string,
): Promise<NetworkInDocument | undefined> {
  const { networks } = analyses.of(document);
  const named =
    typeof which === 'number' ? networkAt(networks, which) : networks.find((network) => network.name === which);
  if (networks.length === 0) {
    void window.showInformationMessage(`There is no recurrent network in ${baseName(document.uri)}.`);
    return undefined;
  }
  const only = networks.length === 1 ? networks[0] : undefined;
  const network = named ?? only ?? (await pick(networks.map(itemOf), placeHolder))?.network;
  return network && { document, network };
}

async function chooseInWorkspace(
  workspaceNetworks: WorkspaceNetworks,
  analyses: Analyses,
  placeHolder: string,
): Promise<NetworkInDocument | undefined> {
  const search = workspaceNetworks
    .ready()
    .then(() =>
      workspaceNetworks
        .files()
        .flatMap(({ uri, networks }) =>
          networks.map((network) => ({ ...itemOf(network), uri, detail: workspace.asRelativePath(uri) })),
        ),
    );
  const nothingFound = new CancellationTokenSource();
  void search.then((items) => items.length === 0 && nothingFound.cancel());
  const chosen = await pick(search, placeHolder, nothingFound.token);
  if (nothingFound.token.isCancellationRequested) await offerExample();
  if (!chosen) return undefined;
  const document = await workspace.openTextDocument(chosen.uri);
  const { networks } = analyses.of(document);
  const network = findNetwork(networks, { name: chosen.network.name, order: 0, start: chosen.network.span.start });
  return network && { document, network };
}

async function offerExample(): Promise<void> {
  const example = 'New Example Network';
  const message = 'There is no recurrent network in this workspace.';
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
