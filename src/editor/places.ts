import { Range, type TextDocument, type Uri } from 'vscode';
import type { Network, Span } from '../analysis/model.js';
import { lineIndex } from '../wording/lineIndex.js';

/** The range of a span in an open document. */
export function rangeOf(document: TextDocument, span: Span): Range {
  return new Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** Turns spans of a text that is in no open document into ranges. */
export function rangesIn(text: string): (span: Span) => Range {
  const linesOf = lineIndex(text);
  return (span) => {
    const { start, end } = linesOf(span);
    return new Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
  };
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
