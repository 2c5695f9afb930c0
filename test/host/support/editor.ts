// What the host tests do again and again: documents that go away afterwards, and the questions put to VS Code.
import assert from 'node:assert/strict';
import {
  commands,
  CompletionItemKind,
  ConfigurationTarget,
  extensions,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type CodeAction,
  type CodeLens,
  type CompletionList,
  type Diagnostic,
  type Hover,
  type InlayHint,
  type MarkdownString,
  type Position,
  type TextDocument,
} from 'vscode';
import type { RnnLensApi } from '../../../src/editor/api.js';

export const lecture = '{ "batch": 6, "steps": 5, "features": 3, "rnn_size": 7 }';

/** What the packaged extension gives to other extensions. */
export async function api(): Promise<RnnLensApi> {
  const extension = extensions.getExtension<RnnLensApi>('rnn-lens.rnn-lens');
  assert.ok(extension, 'the extension is not installed');
  return await extension.activate();
}

/**
 * The folder of this test's files, relative to the workspace. Each test has its own, because the editor goes on to
 * hold a document for minutes after the last of its editors is closed.
 */
export function testFolder(): string {
  return `made-by-tests/${testNumber}`;
}

let testNumber = 1;

export function fileUri(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return Uri.joinPath(folder.uri, testFolder(), name);
}

export async function writeFile(name: string, text: string): Promise<Uri> {
  const uri = fileUri(name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Writes files until what follows from them is there: a watcher that has only just begun may miss a change. */
export async function writeUntil(names: string | readonly string[], text: string, check: () => unknown): Promise<void> {
  await eventually(async () => {
    for (const name of [names].flat()) await writeFile(name, text);
    await eventually(check, 3000);
  });
}

/**
 * Opens a file of the workspace with this text in an editor, as a person would: VS Code holds a document that
 * `openTextDocument` opened for minutes, and one that an editor opened only as long as that.
 */
export async function openFile(name: string, text: string): Promise<TextDocument> {
  const uri = await writeFile(name, text);
  await commands.executeCommand('vscode.open', uri);
  return await eventually(() => {
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), uri.toString());
    return document;
  });
}

export async function openUntitled(language: string, content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language, content });
  const editor = await window.showTextDocument(document);
  // Under load VS Code brings back what the untitled document of this address held in the test before.
  if (document.getText().replaceAll('\r', '') !== content.replaceAll('\r', '')) {
    const all = new Range(document.positionAt(0), document.positionAt(document.getText().length));
    assert.ok(await editor.edit((edit) => edit.replace(all, content)), 'the edit was refused');
  }
  return document;
}

/** Replaces the first occurrence of a piece of the text, as typing would. */
export async function type(document: TextDocument, old: string, text: string): Promise<void> {
  const start = document.getText().indexOf(old);
  assert.ok(start >= 0, `${JSON.stringify(old)} is not in the document`);
  const editor = await window.showTextDocument(document);
  const range = new Range(document.positionAt(start), document.positionAt(start + old.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, text)), 'the edit was refused');
}

