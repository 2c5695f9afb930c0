import { Hover, languages, MarkdownString, type Disposable, type TextDocument } from 'vscode';
import type { Analysis, Layer, NamedSize, Network, Span } from '../analysis/model.js';
import { callHover, layerHover, modelHover, sizeHover, tensorHover, type PlaceText } from '../wording/codeHovers.js';
import { fieldHover, networkHover } from '../wording/hovers.js';
import type { Analyses } from './analyses.js';
import { documentSelector, isAnalysed } from './documents.js';
import { networkAt, rangeOf } from './places.js';
import { isHintEnabled } from './settings.js';

/**
 * What a field of a config means and takes part in, and over the braces and the name all of its shapes; in code, what
 * a variable, a call, a layer, a model or the name of a size is.
 */
export function registerHover(analyses: Analyses): Disposable {
  return languages.registerHoverProvider(documentSelector, {
    provideHover(document, position) {
      if (!isAnalysed(document) || !isHintEnabled('hover', document)) return null;
      const offset = document.offsetAt(position);
      const analysis = analyses.of(document);
      const configs = analysis.networks.filter(({ config }) => config !== null);
      const network = networkAt(configs, offset);
      const hover = network && hoverIn(document, network, offset);
      return hover ?? codeHover(document, analysis, offset, (span) => placeText(document, span, analyses));
    },
  });
}

/** The smallest thing at the offset that something is known of. */
function codeHover(document: TextDocument, analysis: Analysis, offset: number, place: PlaceText): Hover | null {
  const { networks, tensors, expressions, sizes } = analysis;
  const code = networks.filter(({ config }) => config === null);
  const candidates: readonly { readonly span: Span; readonly text: () => string }[] = [
    ...sizes.map((size) => ({ span: size.span, text: () => sizeHover(size, place) })),
    ...tensors.map((tensor) => ({ span: tensor.span, text: () => tensorHover(tensor) })),
    ...code.flatMap(({ layers, framework }) =>
      layers.flatMap((layer) => [
        { span: layer.span, text: () => layerHover(layer, framework, sizesIn(layer, sizes), place) },
        ...layer.calls.map((call) => ({
          span: call.span,
          text: () => callHover(layer, call, expressions.find(isAt(call.span)), place),
        })),
      ]),
    ),
    ...code.map((network) => ({ span: network.nameSpan, text: () => modelHover(network) })),
    ...expressions.map((expression) => ({ span: expression.span, text: () => tensorHover(expression) })),
  ];
  const [nearest] = candidates
    .filter(({ span }) => covers(span, offset))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  return nearest ? new Hover(new MarkdownString(nearest.text()), rangeOf(document, nearest.span)) : null;
}

/** The names in a layer's constructor that stand for sizes, each once. */
function sizesIn({ span }: Layer, sizes: readonly NamedSize[]): NamedSize[] {
  const inside = sizes.filter((size) => span.start <= size.span.start && size.span.end <= span.end);
  return inside.filter((size, index) => inside.findIndex(({ name }) => name === size.name) === index);
}

/** `[line 12](…)`; a cell has no address that leads to one of its lines. */
function placeText(document: TextDocument, span: Span, analyses: Analyses): string {
  const { uri, range } = analyses.locate(document, span);
  const line = range.start.line + 1;
  if (uri.scheme !== 'vscode-notebook-cell') return `[line ${line}](${uri.with({ fragment: `L${line}` }).toString()})`;
  return uri.toString() === document.uri.toString() ? `line ${line}` : `line ${line} of another cell`;
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

function isAt(span: Span): (place: { readonly span: Span }) => boolean {
  return ({ span: { start, end } }) => start === span.start && end === span.end;
}

function covers(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}
