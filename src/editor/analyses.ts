import {
  Disposable,
  EventEmitter,
  Location,
  workspace,
  type ConfigurationChangeEvent,
  type Event,
  type Range,
  type TextDocument,
  type Uri,
} from 'vscode';
import { noAnalysis } from '../analysis/model.js';
import type { Analysis, Span } from '../analysis/model.js';
import { analysisWithin } from './analysisWithin.js';
import { analyzeUnit, type UnitAnalysis } from './analyzeUnit.js';
import { isAnalysed, stampOf, unitOf, type Unit } from './documents.js';
import type { Modules } from './modules.js';
import { rangeOf } from './places.js';

/** The analysis of every open document, computed once for each of its versions and shared by all features. */
export interface Analyses {
  /**
   * Holds nothing, and says so by `complete`, while a text that takes long waits for a pause in the typing. Of a
   * notebook's cell it holds what stands in that cell, of the analysis of all of them.
   */
  of(document: TextDocument): Analysis;
  /**
   * The analysis of the whole document or notebook, for the first of its cells; null for the others, and for what is
   * not analysed.
   */
  whole(document: TextDocument): WholeAnalysis | null;
  /** Where a place of a document's analysis is; one that explains it may lie in another cell of its notebook. */
  locate(document: TextDocument, span: Span): Location;
  /** A document was opened, rested after a change, or is to be looked at again because of a setting. */
  readonly onDidChange: Event<TextDocument>;
  /** A text that takes long was analysed after all, or one that it imports was read: earlier hints are out of date. */
  readonly onDidCatchUp: Event<TextDocument>;
  dispose(): void;
}

export interface WholeAnalysis {
  readonly uri: Uri;
  readonly analysis: Analysis;
  /** In a notebook, the range in the cell that the place is in. */
  readonly rangeOf: (span: Span) => Range;
}

/** How long a text may hold up the extension host while somebody types in it, in milliseconds. */
const typingTimeLimit = 250;
/** How long a text rests after a change before it is analysed, in milliseconds. */
const usualRest = 150;
/** A text that took longer rests for this, and is then given the time that it needs. */
const longRest = 1000;
/** Where that does not suffice either, the rest grows up to this. */
const longestRest = 4000;

interface Known extends UnitAnalysis {
  readonly stamp: string;
  /** What the next version of the text has to rest before it is analysed. */
  readonly rest: number;
  /** When it was analysed. */
  readonly time: number;
  /** What stands in each cell. */
  readonly cells: Map<TextDocument, Analysis>;
}

