import { Hover, languages, MarkdownString, type Disposable, type TextDocument } from 'vscode';
import type { Network, Span } from '../analysis/model.js';
import { fieldHover, networkHover } from '../wording/hovers.js';
import { documentSelector, isAnalysed, type Analyses } from './analyses.js';
import { networkAt, rangeOf } from './places.js';
import { isHintEnabled } from './settings.js';

/** What a field means and takes part in; over the braces and the name of a network, all of its shapes. */
export function registerHover(analyses: Analyses): Disposable {
  return languages.registerHoverProvider(documentSelector, {
    provideHover(document, position) {
      if (!isAnalysed(document) || !isHintEnabled('hover', document)) return null;
      const offset = document.offsetAt(position);
      const network = networkAt(analyses.of(document).networks, offset);
      return network ? hoverIn(document, network, offset) : null;
    },
  });
}

function hoverIn(document: TextDocument, network: Network, offset: number): Hover | null {
  const fields = network.config?.fields ?? [];
  for (const field of fields) {
    const span = [field.keySpan, field.valueSpan].find((span) => covers(span, offset));
    if (span) return new Hover(new MarkdownString(fieldHover(network, field)), rangeOf(document, span));
  }
  const span = ownPart(document, network, offset);
  return span && new Hover(new MarkdownString(networkHover(network)), rangeOf(document, span));
}

/**
 * The part of the source at the offset that stands for the network as a whole: its name, its braces, and what lies
 * between its fields. Other objects nested in it do not.
 */
function ownPart(document: TextDocument, network: Network, offset: number): Span | null {
  const { span, nameSpan } = network;
  if (covers(nameSpan, offset)) return nameSpan;
  const opening = { start: span.start, end: span.start + 1 };
  const closing = { start: span.end - 1, end: span.end };
  const edges = [
    opening,
    ...(network.config?.fields ?? []).flatMap((field) => [field.keySpan, field.valueSpan]),
    closing,
  ].sort((a, b) => a.start - b.start);
  const edge = [opening, closing].find((edge) => covers(edge, offset));
  if (edge) return edge;
  const next = edges.findIndex((edge) => edge.start > offset);
  const before = edges[next - 1];
  const after = edges[next];
  if (!before || !after) return null;
  const gap = rangeOf(document, { start: before.end, end: after.start });
  return /^[\s:,]*$/.test(document.getText(gap)) ? { start: before.end, end: after.start } : null;
}

function covers(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}
