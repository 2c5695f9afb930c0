import assert from 'node:assert/strict';
import type { EngineChoice, EngineSettings } from '../../src/runner/engineSettings.js';
import type { FromWorker, ToWorker } from '../../src/runner/workerProtocol.js';
import { createWorkers, type WorkerKind } from '../../src/runner/workers.js';

const ignore = (): void => undefined;
const narrowChoice: EngineChoice = { make: 'simd', wide: false, threads: 2 };
const wideChoice: EngineChoice = { make: 'relaxed-simd', wide: true, threads: 1 };

const initial: EngineSettings = { deterministic: false, wide: true, threads: 1 };

/** Workers that do what the test says, and what was asked of them. */
function world({ widePossible = false }: { widePossible?: boolean } = {}) {
  const made: {
    kind: WorkerKind;
    sent: ToWorker[];
    ended: boolean;
    say: (message: FromWorker) => void;
    fail: () => void;
  }[] = [];
  let settings = initial;
  let later: (() => void)[] = [];
  const workers = createWorkers(
    (kind) => {
      const worker = {
        kind,
        sent: [] as ToWorker[],
        ended: false,
        say: ignore as (message: FromWorker) => void,
        fail: ignore,
      };
      made.push(worker);
      return {
        post: (message) => worker.sent.push(message),
        onMessage: (listener) => (worker.say = listener),
        onError: (listener) => (worker.fail = () => listener(new Error('gone'))),
        terminate: () => (worker.ended = true),
      };
    },
    () => settings,
    widePossible,
    (callback) => later.push(callback),
  );
  return {
    workers,
    made,
    set: (changes: Partial<EngineSettings>) => (settings = { ...settings, ...changes }),
    pass: () => {
      const due = later;
      later = [];
      due.forEach((callback) => callback());
    },
    kinds: () => made.map(({ kind, ended }) => `${kind}${ended ? ' ended' : ''}`),
  };
}

describe('createWorkers', () => {
  it('keeps one warm worker ahead, and makes the next one later', () => {
    const { workers, made, pass, kinds } = world();
    workers.warmUp();
    workers.warmUp();
    assert.deepEqual(
      made[0]?.sent.map(({ type }) => type),
      ['warmUp'],
    );
    made[0].say({ type: 'warm', choice: narrowChoice });
    assert.deepEqual(workers.take().choice, narrowChoice);
    assert.deepEqual(kinds(), ['thread'], 'the warm one was taken');
    pass();
    assert.deepEqual(kinds(), ['thread', 'thread']);
    workers.dispose();
    assert.deepEqual(kinds(), ['thread', 'thread ended'], 'a taken worker is its run’s own');
  });

  it('finds out once what is fastest, and makes the others that way', () => {
    const { workers, made, set, pass } = world();
    workers.warmUp();
    made[0]?.say({ type: 'warm', choice: narrowChoice });
    workers.take();
    pass();
    const asked = (index: number) => made[index]?.sent[0];
    assert.deepEqual(asked(0), { type: 'warmUp', settings: { ...initial, wide: false }, choice: null });
    assert.deepEqual(asked(1), { type: 'warmUp', settings: { ...initial, wide: false }, choice: narrowChoice });
    assert.deepEqual(workers.take().choice, narrowChoice, 'known, though this one is not warm yet');
    set({ deterministic: true });
    pass();
    assert.deepEqual(asked(3), {
      type: 'warmUp',
      settings: { ...initial, deterministic: true, wide: false },
      choice: null,
    });
  });

  it('gives a new worker at once where none is warm yet', () => {
    const { workers, kinds } = world();
    workers.take();
    assert.deepEqual(kinds(), ['thread']);
    workers.warmUp();
    workers.take();
    assert.deepEqual(kinds(), ['thread', 'thread ended', 'thread']);
  });

  it('takes a process only when it has shown that wide vectors are worth it', () => {
    const { workers, made, pass, kinds } = world({ widePossible: true });
    workers.warmUp();
    assert.deepEqual(workers.take().choice, { make: 'auto', wide: false, threads: 1 });
    assert.deepEqual(kinds(), ['process ended', 'thread']);
    pass();
    made[2]?.say({ type: 'warm', choice: wideChoice });
    assert.deepEqual(workers.take().choice, wideChoice);
    assert.deepEqual(kinds(), ['process ended', 'thread', 'process']);
  });

  it('falls back to threads for good where the process does not start or gains nothing', () => {
    for (const fails of [true, false]) {
      const { workers, made, pass, kinds } = world({ widePossible: true });
      workers.warmUp();
      if (fails) made[0]?.fail();
      else made[0]?.say({ type: 'warm', choice: narrowChoice });
      assert.deepEqual(kinds(), ['process ended', 'thread']);
      made[1]?.say({ type: 'warm', choice: narrowChoice });
      workers.take();
      pass();
      assert.deepEqual(kinds(), ['process ended', 'thread', 'thread']);
    }
  });

  it('does not try again at once where a spare thread dies', () => {
    const { workers, made, kinds } = world();
    workers.warmUp();
    made[0]?.fail();
    assert.deepEqual(kinds(), ['thread ended']);
    workers.take();
    assert.deepEqual(kinds(), ['thread ended', 'thread']);
  });

  it('follows the settings', () => {
    const { workers, made, set, kinds } = world({ widePossible: true });
    workers.warmUp();
    made[0]?.say({ type: 'warm', choice: wideChoice });
    set({ wide: false });
    assert.equal(workers.take().choice.wide, false);
    assert.deepEqual(kinds(), ['process ended', 'thread']);
    set({ deterministic: true });
    assert.equal(workers.take().choice.make, 'simd');
  });
});
