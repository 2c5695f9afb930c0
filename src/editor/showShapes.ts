import { commands, Disposable, EventEmitter, Uri, ViewColumn, window, workspace, type TextDocument } from 'vscode';
import type { Network } from '../analysis/model.js';
import { alignColumns } from '../wording/alignColumns.js';
import { frameworkNames, layerRows } from '../wording/codeHovers.js';
import { tensorRows } from '../wording/hovers.js';
import { parametersText, shapeText } from '../wording/shapes.js';
import type { Analyses } from './analyses.js';
import { findNetwork, identityOf, type NetworkIdentity } from './networkIdentity.js';
import { chooseNetwork, type NetworkInDocument } from './networkPick.js';
import { baseName } from './places.js';
import type { WorkspaceNetworks } from './workspaceNetworks.js';

const scheme = 'rnn-lens-shapes';

/**
 * `RNN Lens: Show Shapes`: a network's shapes as a read-only text beside the editor, from which one can copy. It
 * follows the source while it is open.
 */
export function registerShowShapes(analyses: Analyses, workspaceNetworks: WorkspaceNetworks): Disposable {
  const changed = new EventEmitter<Uri>();
  const sources = {
    analyses,
    workspaceNetworks,
    choices: (networks: readonly Network[]) => [...networks],
    placeHolder: 'Choose the network whose shapes to show',
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contentOf(uri, analyses),
    }),
    analyses.onDidChange((document) => {
      for (const { uri } of workspace.textDocuments) {
        if (uri.scheme === scheme && addressOf(uri).source === document.uri.toString()) changed.fire(uri);
      }
    }),
    commands.registerCommand('rnnLens.showShapes', async (...args: unknown[]) => {
      const chosen = await chooseNetwork(sources, args);
      if (!chosen) return;
      const document = await workspace.openTextDocument(shapesUri(chosen, analyses));
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
    }),
  );
}

/** Where a shapes document comes from; without an offset, which the next change of the source would make wrong. */
interface Address extends NetworkIdentity {
  readonly source: string;
}

function shapesUri({ document, network }: NetworkInDocument, analyses: Analyses): Uri {
  const identity = identityOf(network, analyses.of(document).networks);
  const address: Address = { ...identity, start: null, source: document.uri.toString() };
  const name = network.name.replace(/[\\/?#]/g, '_');
  return Uri.from({ scheme, path: `/${name} shapes.txt`, query: JSON.stringify(address) });
}

function addressOf(uri: Uri): Address {
  return JSON.parse(uri.query) as Address;
}

async function contentOf(uri: Uri, analyses: Analyses): Promise<string> {
  const address = addressOf(uri);
  const document = await workspace.openTextDocument(Uri.parse(address.source));
  const network = findNetwork(analyses.of(document).networks, address);
  if (!network) return `${address.name} is no longer in ${baseName(document.uri)}.\n`;
  return shapesText(network, placeOf(document, network.nameSpan.start));
}

/** All tensors of a network as a plain text table, one to a line. */
function shapesText(network: Network, place: string): string {
  const kind = network.config ? network.layers[0]?.kind : frameworkNames[network.framework];
  const heading = [network.name, kind, place].filter((part) => part !== undefined).join('  ');
  const parameters = parametersText(network);
  const rows = network.config
    ? tensorRows(network).map(({ name, shape, meaning }) => [name, shapeText(shape), meaning])
    : network.layers.flatMap(layerRows);
  return [heading, '', ...alignColumns(rows), ...(parameters === null ? [] : ['', parameters]), ''].join('\n');
}

function placeOf(document: TextDocument, offset: number): string {
  return `${baseName(document.uri)}:${document.positionAt(offset).line + 1}`;
}
