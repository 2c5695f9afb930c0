// @ts-check
// The speed of what happens while somebody types: the analysis by itself, and a keystroke in the real editor.
import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { bundle } from '../build.mjs';
import { runChild } from '../children.mjs';
import { whyNoChromium } from '../chromium.mjs';
import { runInHost } from '../hostTests.mjs';
import { packExtension } from '../package.mjs';
import { installedExtensions, root, vsix } from '../paths.mjs';
import { installExtension, installServer } from '../vscodeServer.mjs';
import { bundlePrograms } from './peers.mjs';

/** @typedef {import('./statistics.mjs').Summary} Summary */
/** @typedef {Summary & { title: string, lines: number }} AnalysisRow */
/** @typedef {{ hints: number, edit: Summary, whole: Summary }} Keystroke */

/**
 * From text to shapes and problems, for files of several lengths.
 *
 * @param {boolean} quick
 * @returns {Promise<AnalysisRow[]>}
 */
export async function measureAnalysis(quick) {
  await bundlePrograms(['analysis.ts']);
  const program = join(root, 'out/bench/analysis.mjs');
  const { code, output } = await runChild(process.execPath, [program, ...(quick ? ['--quick'] : [])], {
    cwd: root,
    timeLimit: 300,
  });
  if (code !== 0) throw new Error(output);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

/**
 * From a keystroke in a Python file of 1,000 lines to its new inlay hints, in VS Code's own extension host.
 *
 * @returns {Promise<Keystroke>}
 */
export async function measureKeystroke() {
  const reason = whyNoChromium();
  if (reason !== undefined) throw new Error(reason);
  await bundle({ tests: false });
  await packExtension();
  mkdirSync(join(root, 'out'), { recursive: true });
  await installExtension(await installServer(), vsix, installedExtensions);
  await build({
    absWorkingDir: root,
    entryPoints: ['scripts/bench/keystroke.ts'],
    outfile: 'out/bench/keystroke.js',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  /** @type {string | undefined} */
  let found;
  /** @type {string[]} */
  const others = [];
  const code = await runInHost('node', join(root, 'out/bench/keystroke.js'), (line) => {
    found ??= /keystroke: (\{.*\})/.exec(line)?.[1];
    others.push(line);
  });
  if (found === undefined) throw new Error(`The extension host gave ${code}.\n${others.slice(-5).join('\n')}`);
  return JSON.parse(found);
}

/**
 * @param {AnalysisRow[]} analysis
 * @param {Keystroke | undefined} keystroke
 * @param {boolean} markdown
 */
export function editorTable(analysis, keystroke, markdown) {
  const rows = [
    ['', 'median', 'p95', 'samples'],
    ...analysis.map(({ title, lines, ...summary }) => [
      `analysis of ${lines.toLocaleString('en-US')} lines: ${title}`,
      ...times(summary),
    ]),
    ...(keystroke
      ? [
          [`keystroke to the ${keystroke.hints} hints on the screen, 1,000 lines`, ...times(keystroke.whole)],
          ['of that, VS Code’s own way of the edit', ...times(keystroke.edit)],
        ]
      : []),
  ];
  if (markdown) {
    const [head = [], ...body] = rows;
    return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...body]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

/** @param {Summary} summary */
function times({ median, p95, samples }) {
  return [`${median.toFixed(1)} ms`, `${p95.toFixed(1)} ms`, String(samples)];
}
