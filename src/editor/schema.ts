import { Uri, workspace, type Disposable } from 'vscode';

/** Serves `"$schema": "rnn-lens:/rnn.schema.json"`, which works in any folder and without a network. */
export function registerSchema(extensionUri: Uri): Disposable {
  return workspace.registerTextDocumentContentProvider('rnn-lens', {
    async provideTextDocumentContent(uri) {
      if (uri.path !== '/rnn.schema.json') return null;
      const bytes = await workspace.fs.readFile(Uri.joinPath(extensionUri, 'media', 'rnn.schema.json'));
      return new TextDecoder().decode(bytes);
    },
  });
}
