import { plainestChoice, type EngineChoice, type EngineSettings } from './engineSettings.js';
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
  /** How its engine is, or is to be, made. */
  readonly choice: EngineChoice;
}

/** What was found to be fastest, by a worker of this kind under these settings. */
interface Proof {
  readonly settings: EngineSettings;
  readonly kind: WorkerKind;
  readonly choice: EngineChoice;
}

interface Spare {
  readonly port: WorkerPort;
  readonly settings: EngineSettings;
  /** null while it warms up. */
  proof: Proof | null;
}

/**
 * Keeps one worker ahead of the runs, so that the person's click does not wait for a thread, its compilation and its
 * first slow rounds. The first one finds out what is fastest here, and the others are made that way.
 *
 * Where the settings allow wide vectors, a process is tried first; where it does not start, or finds nothing to gain
 * from them, threads take its place for good.
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
  let spare: Spare | null = null;
  let proof: Proof | null = null;
  let wideIsUseless = !widePossible;
  let disposed = false;

  const drop = (): void => {
    spare?.port.terminate();
    spare = null;
  };

  const warmUp = (): void => {
    if (disposed || spare) return;
    const wished = settings();
    const kind = wished.wide && !wideIsUseless ? 'process' : 'thread';
    const allowed = { ...wished, wide: kind === 'process' };
    const known = proof && proof.kind === kind && isSame(proof.settings, wished) ? proof : null;
    const made: Spare = { port: spawn(kind), settings: wished, proof: null };
    spare = made;
    const giveUp = (): void => {
      if (spare !== made) return;
      drop();
      if (kind !== 'process') return;
      wideIsUseless = true;
      warmUp();
    };
    made.port.onError(giveUp);
    made.port.onMessage((message) => {
      if (spare !== made) return;
      if (message.type === 'failed' || (message.type === 'warm' && kind === 'process' && !message.choice.wide))
        giveUp();
      else if (message.type === 'warm') {
        proof = { settings: wished, kind, choice: message.choice };
        made.proof = proof;
      }
    });
    made.port.post({ type: 'warmUp', settings: allowed, choice: known?.choice ?? null });
  };

  return {
    warmUp,
    take: () => {
      const wished = settings();
      const ready = spare?.proof && isSame(spare.settings, wished) ? spare : null;
      if (ready) spare = null;
      else drop();
      afterwards(warmUp);
      if (ready?.proof) return { port: ready.port, choice: ready.proof.choice };
      const known = proof?.kind === 'thread' && isSame(proof.settings, wished) ? proof.choice : null;
      return { port: spawn('thread'), choice: known ?? plainestChoice(wished) };
    },
    dispose: () => {
      disposed = true;
      drop();
    },
  };
}

function isSame(one: EngineSettings, other: EngineSettings): boolean {
  return one.deterministic === other.deterministic && one.wide === other.wide && one.threads === other.threads;
}
