import type { ReactNode } from 'react';
import type { Palette } from '../palettes.ts';
import type { Random } from '../seeded-random.ts';
import { at, type Composition } from './composition.ts';

/** A work in a frame of 1 by 1. */
type Work = (inks: Palette, random: Random) => ReactNode;

const quarter: Work = (inks) => <path d="M0 0h1a1 1 0 0 1-1 1z" fill={inks.main} />;
const disc: Work = (inks) => <circle cx={0.5} cy={0.5} r={0.34} fill={inks.second} />;
const halves: Work = (inks) => (
  <>
    <path d="M0 .5a.5.5 0 0 1 1 0z" fill={inks.second} />
    <path d="M0 1a.5.5 0 0 1 1 0z" fill={inks.main} />
  </>
);
const slope: Work = (inks) => <path d="M0 1V.3L1 0v1z" fill={inks.deep} />;
const bands: Work = (inks) => (
  <path d="M0 .08h1v.14H0zm0 .28h1v.14H0zm0 .28h1v.14H0z" fill={inks.deep} />
);
const arch: Work = (inks) => <path d="M.2 1V.5a.3.3 0 0 1 .6 0V1z" fill={inks.main} />;
const petals: Work = (inks) => (
  <path
    d="M.5.5A.5.5 0 0 1 0 0 .5.5 0 0 1 .5.5a.5.5 0 0 1 .5-.5A.5.5 0 0 1 .5.5a.5.5 0 0 1 .5.5A.5.5 0 0 1 .5.5a.5.5 0 0 1-.5.5A.5.5 0 0 1 .5.5"
    fill={inks.second}
  />
);
const works = [quarter, disc, halves, slope, bands, arch, petals] as const;

/** Works as column, row and span on a wall of so many columns and rows. */
interface Hang {
  readonly columns: number;
  readonly rows: number;
  readonly works: readonly (readonly [column: number, row: number, span: number])[];
}
/** Ways to hang, by the shape of the wall. */
const hangs: readonly Hang[] = [
  // biome-ignore format: a wall is seen at one glance
  { columns: 3, rows: 4, works: [[0, 0, 2], [2, 0, 1], [2, 1, 1], [0, 2, 1], [1, 2, 2], [0, 3, 1]] },
  // biome-ignore format: a wall is seen at one glance
  { columns: 3, rows: 4, works: [[0, 0, 1], [1, 0, 2], [0, 1, 1], [0, 2, 2], [2, 2, 1], [2, 3, 1]] },
  // biome-ignore format: a wall is seen at one glance
  { columns: 3, rows: 3, works: [[0, 0, 2], [2, 0, 1], [2, 1, 1], [0, 2, 1], [1, 2, 1], [2, 2, 1]] },
  // biome-ignore format: a wall is seen at one glance
  { columns: 4, rows: 3, works: [[0, 0, 1], [1, 0, 2], [3, 0, 1], [0, 1, 1], [3, 1, 1], [0, 2, 1], [1, 2, 1], [2, 2, 1], [3, 2, 1]] },
  // biome-ignore format: a wall is seen at one glance
  { columns: 4, rows: 3, works: [[0, 0, 2], [2, 0, 1], [3, 0, 1], [2, 1, 2], [0, 2, 1], [1, 2, 1]] },
  // biome-ignore format: a wall is seen at one glance
  { columns: 5, rows: 3, works: [[0, 0, 1], [1, 0, 2], [3, 0, 1], [4, 0, 1], [0, 1, 1], [3, 1, 2], [0, 2, 1], [1, 2, 1], [2, 2, 1]] },
];

/** The hangs that lose least of the wall. */
function fitting(width: number, height: number): readonly Hang[] {
  const waste = (hang: Hang) => Math.abs(Math.log(width / height / (hang.columns / hang.rows)));
  const least = Math.min(...hangs.map(waste));
  return hangs.filter((hang) => waste(hang) < least + 0.05);
}

/** 전시/행사: works hung on a grid from one rail. */
export const exhibition: Composition = ({ width, height, inks, random }) => {
  const margin = Math.min(width, height) * 0.07;
  const gap = margin * 0.45;
  const rail = margin * 0.6;
  const wall = { width: width - margin * 2, height: height - margin - rail - gap };
  const choices = fitting(wall.width, wall.height);
  const hang = choices[Math.floor(random() * choices.length)] ?? hangs[0];
  if (hang === undefined) return null;
  const cell = Math.min(
    (wall.width - gap * (hang.columns - 1)) / hang.columns,
    (wall.height - gap * (hang.rows - 1)) / hang.rows,
  );
  const left = (width - cell * hang.columns - gap * (hang.columns - 1)) / 2;
  const top = rail + gap * 1.6;
  let shown = Math.floor(random() * works.length);
  const frames = hang.works.map(([column, row, span]) => {
    const side = cell * span + gap * (span - 1);
    const x = left + column * (cell + gap);
    const y = top + row * (cell + gap);
    shown = (shown + 1 + Math.floor(random() * 2)) % works.length;
    const work = works[shown] ?? quarter;
    const paper = random() < 0.35 ? inks.ink : inks.soft;
    return (
      <g key={`${column}-${row}`}>
        <path d={`M${at(x + side / 2, rail)}V${at(y)}`} stroke={inks.ink} strokeWidth={0.8} />
        <g transform={`translate(${at(x, y)}) scale(${at(side)})`}>
          <rect width={1} height={1} fill={paper} />
          {work(inks, random)}
        </g>
      </g>
    );
  });
  return (
    <>
      <path d={`M0 ${at(rail)}H${at(width)}`} stroke={inks.ink} strokeWidth={3} />
      {frames}
    </>
  );
};
