import type { EngineSettings } from './engineSettings.js';
import type { WorkerPort } from './workerProtocol.js';

/**
 * `thread`: a thread of this process. `process`: one of its own, started with the flag that lets V8 make 256-bit
 * operations; a flag of the whole process, and this one is shared with other extensions.
 */
export type WorkerKind = 'thread' | 'process';

export interface Workers {
  /** Has a worker ready, its code compiled and warm, for the next run. */
  warmUp(): void;
  /** A worker for one run, which ends it: the one that is ready, or a new one. */
  take(): TakenWorker;
  dispose(): void;
}

export interface TakenWorker {
  readonly port: WorkerPort;
  readonly settings: EngineSettings;
}

/**
 * Keeps one worker ahead of the runs, so that the person's click does not wait for a thread, its compilation and its
 * first slow rounds.
 *
 * Where the settings allow wide vectors, a process is tried first; where it does not start, or its self-test finds
 * nothing to gain, threads take its place for good.
 *
 * @param widePossible whether a process is worth a try on this host.
 * @param afterwards calls back later: the next worker is made when the run that took the last one is likely over.
 */
export function createWorkers(
  spawn: (kind: WorkerKind) => WorkerPort,
  settings: () => EngineSettings,
  widePossible: boolean,
  afterwards: (callback: () => void) => void,
): Workers {
  let spare: (TakenWorker & { readonly kind: WorkerKind; isWarm: boolean }) | null = null;
  let wide: 'untried' | 'proven' | 'useless' = widePossible ? 'untried' : 'useless';
  let disposed = false;

  const settingsFor = (kind: WorkerKind): EngineSettings => ({ ...settings(), wide: kind === 'process' });
  const kindNow = (): WorkerKind => (wide !== 'useless' && settings().wide ? 'process' : 'thread');

  const drop = (): void => {
    spare?.port.terminate();
    spare = null;
  };

  const warmUp = (): void => {
    if (disposed || spare) return;
    const kind = kindNow();
    const made = { port: spawn(kind), settings: settingsFor(kind), kind, isWarm: false };
    spare = made;
    const giveUp = (): void => {
      if (spare !== made) return;
      drop();
      if (kind !== 'process') return;
      wide = 'useless';
      warmUp();
    };
    made.port.onError(giveUp);
    made.port.onMessage((message) => {
      if (message.type !== 'warm' || spare !== made) return;
      made.isWarm = true;
      if (kind !== 'process') return;
      if (message.wide) wide = 'proven';
      else giveUp();
    });
    made.port.post({ type: 'warmUp', settings: made.settings });
  };

  return {
    warmUp,
    take: () => {
      // A process is only taken when it has shown that it works; settings may have changed since the spare was made.
      const ready = spare?.isWarm && sameSettings(spare.settings, settingsFor(kindNow())) ? spare : null;
      if (ready) spare = null;
      else drop();
      afterwards(warmUp);
      if (ready) return ready;
      return { port: spawn('thread'), settings: settingsFor('thread') };
    },
    dispose: () => {
      disposed = true;
      drop();
    },
  };
}

function sameSettings(one: EngineSettings, other: EngineSettings): boolean {
  return one.deterministic === other.deterministic && one.wide === other.wide && one.threads === other.threads;
}
