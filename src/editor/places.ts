import { Range, type TextDocument, type Uri } from 'vscode';
import type { Network, Span } from '../analysis/model.js';
import type { NotebookText } from '../analysis/notebookFile.js';
import { cellLineIndex, lineIndex } from '../wording/lineIndex.js';

/** The range of a span in an open document. */
export function rangeOf(document: TextDocument, span: Span): Range {
  return new Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** Whether a place begins in this document: one of a notebook's analysis may lie in another cell. */
export function isIn(document: TextDocument, { start }: Span): boolean {
  return start >= 0 && document.offsetAt(document.positionAt(start)) === start;
}

/** Turns spans of a text that is in no open document into ranges. */
export function rangesIn(text: string): (span: Span) => Range {
  const linesOf = lineIndex(text);
  return (span) => editorRange(linesOf(span));
}

/** The same for a notebook: the range in the cell that the place is in. */
export function rangesInCells(notebook: NotebookText): (span: Span) => Range {
  const linesOf = cellLineIndex(notebook);
  return (span) => editorRange(linesOf(span));
}

function editorRange({ start, end }: ReturnType<ReturnType<typeof lineIndex>>): Range {
  return new Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}

/** The network that the offset is in: the innermost one, or the one whose name is there. */
export function networkAt(networks: readonly Network[], offset: number): Network | undefined {
  const holds = (span: Span) => span.start <= offset && offset <= span.end;
  return (
    networks
      .filter((network) => holds(network.span))
      .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0] ??
    networks.find((network) => holds(network.nameSpan))
  );
}

/** The last part of a path, as people call the file. */
export function baseName(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
