import { CodeLens, Disposable, EventEmitter, languages, workspace, type CodeLensProvider } from 'vscode';
import { runnables } from '../runner/layerNetwork.js';
import { unrollTitle } from '../wording/shapes.js';
import type { Analyses } from './analyses.js';
import { documentSelector, isAnalysed } from './documents.js';
import { isIn, rangeOf } from './places.js';
import { isHintEnabled } from './settings.js';

/** `Unroll (6, 5, 3) → (6, 5, 7)` over each config and each recurrent layer of code, which opens the unrolled view. */
export function registerCodeLens(analyses: Analyses): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!isAnalysed(document) || !isHintEnabled('codeLens', document)) return [];
      return runnables(analyses.of(document).networks)
        .filter(({ network }) => isIn(document, network.nameSpan))
        .map(
          ({ network, layer }) =>
            new CodeLens(rangeOf(document, network.nameSpan), {
              title: unrollTitle(network, layer),
              tooltip: `Open the unrolled view of ${network.name}`,
              command: 'rnnLens.openUnrolledView',
              arguments: [document.uri, network.span.start],
            }),
        );
    },
  };
  return Disposable.from(
    changed,
    analyses.onDidCatchUp(() => changed.fire()),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('rnnLens') && changed.fire()),
    languages.registerCodeLensProvider(documentSelector, provider),
  );
}
