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

  const refresh = async (document: TextDocument) => {
    const version = document.version;
    const problems = isHintEnabled('diagnostics', document) ? await problemsOf(document) : [];
    // Reading files takes a while; a newer version of the text has its own refresh on the way.
    if (document.isClosed || document.version !== version) return;
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
