import type { ExtensionContext } from 'vscode';
import { registerAnalyses } from './editor/analyses.js';
import { createAskedSizes } from './editor/askedSizes.js';
import { createApi, type RnnLensApi } from './editor/api.js';
import { registerCodeLens } from './editor/codeLens.js';
import { registerDataFiles } from './editor/dataFiles.js';
import { registerDiagnostics } from './editor/diagnostics.js';
import { registerEditorContext } from './editor/editorContext.js';
import { registerHover } from './editor/hover.js';
import { registerInlayHints } from './editor/inlayHints.js';
import { registerModules } from './editor/modules.js';
import { registerNetworksView } from './editor/networksView.js';
import { registerNewExample } from './editor/newExample.js';
import { registerOpenUnrolledView } from './editor/openUnrolledView.js';
import { registerQuickFixes } from './editor/quickFixes.js';
import { registerRulePages } from './editor/rulePages.js';
import { registerOwnDocuments } from './editor/ownDocuments.js';
import { registerRunWorkers } from './editor/runWorkers.js';
import { registerShowShapes } from './editor/showShapes.js';
import { registerUnrolledPanel } from './editor/unrolledPanel.js';
import { registerWorkspaceNetworks } from './editor/workspaceNetworks.js';

export function activate(context: ExtensionContext): RnnLensApi {
  const modules = registerModules();
  const analyses = registerAnalyses(modules);
  const dataFiles = registerDataFiles(analyses);
  const workspaceNetworks = registerWorkspaceNetworks(analyses);
  const networksView = registerNetworksView(workspaceNetworks);
  const workers = registerRunWorkers(context.extensionUri, analyses);
  const askedSizes = createAskedSizes();
  const panel = registerUnrolledPanel(context, analyses, dataFiles, workers, askedSizes);
  context.subscriptions.push(
    modules,
    analyses,
    dataFiles,
    workspaceNetworks,
    networksView,
    panel,
    workers,
    registerCodeLens(analyses),
    registerInlayHints(analyses),
    registerHover(analyses),
    registerDiagnostics(analyses, dataFiles),
    registerQuickFixes(analyses),
    registerRulePages(),
    registerEditorContext(analyses),
    registerOpenUnrolledView(analyses, workspaceNetworks, panel, askedSizes),
    registerShowShapes(analyses, workspaceNetworks),
    registerNewExample(),
    registerOwnDocuments(context.extensionUri),
  );
  return createApi(workspaceNetworks, panel, networksView);
}
