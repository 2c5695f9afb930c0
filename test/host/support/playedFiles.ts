import { Disposable, EventEmitter, FileSystemError, FileType, Uri, workspace, type FileStat } from 'vscode';

interface PlayedFile {
  readonly text: string;
  readonly type?: FileType;
  /** What the file system says, where that is not the truth. */
  readonly size?: number;
}

/** A file system in the hands of a test, which sees what is read and watched in it. */
export interface PlayedFiles {
  uri(path: string): Uri;
  write(path: string, file: PlayedFile | string): void;
  /** The addresses that were read, in order. */
  readonly reads: readonly string[];
  /** How many folders and files are being watched below a folder. */
  watchers(folder: string): number;
  /** Makes every read of this file wait until the function that it gives is called. */
  hold(path: string): () => void;
  dispose(): void;
}

let count = 0;

export function playFiles(): PlayedFiles {
  const scheme = `played-${++count}`;
  const files = new Map<string, FileStat & { text: string }>();
  const reads: string[] = [];
  const watched: string[] = [];
  const held = new Map<string, Promise<void>>();
  const changed = new EventEmitter<never>();
  let time = Date.now();
  const find = (uri: Uri) => {
    const file = files.get(uri.path);
    if (!file) throw FileSystemError.FileNotFound(uri);
    return file;
  };
  const refuse = (uri: Uri) => {
    throw FileSystemError.NoPermissions(uri);
  };
  const provider = workspace.registerFileSystemProvider(scheme, {
    onDidChangeFile: changed.event,
    stat: find,
    async readFile(uri) {
      reads.push(uri.toString());
      await held.get(uri.path);
      return new TextEncoder().encode(find(uri).text);
    },
    watch({ path }) {
      watched.push(path);
      return new Disposable(() => watched.splice(watched.indexOf(path), 1));
    },
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  });
  return {
    uri: (path) => Uri.from({ scheme, path }),
    write(path, file) {
      const { text, type = FileType.File, size = text.length } = typeof file === 'string' ? { text: file } : file;
      files.set(path, { text, type, size, ctime: 0, mtime: ++time });
    },
    reads,
    watchers: (folder) => watched.filter((path) => path === folder || path.startsWith(`${folder}/`)).length,
    hold(path) {
      let release!: () => void;
      held.set(path, new Promise((resolve) => (release = resolve)));
      return () => {
        held.delete(path);
        release();
      };
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
