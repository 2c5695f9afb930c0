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
import { isNotebook, pythonCells } from './notebooks.js';
import { baseName, isIn, networkAt } from './places.js';
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
  sources: Sources,
  args: readonly unknown[],
): Promise<NetworkInDocument | undefined> {
  const [address, which] = args;
  if (address instanceof Uri || typeof address === 'string') {
    const documents = await openDocuments(typeof address === 'string' ? Uri.parse(address) : address);
    const document = documents.find((cell) => holds(cell, sources, which)) ?? documents[0];
    if (!document) return undefined;
    const place = typeof which === 'number' || typeof which === 'string' ? which : cursorIn(document);
    return await chooseIn(document, sources, place);
  }
  const document = window.activeTextEditor?.document;
  if (document && sources.choices(sources.analyses.of(document).networks).length > 0) {
    return await chooseIn(document, sources, cursorIn(document));
  }
  return await chooseInWorkspace(sources);
}

export interface Sources {
  readonly analyses: Analyses;
  readonly workspaceNetworks: WorkspaceNetworks;
  /** What there is to choose from, of a document's networks. */
  readonly choices: (networks: readonly Network[]) => Network[];
  readonly placeHolder: string;
}

/** The offset of the cursor in the editor that shows the document, the active one first. */
function cursorIn(document: TextDocument): number | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors];
  const editor = editors.find((candidate) => candidate?.document === document);
  return editor && document.offsetAt(editor.selection.active);
}

async function chooseIn(
  document: TextDocument,
  { analyses, choices, placeHolder }: Sources,
  place: number | string | undefined,
): Promise<NetworkInDocument | undefined> {
  const { networks } = analyses.of(document);
  const all = choices(networks);
  if (all.length === 0) {
    void window.showInformationMessage(`There is no recurrent network in ${baseName(document.uri)}.`);
    return undefined;
  }
  const named = typeof place === 'number' ? networkAt(all, place) : all.find((network) => network.name === place);
  // A place in a model that is on none of its layers leaves the layers of that model to choose from.
  const around = typeof place === 'number' ? networkAt(networks, place) : networks.find(({ name }) => name === place);
  const inside = all.filter(({ span }) => around && around.span.start <= span.start && span.end <= around.span.end);
  const few = inside.length > 0 ? inside : all;
  const only = few.length === 1 ? few[0] : undefined;
  const network = named ?? only ?? (await pick(few.map(itemOf), placeHolder))?.network;
  return network && { document, network };
}

async function chooseInWorkspace({
  analyses,
  workspaceNetworks,
  choices,
  placeHolder,
}: Sources): Promise<NetworkInDocument | undefined> {
  const nothingFound = new CancellationTokenSource();
  const search = workspaceNetworks.ready().then(() => {
    const items = workspaceNetworks
      .files()
      .flatMap(({ uri, networks }) =>
        choices(networks).map((network) => ({ ...itemOf(network), uri, detail: workspace.asRelativePath(uri) })),
      );
    if (items.length === 0) nothingFound.cancel();
    return items;
  });
  try {
    const chosen = await pick(search, placeHolder, nothingFound.token);
    if (nothingFound.token.isCancellationRequested) await offerExample(workspaceNetworks.failure());
    if (!chosen) return undefined;
    const { name, span } = chosen.network;
    for (const document of await openDocuments(chosen.uri)) {
      const networks = choices(analyses.of(document).networks).filter(({ nameSpan }) => isIn(document, nameSpan));
      const start = document.uri.scheme === 'vscode-notebook-cell' ? null : span.start;
      const network = findNetwork(networks, { name, order: 0, start });
      if (network) return { document, network };
    }
    return undefined;
  } finally {
    nothingFound.dispose();
  }
}

/** Whether a network or a layer of this name begins in the document. */
function holds(document: TextDocument, { analyses, choices }: Sources, name: unknown): boolean {
  const { networks } = analyses.of(document);
  return [...choices(networks), ...networks].some(
    (network) => network.name === name && isIn(document, network.nameSpan),
  );
}

/** A file's document, or the cells of a notebook. */
async function openDocuments(uri: Uri): Promise<readonly TextDocument[]> {
  if (!isNotebook(uri)) return [await workspace.openTextDocument(uri)];
  return pythonCells(await workspace.openNotebookDocument(uri));
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
