import { commands, Uri, window, workspace, type Disposable } from 'vscode';
import { ruleCodes, type RuleCode } from '../analysis/domain/rules.js';

const openCommand = 'rnnLens.openRulePage';

/** Where the page of a rule is; `rnn-lens:` documents are the extension's own (`ownDocuments.ts`). */
export function rulePageLink(code: RuleCode): Uri {
  return Uri.parse(`command:${openCommand}?${encodeURIComponent(JSON.stringify([code]))}`);
}

/** Shows the page of a rule, to which the code of a diagnostic leads. */
export function registerRulePages(): Disposable {
  return commands.registerCommand(openCommand, async (asked: unknown) => {
    const code = ruleCodes.find((candidate) => candidate === asked);
    if (code === undefined) return;
    const uri = Uri.from({ scheme: 'rnn-lens', path: `/rules/${code}.md` });
    // VS Code's own Markdown extension may be switched off.
    const isShown = await commands.executeCommand('markdown.showPreview', uri).then(
      () => true,
      () => false,
    );
    if (!isShown) await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  });
}
