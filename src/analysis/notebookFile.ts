import { joinedCells, notebookCells, type JoinedCells } from './syntax/notebook.js';

/** The Python of a notebook file as one text. */
export interface NotebookText extends JoinedCells {
  /** Its cells of Python, in the order in which they were joined, and which of all cells each is, from 0. */
  readonly cells: readonly { readonly index: number; readonly text: string }[];
}

/** Reads an `.ipynb` file; null for what is none, and for notebooks of other languages. */
export function notebookText(json: string): NotebookText | null {
  const cells = notebookCells(json)?.filter(({ kind }) => kind === 'code');
  if (!cells) return null;
  const python = cells.filter(({ language }) => /python/.test(language));
  if (python.length === 0 && cells.length > 0) return null;
  return { ...joinedCells(python.map(({ text }) => text)), cells: python };
}
