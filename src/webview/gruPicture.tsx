import {
  ArrayStrip,
  CellSvg,
  GateBox,
  gateHeight,
  InputLabel,
  LoopWire,
  Node,
  nodeRadius,
  OutputLabel,
  WeightLabel,
  WireName,
  type CellPictureProps,
} from './cellPicture.js';
import { activationSymbol } from './arrayWords.js';
import { Arrow } from './pictureParts.js';
import { before } from './symbols.js';

const box = { left: 72, right: 432, top: 84, bottom: 284 };
/** The state's line, and where it turns to come back. */
const stateLine = 122;
const turn = 314;
const ends = { left: 14, right: 490 };
/** What the gates read: x_t and S_{t-1}. */
const bus = 262;
const gateTop = 188;
const gateBottom = gateTop + gateHeight;
const at = { branch: 92, update: 144, reset: 226, product: 296, candidate: 372 };
/** Where the rest of the update gate meets the candidate. */
const meeting = 156;
const outputX = 462;

/**
 * A GRU, whether it resets before or after its recurrent kernel: the update gate mixes the state before with a
 * candidate that saw it through the reset gate.
 */
export function GruPicture(props: CellPictureProps) {
  const { direction, input, weights, activation, gateActivation, colors } = props;
  const gate = { colors, y: gateTop };
  return (
    <CellSvg {...props} size={[520, 384]}>
      <rect class="box" x={box.left} y={box.top} width={box.right - box.left} height={box.bottom - box.top} rx={12} />

      <line class="wire" x1={ends.left + 10} y1={stateLine} x2={ends.right - 10} y2={stateLine} />
      <LoopWire ends={ends} y={stateLine} turn={turn} into={box.left} />
      <WireName name="S" step={before('t', direction)} x={44} y={stateLine - 10} />
      <WireName name="S" step="t" x={446} y={stateLine - 10} />
      <ArrayStrip array="state" colors={colors} x={258} y={stateLine - 24} width={64} height={9} />

      <path class="wire" d={`M${at.branch} ${stateLine} V${bus - 8} q0 8 8 8 H${at.candidate}`} />
      {[at.update, at.reset].map((x) => (
        <Arrow key={x} from={{ x, y: bus }} to={{ x, y: gateBottom }} />
      ))}
      <Arrow from={{ x: at.candidate, y: bus }} to={{ x: at.candidate, y: gateBottom }} />
      <Arrow from={{ x: at.product, y: bus }} to={{ x: at.product, y: gateTop + 21 + nodeRadius }} />
      <Arrow from={{ x: at.reset + 31, y: gateTop + 21 }} to={{ x: at.product - nodeRadius, y: gateTop + 21 }} />
      <Arrow from={{ x: at.product + nodeRadius, y: gateTop + 21 }} to={{ x: at.candidate - 31, y: gateTop + 21 }} />
      <Arrow from={{ x: at.update, y: gateTop }} to={{ x: at.update, y: stateLine + nodeRadius }} />
      <Arrow from={{ x: at.update, y: meeting }} to={{ x: at.candidate - nodeRadius, y: meeting }} />
      <Arrow from={{ x: at.candidate, y: gateTop }} to={{ x: at.candidate, y: meeting + nodeRadius }} />
      <Arrow from={{ x: at.candidate, y: meeting - nodeRadius }} to={{ x: at.candidate, y: stateLine + nodeRadius }} />
      <Arrow from={{ x: outputX, y: stateLine }} to={{ x: outputX, y: 48 }} />

      <Node x={at.update} y={stateLine}>
        ×
      </Node>
      <Node x={at.candidate} y={stateLine}>
        +
      </Node>
      <Node x={260} y={meeting}>
        1−z
      </Node>
      <Node x={at.candidate} y={meeting}>
        ×
      </Node>
      <Node x={at.product} y={gateTop + 21}>
        ×
      </Node>
      <GateBox {...gate} array="updateGate" activation={activationSymbol(gateActivation)} x={at.update} />
      <GateBox {...gate} array="resetGate" activation={activationSymbol(gateActivation)} x={at.reset} />
      <GateBox {...gate} array="candidate" activation={activation} x={at.candidate} />

      <Arrow from={{ x: at.branch + 26, y: 342 }} to={{ x: at.branch + 26, y: bus }} />
      <WeightLabel name="i_w" weights={weights} x={at.branch + 36} y={337} />
      <WeightLabel name="h_w" weights={weights} x={at.branch + 138} y={303} />
      <InputLabel input={input} x={at.branch + 26} y={360} />
      <OutputLabel {...props} x={420} y={18} />
    </CellSvg>
  );
}
