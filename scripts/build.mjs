// Bundles everything that runs: `node scripts/build.mjs [--tests] [--watch]`.
// dist/ is what ships; out/ holds the bundled tests.
import { build, context } from 'esbuild';
import { readdirSync, rmSync, statSync, copyFileSync, mkdirSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';

const withTests = process.argv.includes('--tests');
const watch = process.argv.includes('--watch');

const common = {
  bundle: true,
  sourcemap: watch ? 'inline' : false,
  minify: !watch,
  logLevel: 'warning',
  legalComments: 'none',
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
const browser = { ...common, platform: 'browser', target: 'es2022' };

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
  {
    ...browser,
    format: 'cjs',
    entryPoints: { 'extension.browser': 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
  },
  { ...node, entryPoints: { worker: 'src/runner/worker.node.ts' }, outdir: 'dist' },
  { ...browser, format: 'iife', entryPoints: { 'worker.browser': 'src/runner/worker.browser.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { cli: 'src/cli.ts' }, outdir: 'dist' },
  {
    ...browser,
    format: 'iife',
    entryPoints: { panel: 'src/webview/panel.tsx' },
    outdir: 'dist',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
];

const testFiles = (folder, suffix = '.test.ts') =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name));

/** Unit tests stay ES modules with their packages outside, so that native ones (onnxruntime-node) load. */
function testBundles() {
  const inside = (folder) => testFiles(folder);
  const unit = testFiles('test').filter((file) => !/^test[\\/](host|browser)[\\/]/.test(file));
  const tests = {
    ...common,
    minify: false,
    sourcemap: 'inline',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    outbase: 'test',
  };
  return [
    { ...tests, entryPoints: unit, outdir: 'out/unit' },
    { ...tests, entryPoints: inside('test/browser'), outdir: 'out' },
    // Host tests run inside the extension host, in Node or in a web worker: one file each, mocha inside.
    {
      ...node,
      minify: false,
      sourcemap: 'inline',
      entryPoints: { index: 'test/host/index.ts' },
      outdir: 'out/host',
      external: ['vscode'],
    },
  ];
}

rmSync('dist', { recursive: true, force: true });
if (withTests) rmSync('out', { recursive: true, force: true });
const all = withTests ? [...bundles, ...testBundles()] : bundles;
const present = all.filter(({ entryPoints }) =>
  [entryPoints].flatMap((points) => Object.values(points)).every((point) => existsSync(point)),
);
if (watch) {
  for (const options of present) await (await context(options)).watch();
} else {
  await Promise.all(present.map((options) => build(options)));
  for (const name of readdirSync('dist'))
    console.log(`dist/${name}  ${(statSync(join('dist', name)).size / 1024).toFixed(1)} kB`);
}
