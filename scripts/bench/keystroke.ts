// Runs inside VS Code's extension host, beside the packaged extension: types into a Python file of 1,000 lines and
// waits for the new inlay hints, as the editor asks for them. Prints `keystroke: {…}`.
import { commands, Position, Range, window, workspace, type InlayHint } from 'vscode';
import { sampleProgram } from './sampleProgram.js';
import { summarize } from './statistics.mjs';

const rounds = 60;
const warmUp = 10;

export async function run(): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'python', content: sampleProgram(1000) });
  const editor = await window.showTextDocument(document);
  const line = document
    .getText()
    .split('\n')
    .findIndex((text) => text.includes('self.hidden_size = hidden_size'));
  const end = document.lineAt(line).range.end;
  const samples: number[] = [];
  let hints: InlayHint[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const start = performance.now();
    await editor.edit((edit) => edit.insert(end, round % 2 === 0 ? ' ' : '\t'), {
      undoStopBefore: false,
      undoStopAfter: false,
    });
    hints = await commands.executeCommand<InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      new Range(new Position(0, 0), document.lineAt(document.lineCount - 1).range.end),
    );
    if (round >= 0) samples.push(performance.now() - start);
  }
  if (hints.length === 0) throw new Error('There are no hints.');
  console.log(`keystroke: ${JSON.stringify({ hints: hints.length, ...summarize(samples) })}`);
}
