// @ts-check
// Runs the tests: `node scripts/test.mjs [unit|host|browser|desktop]`, all but `desktop` if none is named.
// The last line is `N passed, M failed, K skipped` for all suites together.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { bundle } from './build.mjs';
import { runChild } from './children.mjs';
import { whyNoChromium } from './chromium.mjs';
import { none, oneFailed, onePassed, oneSkipped, sum, summary } from './counts.mjs';
import { runDesktopTests } from './desktopTests.mjs';
import { runHostTests } from './hostTests.mjs';
import { packExtension } from './package.mjs';
import { installedExtensions, root, vsix } from './paths.mjs';
import { installExtension, installServer } from './vscodeServer.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {{ name: string, run: () => Promise<Counts>, needs?: string[] }} Suite */

/** @type {Suite[]} */
const suites = [
  { name: 'build', run: () => step(() => bundle({ tests: true })) },
  { name: 'types', run: () => tool('typescript/bin/tsc', ['--noEmit']) },
  { name: 'lint', run: () => tool('eslint/bin/eslint.js', ['.']) },
  { name: 'format', run: () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']) },
  { name: 'unit', needs: ['build'], run: () => mocha('unit', 900) },
  { name: 'package', needs: ['build'], run: () => step(packAndInstall) },
  { name: 'host', needs: ['build', 'package'], run: () => inChromium(() => runHostTests('node')) },
  { name: 'host (web)', needs: ['build', 'package'], run: () => inChromium(() => runHostTests('web')) },
  { name: 'browser', needs: ['build', 'package'], run: () => inChromium(() => mocha('browser', 900)) },
  { name: 'desktop', run: () => runDesktopTests(buildAndPack) },
];

const wanted = /** @type {Record<string, string[]>} */ ({
  all: suites.map(({ name }) => name).filter((name) => name !== 'desktop'),
  unit: ['build', 'unit'],
  host: ['build', 'package', 'host', 'host (web)'],
  browser: ['build', 'package', 'browser'],
  desktop: ['desktop'],
})[process.argv[2] ?? 'all'];

if (!wanted) {
  console.error(`usage: node scripts/test.mjs [unit|host|browser|desktop]`);
  process.exit(2);
}

/** Node 20 knows the instructions and has them behind a flag; with it the kernels that use them are tested there too. */
const relaxedSimd = process.versions.node.startsWith('20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/** Fetched while the first suites run, and waited for where it is needed. */
const server = wanted.includes('package') ? installServer((line) => console.log(`  ${line}`)) : undefined;
server?.catch(() => {});

/** @type {Map<string, Counts>} */
const results = new Map();
for (const { name, run, needs = [] } of suites.filter((suite) => wanted.includes(suite.name))) {
  const missing = needs.find((need) => results.get(need)?.failed);
  console.log(`\n${name}`);
  if (missing) {
    console.log(`  not run, because ${missing} failed`);
    continue;
  }
  const start = Date.now();
  const counts = await run().catch(failure);
  results.set(name, counts);
  console.log(`  ${name}: ${summary(counts)} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}
const total = sum([...results.values()]);
console.log(`\n${summary(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {unknown} error @returns {Counts} */
function failure(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.log(`  ✘ ${text.replaceAll('\n', '\n    ')}`);
  return oneFailed;
}

/** A step that passes by not throwing. @param {() => Promise<unknown>} work @returns {Promise<Counts>} */
async function step(work) {
  await work();
  return onePassed;
}

/** A tool of node_modules that passes by its exit code. @param {string} script @param {string[]} args */
async function tool(script, args) {
  const { code, output } = await runChild(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    timeLimit: 600,
  });
  if (code !== 0) console.log(output.trimEnd());
  return code === 0 ? onePassed : oneFailed;
}

/**
 * The bundled test files of a folder of out/, in a process of their own.
 *
 * @param {string} folder
 * @param {number} timeLimit in seconds
 * @returns {Promise<Counts>}
 */
async function mocha(folder, timeLimit) {
  const files = readdirSync(join(root, 'out', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => join(root, 'out', folder, name))
    .sort();
  if (files.length === 0) throw new Error(`There are no tests in test/${folder}.`);
  const countsFile = join(root, 'out', `${folder}-counts.json`);
  rmSync(countsFile, { force: true });
  const args = ['--enable-source-maps', ...relaxedSimd, join(root, 'scripts/runMocha.mjs'), countsFile, ...files];
  const { code } = await runChild(process.execPath, args, { cwd: root, timeLimit, show: true });
  if (!existsSync(countsFile)) throw new Error(`mocha did not come to its end (code ${code}).`);
  return JSON.parse(readFileSync(countsFile, 'utf8'));
}

/** The tests use the .vsix, installed as a user installs it. */
async function packAndInstall() {
  const { bytes } = await packExtension();
  console.log(`  ${vsix}: ${(bytes / 1024).toFixed(1)} kB`);
  mkdirSync(join(root, 'out'), { recursive: true });
  await installExtension((await server) ?? (await installServer()), vsix, installedExtensions);
}

async function buildAndPack() {
  await bundle({ tests: true });
  await packExtension();
}

/** @param {() => Promise<Counts>} run @returns {Promise<Counts>} */
async function inChromium(run) {
  const reason = whyNoChromium();
  if (reason === undefined) return run();
  console.log(`  skipped: ${reason}`);
  return { ...none, ...oneSkipped };
}
