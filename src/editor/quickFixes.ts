import {
  CodeAction,
  CodeActionKind,
  languages,
  WorkspaceEdit,
  type CodeActionContext,
  type Diagnostic,
  type Disposable,
  type TextDocument,
} from 'vscode';
import type { Fix, Problem } from '../analysis/model.js';
import { fixTitle } from '../wording/problems.js';
import { documentSelector, type Analyses } from './analyses.js';
import { showsProblems } from './diagnostics.js';
import { rangeOf } from './places.js';

/** The changes that are certain to be right, as quick fixes of their diagnostics. */
export function registerQuickFixes(analyses: Analyses): Disposable {
  return languages.registerCodeActionsProvider(
    documentSelector,
    {
      provideCodeActions(document, range, context) {
        if (!showsProblems(document)) return [];
        return analyses
          .of(document)
          .problems.filter((problem) => rangeOf(document, problem.span).intersection(range))
          .flatMap((problem) => problem.fixes.map((fix) => quickFix(document, problem, fix, context)));
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}

function quickFix(document: TextDocument, problem: Problem, fix: Fix, context: CodeActionContext): CodeAction {
  const action = new CodeAction(fixTitle(fix), CodeActionKind.QuickFix);
  action.edit = new WorkspaceEdit();
  for (const { span, text } of fix.edits) action.edit.replace(document.uri, rangeOf(document, span), text);
  action.diagnostics = context.diagnostics.filter((diagnostic) => isOf(diagnostic, document, problem));
  action.isPreferred = problem.fixes.length === 1;
  return action;
}

function isOf(diagnostic: Diagnostic, document: TextDocument, problem: Problem): boolean {
  return (
    diagnostic.source === 'RNN Lens' &&
    diagnostic.code === problem.code &&
    diagnostic.range.isEqual(rangeOf(document, problem.span))
  );
}
