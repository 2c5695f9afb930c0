import {
  languages,
  RelativePattern,
  workspace,
  type CancellationToken,
  type TextDocument,
  type Uri,
  type WorkspaceFolder,
} from 'vscode';
import { expandBraces, isBroken } from './globs.js';

const sources = '**/*.{json,jsonc,ts,tsx,mts,cts,js,jsx,mjs,cjs,py,ipynb}';

/** Folders of other people's code and of build results. */
const foreignFolders = ['node_modules', 'site-packages', '.venv', 'venv', '__pycache__', 'dist', 'out', '.git'];

/**
 * The files of the workspace that may hold networks, at most `limit` of them.
 *
 * @throws Error where the search fails
 */
export async function findSourceFiles(limit: number, token: CancellationToken): Promise<readonly Uri[]> {
  const found: Uri[] = [];
  const folders = workspace.workspaceFolders ?? [];
  for (const folder of folders) {
    if (found.length >= limit || token.isCancellationRequested) break;
    const include = new RelativePattern(folder, sources);
    const exclude = new RelativePattern(folder, `{${excludedGlobs(folder).join(',')}}`);
    found.push(...(await workspace.findFiles(include, exclude, limit - found.length, token)));
  }
  const broken = folders.flatMap(excludedGlobs).find(isBroken);
  // VS Code's search does not always say that it failed on these, and then finds no file at all.
  if (found.length === 0 && broken !== undefined) {
    throw new Error(`${broken} in files.exclude or search.exclude is not a valid glob.`);
  }
  return found;
}

/** Whether an open document's networks belong in the list of the workspace. */
export function isListed(uri: Uri): boolean {
  if (workspace.getWorkspaceFolder(uri)) return isSearched(uri);
  return uri.scheme === 'untitled' || uri.scheme === 'file';
}

/** Whether the search goes through the place of this file or folder. */
export function isSearched(uri: Uri): boolean {
  const folder = workspace.getWorkspaceFolder(uri);
  // Builds and installations make files by the thousand, which are told apart by their paths alone.
  if (!folder || isForeign(uri.path.slice(folder.uri.path.length))) return false;
  const excluded = excludedGlobs(folder).map((glob) => ({ pattern: new RelativePattern(folder, glob) }));
  // VS Code matches its globs only in selectors of documents, which look at nothing but these two of them.
  return languages.match(excluded, { uri, languageId: '' } as TextDocument) === 0;
}

/** Whether a path below the workspace's folder goes through a folder that is never searched. */
function isForeign(path: string): boolean {
  return path.split('/').some((part) => foreignFolders.includes(part));
}

function excludedGlobs(folder: WorkspaceFolder): string[] {
  const settings = ['files', 'search'].flatMap((section) =>
    Object.entries(workspace.getConfiguration(section, folder).get<Record<string, unknown>>('exclude', {})),
  );
  const chosen = settings.filter(([, value]) => value === true).map(([glob]) => glob);
  const folders = [...foreignFolders.map((name) => `**/${name}`), ...chosen.flatMap(expandBraces)];
  return [...new Set(folders)].flatMap((glob) => (glob.endsWith('*') ? [glob] : [glob, `${glob}/**`]));
}
