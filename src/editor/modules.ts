import { Disposable, EventEmitter, FileType, Uri, workspace, type Event } from 'vscode';
import type { ModuleSource } from '../analysis/code.js';
import type { WantedModule } from '../analysis/model.js';
import { modulePaths } from '../analysis/modulePaths.js';
import type { Unit } from './documents.js';
import { analysisSizeLimit } from './settings.js';

/** The other files of the workspace that open documents import, read in the background. */
export interface Modules {
  /** What a unit's import is, as far as it was read; null where it was not, or is no file here. */
  source(unit: Unit, wanted: WantedModule): ModuleSource | null;
  /** Starts to read what a unit imports. */
  want(unit: Unit, modules: readonly WantedModule[]): void;
  /** What these documents and notebooks import was read, or has changed. */
  readonly onDidChange: Event<ReadonlySet<Unit['key']>>;
  dispose(): void;
}

/** A module as the files of one folder import it. */
interface Entry {
  readonly candidates: readonly Uri[];
  readonly wantedBy: Set<Unit['key']>;
  file: ModuleSource | null;
  /** Counts the readings, so that an earlier one that ends later is dropped. */
  reading: number;
}

/** A program that imports more files than these is not followed further. */
const maxModules = 200;
const restMilliseconds = 300;

export function registerModules(): Modules {
  const entries = new Map<string, Entry>();
  const changed = new EventEmitter<ReadonlySet<Unit['key']>>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const subscriptions: { dispose(): unknown }[] = [changed];

  const read = async (entry: Entry) => {
    const own = ++entry.reading;
    const file = await firstFile(entry.candidates);
    if (own !== entry.reading || (file?.path === entry.file?.path && file?.text === entry.file?.text)) return;
    entry.file = file;
    changed.fire(entry.wantedBy);
  };
  const readAgain = (uri: Uri) => {
    const key = uri.toString();
    for (const entry of entries.values()) {
      if (entry.candidates.some((candidate) => candidate.toString() === key)) void read(entry);
    }
  };
  const follow = () => {
    const watcher = workspace.createFileSystemWatcher('**/*.{py,ts,tsx,mts,cts,js,jsx,mjs,cjs}');
    subscriptions.push(
      watcher,
      watcher.onDidChange(readAgain),
      watcher.onDidCreate(readAgain),
      watcher.onDidDelete(readAgain),
      workspace.onDidChangeTextDocument(({ document: { uri } }) => {
        clearTimeout(timers.get(uri.toString()));
        timers.set(
          uri.toString(),
          setTimeout(() => {
            timers.delete(uri.toString());
            readAgain(uri);
          }, restMilliseconds),
        );
      }),
      workspace.onDidCloseTextDocument((document) => {
        for (const { wantedBy } of entries.values()) wantedBy.delete(document);
        readAgain(document.uri);
      }),
    );
  };

  // From the beginning: a watcher that has only just begun may miss a change.
  follow();
  return {
    source(unit, wanted) {
      const entry = entries.get(entryKey(unit, wanted));
      // A document that is opened again finds what was read for it before, and follows it as it did then.
      entry?.wantedBy.add(unit.key);
      return entry?.file ?? null;
    },
    want(unit, modules) {
      for (const wanted of modules) {
        const key = entryKey(unit, wanted);
        const known = entries.get(key);
        known?.wantedBy.add(unit.key);
        if (known || entries.size >= maxModules) continue;
        const candidates = candidatesOf(unit, wanted);
        if (candidates.length === 0) continue;
        const entry: Entry = { candidates, wantedBy: new Set([unit.key]), file: null, reading: 0 };
        entries.set(key, entry);
        void read(entry);
      }
    },
    onDidChange: changed.event,
    dispose() {
      timers.forEach((timer) => clearTimeout(timer));
      Disposable.from(...subscriptions).dispose();
    },
  };
}

function entryKey(unit: Unit, wanted: WantedModule): string {
  return `${unit.language} ${folderOf(unit, wanted).toString()} ${wanted.module}`;
}

function folderOf({ key }: Unit, { from }: WantedModule): Uri {
  return Uri.joinPath(from === null ? key.uri : Uri.parse(from), '..');
}

/** The files that a module may be: beside the importing file, above it up to the workspace's folder, and in its `src`. */
function candidatesOf(unit: Unit, wanted: WantedModule): Uri[] {
  const { uri } = unit.key;
  if (uri.scheme === 'untitled') return [];
  const folder = folderOf(unit, wanted);
  const root = workspace.getWorkspaceFolder(uri)?.uri ?? folder;
  const { paths, anywhere } = modulePaths(wanted.module, unit.language);
  const folders = anywhere ? [...foldersUpTo(folder, root), Uri.joinPath(root, 'src')] : [folder];
  return folders
    .flatMap((base) => paths.map((path) => Uri.joinPath(base, path)))
    .filter((candidate) => candidate.path.startsWith(`${root.path.replace(/\/$/, '')}/`));
}

function foldersUpTo(folder: Uri, root: Uri): Uri[] {
  const isInside = folder.path.startsWith(root.path) && folder.path.length > root.path.length;
  return isInside ? [folder, ...foldersUpTo(Uri.joinPath(folder, '..'), root)] : [folder];
}

async function firstFile(candidates: readonly Uri[]): Promise<ModuleSource | null> {
  for (const uri of candidates) {
    const text = await textOf(uri);
    if (text !== null) return { path: uri.toString(), text };
  }
  return null;
}

async function textOf(uri: Uri): Promise<string | null> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open && !open.isClosed) return open.getText();
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if (!(type & FileType.File) || size > analysisSizeLimit(uri)) return null;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
