import { Position, Range, type TextDocument, type Uri } from 'vscode';
import type { Shape, Span, Network } from '../analysis/model.js';

/** The range of a span in an open document. */
export function rangeOf(document: TextDocument, span: Span): Range {
  return new Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** Turns spans of a text that is in no open document into ranges, with the line ends that the editor knows. */
export function rangesIn(text: string): (span: Span) => Range {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  const position = (offset: number): Position => {
    let low = 0;
    for (let high = starts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return new Position(low, offset - starts[low]!);
  };
  return (span) => new Range(position(span.start), position(span.end));
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

/** The shape that goes into a network and the one that comes out. */
export function outerShapes(network: Network): { input: Shape | null; output: Shape | null } {
  return { input: network.layers[0]?.input ?? null, output: network.layers.at(-1)?.output ?? null };
}

/** The last part of a path, as people call the file. */
export function baseName(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
