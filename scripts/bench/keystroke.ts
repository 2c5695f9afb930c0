// Runs inside VS Code's extension host, beside the packaged extension: types into a Python file of 1,000 lines and
// waits for the new inlay hints, as the editor asks for them. The edit itself is VS Code's way from the
// extension host to the window and back, and is given by itself. Prints `keystroke: {…}`.
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
  const edits: number[] = [];
  const wholes: number[] = [];
  // What VS Code itself asks for: the lines on the screen.
  const seen = new Range(new Position(0, 0), document.lineAt(60).range.end);
  const ask = () => commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, seen);
  let hints = await ask();
  // The first analysis is of code that is not compiled yet.
  for (let wait = 0; hints.length === 0 && wait < 40; wait++) {
    await pause(500);
    hints = await ask();
  }
  for (let round = -warmUp; round < rounds; round++) {
    const start = performance.now();
    await editor.edit((edit) => edit.insert(end, round % 2 === 0 ? ' ' : '\t'), {
      undoStopBefore: false,
      undoStopAfter: false,
    });
    const edited = performance.now();
    hints = await ask();
    if (round >= 0) {
      edits.push(edited - start);
      wholes.push(performance.now() - start);
    }
    await pause(200);
  }
  if (hints.length === 0) throw new Error('There are no hints.');
  console.log(
    `keystroke: ${JSON.stringify({ hints: hints.length, edit: summarize(edits), whole: summarize(wholes) })}`,
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
