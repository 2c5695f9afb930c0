// @ts-check
// Folders in the cache that are there whole or not at all.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runChild } from './children.mjs';
import { cache } from './paths.mjs';

/**
 * The cache's folder of this name, filled by `fill` if it is not there yet.
 * It is filled under another name and renamed at the end: an interrupted run leaves nothing that looks finished.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>}
 */
export async function cachedFolder(name, fill) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  removeLeftovers();
  const partial = join(cache, `partial-${process.pid}-${name}`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  const removePartial = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial);
  try {
    await fill(partial);
    try {
      renameSync(partial, folder);
    } catch (error) {
      // Another run was quicker: its folder is as good.
      if (!existsSync(folder)) throw error;
    }
    return folder;
  } finally {
    removePartial();
    process.off('exit', removePartial);
  }
}

/**
 * Runs npm in a folder, without any package's scripts.
 *
 * @param {string} folder
 * @param {string[]} args
 */
export async function npm(folder, args) {
  const { code, output } = await runChild(
    'npm',
    [
      ...args,
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--engine-strict=false',
      '--loglevel=error',
    ],
    { cwd: folder, env: environmentForNpm(), timeLimit: 300 },
  );
  if (code === 127) throw new Error('npm is needed and was not found on the PATH.');
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed (code ${code}):\n${output.trim()}`);
}

/** What `npm run` sets for this project would mislead an npm that works on another folder. */
function environmentForNpm() {
  const kept = /^npm_config_(registry|cache|userconfig|globalconfig|cafile|(https?_|no)?proxy)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

/** Partial folders of runs that were killed. */
function removeLeftovers() {
  for (const name of readdirSync(cache)) {
    const pid = /^partial-(\d+)-/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
