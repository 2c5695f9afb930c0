// @ts-check
// Makes the .vsix: `node scripts/package.mjs`.
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundle, noticesFile } from './build.mjs';
import { root, vsix } from './paths.mjs';

/** What may be in the package: what runs, what the marketplace shows, and what the README leads to. */
const allowed =
  /^(dist\/[^/]+|media\/((walkthrough|screenshots)\/)?[^/]+|docs\/[^/]+\.md|package\.json|[A-Z]+\.md|LICENSE|ThirdPartyNotices\.txt)$/i;

/** The copied part of the repository, from which .vscodeignore chooses. */
const sources = ['dist', 'media', 'docs', '.vscodeignore', 'package.json', 'LICENSE'];
const texts = ['README.md', 'CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

/**
 * Packs dist/ as it is.
 *
 * @returns {Promise<{ files: { name: string, bytes: number }[], bytes: number }>}
 */
export async function packExtension() {
  const staged = stage();
  const names = (await listFiles({ cwd: staged, packageManager: PackageManager.None })).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const stray = names.filter((name) => !allowed.test(name));
  if (stray.length > 0) throw new Error(`These files have no place in the package: ${stray.join(', ')}`);
  const lacking = [noticesFile, ...filesOfManifest(), ...filesOfTexts()].filter((name) => !names.includes(name));
  if (lacking.length > 0) throw new Error(`These files are named and not packed: ${lacking.join(', ')}`);
  await quietly(() =>
    createVSIX({
      cwd: staged,
      packagePath: vsix,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    }),
  );
  return {
    files: names.map((name) => ({ name, bytes: statSync(join(staged, name)).size })),
    bytes: statSync(vsix).size,
  };
}

/**
 * Copies what .vscodeignore chooses from to a folder of its own: in the repository's root vsce would look at each of
 * the 60,000 files of the cache first, for 15 s.
 *
 * @returns {string}
 */
function stage() {
  const folder = join(root, 'out', 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of [...sources, ...texts])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true });
  renameSync(join(folder, 'dist', noticesFile), join(folder, noticesFile));
  return folder;
}

/** Every file of ours that package.json points to. @returns {string[]} */
function filesOfManifest() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {unknown} value */
  const visit = (value) => {
    if (typeof value === 'string') {
      const name = /^(?:\.\/)?((?:dist|media)\/[^?#]+)$/.exec(value)?.[1];
      if (name) found.add(name);
    } else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  for (const field of ['main', 'browser', 'bin', 'icon', 'contributes']) visit(manifest[field]);
  return [...found];
}

/** Every file that the texts of the package show or lead to. @returns {string[]} */
function filesOfTexts() {
  return texts.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
      .map(([, target]) => String(target))
      .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target)),
  );
}

/** vsce prints its own report; ours names every file with its size. @param {() => Promise<unknown>} work */
async function quietly(work) {
  const { log, info } = console;
  console.log = console.info = () => {};
  try {
    await work();
  } finally {
    Object.assign(console, { log, info });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle();
  const { files, bytes } = await packExtension();
  const kB = (/** @type {number} */ size) => `${(size / 1024).toFixed(1)} kB`;
  for (const file of files) console.log(`${kB(file.bytes).padStart(10)}  ${file.name}`);
  console.log(`${kB(bytes).padStart(10)}  ${vsix}`);
}