/** Closes every editor without saving, and deletes the files that were written. */
export async function cleanUp(): Promise<void> {
  for (const { document } of window.visibleTextEditors.filter(({ document }) => document.isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
  // The next test's untitled document has the same address, and is not to be taken for this one, whose diagnostics may
  // still be on their way for as long as it is open.
  await eventually(noUntitled, 8000).catch(async () => {
    // VS Code may bring back a large document that was closed while it kept a copy of it.
    for (const document of openUntitledDocuments()) {
      await window.showTextDocument(document);
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await eventually(noUntitled);
  });
  await workspace.fs.delete(fileUri('.'), { recursive: true }).then(undefined, () => undefined);
  testNumber++;
}

function noUntitled(): void {
  assert.deepEqual(
    openUntitledDocuments().map(({ uri }) => uri.toString()),
    [],
  );
  assert.deepEqual(untitledDiagnostics(), []);
}

function openUntitledDocuments(): TextDocument[] {
  return workspace.textDocuments.filter(({ uri, isClosed }) => uri.scheme === 'untitled' && !isClosed);
}

/** Waits until the check no longer throws, and throws what it threw last. */
export async function eventually<T>(check: () => T | Promise<T>, milliseconds = 25_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Sets a setting of `rnnLens` for as long as the work takes. */
export async function withSetting(name: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const set = (next: unknown) => workspace.getConfiguration('rnnLens').update(name, next, ConfigurationTarget.Global);
  await set(value);
  try {
    await work();
  } finally {
    await set(undefined);
  }
}

export async function lensTitles({ uri }: TextDocument): Promise<string[]> {
  const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
  return lenses.flatMap(({ command }) => (command?.command.startsWith('rnnLens.') ? [command.title] : []));
}

/** The inlay hints over configs, with the text before each on its line. */
export async function hints(document: TextDocument): Promise<{ before: string; label: string }[]> {
  return (await allHints(document)).filter(({ label }) => label.includes('→'));
}

/** The shapes in code: `out⟨(32, 10)⟩`, with the text before each on its line. */
export async function shapeHints(document: TextDocument): Promise<string[]> {
  return (await allHints(document))
    .filter(({ label }) => /^(→ )?\(.*\)$/.test(label))
    .map(({ before, label }) => `${before}⟨${label}⟩`);
}

async function allHints(document: TextDocument): Promise<{ before: string; label: string }[]> {
  const all = new Range(0, 0, document.lineCount, 0);
  const found = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
  return found
    .sort((a, b) => a.position.compareTo(b.position))
    .map(({ label, position }) => ({
      before: document.getText(new Range(position.with({ character: 0 }), position)),
      label: typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
    }));
}

/** What hovers say in the middle of a piece of the text, from all extensions. */
export async function hoverText(document: TextDocument, piece: string): Promise<string> {
  const start = document.getText().indexOf(piece);
  assert.ok(start >= 0, `${JSON.stringify(piece)} is not in the document`);
  const position = document.positionAt(start + Math.floor((piece.length - 1) / 2));
  return await hoverTextAt(document, position);
}

export async function hoverTextAt({ uri }: TextDocument, position: Position): Promise<string> {
  const found = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, position);
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (content as MarkdownString).value)
    .join('\n\n');
}

/** Our diagnostics, each with the text that it underlines. */
export function problems(document: TextDocument): { code: string; text: string; message: string; severity: number }[] {
  return ourDiagnostics(document).map(({ code, range, message, severity }) => ({
    code: codeText(code),
    text: document.getText(range),
    message,
    severity,
  }));
}

function codeText(code: Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}

/** The messages of RNN Lens on every document of no file, which are all gone when no such document is open. */
function untitledDiagnostics(): string[] {
  return languages
    .getDiagnostics()
    .filter(([uri]) => uri.scheme === 'untitled')
    .flatMap(([, diagnostics]) => diagnostics.filter(({ source }) => source === 'RNN Lens'))
    .map(({ message }) => message);
}

export function ourDiagnostics({ uri }: TextDocument): Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source === 'RNN Lens');
}

/** Our quick fixes for the first diagnostic of a code. */
export async function quickFixes(document: TextDocument, code: string): Promise<CodeAction[]> {
  const diagnostic = await eventually(() => {
    const found = ourDiagnostics(document).find((one) => codeText(one.code) === code);
    assert.ok(found, `no ${code} among ${JSON.stringify(problems(document))}`);
    return found;
  });
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
  );
  return actions.filter(({ title }) => /^(Change to|Remove this|Set `|Write `)/.test(title));
}

/** What completion offers after a piece of the text, without the words that merely stand in other documents. */
export async function completions(document: TextDocument, after: string): Promise<CompletionList['items']> {
  const start = document.getText().indexOf(after);
  assert.ok(start >= 0, `${JSON.stringify(after)} is not in the document`);
  const list = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(start + after.length),
  );
  return list.items.filter(({ kind }) => kind !== CompletionItemKind.Text);
}
