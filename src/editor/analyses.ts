import {
  Disposable,
  EventEmitter,
  workspace,
  type DocumentFilter,
  type Event,
  type TextDocument,
  type ConfigurationChangeEvent,
} from 'vscode';
import { analyze, noAnalysis } from '../analysis/analyze.js';
import type { Analysis, LanguageId } from '../analysis/model.js';
import { baseName } from './places.js';
import { analysisSizeLimit, runMemoryLimit } from './settings.js';

/** The analysis of every open document, computed once for each of its versions and shared by all features. */
export interface Analyses {
  /** Holds nothing, and says so by `complete`, while a text that takes long waits for a pause in the typing. */
  of(document: TextDocument): Analysis;
  /** A document was opened, rested after a change, or is to be looked at again because of a setting. */
  readonly onDidChange: Event<TextDocument>;
  /** A text that takes long was analysed after all: hints that were asked for before are out of date. */
  readonly onDidCatchUp: Event<TextDocument>;
  dispose(): void;
}

const languages: Readonly<Record<string, LanguageId>> = {
  json: 'json',
  jsonc: 'json',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  javascript: 'typescript',
  javascriptreact: 'typescript',
};

/** What the features register for; `isAnalysed` narrows it further. */
export const documentSelector: readonly DocumentFilter[] = Object.keys(languages).map((language) => ({ language }));

/** Notebook cells are no whole programs; `rnn-lens:` documents are the extension's own. */
export function isAnalysed(document: TextDocument): boolean {
  return Object.hasOwn(languages, document.languageId) && !/^(vscode-notebook-cell|rnn-lens)/.test(document.uri.scheme);
}

/** How long a text may hold up the extension host while somebody types in it, in milliseconds. */
const typingTimeLimit = 250;
/** How long a text rests after a change before it is analysed, in milliseconds. */
const usualRest = 150;
/** A text that took longer rests for this, and is then given the time that it needs. */
const longRest = 1000;
/** Where that does not suffice either, the rest grows up to this. */
const longestRest = 4000;

interface Known {
  readonly version: number;
  readonly languageId: string;
  readonly analysis: Analysis;
  /** What the next version of the text has to rest before it is analysed. */
  readonly rest: number;
}

export function registerAnalyses(): Analyses {
  let cache = new WeakMap<TextDocument, Known>();
  const timers = new Map<TextDocument, ReturnType<typeof setTimeout>>();
  const changed = new EventEmitter<TextDocument>();
  const caughtUp = new EventEmitter<TextDocument>();

  const of = (document: TextDocument): Analysis => {
    const known = cache.get(document);
    if (known?.version === document.version && known.languageId === document.languageId) return known.analysis;
    if (isSlow(known) && timers.has(document)) return unfinished;
    const next = work(document, typingTimeLimit);
    if (isSlow(next) && !next.analysis.complete) restartTimer(document);
    return next.analysis;
  };
  const work = (document: TextDocument, timeLimit?: number): Known => {
    const start = Date.now();
    const analysis = analyzeDocument(document, timeLimit);
    const isQuick = Date.now() - start < typingTimeLimit;
    const isHopeless = !analysis.complete && timeLimit === undefined;
    const lastRest = cache.get(document)?.rest ?? longRest;
    const rest = isQuick ? usualRest : isHopeless ? Math.min(2 * lastRest, longestRest) : longRest;
    const known = { version: document.version, languageId: document.languageId, analysis, rest };
    cache.set(document, known);
    return known;
  };
  const stopTimer = (document: TextDocument) => {
    clearTimeout(timers.get(document));
    timers.delete(document);
  };
  const restartTimer = (document: TextDocument) => {
    stopTimer(document);
    const known = cache.get(document);
    const end = () => {
      timers.delete(document);
      if (isSlow(known)) work(document);
      changed.fire(document);
      if (isSlow(known)) caughtUp.fire(document);
    };
    timers.set(document, setTimeout(end, known?.rest ?? usualRest));
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
      ({ document, contentChanges }) => contentChanges.length > 0 && isAnalysed(document) && restartTimer(document),
    ),
    workspace.onDidCloseTextDocument(stopTimer),
    workspace.onDidChangeConfiguration(forget),
  );
  return {
    of,
    onDidChange: changed.event,
    onDidCatchUp: caughtUp.event,
    dispose: () => {
      timers.forEach((timer) => clearTimeout(timer));
      subscriptions.dispose();
    },
  };
}

function isSlow(known: Known | undefined): boolean {
  return known !== undefined && known.rest > usualRest;
}

const unfinished: Analysis = { ...noAnalysis, complete: false };

function analyzeDocument(document: TextDocument, timeLimit?: number): Analysis {
  const language = isAnalysed(document) ? languages[document.languageId] : undefined;
  if (!language) return noAnalysis;
  // The length is asked of the lines first, so that a huge text is not copied only to be refused.
  const length = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  if (length > analysisSizeLimit(document)) return noAnalysis;
  return analyze(document.getText(), language, {
    fileName: baseName(document.uri),
    memoryLimit: runMemoryLimit(document),
    ...(timeLimit !== undefined && { timeLimit }),
  });
}
