import type { Heatmap, StepView, UnitView } from '../engine/traceViews.js';
import { deferred, type Deferred } from './deferred.js';
import type { InfluenceView } from './influenceView.js';
import { RunCancelled, type RunHandle, type RunRequest, type RunSummary } from './runner.js';
import type { Answer, FromWorker, Question } from './workerProtocol.js';
import type { TakenWorker } from './workers.js';

/**
 * Runs a request in a worker of its own, which `port` leads to and which this run ends. The request is copied, so the
 * caller keeps its arrays.
 *
 * Whatever happens to the worker (it cannot start, it throws, it runs out of memory, it is gone), `finished` and the
 * questions that wait reject with an Error that says so. Questions asked before the end of the run wait for it; those
 * asked after a failure reject with that failure.
 *
 * @param onProgress is told the fraction done, in (0, 1].
 */
export function startRun(
  { port, choice }: TakenWorker,
  request: RunRequest,
  onProgress: (fraction: number) => void,
): RunHandle {
  const waiting = new Map<number, Deferred<Answer>>();
  const finished = deferred<RunSummary>();
  // A caller may look at `finished` late or never: that is no unhandled rejection.
  finished.promise.catch(() => undefined);
  let ended: Error | null = null;
  let lastId = 0;

  const end = (reason: Error): void => {
    if (ended !== null) return;
    ended = reason;
    port.terminate();
    finished.reject(reason);
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };

  const take = (message: FromWorker): void => {
    if (ended !== null) return;
    switch (message.type) {
      case 'warm':
        break;
      case 'progress':
        onProgress(message.fraction);
        break;
      case 'finished':
        finished.resolve(message.summary);
        break;
      case 'failed':
        end(new Error(message.message));
        break;
      case 'answer':
        waiting.get(message.id)?.resolve(message.answer);
        waiting.delete(message.id);
        break;
      case 'refusal':
        waiting.get(message.id)?.reject(new Error(message.message));
        waiting.delete(message.id);
        break;
    }
  };

  const ask = (question: Question): Promise<Answer> => {
    if (ended !== null) return Promise.reject(ended);
    const id = ++lastId;
    const answer = deferred<Answer>();
    waiting.set(id, answer);
    port.post({ type: 'ask', id, question });
    return answer.promise;
  };

  port.onMessage(take);
  port.onError((error) => end(new Error(`The run's worker failed: ${error.message}`, { cause: error })));
  try {
    port.post({ type: 'start', request, choice });
  } catch (error) {
    end(new Error(`The run could not be sent to its worker: ${String(error)}`, { cause: error }));
  }

  return {
    finished: finished.promise,
    step: (place) => ask({ kind: 'step', place }) as Promise<StepView>,
    unit: (place, unit) => ask({ kind: 'unit', place, unit }) as Promise<UnitView>,
    heatmap: (question) => ask({ kind: 'heatmap', ...question }) as Promise<Heatmap>,
    influence: (place) => ask({ kind: 'influence', place }) as Promise<InfluenceView>,
    dispose: () => end(new RunCancelled()),
  };
}
