import {
  CodeAction,
  CodeActionKind,
  commands,
  ConfigurationTarget,
  Disposable,
  languages,
  workspace,
  WorkspaceEdit,
  type CodeActionContext,
  type Diagnostic,
  type TextDocument,
} from 'vscode';
import { ruleCodes, type RuleCode } from '../analysis/domain/rules.js';
import type { Fix, Problem } from '../analysis/model.js';
import { fixTitle } from '../wording/problems.js';
import { isRuleProblem } from '../wording/rules.js';
import type { Analyses } from './analyses.js';
import { codeOf, showsProblems } from './diagnostics.js';
import { documentSelector } from './documents.js';
import { rangeOf } from './places.js';
import { ruleSeverity } from './settings.js';

const turnOffCommand = 'rnnLens.turnOffRule';

/** The changes that are certain to be right, as quick fixes of their diagnostics; and a rule's switch behind them. */
export function registerQuickFixes(analyses: Analyses): Disposable {
  return Disposable.from(
    commands.registerCommand(turnOffCommand, turnOffRule),
    languages.registerCodeActionsProvider(
      documentSelector,
      {
        provideCodeActions(document, range, context) {
          if (!showsProblems(document)) return [];
          const here = analyses
            .of(document)
            .problems.filter((problem) => rangeOf(document, problem.span).intersection(range))
            .filter((problem) => !isRuleProblem(problem) || ruleSeverity(problem.code, document) !== 'off');
          const codes = new Set(here.filter(isRuleProblem).map(({ code }) => code));
          return [
            ...here.flatMap((problem) =>
              problem.fixes.map((fix) => quickFix(document, problem, fix, context, analyses)),
            ),
            ...[...codes].map((code) => switchOf(code, context)),
          ];
        },
      },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
  );
}

function quickFix(
  document: TextDocument,
  problem: Problem,
  fix: Fix,
  context: CodeActionContext,
  analyses: Analyses,
): CodeAction {
  const action = new CodeAction(fixTitle(fix), CodeActionKind.QuickFix);
  action.edit = new WorkspaceEdit();
  for (const { span, text } of fix.edits) {
    const { uri, range } = analyses.locate(document, span);
    action.edit.replace(uri, range, text);
  }
  action.diagnostics = context.diagnostics.filter((diagnostic) => isOf(diagnostic, document, problem));
  action.isPreferred = problem.fixes.length === 1;
  return action;
}

function switchOf(code: RuleCode, context: CodeActionContext): CodeAction {
  const action = new CodeAction(`Turn off the rule ${code}`, CodeActionKind.QuickFix);
  action.command = { title: action.title, command: turnOffCommand, arguments: [code] };
  action.diagnostics = context.diagnostics.filter(
    (diagnostic) => diagnostic.source === 'RNN Lens' && codeOf(diagnostic) === code,
  );
  return action;
}

/** For the workspace where one is open, else for the person. */
async function turnOffRule(asked: unknown): Promise<void> {
  const code = ruleCodes.find((candidate) => candidate === asked);
  if (code === undefined) return;
  const inWorkspace = (workspace.workspaceFolders ?? []).length > 0;
  const settings = workspace.getConfiguration('rnnLens');
  const { globalValue, workspaceValue } = settings.inspect<Record<string, unknown>>('rules') ?? {};
  await settings.update(
    'rules',
    { ...(inWorkspace ? workspaceValue : globalValue), [code]: 'off' },
    inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
}

function isOf(diagnostic: Diagnostic, document: TextDocument, problem: Problem): boolean {
  return (
    diagnostic.source === 'RNN Lens' &&
    codeOf(diagnostic) === problem.code &&
    diagnostic.range.isEqual(rangeOf(document, problem.span))
  );
}
