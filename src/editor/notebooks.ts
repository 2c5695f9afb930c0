import { NotebookCellKind, workspace, type NotebookDocument, type TextDocument, type Uri } from 'vscode';

/** Whether it is the address of a notebook's file, and of none of its cells. */
export function isNotebook({ scheme, path }: Uri): boolean {
  return scheme !== 'vscode-notebook-cell' && path.endsWith('.ipynb');
}

/** The notebook that a cell belongs to; undefined for other documents, and for a cell that is gone. */
export function notebookOf(document: TextDocument): NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  return workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document));
}

/** The cells of Python code, in order: one program. */
export function pythonCells(notebook: NotebookDocument): TextDocument[] {
  return notebook
    .getCells()
    .filter(({ kind, document }) => kind === NotebookCellKind.Code && document.languageId === 'python')
    .map(({ document }) => document);
}
