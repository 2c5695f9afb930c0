import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What ARCHITECTURE.md lets each folder of src import: its own files, these folders, and these packages. */
const rules: Readonly<Record<string, { folders: readonly string[]; packages: RegExp }>> = {
  engine: { folders: [], packages: /^#kernels\/[\w-]+\.wasm$/ },
  analysis: { folders: ['engine'], packages: /^(@lezer\/(common|lr|json|javascript|python)|d3-dsv)$/ },
  wording: { folders: ['analysis'], packages: /^$/ },
  runner: {
    folders: ['engine', 'analysis'],
    packages: /^node:(child_process|events|path|process|url|worker_threads)$/,
  },
  cli: { folders: ['engine', 'analysis', 'wording', 'runner'], packages: /^node:/ },
  webview: { folders: ['wording'], packages: /^(preact(\/hooks)?|d3-(color|interpolate)|@vscode\/codicons\/.*\.css)$/ },
  editor: {
    folders: ['engine', 'analysis', 'wording', 'runner'],
    packages: /^(vscode|#spawnWorker)$/,
  },
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typesOnly: boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.tsx?$/.test(name));

describe('the architecture', () => {
  for (const [folder, { folders, packages }] of Object.entries(rules)) {
    it(`src/${folder} imports only what the map lets it`, () => {
      const own = files.filter((name) => name.startsWith(`${folder}/`));
      assert.ok(own.length > 0);
      const wrong = own.flatMap(importsOf).filter(({ file, from, typesOnly }) => {
        if (!from.startsWith('.')) return !packages.test(from);
        const target = folderOf(file, from);
        if (target === folder || folders.includes(target)) return false;
        // The panel may know the types of all others, and the editor the types of the panel's messages.
        return !(typesOnly && (folder === 'webview' || (folder === 'editor' && from.endsWith('webview/protocol.js'))));
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('src/engine and src/analysis name nothing of a host', () => {
    const host = /\b(window|document|navigator|process|Buffer|require|globalThis|setTimeout|fetch)\b\s*[.(]/;
    const named = files
      .filter((name) => /^(engine|analysis)\//.test(name))
      .flatMap((name) => codeOf(name).split('\n'))
      .filter((line) => host.test(line));
    assert.deepEqual(named, []);
  });

  it('nothing imports src/extension.ts', () => {
    const importers = files.flatMap(importsOf).filter(({ from }) => /(^|\/)extension\.js$/.test(from));
    assert.deepEqual(importers, []);
  });

  it('every feature of the editor is wired by src/extension.ts', () => {
    const registers = files
      .filter((name) => name.startsWith('editor/'))
      .flatMap((name) => [...codeOf(name).matchAll(/export function (register\w+)/g)].map((match) => match[1] ?? ''));
    const extension = codeOf('extension.ts');
    assert.ok(registers.length > 10);
    assert.deepEqual(
      registers.filter((name) => !extension.includes(`${name}(`)),
      [],
    );
  });

  it('no file is much longer than a person reads at once', () => {
    const long = files.filter((name) => readFileSync(join('src', name), 'utf8').split('\n').length > 350);
    assert.deepEqual(long, []);
  });
});

function importsOf(file: string): Import[] {
  const pattern = /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;
  return [...codeOf(file).matchAll(pattern)].map((match) => ({
    file,
    from: match[2] ?? match[3] ?? '',
    typesOnly: match[1] !== undefined,
  }));
}

/** The folder of src that a relative import leads to; a file of src itself counts as its own folder. */
function folderOf(file: string, from: string): string {
  const path = join(file, '..', from).replaceAll('\\', '/');
  return path.split('/')[0] ?? '';
}

/** A file without its comments. */
function codeOf(file: string): string {
  return readFileSync(join('src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
}
