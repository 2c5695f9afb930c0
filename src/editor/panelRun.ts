import { RunCancelled, type RunHandle, type RunRequest, type RunSummary } from '../runner/runner.js';
import type { FromPanel, PanelNetwork, ToPanel } from '../webview/protocol.js';
import { isSameData } from './sameData.js';

/** What the unrolled view stands at. */
export type RunStatus =
  | { readonly kind: 'empty' }
  | { readonly kind: 'running' }
  | { readonly kind: 'finished'; readonly summary: RunSummary }
  | { readonly kind: 'stopped'; readonly title: string; readonly details: readonly string[]; readonly rerun: boolean };

/** The one run whose numbers the panel shows, and the answers to the panel's questions about it. */
export interface PanelRun {
  /** Shows a network: its run starts unless the very same one is there already. */
  show(network: PanelNetwork, request: RunRequest): void;
  /** Says why the network as it is now cannot be run; its last run stays on show. */
  stop(title: string, details: readonly string[], network: PanelNetwork | null): void;
  /** Sends everything again, to a panel that has just loaded. */
  resend(): void;
  /** Runs again, also after a cancellation. */
  rerun(): void;
  take(message: FromPanel): void;
  status(): RunStatus;
  /** Counts the runs from 1. */
  count(): number;
  /** Ends the run and forgets the network, for another one to be shown. */
  clear(): void;
}

interface Current {
  readonly request: RunRequest;
  readonly handle: RunHandle;
}

type Stopped = Extract<RunStatus, { kind: 'stopped' }>;

/** Starts a run, as `startRun` does on a worker. */
export type StartRun = (request: RunRequest, onProgress: (fraction: number) => void) => RunHandle;

export function createPanelRun(startRun: StartRun, post: (message: ToPanel) => void, onStatus: () => void): PanelRun {
  let run = 0;
  let shown: PanelNetwork | null = null;
  let current: Current | null = null;
  /** How far the current run is. */
  let outcome: RunStatus = { kind: 'empty' };
  /** Why the network as it is now cannot be run; it says nothing about the run on show. */
  let refusal: Stopped | null = null;

  const status = () => refusal ?? outcome;
  const sendStop = () => {
    const now = status();
    if (now.kind !== 'stopped') return;
    const { title, details, rerun } = now;
    post({ type: 'stopped', run, title, details, rerun });
  };
  const end = (next: RunStatus) => {
    outcome = next;
    onStatus();
    if (next.kind === 'finished') post({ type: 'finished', run, summary: next.summary });
    else if (!refusal) sendStop();
  };
  const start = (network: PanelNetwork, request: RunRequest) => {
    current?.handle.dispose();
    const own = ++run;
    const report = (fraction: number) => own === run && post({ type: 'progress', run: own, fraction });
    const handle = startRun(request, report);
    shown = network;
    current = { request, handle };
    outcome = { kind: 'running' };
    refusal = null;
    onStatus();
    post({ type: 'network', run, network });
    const isOwn = () => current?.handle === handle;
    handle.finished.then(
      (summary) => isOwn() && end({ kind: 'finished', summary }),
      (error: unknown) => {
        if (isOwn() && !(error instanceof RunCancelled)) end(stopped('The run failed', [messageOf(error)], true));
      },
    );
  };
  const sendCurrent = () => {
    if (shown) post({ type: 'network', run, network: shown });
    if (outcome.kind === 'finished') post({ type: 'finished', run, summary: outcome.summary });
    sendStop();
  };
  /** Late questions are about a run that is gone, and a refused one is asked again when the panel needs it. */
  const answer = <T>(asked: number, ask: (handle: RunHandle) => Promise<T>, wrap: (view: T) => ToPanel) => {
    if (!current || asked !== run) return;
    ask(current.handle).then(
      (view) => asked === run && post(wrap(view)),
      () => undefined,
    );
  };

  return {
    show(network, request) {
      if (!current || !isSameData(current.request, request)) {
        start(network, request);
        return;
      }
      if (isSameData(shown, network) && !refusal) return;
      shown = network;
      refusal = null;
      onStatus();
      sendCurrent();
    },
    stop(title, details, network) {
      if (!shown && network) {
        shown = network;
        post({ type: 'network', run: ++run, network });
      }
      refusal = stopped(title, details, false);
      onStatus();
      sendStop();
    },
    resend: sendCurrent,
    rerun() {
      if (shown && current && !refusal) start(shown, current.request);
    },
    take(message) {
      switch (message.type) {
        case 'getStep':
          answer(
            message.run,
            (handle) => handle.step(message.place),
            (view) => ({ type: 'step', run: message.run, view }),
          );
          break;
        case 'getUnit':
          answer(
            message.run,
            (handle) => handle.unit(message.place, message.unit),
            (view) => ({ type: 'unit', run: message.run, view }),
          );
          break;
        case 'getHeatmap':
        case 'getStrips': {
          const { type, run: asked, ...question } = message;
          answer(
            asked,
            (handle) => handle.heatmap(question),
            (view) => ({ type: type === 'getHeatmap' ? 'heatmap' : 'strips', run: asked, view }),
          );
          break;
        }
        case 'getInfluence':
          answer(
            message.run,
            (handle) => handle.influence(message.place),
            (view) => ({ type: 'influence', run: message.run, view }),
          );
          break;
        case 'cancel':
          if (!current || message.run !== run || outcome.kind !== 'running') return;
          current.handle.dispose();
          end(stopped('The run was cancelled', [], true));
          break;
        default:
      }
    },
    status,
    count: () => run,
    clear() {
      current?.handle.dispose();
      current = null;
      shown = null;
      outcome = { kind: 'empty' };
      refusal = null;
    },
  };
}

function stopped(title: string, details: readonly string[], rerun: boolean): Stopped {
  return { kind: 'stopped', title, details, rerun };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
