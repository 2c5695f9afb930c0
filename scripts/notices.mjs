// @ts-check
// What the licences of the bundled packages ask for: their own texts, beside the code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * The licences of all packages that these files belong to, as one text.
 *
 * @param {Iterable<string>} files from the repository's root, as esbuild's metafile names what it bundled
 * @returns {string}
 * @throws {Error} where a package brings no licence
 */
export function thirdPartyNotices(files) {
  const folders = new Set([...files].flatMap((file) => packageFolder(file) ?? []));
  const notices = [...folders].map(notice).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    'RNN Lens contains code and icons of the packages below, each under its own licence.',
    ...notices.map(({ text }) => text),
  ].join(`\n\n${'='.repeat(80)}\n\n`);
}

/** The folder of the package that a file belongs to; null for our own. @param {string} file */
function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/'))?.[0] ?? null;
}

/** @param {string} folder @returns {{ name: string, text: string }} */
function notice(folder) {
  const path = join(root, folder);
  const { name, version, license, author, homepage, repository } = JSON.parse(
    readFileSync(join(path, 'package.json'), 'utf8'),
  );
  const licences = readdirSync(path).filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file));
  if (licences.length === 0) throw new Error(`${name} is bundled and brings no licence.`);
  const facts = [
    `${name} ${version} (${license})`,
    author?.name ?? author,
    homepage ?? String(repository?.url ?? '').replace(/^git\+/, ''),
  ].filter(Boolean);
  const texts = licences.map((file) =>
    readFileSync(join(path, file), 'utf8')
      .replace(/^\uFEFF/, '')
      .trim(),
  );
  return { name, text: [facts.join('\n'), ...texts].join('\n\n') };
}
