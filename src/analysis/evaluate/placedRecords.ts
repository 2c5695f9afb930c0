import type { LayerRecord, Records } from '../domain/records.js';
import type { RuleReport } from '../domain/rules.js';
import type { NamedSize, Span } from '../model.js';

/** Layers and problems with the places of the document in place of the program's; tensors have them already. */
export function placedRecords(records: Records, placed: (span: Span) => Span): Records {
  return {
    layers: records.layers.map((layer) => placedLayer(layer, placed)),
    tensors: records.tensors,
    problems: records.problems.map((report) => placedReport(report, placed)),
    hasRecurrent: records.hasRecurrent,
  };
}

export function placedSize(size: NamedSize, placed: (span: Span) => Span): NamedSize {
  const { span, from } = size;
  return { ...size, span: placed(span), from: from && placed(from) };
}

function placedLayer(layer: LayerRecord, placed: (span: Span) => Span): LayerRecord {
  const calls = layer.calls.map((call) => ({ ...call, span: placed(call.span) }));
  return { ...layer, span: placed(layer.span), calls };
}

function placedReport(report: RuleReport, placed: (span: Span) => Span): RuleReport {
  const fixes = report.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map(({ span, text }) => ({ span: placed(span), text })),
  }));
  const related = report.related.map((place) => ({ ...place, span: placed(place.span) }));
  return { ...report, span: placed(report.span), fixes, related };
}
