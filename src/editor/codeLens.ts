import { CodeLens, Disposable, EventEmitter, languages, workspace, type CodeLensProvider } from 'vscode';
import { unrollTitle } from '../wording/shapes.js';
import { documentSelector, isAnalysed, type Analyses } from './analyses.js';
import { rangeOf } from './places.js';
import { isHintEnabled } from './settings.js';

/** `Unroll (6, 5, 3) → (6, 5, 7)` over each network, which opens the unrolled view. */
export function registerCodeLens(analyses: Analyses): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      if (!isAnalysed(document) || !isHintEnabled('codeLens', document)) return [];
      return analyses.of(document).networks.map(
        (network) =>
          new CodeLens(rangeOf(document, network.nameSpan), {
            title: unrollTitle(network),
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
