import type { Problem, Severity } from '../analysis/model.js';
import { problemMessage } from '../wording/problems.js';
import { flowText, parametersText, shapeText } from '../wording/shapes.js';
import type { CheckedFile } from './check.js';
import { alignColumns, paint } from './terminal.js';

/** What `rnn-lens check` shows in a terminal: per file its networks, then its problems; a summary at the end. */
export function checkText(files: readonly CheckedFile[]): string {
  const shown = files.filter(({ networks, problems }) => networks.length + problems.length > 0);
  const blocks = shown.map((file) =>
    [paint('bold', file.path), ...networkLines(file), ...problemLines(file)].join('\n'),
  );
  return `${[...blocks, summary(files)].join('\n\n')}\n`;
}

function networkLines(file: CheckedFile): string[] {
  const rows = file.networks.map((network) => {
    const last = network.layers.at(-1);
    const kinds = [...new Set(network.layers.map(({ kind }) => kind))].join(', ');
    const count = network.layers.length > 1 ? `${network.layers.length} × ${kinds}` : kinds;
    return [
      `  ${place(file, network.span)}`,
      network.name,
      count,
      flowText(network),
      `state ${last?.state[0] ? shapeText(last.state[0]) : '?'}`,
      parametersText(network) ?? '',
    ];
  });
  return alignColumns(rows);
}

function problemLines(file: CheckedFile): string[] {
  const rows = file.problems.map((problem) => [
    `  ${place(file, problem.span)}`,
    severityWords[problem.severity],
    problemMessage(problem),
    problem.code,
  ]);
  return alignColumns(rows).map((line, index) => {
    const { severity } = file.problems[index] ?? { severity: 'info' };
    return line.replace(severityWords[severity], (word) => paint(severityStyles[severity], word));
  });
}

const severityWords = { error: 'error', warning: 'warning', info: 'note' } as const;
const severityStyles = { error: 'red', warning: 'yellow', info: 'blue' } as const;

function summary(files: readonly CheckedFile[]): string {
  const networks = files.reduce((sum, file) => sum + file.networks.length, 0);
  const count = (severity: Severity) =>
    files.reduce((sum, file) => sum + file.problems.filter((problem) => problem.severity === severity).length, 0);
  const parts = [
    counted(count('error'), 'error'),
    counted(count('warning'), 'warning'),
    ...(count('info') > 0 ? [counted(count('info'), 'note')] : []),
  ];
  return `${counted(networks, 'network')} in ${counted(files.length, 'file')}: ${parts.join(', ')}`;
}

function place(file: CheckedFile, span: Problem['span']): string {
  const { line, column } = file.rangeOf(span).start;
  return `${line}:${column}`;
}

function counted(count: number, word: string): string {
  return `${count} ${count === 1 ? word : `${word}s`}`;
}
