import { spawnWorker, widePossible } from '#spawnWorker';
import { Uri, workspace, type TextDocument } from 'vscode';
import { createWorkers, type Workers } from '../runner/workers.js';
import type { Analyses } from './analyses.js';
import { isAnalysed } from './documents.js';
import { engineSettings } from './settings.js';

/** The workers that run networks. The first is made ready as soon as a network is seen in an editor. */
export function registerRunWorkers(extensionUri: Uri, analyses: Analyses): Workers {
  const dist = Uri.joinPath(extensionUri, 'dist').toString();
  const workers = createWorkers(
    (kind) => spawnWorker(dist, kind),
    engineSettings,
    widePossible,
    (callback) => void setTimeout(callback, untilNext),
  );
  const look = (document: TextDocument): void => {
    if (!isAnalysed(document) || analyses.of(document).networks.length === 0) return;
    watch.dispose();
    workers.warmUp();
  };
  const watch = analyses.onDidChange(look);
  workspace.textDocuments.forEach(look);
  return {
    ...workers,
    dispose: () => {
      watch.dispose();
      workers.dispose();
    },
  };
}

/** Milliseconds from a run's beginning to the making of the next worker: most runs are over by then. */
const untilNext = 1000;
