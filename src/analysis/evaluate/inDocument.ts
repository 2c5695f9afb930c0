import type { LayerRecord, Records } from '../domain/records.js';
import type { RuleReport } from '../domain/rules.js';
import type { NamedSize, Span } from '../model.js';
import type { Program } from '../syntax/program.js';

/** What was written down, with the places of the document in place of the program's. */
export function inDocument(
  records: Records,
  sizes: readonly NamedSize[],
  at: Program['at'],
): { records: Records; sizes: NamedSize[] } {
  const placed = ({ start, end }: Span): Span => ({ start: at(start), end: at(end) });
  return {
    records: {
      layers: records.layers.map((layer) => placedLayer(layer, placed)),
      tensors: records.tensors.map(({ name, span, value }) => ({ name, span: placed(span), value })),
      problems: records.problems.map((report) => placedReport(report, placed)),
      hasRecurrent: records.hasRecurrent,
    },
    sizes: sizes.map((size) => ({ ...size, span: placed(size.span), from: size.from && placed(size.from) })),
  };
}

function placedLayer(layer: LayerRecord, placed: (span: Span) => Span): LayerRecord {
  return {
    ...layer,
    span: placed(layer.span),
    calls: layer.calls.map((call) => ({ ...call, span: placed(call.span) })),
  };
}

function placedReport(report: RuleReport, placed: (span: Span) => Span): RuleReport {
  return {
    ...report,
    span: placed(report.span),
    fixes: report.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map(({ span, text }) => ({ span: placed(span), text })),
    })),
    related: report.related.map((place) => ({ ...place, span: placed(place.span) })),
  };
}
