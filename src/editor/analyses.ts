import {
  Disposable,
  EventEmitter,
  workspace,
  type DocumentFilter,
  type Event,
  type TextDocument,
  type ConfigurationChangeEvent,
} from 'vscode';
import { analyze, mayHoldNetwork, noAnalysis } from '../analysis/analyze.js';
import type { Analysis, LanguageId } from '../analysis/model.js';
import { baseName } from './places.js';
import { analysisSizeLimit, runMemoryLimit } from './settings.js';

/** The analysis of every open document, computed once for each of its versions and shared by all features. */
export interface Analyses {
  of(document: TextDocument): Analysis;
  /** A document was opened, rested after a change, or is to be looked at again because of a setting. */
  readonly onDidChange: Event<TextDocument>;
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
  return document.languageId in languages && !/^(vscode-notebook-cell|rnn-lens)/.test(document.uri.scheme);
}

const restMilliseconds = 150;

export function registerAnalyses(): Analyses {
  let cache = new WeakMap<TextDocument, { readonly version: number; readonly analysis: Analysis }>();
  const timers = new Map<TextDocument, ReturnType<typeof setTimeout>>();
  const changed = new EventEmitter<TextDocument>();

  const of = (document: TextDocument): Analysis => {
    const known = cache.get(document);
    if (known?.version === document.version) return known.analysis;
    const analysis = analyzeDocument(document);
    cache.set(document, { version: document.version, analysis });
    return analysis;
  };
  const stopTimer = (document: TextDocument) => {
    clearTimeout(timers.get(document));
    timers.delete(document);
  };
  const restartTimer = (document: TextDocument) => {
    stopTimer(document);
    timers.set(
      document,
      setTimeout(() => {
        timers.delete(document);
        changed.fire(document);
      }, restMilliseconds),
    );
  };
  const forget = (event: ConfigurationChangeEvent) => {
    if (!event.affectsConfiguration('rnnLens')) return;
    cache = new WeakMap();
    workspace.textDocuments.filter(isAnalysed).forEach((document) => changed.fire(document));
  };

  const subscriptions = Disposable.from(
    changed,
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
    dispose: () => {
      timers.forEach((timer) => clearTimeout(timer));
      subscriptions.dispose();
    },
  };
}

function analyzeDocument(document: TextDocument): Analysis {
  const language = languages[document.languageId];
  if (!language || !isAnalysed(document)) return noAnalysis;
  // The length is asked of the lines first, so that a huge text is not copied only to be refused.
  const length = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  if (length > analysisSizeLimit(document)) return noAnalysis;
  return analyzeText(document.getText(), language, baseName(document.uri), runMemoryLimit(document));
}

/** The analysis of a text, after the cheap look that most texts do not pass. */
export function analyzeText(text: string, language: LanguageId, fileName: string, memoryLimit: number): Analysis {
  return mayHoldNetwork(text) ? analyze(text, language, { fileName, memoryLimit }) : noAnalysis;
}
