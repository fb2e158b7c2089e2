import type { ReactNode } from 'react';
import type { Palette } from '../palettes.ts';
import { between, pick } from '../seeded-random.ts';
import { at, type Composition } from './composition.ts';

/** Fields of play are drawn around (0, 0), about 200 units across, and turned by the composition. */
type Field = (inks: Palette) => ReactNode;

const basketball: Field = (inks) => (
  <>
    <rect x={-42} y={-130} width={84} height={120} fill={inks.second} />
    <path d="M-42-130v120h84v-120M-105-130v42a105 105 0 0 0 210 0v-42" />
    <circle cy={-10} r={42} />
    <path d="M-240 78h480" />
    <circle cy={78} r={42} fill={inks.second} />
  </>
);
const football: Field = (inks) => (
  <>
    <rect x={-300} y={-20} width={600} height={300} fill={inks.second} />
    <path d="M-300-20h600" />
    <circle cy={-20} r={72} />
    <circle cy={-20} r={5} fill="currentColor" />
    <path d="M-110 240v-92h220v92M-46 148a52 52 0 0 1 92 0" />
    <path d="M-110-280v92h220v-92M-46-188a52 52 0 0 0 92 0" />
  </>
);
const track: Field = (inks) => (
  <>
    <path d="M-300-70h260a130 130 0 0 1 0 260h-260z" fill={inks.second} stroke="none" />
    {[60, 84, 108, 132, 156, 180].map((radius) => (
      <path
        key={radius}
        d={`M-300 ${60 - radius}h260a${radius} ${radius} 0 0 1 0 ${radius * 2}h-260`}
      />
    ))}
  </>
);

const volleyball: Field = (inks) => (
  <>
    <rect x={-250} y={-95} width={500} height={190} fill={inks.second} />
    <path d="M-250-95h500v190h-500zM-84-95v190M84-95v190" />
    <path d="M0-130v260" strokeWidth={9} />
  </>
);
const baseball: Field = (inks) => (
  <>
    <path d="M0 170-190-20a270 270 0 0 1 380 0z" fill={inks.second} stroke="none" />
    <path d="M0 170-330-160M0 170l330-330" />
    <path d="M0 170-96 74 0-22 96 74z" fill={inks.main} />
    <circle cy={78} r={15} fill="currentColor" stroke="none" />
  </>
);
const rink: Field = (inks) => (
  <>
    <rect x={-240} y={-110} width={480} height={220} rx={84} fill={inks.second} />
    <path d="M-70-110v220M70-110v220" />
    <path d="M0-110v220" strokeWidth={9} />
    <circle r={40} />
    <circle cx={-160} cy={-48} r={26} />
    <circle cx={-160} cy={48} r={26} />
    <circle cx={160} cy={-48} r={26} />
    <circle cx={160} cy={48} r={26} />
  </>
);

const octagon = (radius: number): string => {
  const near = radius * Math.tan(Math.PI / 8);
  return `M${at(-near, -radius)}H${at(near)}L${at(radius, -near)}V${at(near)}L${at(near, radius)}H${at(-near)}L${at(-radius, near)}V${at(-near)}z`;
};
const mat: Field = (inks) => (
  <>
    <path d={octagon(170)} fill={inks.second} />
    <path d={octagon(120)} fill={inks.main} />
    <path d="M-46-16v32M46-16v32" />
  </>
);

/** A title that names its sport gets that sport's field. */
const named: readonly (readonly [RegExp, Field])[] = [
  [/농구|바스켓|basketball|KBL/i, basketball],
  [/배구|volleyball|V리그|V-League/i, volleyball],
  [/야구|베이스볼|baseball|KBO|연전/i, baseball],
  [/하키|아이스|hockey|skating/i, rink],
  [/축구|football|soccer|K리그|K League/i, football],
];

/** 스포츠: the geometry of a field, seen from high above and at a slant. */
export const sports: Composition = ({ width, height, inks, random, words }) => {
  const drawn = pick(random, [track, mat]);
  const field = named.find(([name]) => name.test(words))?.[1] ?? drawn;
  const turn = between(random, 14, 34) * (random() < 0.5 ? 1 : -1);
  const scale = Math.max(width / 300, height / 270);
  const ball = {
    x: width * (turn > 0 ? between(random, 0.2, 0.3) : between(random, 0.7, 0.8)),
    y: height * between(random, 0.24, 0.36),
    r: Math.min(width, height) * 0.085,
  };
  return (
    <>
      <rect width={width} height={height} fill={inks.main} />
      <g
        transform={`translate(${at(width / 2, height / 2)}) rotate(${at(turn)}) scale(${at(scale)})`}
        color={inks.ground}
        fill="none"
        stroke="currentColor"
        strokeWidth={5}
      >
        {field(inks)}
      </g>
      <ellipse
        cx={at(ball.x + ball.r * 0.9)}
        cy={at(ball.y + ball.r * 1.5)}
        rx={at(ball.r)}
        ry={at(ball.r * 0.42)}
        fill={inks.deep}
      />
      <circle cx={at(ball.x)} cy={at(ball.y)} r={at(ball.r)} fill={inks.ink} />
    </>
  );
};
