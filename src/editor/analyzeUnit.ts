import type { TextDocument } from 'vscode';
import { analyze } from '../analysis/analyze.js';
import { noAnalysis } from '../analysis/model.js';
import type { Analysis, Span } from '../analysis/model.js';
import { joinedCells, type JoinedCells } from '../analysis/syntax/notebook.js';
import { withPlaces } from './analysisWithin.js';
import type { Unit } from './documents.js';
import type { Modules } from './modules.js';
import { baseName } from './places.js';
import { analysisSizeLimit, runMemoryLimit } from './settings.js';

export interface UnitAnalysis {
  /** Its places count through the texts of the cells, one behind the other. */
  readonly analysis: Analysis;
  /** Where each cell stands there; empty for a document that is one by itself. */
  readonly parts: ReadonlyMap<TextDocument, Span>;
}

/** Analyses a document or a notebook, and asks for the files that it imports. */
export function analyzeUnit(unit: Unit, modules: Modules, timeLimit?: number): UnitAnalysis {
  const { key, documents, language } = unit;
  const parts = partsOf(unit);
  // The length is asked of the lines first, so that a huge text is not copied only to be refused.
  const length = documents.reduce((sum, document) => sum + lengthOf(document), 0);
  if (length > analysisSizeLimit(key.uri)) return { analysis: noAnalysis, parts };
  const texts = documents.map((document) => document.getText());
  const joined = parts.size > 0 ? joinedCells(texts) : null;
  const options = {
    fileName: baseName(key.uri),
    memoryLimit: runMemoryLimit(key.uri),
    modules: (module: string, from: string | null) => modules.source(unit, { module, from }),
    unfinished: joined?.unfinished ?? [],
    ...(timeLimit !== undefined && { timeLimit }),
  };
  const analysis = analyze(joined?.text ?? texts.join(''), language, options);
  modules.want(unit, analysis.wanted);
  return { analysis: joined ? inCells(analysis, joined, [...parts.values()]) : analysis, parts };
}

function partsOf({ key, documents }: Unit): Map<TextDocument, Span> {
  const parts = new Map<TextDocument, Span>();
  let start = 0;
  for (const document of documents) {
    if (document === key) continue;
    const end = start + lengthOf(document);
    parts.set(document, { start, end });
    start = end + 1;
  }
  return parts;
}

/** What was analysed has some of the cells' text blank, and brackets closed that they leave open. */
function inCells(analysis: Analysis, { at }: JoinedCells, parts: readonly Span[]): Analysis {
  const placeOf = (offset: number) => {
    const place = at(offset);
    return (parts[place.cell]?.start ?? 0) + place.offset;
  };
  return withPlaces(analysis, ({ start, end }) => ({ start: placeOf(start), end: placeOf(end) }));
}

function lengthOf(document: TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
