// @ts-check
// Where things lie in the repository.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The repository's folder. It is looked for upwards, because the tests' bundles hold this file too. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** What is fetched once and kept: the server, its Node, and Chromium. RNN_LENS_CACHE places it elsewhere. */
export const cache = resolve(process.env['RNN_LENS_CACHE'] ?? join(root, '.vscode-test'));

/** The packaged extension. */
export const vsix = join(root, 'rnn-lens.vsix');

/** The packaged extension as installed for the tests: the folder that takes the place of `~/.vscode/extensions`. */
export const installedExtensions = join(root, 'out', 'extensions');

/** @param {string} folder @returns {string} */
function findRoot(folder) {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
