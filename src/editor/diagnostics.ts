import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  Disposable,
  languages,
  workspace,
  type TextDocument,
} from 'vscode';
import { fileReferences } from '../analysis/dataFiles.js';
import type { Problem, Severity } from '../analysis/model.js';
import { problemMessage } from '../wording/problems.js';
import { isRuleProblem, relatedNote } from '../wording/rules.js';
import type { Analyses } from './analyses.js';
import { isAnalysed } from './documents.js';
import type { DataFiles } from './dataFiles.js';
import { rangeOf } from './places.js';
import { rulePageLink } from './rulePages.js';
import { isHintEnabled, ruleSeverity, type RuleSeverity } from './settings.js';

const severities: Readonly<Record<Severity | Exclude<RuleSeverity, 'off'>, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The problems of every open document, those of the data files that it names included. */
export function registerDiagnostics(analyses: Analyses, dataFiles: DataFiles): Disposable {
  const collection = languages.createDiagnosticCollection('rnnLens');
  const refreshes = new WeakMap<TextDocument, number>();
  /** What was wrong with each document when it was last a program. */
  const whole = new WeakMap<TextDocument, ReadonlySet<string>>();
  let refreshCount = 0;

  const refresh = async (document: TextDocument) => {
    const { version } = document;
    const own = ++refreshCount;
    refreshes.set(document, own);
    const problems = showsProblems(document) ? await problemsOf(document) : [];
    // Reading files takes a while: meanwhile the document may be closed, or have become one of another language, and
    // a newer version of its text has a refresh of its own on the way.
    if (refreshes.get(document) !== own || document.version !== version) return;
    if (document.isClosed || !isAnalysed(document)) return;
    collection.set(
      document.uri,
      problems.flatMap((problem) => diagnosticOf(document, problem, analyses) ?? []),
    );
  };
  /** Half a statement makes much wrong that its other half puts right: until it is whole nothing new is told. */
  const ofText = (document: TextDocument): readonly Problem[] => {
    const { problems, isBroken, complete } = analyses.of(document);
    const before = whole.get(document);
    if (!isBroken && complete) whole.set(document, new Set(problems.map(problemMessage)));
    return isBroken && before ? problems.filter((problem) => before.has(problemMessage(problem))) : problems;
  };
  const problemsOf = async (document: TextDocument): Promise<readonly Problem[]> => {
    const { networks } = analyses.of(document);
    const problems = ofText(document);
    const withFiles = networks.filter((network) => fileReferences(network).length > 0);
    if (withFiles.length === 0) return problems;
    const found = await Promise.all(withFiles.map((network) => dataFiles.read(document.uri, network)));
    return [...problems, ...found.flatMap((result) => result.problems)];
  };
  const refreshAll = () => workspace.textDocuments.filter(isAnalysed).forEach((document) => void refresh(document));

  refreshAll();
  return Disposable.from(
    collection,
    analyses.onDidChange((document) => void refresh(document)),
    dataFiles.onDidChange(refreshAll),
    workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)),
  );
}

/** Whether a document's problems are reported. Nobody can mend what is read-only, as the old side of a git diff is. */
export function showsProblems(document: TextDocument): boolean {
  return (
    isAnalysed(document) &&
    isHintEnabled('diagnostics', document) &&
    workspace.fs.isWritableFileSystem(document.uri.scheme) !== false
  );
}

/** What a problem shows as; null where its rule is switched off. */
function diagnosticOf(document: TextDocument, problem: Problem, analyses: Analyses): Diagnostic | null {
  const chosen = isRuleProblem(problem) ? ruleSeverity(problem.code, document) : null;
  if (chosen === 'off') return null;
  const diagnostic = new Diagnostic(
    rangeOf(document, problem.span),
    problemMessage(problem),
    severities[chosen ?? problem.severity],
  );
  diagnostic.source = 'RNN Lens';
  diagnostic.code = isRuleProblem(problem) ? { value: problem.code, target: rulePageLink(problem.code) } : problem.code;
  const related = problem.related ?? [];
  if (related.length > 0) {
    diagnostic.relatedInformation = related.map(
      (place) => new DiagnosticRelatedInformation(analyses.locate(document, place.span), relatedNote(place)),
    );
  }
  return diagnostic;
}

/** The code of one of our diagnostics, with or without a page to lead to. */
export function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
