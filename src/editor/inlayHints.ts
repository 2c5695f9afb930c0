import {
  Disposable,
  EventEmitter,
  InlayHint,
  InlayHintKind,
  languages,
  MarkdownString,
  workspace,
  type InlayHintsProvider,
  type TextDocument,
} from 'vscode';
import type { Network } from '../analysis/model.js';
import { networkHover } from '../wording/hovers.js';
import { flowText } from '../wording/shapes.js';
import { documentSelector, isAnalysed, type Analyses } from './analyses.js';
import { isHintEnabled } from './settings.js';

/** `(6, 5, 3) → (6, 5, 7)` beside each config. */
export function registerInlayHints(analyses: Analyses): Disposable {
  const changed = new EventEmitter<void>();
  const provider: InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints(document, range) {
      if (!isAnalysed(document) || !isHintEnabled('inlayHints', document)) return [];
      return analyses
        .of(document)
        .networks.filter((network) => network.config !== null && network.layers.length > 0)
        .map((network) => shapesHint(document, network))
        .filter((hint) => range.contains(hint.position));
    },
  };
  return Disposable.from(
    changed,
    analyses.onDidCatchUp(() => changed.fire()),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('rnnLens') && changed.fire()),
    languages.registerInlayHintsProvider(documentSelector, provider),
  );
}

/** The hint stands right after the opening brace, the one place of an object that typing inside does not move. */
function shapesHint(document: TextDocument, network: Network): InlayHint {
  const hint = new InlayHint(document.positionAt(network.span.start + 1), flowText(network), InlayHintKind.Type);
  hint.paddingLeft = true;
  hint.tooltip = new MarkdownString(networkHover(network));
  return hint;
}
