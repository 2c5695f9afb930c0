/**
 * What RNN Lens says of the programs that kerasPrograms.py, tfjsPrograms.mjs and torchPrograms.py wrote, beside what their frameworks said.
 *
 *     node scripts/programs/random/compare.mjs FOLDER … [--list N]
 *
 * Needs `npm run build`. Counts errors where the framework runs, shapes that are not the framework's, those that are
 * unknown, and lines that raise of which nothing is said; and lists up to N of each, the frequent ones first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = resolve(dirname(fileURLToPath(import.meta.url)), '../../../dist/cli.js');
const given = process.argv.slice(2);
const at = given.indexOf('--list');
const listed = at < 0 ? 10 : Number(given[at + 1]);
const folders = at < 0 ? given : given.slice(0, at);
const found = { false: [], wrong: [], unknown: [], missed: [], warning: [] };
const counts = { programs: 0, raises: 0, flagged: 0, shapes: 0, right: 0, partly: 0 };
for (const folder of folders) compareFolder(resolve(folder));
console.log(counts, Object.fromEntries(Object.entries(found).map(([kind, cases]) => [kind, cases.length])));
for (const [kind, cases] of Object.entries(found)) print(kind, cases);

function compareFolder(folder) {
  const reports = new Map(checked(folder).map((file) => [resolve(folder, file.path), file]));
  for (const name of readdirSync(folder).filter((file) => file.endsWith('truth.json'))) {
    const { programs, raises } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const reported = ({ file }) => reports.get(join(folder, file)) ?? { tensors: [], problems: [] };
    for (const program of programs) compareProgram(join(folder, program.file), program, reported(program));
    for (const raised of raises) compareRaised(join(folder, raised.file), raised, reported(raised));
  }
}

function checked(folder) {
  if (!existsSync(cli)) throw new Error('Run `npm run build` first.');
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30 };
  const { stdout } = spawnSync(process.execPath, [cli, 'check', '--format', 'json', '.'], options);
  return JSON.parse(stdout).files;
}

function compareProgram(path, { truth }, { tensors, problems }) {
  counts.programs++;
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const { severity, code, message, range } of problems) {
    const place = { key: code, path, line: range.start.line, text: lines[range.start.line - 1], note: message };
    if (severity === 'error') found.false.push(place);
    else found.warning.push(place);
  }
  const shapes = new Map(tensors.map(({ name, range, shape }) => [`${range.start.line} ${name}`, shape]));
  const unclear = new Set();
  for (const [line, names] of Object.entries(truth)) {
    for (const [name, shape] of Object.entries(names)) {
      const text = lines[line - 1];
      const place = { key: keyOf(text), path, line, text };
      counts.shapes++;
      const own = shapes.get(`${line} ${name}`) ?? null;
      const isFirst = !wordsOf(text).some((word) => word !== name && unclear.has(word));
      if (own && differs(own, shape)) found.wrong.push({ ...place, note: `${asText(own)}, and not ${asText(shape)}` });
      else if (own && own.every((size, axis) => shape[axis] === null || typeof size === 'number')) counts.right++;
      else {
        unclear.add(name);
        if (own) counts.partly++;
        if (isFirst) found.unknown.push({ ...place, note: `${asText(own)}, and not ${asText(shape)}` });
      }
    }
  }
}

/** A size that the framework leaves open may be known here. */
function differs(own, shape) {
  if (own.length !== shape.length) return true;
  return own.some((size, axis) => typeof size === 'number' && shape[axis] !== null && size !== shape[axis]);
}

function compareRaised(path, { lines: [first, last], error }, { problems }) {
  counts.raises++;
  if (problems.some(({ range }) => range.start.line <= last && range.end.line >= first)) {
    counts.flagged++;
    return;
  }
  const text = readFileSync(path, 'utf8')
    .split('\n')
    .slice(first - 1, last)
    .join(' ');
  found.missed.push({
    key: `${error.replace(/[^a-zA-Z:]+/g, ' ').slice(0, 48)} | ${keyOf(text)}`,
    path,
    line: first,
    text,
    note: error,
  });
}

function keyOf(text) {
  const layer = /^\S+ = (?:layers\.)?(\w+)\((?:layers\.)?(\w+)/.exec(text);
  if (layer && /^(Bidirectional|TimeDistributed|Lambda)$/.test(layer[1])) return `${layer[1]} ${layer[2]}`;
  return layer
    ? layer[1]
    : text
        .replace(/^.* = /, '')
        .replace(/\b[a-z]\d+\b/g, 'x')
        .replace(/[-\d]+/g, 'N')
        .slice(0, 40);
}

function wordsOf(text) {
  return text.match(/\b[a-z]+\d+[a-z]?\b/g) ?? [];
}

function asText(shape) {
  return shape ? `[${shape.join(', ')}]` : 'unknown';
}

function print(kind, cases) {
  const groups = new Map();
  for (const one of cases) groups.set(one.key, [...(groups.get(one.key) ?? []), one]);
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, listed);
  for (const [key, group] of sorted) {
    const [{ path, line, text, note = '' }] = group;
    console.log(`${kind} ${group.length} ${key}\n    ${path}:${line}\n    ${text.trim()}\n    ${note.split('\n')[0]}`);
  }
}
