import { commands, Disposable, workspace, type TextDocument, type Uri } from 'vscode';
import type { Analyses } from './analyses.js';
import { isAnalysed } from './documents.js';

/**
 * Sets `rnnLens.networkResources`, the open documents that hold networks: each editor's title bar has the button by
 * its own document, whichever editor or panel is the active one.
 */
export function registerEditorContext(analyses: Analyses): Disposable {
  const resources = new Map<string, Uri>();
  // Addresses go as objects, because a remote window has other ones than the extension host and translates them.
  const send = () => void commands.executeCommand('setContext', 'rnnLens.networkResources', [...resources.values()]);
  const update = (document: TextDocument) => {
    const key = document.uri.toString();
    const holdsNetwork = isAnalysed(document) && analyses.of(document).networks.length > 0;
    if (holdsNetwork === resources.has(key)) return;
    if (holdsNetwork) resources.set(key, document.uri);
    else resources.delete(key);
    send();
  };
  workspace.textDocuments.forEach(update);
  return Disposable.from(
    analyses.onDidChange(update),
    workspace.onDidCloseTextDocument(({ uri }) => resources.delete(uri.toString()) && send()),
  );
}
