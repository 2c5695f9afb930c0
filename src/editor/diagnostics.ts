import { Diagnostic, DiagnosticSeverity, Disposable, languages, workspace, type TextDocument } from 'vscode';
import { fileReferences } from '../analysis/dataFiles.js';
import type { Problem, Severity } from '../analysis/model.js';
import { problemMessage } from '../wording/problems.js';
import { isAnalysed, type Analyses } from './analyses.js';
import type { DataFiles } from './dataFiles.js';
import { rangeOf } from './places.js';
import { isHintEnabled } from './settings.js';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** The problems of every open document, those of the data files that it names included. */
export function registerDiagnostics(analyses: Analyses, dataFiles: DataFiles): Disposable {
  const collection = languages.createDiagnosticCollection('rnnLens');
  const refreshes = new WeakMap<TextDocument, number>();
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
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  };
  const problemsOf = async (document: TextDocument): Promise<readonly Problem[]> => {
    const { networks, problems } = analyses.of(document);
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

function diagnosticOf(document: TextDocument, problem: Problem): Diagnostic {
  const diagnostic = new Diagnostic(
    rangeOf(document, problem.span),
    problemMessage(problem),
    severities[problem.severity],
  );
  diagnostic.source = 'RNN Lens';
  diagnostic.code = problem.code;
  return diagnostic;
}
