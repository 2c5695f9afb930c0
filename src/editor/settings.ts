import { workspace, type ConfigurationScope } from 'vscode';
import type { RuleCode } from '../analysis/domain/rules.js';
import type { EngineSettings } from '../runner/engineSettings.js';
import { hintKinds, type HintKind } from '../wording/codeHints.js';

/** The hints that a person can switch off, each by `rnnLens.<hint>.enabled`. */
export type Hint = 'codeLens' | 'inlayHints' | 'hover' | 'diagnostics';

export function isHintEnabled(hint: Hint, scope: ConfigurationScope): boolean {
  return workspace.getConfiguration('rnnLens', scope).get(`${hint}.enabled`, true);
}

/** The kinds of inlay hints in code that are shown. */
export function enabledHintKinds(scope: ConfigurationScope): ReadonlySet<HintKind> {
  const settings = workspace.getConfiguration('rnnLens.inlayHints', scope);
  return new Set(hintKinds.filter((kind) => settings.get<unknown>(kind) !== false));
}

const ruleSeverities = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type RuleSeverity = (typeof ruleSeverities)[number];

/** How severe a rule for code is set to be; null is by default. */
export function ruleSeverity(code: RuleCode, scope: ConfigurationScope): RuleSeverity | null {
  const rules = workspace.getConfiguration('rnnLens', scope).get<unknown>('rules');
  const chosen = typeof rules === 'object' && rules !== null ? (rules as Record<string, unknown>)[code] : undefined;
  return ruleSeverities.find((severity) => severity === chosen) ?? null;
}

/** How the engine computes; a change holds from the next run on. */
export function engineSettings(): EngineSettings {
  const settings = workspace.getConfiguration('rnnLens.engine');
  return {
    deterministic: settings.get<unknown>('deterministic') === true,
    wide: settings.get<unknown>('wideVectors') !== false,
    threads: Math.floor(positive('engine.threads', 2)),
  };
}

/** How much memory one run may take, in bytes. */
export function runMemoryLimit(scope?: ConfigurationScope): number {
  return positive('run.memoryLimit', 1000, scope) * 1e6;
}

/** The largest source text that is analysed, in bytes. */
export function analysisSizeLimit(scope?: ConfigurationScope): number {
  return positive('analysis.maxFileSize', 512, scope) * 1e3;
}

/** The largest file of inputs, series or weights that is read, in bytes. */
export function dataSizeLimit(scope?: ConfigurationScope): number {
  return positive('data.maxFileSize', 8000, scope) * 1e3;
}

/** How many files of the workspace are searched for networks. */
export function workspaceFileLimit(): number {
  return Math.floor(positive('workspace.maxFiles', 5000));
}

/** Settings are text that anybody can edit, so a value of another type counts as not set. */
function positive(name: string, fallback: number, scope?: ConfigurationScope): number {
  const value = workspace.getConfiguration('rnnLens', scope).get<unknown>(name);
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : fallback;
}
