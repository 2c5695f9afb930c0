// @ts-check
// Bundles everything that runs: `node scripts/build.mjs [--tests] [--watch]`.
// dist/ is what ships; out/ holds the bundled tests.
import { build, context } from 'esbuild';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { compileKernels } from './kernels.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { root } from './paths.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

/** In dist/: the licences of what is bundled there. */
export const noticesFile = 'ThirdPartyNotices.txt';

/**
 * Builds dist/, and out/ where the tests are asked for.
 *
 * @param {{ tests?: boolean, watch?: boolean }} [options]
 */
export async function bundle({ tests = false, watch = false } = {}) {
  await compileKernels();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  if (tests)
    for (const folder of ['unit', 'host', 'browser'])
      rmSync(join(root, 'out', folder), { recursive: true, force: true });
  const shipped = shippedBundles(watch);
  const others = tests ? testBundles() : [];
  if (watch) {
    for (const options of [...shipped, ...others]) await (await context(options)).watch();
    return;
  }
  const [results] = await Promise.all([
    Promise.all(shipped.map((options) => build({ ...options, metafile: true }))),
    Promise.all(others.map((options) => build(options))),
  ]);
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(root, 'dist', noticesFile), thirdPartyNotices(inputs));
}

/** @param {boolean} watch @returns {BuildOptions[]} */
function shippedBundles(watch) {
  /** @type {BuildOptions} */
  const common = { ...everywhere, sourcemap: watch ? 'inline' : false, minify: !watch, outdir: 'dist' };
  /** @type {BuildOptions} */
  const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
  /** @type {BuildOptions} */
  const browser = { ...common, platform: 'browser', target: 'es2022' };
  return [
    { ...node, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] },
    { ...browser, format: 'cjs', entryPoints: { 'extension.browser': 'src/extension.ts' }, external: ['vscode'] },
    { ...node, entryPoints: { worker: 'src/runner/worker.node.ts' } },
    { ...browser, format: 'iife', entryPoints: { 'worker.browser': 'src/runner/worker.browser.ts' } },
    { ...node, entryPoints: { cli: 'src/cli.ts' } },
    {
      ...browser,
      format: 'iife',
      entryPoints: { panel: 'src/webview/panel.tsx' },
      loader: { ...everywhere.loader, '.ttf': 'file' },
      assetNames: '[name]',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    },
  ];
}

/** @returns {BuildOptions[]} */
function testBundles() {
  /** @type {BuildOptions} */
  const common = { ...everywhere, platform: 'node', target: 'node20', sourcemap: 'inline' };
  // Unit and browser tests stay ES modules with their packages outside, so that native ones (onnxruntime-node) load.
  /** @type {BuildOptions} */
  const modules = {
    ...common,
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { ...everywhere.loader, '.ttf': 'empty', '.css': 'empty' },
  };
  const files = testFiles();
  const inBrowser = files.filter((file) => file.startsWith('browser/'));
  const inHost = files.filter((file) => file.startsWith('host/'));
  const inNode = files.filter((file) => !inBrowser.includes(file) && !inHost.includes(file));
  const entries = (/** @type {string[]} */ names) => names.map((name) => `test/${name}`);
  return [
    { ...modules, entryPoints: entries(inNode), outbase: 'test', outdir: 'out/unit' },
    { ...modules, entryPoints: entries(inBrowser), outbase: 'test', outdir: 'out' },
    // Host tests run inside the extension host, mocha with them: all of them in Node …
    {
      ...common,
      format: 'cjs',
      entryPoints: { index: 'test/host/index.ts' },
      outdir: 'out/host/node',
      external: ['vscode'],
      plugins: [allHostTests(inHost)],
    },
    // … and those named *.web.test.ts in a web worker too.
    {
      ...common,
      platform: 'browser',
      target: 'es2022',
      format: 'cjs',
      entryPoints: { index: 'test/host/index.ts' },
      outdir: 'out/host/web',
      external: ['vscode'],
      plugins: [allHostTests(inHost.filter((file) => file.endsWith('.web.test.ts'))), assertWithoutNode],
    },
  ];
}

/** @type {BuildOptions} */
const everywhere = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
  loader: { '.wasm': 'binary', '.md': 'text' },
};

/** Every test file, below test/ and with forward slashes. @returns {string[]} */
function testFiles() {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => /\.test\.tsx?$/.test(name));
}

/**
 * Gives `import 'all-host-tests'` the meaning "import every one of these files".
 *
 * @param {string[]} files
 * @returns {import('esbuild').Plugin}
 */
function allHostTests(files) {
  return {
    name: 'all-host-tests',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^all-host-tests$/ }, ({ path }) => ({ path, namespace: 'all-host-tests' }));
      onLoad({ filter: /.*/, namespace: 'all-host-tests' }, () => ({
        contents: files.map((file) => `import ${JSON.stringify(`./test/${file}`)};`).join('\n'),
        resolveDir: root,
      }));
    },
  };
}

/**
 * Tests in a web worker cannot have Node's assert: chai takes its place.
 *
 * @type {import('esbuild').Plugin}
 */
const assertWithoutNode = {
  name: 'assert-without-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:assert\/strict$/ }, ({ path }) => ({ path, namespace: 'assert' }));
    onLoad({ filter: /.*/, namespace: 'assert' }, () => ({
      contents: `import { assert } from 'chai';
        const { strictEqual: equal, notStrictEqual: notEqual, notMatch: doesNotMatch } = assert;
        export default Object.assign((...values) => assert(...values), assert, { equal, notEqual, doesNotMatch });`,
      resolveDir: root,
    }));
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const watch = process.argv.includes('--watch');
  await bundle({ tests: process.argv.includes('--tests'), watch });
  if (!watch)
    for (const name of readdirSync(join(root, 'dist')))
      console.log(`dist/${name}  ${(statSync(join(root, 'dist', name)).size / 1024).toFixed(1)} kB`);
}