export function registerAnalyses(modules: Modules): Analyses {
  let cache = new WeakMap<Unit['key'], Known>();
  const timers = new Map<Unit['key'], ReturnType<typeof setTimeout>>();
  const changed = new EventEmitter<TextDocument>();
  const caughtUp = new EventEmitter<TextDocument>();

  const knownOf = (unit: Unit): Known | null => {
    const known = cache.get(unit.key);
    if (known?.stamp === stampOf(unit)) return known;
    // One that was slow once, on a busy machine or in code that was not compiled yet, is tried again while people type.
    if (known && isSlow(known) && timers.has(unit.key) && Date.now() - known.time < known.rest) return null;
    const next = work(unit, typingTimeLimit);
    if (isSlow(next) && !next.analysis.complete) restartTimer(unit);
    return next;
  };
  const work = (unit: Unit, timeLimit?: number): Known => {
    const start = Date.now();
    const result = analyzeUnit(unit, modules, timeLimit);
    const isQuick = Date.now() - start < typingTimeLimit;
    const isHopeless = !result.analysis.complete && timeLimit === undefined;
    const lastRest = cache.get(unit.key)?.rest ?? longRest;
    const rest = isQuick ? usualRest : isHopeless ? Math.min(2 * lastRest, longestRest) : longRest;
    const known: Known = { ...result, stamp: stampOf(unit), rest, time: Date.now(), cells: new Map() };
    cache.set(unit.key, known);
    return known;
  };
  const stopTimer = (key: Unit['key']) => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  const restartTimer = (unit: Unit) => {
    stopTimer(unit.key);
    const known = cache.get(unit.key);
    const end = () => {
      timers.delete(unit.key);
      if (isSlow(known)) work(unit);
      unit.documents.forEach((document) => changed.fire(document));
      // What stands in one cell of a notebook shows in the others.
      if (isSlow(known) || unit.documents.length > 1) unit.documents.forEach((document) => caughtUp.fire(document));
    };
    timers.set(unit.key, setTimeout(end, known?.rest ?? usualRest));
  };
  const changeOf = (document: TextDocument) => {
    const unit = unitOf(document);
    if (unit) restartTimer(unit);
  };
  const forget = (event: ConfigurationChangeEvent) => {
    if (!event.affectsConfiguration('rnnLens')) return;
    cache = new WeakMap();
    workspace.textDocuments.filter(isAnalysed).forEach((document) => changed.fire(document));
  };

  const subscriptions = Disposable.from(
    changed,
    caughtUp,
    workspace.onDidOpenTextDocument((document) => isAnalysed(document) && changed.fire(document)),
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => contentChanges.length > 0 && changeOf(document),
    ),
    workspace.onDidCloseTextDocument(stopTimer),
    workspace.onDidCloseNotebookDocument(stopTimer),
    workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
      const [cell] = contentChanges.length > 0 ? notebook.getCells() : [];
      if (cell)
        notebook
          .getCells()
          .slice(0, 1)
          .forEach(({ document }) => changeOf(document));
    }),
    workspace.onDidChangeConfiguration(forget),
    modules.onDidChange((keys) => {
      for (const document of workspace.textDocuments) {
        const unit = unitOf(document);
        if (!unit || !keys.has(unit.key)) continue;
        cache.delete(unit.key);
        changed.fire(document);
        caughtUp.fire(document);
      }
    }),
  );
  return {
    of(document) {
      const unit = unitOf(document);
      if (!unit) return noAnalysis;
      const known = knownOf(unit);
      if (!known) return unfinished;
      const part = known.parts.get(document);
      if (!part) return known.analysis;
      const cell = known.cells.get(document) ?? analysisWithin(known.analysis, part);
      known.cells.set(document, cell);
      return cell;
    },
    whole(document) {
      const unit = unitOf(document);
      if (!unit || unit.documents[0] !== document) return null;
      const known = knownOf(unit);
      return {
        uri: unit.key.uri,
        analysis: known?.analysis ?? unfinished,
        rangeOf: (span) => locationIn(known?.parts ?? new Map(), document, span).range,
      };
    },
    locate(document, { start, end }) {
      const { parts = new Map<TextDocument, Span>() } = cache.get(unitOf(document)?.key ?? document) ?? {};
      const from = parts.get(document)?.start ?? 0;
      return locationIn(parts, document, { start: start + from, end: end + from });
    },
    onDidChange: changed.event,
    onDidCatchUp: caughtUp.event,
    dispose: () => {
      timers.forEach((timer) => clearTimeout(timer));
      subscriptions.dispose();
    },
  };
}

/** Where a place of the text of all cells is; of a text without cells, in its document. */
function locationIn(parts: ReadonlyMap<TextDocument, Span>, document: TextDocument, { start, end }: Span): Location {
  for (const [cell, part] of parts) {
    if (start < part.start || part.end < start) continue;
    return new Location(cell.uri, rangeOf(cell, { start: start - part.start, end: end - part.start }));
  }
  return new Location(document.uri, rangeOf(document, { start, end }));
}

function isSlow(known: Known | undefined): boolean {
  return known !== undefined && known.rest > usualRest;
}

const unfinished: Analysis = { ...noAnalysis, complete: false };
