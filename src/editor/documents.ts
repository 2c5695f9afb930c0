import type { DocumentFilter, NotebookDocument, TextDocument } from 'vscode';
import type { LanguageId } from '../analysis/model.js';
import { isNotebook, notebookOf, pythonCells } from './notebooks.js';

const languages: Readonly<Record<string, LanguageId>> = {
  json: 'json',
  jsonc: 'json',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  javascript: 'typescript',
  javascriptreact: 'typescript',
  python: 'python',
};

/** What the features register for; `isAnalysed` narrows it further. */
export const documentSelector: readonly DocumentFilter[] = Object.keys(languages).map((language) => ({ language }));

/**
 * Of notebooks the cells of Python are read, together, and not the file behind them. `rnn-lens:` documents are the
 * extension's own.
 */
export function isAnalysed({ languageId, uri }: TextDocument): boolean {
  if (!Object.hasOwn(languages, languageId) || uri.scheme.startsWith('rnn-lens')) return false;
  return uri.scheme === 'vscode-notebook-cell' ? languageId === 'python' : !isNotebook(uri);
}

/** What is analysed at once: a document, or all cells of a notebook. */
export interface Unit {
  readonly key: TextDocument | NotebookDocument;
  readonly language: LanguageId;
  readonly documents: readonly TextDocument[];
}

/** The unit that a document belongs to; null for one that is not analysed. */
export function unitOf(document: TextDocument): Unit | null {
  const language = isAnalysed(document) ? languages[document.languageId] : undefined;
  if (!language) return null;
  if (document.uri.scheme !== 'vscode-notebook-cell') return { key: document, language, documents: [document] };
  const notebook = notebookOf(document);
  return notebook ? { key: notebook, language, documents: pythonCells(notebook) } : null;
}

/** Tells the texts of a unit from those it had before, and will have. */
export function stampOf({ documents }: Unit): string {
  return documents.map(({ uri, languageId, version }) => `${uri.fragment} ${languageId} ${version}`).join('\n');
}
