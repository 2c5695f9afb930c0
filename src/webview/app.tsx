import { useEffect, useMemo, useRef } from 'preact/hooks';
import { grouped } from '../wording/shapes.js';
import { layerOf, withinSizes } from './choice.js';
import { dataColor } from './dataColors.js';
import { EquationTable } from './equationTable.js';
import { HeatmapSection } from './heatmapSection.js';
import { useTheme, useWidth } from './hooks.js';
import { InfluenceSection } from './influenceSection.js';
import { NetworkHeader } from './networkHeader.js';
import { onwardOf } from './onward.js';
import { palettesOf } from './palette.js';
import { sizesOf, type PanelEvent, type PanelState } from './panelState.js';
import { cellPlaceText } from './placeWords.js';
import type { FromPanel } from './protocol.js';
import { RolledNetwork } from './rolledNetwork.js';
import { RunProgress } from './runProgress.js';
import { StepAnnouncement } from './stepAnnouncement.js';
import { StoppedMessage } from './stoppedMessage.js';
import { Transport } from './transport.js';
import { UnitDetail } from './unitDetail.js';
import { UnrolledNetwork } from './unrolledNetwork.js';

/** The most rows of pixels the heatmap is drawn with. */
const heatmapRows = 320;

interface Props {
  readonly state: PanelState;
  readonly dispatch: (event: PanelEvent) => void;
  readonly send: (message: FromPanel) => void;
}

/** The whole panel, from what the state holds. */
export function App({ state, dispatch, send }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const width = useWidth(body);
  const theme = useTheme();
  const palettes = useMemo(() => palettesOf(theme.palette), [theme.palette]);
  // Rounded, so that the host is not asked anew for every pixel of a window being resized.
  const columns = Math.ceil(width / 64) * 64;
  useEffect(() => {
    if (columns > 0) dispatch({ type: 'resize', rows: heatmapRows, columns });
  }, [columns]);

  const { network, shown, playing, phase } = state;
  const sizes = sizesOf(state);
  const choice = withinSizes(state.choice, sizes);
  const speed = choice.speed;
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => dispatch({ type: 'tick' }), 1000 / speed);
    return () => clearInterval(timer);
  }, [playing, speed]);

  const heatmap = shown?.heatmap ?? null;
  const activation = network?.activation ?? 'tanh';
  const picture = { choice, shown, palettes, width, dispatch };
  return (
    <div class="panel" ref={body}>
      {network !== null && <NetworkHeader network={network} view={choice.view} dispatch={dispatch} send={send} />}
      {network !== null && sizes !== null && (
        <Transport sizes={sizes} choice={choice} playing={playing} enabled={shown !== null} dispatch={dispatch} />
      )}
      <RunProgress phase={phase} fraction={state.fraction} onCancel={() => send({ type: 'cancel', run: state.run })} />
      <main>
        {state.stopped !== null && (
          <StoppedMessage
            stopped={state.stopped}
            keepsNumbers={shown !== null}
            onRerun={() => send({ type: 'rerun' })}
          />
        )}
        {network !== null &&
          width > 0 &&
          (choice.view === 'rolled' || sizes === null ? (
            <RolledNetwork {...picture} network={network} sizes={sizes} />
          ) : (
            <UnrolledNetwork {...picture} network={network} sizes={sizes} />
          ))}
        {network !== null && shown?.step && (
          <EquationTable
            view={shown.step}
            activation={activation}
            onward={onwardOf(network, shown.summary, shown.step.layer)}
            unit={choice.unit}
            where={` of line ${grouped(shown.step.line)}${cellPlaceText(shown.summary, shown.step)}`}
            colorOf={(array, value) => dataColor(palettes, shown, array, value)}
            width={width}
            dispatch={dispatch}
          />
        )}
        {shown?.unit && (
          <UnitDetail
            view={shown.unit}
            units={layerOf(shown.summary, shown.unit.layer).units}
            activation={activation}
            gate={choice.gate}
            palette={palettes.states}
            dispatch={dispatch}
          />
        )}
        {shown !== null && heatmap !== null && width > 0 && (
          <HeatmapSection
            heatmap={heatmap}
            step={shown.step}
            sizes={shown.summary}
            choice={choice}
            palettes={palettes}
            where={cellPlaceText(shown.summary, heatmap)}
            themeVersion={theme.version}
            width={width}
            dispatch={dispatch}
          />
        )}
        {shown !== null && heatmap !== null && width > 0 && (
          <InfluenceSection
            influence={shown.influence}
            sizes={shown.summary}
            choice={choice}
            heatmapLayer={heatmap.layer}
            themeVersion={theme.version}
            width={width}
            dispatch={dispatch}
          />
        )}
      </main>
      <StepAnnouncement
        line={choice.line}
        step={choice.step}
        where={sizes === null ? '' : cellPlaceText(sizes, choice)}
        quiet={playing && speed > 1}
      />
    </div>
  );
}
