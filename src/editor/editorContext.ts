import { commands, Disposable, window } from 'vscode';
import { isAnalysed, type Analyses } from './analyses.js';

/** Sets `rnnLens.hasNetwork` for the active editor, so that its title bar has the button only where it is of use. */
export function registerEditorContext(analyses: Analyses): Disposable {
  let last: boolean | undefined;
  const update = () => {
    const document = window.activeTextEditor?.document;
    const next = document !== undefined && isAnalysed(document) && analyses.of(document).networks.length > 0;
    if (next === last) return;
    last = next;
    void commands.executeCommand('setContext', 'rnnLens.hasNetwork', next);
  };
  update();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(update),
    analyses.onDidChange((document) => document === window.activeTextEditor?.document && update()),
  );
}
