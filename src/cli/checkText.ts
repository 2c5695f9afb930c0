import type { Layer, Network, Problem, Severity } from '../analysis/model.js';
import { frameworkNames } from '../wording/codeHovers.js';
import { problemMessage } from '../wording/problems.js';
import { flowText, grouped, layerFlowText, parametersText, shapeText } from '../wording/shapes.js';
import type { CheckedFile } from './check.js';
import { alignColumns } from '../wording/alignColumns.js';
import { paint } from './terminal.js';

/** What `rnn-lens check` shows in a terminal: per file its networks, then its problems; a summary at the end. */
export function checkText(files: readonly CheckedFile[]): string {
  const shown = files.filter(({ networks, problems }) => networks.length + problems.length > 0);
  const blocks = shown.map((file) =>
    [paint('bold', file.path), ...networkLines(file), ...problemLines(file)].join('\n'),
  );
  return `${[...blocks, summary(files)].join('\n\n')}\n`;
}

function networkLines(file: CheckedFile): string[] {
  const configs = file.networks.filter(({ config }) => config !== null);
  const code = file.networks.filter(({ config }) => config === null);
  return [...alignColumns(configs.map((network) => configRow(file, network))), ...codeLines(file, code)];
}

function configRow(file: CheckedFile, network: Network): string[] {
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
}

/** Each network of code, and below it its layers, their columns aligned over the whole file. */
function codeLines(file: CheckedFile, networks: readonly Network[]): string[] {
  const rows = networks.flatMap(({ layers }) => layers.map((layer) => layerRow(file, layer)));
  const lines = alignColumns(rows);
  return networks.flatMap((network) => {
    const facts = [network.name, frameworkNames[network.framework], parametersText(network)];
    const heading = `  ${place(file, network.nameSpan)}  ${facts.filter((fact) => fact !== null).join('  ')}`;
    return [heading, ...lines.splice(0, network.layers.length)];
  });
}

function layerRow(file: CheckedFile, layer: Layer): string[] {
  const { name, kind, span, input, output, state, parameters } = layer;
  return [
    `    ${place(file, span)}`,
    kind,
    name === kind ? '' : name,
    input || output ? layerFlowText(layer) : '',
    state.length > 0 ? `state ${state.map(shapeText).join(' ')}` : '',
    parameters === null || parameters === 0 ? '' : grouped(parameters),
  ];
}

/** The framework's own words with the place, and what to do below them. */
function problemLines(file: CheckedFile): string[] {
  const messages = file.problems.map((problem) => problemMessage(problem).split('\n'));
  const rows = file.problems.map((problem, index) => [
    `  ${place(file, problem.span)}`,
    severityWords[problem.severity],
    `${messages[index]?.[0] ?? ''}  ${paint('dim', problem.code)}`,
  ]);
  const indent = ' '.repeat(
    rows.reduce((most, [at = '']) => Math.max(most, at.length), 0) +
      rows.reduce((most, [, word = '']) => Math.max(most, word.length), 0) +
      4,
  );
  return alignColumns(rows).flatMap((line, index) => {
    const { severity } = file.problems[index] ?? { severity: 'info' };
    const painted = line.replace(severityWords[severity], (word) => paint(severityStyles[severity], word));
    return [painted, ...(messages[index] ?? []).slice(1).map((words) => indent + words)];
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
  const { start, cell } = file.rangeOf(span);
  const position = `${start.line}:${start.column}`;
  return cell === undefined ? position : `cell ${cell}, ${position}`;
}

function counted(count: number, word: string): string {
  return `${count} ${count === 1 ? word : `${word}s`}`;
}
