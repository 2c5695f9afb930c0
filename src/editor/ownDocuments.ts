import { Uri, workspace, type Disposable } from 'vscode';
import { ruleSection } from '../wording/ruleDocs.js';

/**
 * Serves the extension's own documents: `"$schema": "rnn-lens:/rnn.schema.json"`, which works in any folder and without
 * a network, and the pages of the rules, `rnn-lens:/rules/input-size.md`.
 */
export function registerOwnDocuments(extensionUri: Uri): Disposable {
  const textOf = async (...path: string[]) =>
    new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(extensionUri, ...path)));
  return workspace.registerTextDocumentContentProvider('rnn-lens', {
    async provideTextDocumentContent({ path }) {
      if (path === '/rnn.schema.json') return await textOf('media', 'rnn.schema.json');
      const code = /^\/rules\/([a-z-]+)\.md$/.exec(path)?.[1];
      return code === undefined ? null : ruleSection(await textOf('docs', 'rules.md'), code);
    },
  });
}
