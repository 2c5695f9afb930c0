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

/** Starts a run, as `startRun` does on a worker. */
export type StartRun = (request: RunRequest, onProgress: (fraction: number) => void) => RunHandle;

export function createPanelRun(startRun: StartRun, post: (message: ToPanel) => void, onStatus: () => void): PanelRun {
  let run = 0;
  let shown: PanelNetwork | null = null;
  let current: Current | null = null;
  let summary: RunSummary | null = null;
  let status: RunStatus = { kind: 'empty' };

  const setStatus = (next: RunStatus) => {
    status = next;
    onStatus();
  };
  const sendStop = (title: string, details: readonly string[], rerun: boolean) => {
    setStatus({ kind: 'stopped', title, details, rerun });
    post({ type: 'stopped', run, title, details, rerun });
  };
  const start = (network: PanelNetwork, request: RunRequest) => {
    current?.handle.dispose();
    const own = ++run;
    const report = (fraction: number) => own === run && post({ type: 'progress', run: own, fraction });
    const handle = startRun(request, report);
    shown = network;
    current = { request, handle };
    summary = null;
    setStatus({ kind: 'running' });
    post({ type: 'network', run, network });
    handle.finished.then(
      (result) => {
        if (own !== run) return;
        summary = result;
        if (status.kind === 'running') setStatus({ kind: 'finished', summary });
        post({ type: 'finished', run, summary });
      },
      (error: unknown) => {
        if (own === run && !(error instanceof RunCancelled)) sendStop('The run failed', [messageOf(error)], true);
      },
    );
  };
  const sendCurrent = () => {
    if (shown) post({ type: 'network', run, network: shown });
    if (summary) post({ type: 'finished', run, summary });
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
      const isStopped = status.kind === 'stopped' && !isCancelled(status);
      if (isSameData(shown, network) && !isStopped) return;
      shown = network;
      if (isStopped) setStatus(summary ? { kind: 'finished', summary } : { kind: 'running' });
      sendCurrent();
    },
    stop(title, details, network) {
      if (!shown && network) {
        shown = network;
        post({ type: 'network', run: ++run, network });
      }
      sendStop(title, details, false);
    },
    resend() {
      sendCurrent();
      if (status.kind === 'stopped') sendStop(status.title, status.details, status.rerun);
    },
    rerun: () => shown && current && start(shown, current.request),
    take(message) {
      switch (message.type) {
        case 'getStep':
          answer(
            message.run,
            (handle) => handle.step(message.line, message.step),
            (view) => ({ type: 'step', run: message.run, view }),
          );
          break;
        case 'getUnit':
          answer(
            message.run,
            (handle) => handle.unit(message.line, message.step, message.unit),
            (view) => ({ type: 'unit', run: message.run, view }),
          );
          break;
        case 'getHeatmap':
          answer(
            message.run,
            (handle) =>
              handle.heatmap(message.line, message.fromStep, message.toStep, message.maxRows, message.maxColumns),
            (view) => ({ type: 'heatmap', run: message.run, view }),
          );
          break;
        case 'cancel':
          if (!current || message.run !== run || summary) return;
          current.handle.dispose();
          sendStop(cancelled, [], true);
          break;
        default:
      }
    },
    status: () => status,
    count: () => run,
    clear() {
      current?.handle.dispose();
      current = null;
      shown = null;
      summary = null;
      status = { kind: 'empty' };
    },
  };
}

const cancelled = 'The run was cancelled';

function isCancelled(status: RunStatus): boolean {
  return status.kind === 'stopped' && status.title === cancelled;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
