import type { ReactNode } from 'react';
import type { Palette } from '../palettes.ts';
import { between, pick, type Random } from '../seeded-random.ts';
import { at, type Composition } from './composition.ts';

/** Friends rise from (0, 0), the middle of their lower edge, and are about 200 wide. */
type Friend = (inks: Palette) => ReactNode;

const face = (inks: Palette, y: number) => (
  <>
    <circle cx={-34} cy={y} r={9} fill={inks.ink} />
    <circle cx={34} cy={y} r={9} fill={inks.ink} />
    <path
      d={`M-12 ${y + 16}q12 13 24 0`}
      fill="none"
      stroke={inks.ink}
      strokeWidth={6}
      strokeLinecap="round"
    />
    <ellipse cx={-60} cy={y + 20} rx={14} ry={9} fill={inks.second} />
    <ellipse cx={60} cy={y + 20} rx={14} ry={9} fill={inks.second} />
  </>
);
const bear: Friend = (inks) => (
  <>
    <circle cx={-70} cy={-150} r={32} fill={inks.main} />
    <circle cx={72} cy={-148} r={30} fill={inks.main} />
    <path d="M-112 10C-120-110-84-186 2-184S120-104 110 10z" fill={inks.main} />
    {face(inks, -92)}
  </>
);
const rabbit: Friend = (inks) => (
  <>
    <path d="M-66-130c-24-60-22-116 2-118s36 60 26 116z" fill={inks.main} />
    <path d="M40-134c-4-60 14-112 36-106s14 66-8 116z" fill={inks.main} />
    <path d="M-104 10C-114-92-80-160 0-160S114-96 104 10z" fill={inks.main} />
    {face(inks, -78)}
  </>
);
const dinosaur: Friend = (inks) => (
  <>
    <path
      d="M-92-96l-34-22 6 44zM-66-146l-26-34 34 4zM-14-176l4-44 24 36zM44-164l32-28 2 40z"
      fill={inks.second}
    />
    <path d="M-112 10C-118-100-88-178-4-180 92-182 128-120 108 10z" fill={inks.main} />
    {face(inks, -96)}
  </>
);

/** A title that names its hero gets that one. */
const named: readonly (readonly [RegExp, Friend])[] = [
  [/토끼|rabbit|bunny/i, rabbit],
  [/공룡|dinosaur/i, dinosaur],
  [/곰|\bbear/i, bear],
];

/** Paper cut by hand around (0, 0): leaf, star, cloud, about 60 across. */
const cuttings: readonly [string, ...string[]] = [
  'M0-34C8-20 24-22 26-8 16-8 14 2 20 12 10 10 4 18 4 34H-4C-4 18-10 10-20 12-14 2-16-8-26-8-24-22-8-20 0-34z',
  'M0-30 8-10 30-8 14 6 20 28 0 16-18 28-14 6-30-8-8-12z',
  'M-30 12c-10-16 6-26 14-20 2-20 30-20 32-2 16-4 22 18 8 24z',
];

function scatter({ width, height, inks, random }: Parameters<Composition>[0]) {
  const places = [
    [0.14, 0.2],
    [0.84, 0.16],
    [0.9, 0.52],
    [0.1, 0.56],
    [0.5, 0.1],
  ] as const;
  return places.map(([x, y], index) => (
    <path
      key={x}
      d={pick(random, cuttings)}
      fill={index % 2 === 0 ? inks.second : inks.soft}
      transform={`translate(${at(width * x, height * y)}) rotate(${at(between(random, -30, 30))}) scale(${at((Math.min(width, height) / 300) * between(random, 0.8, 1.3))})`}
    />
  ));
}

const hill = (width: number, height: number, top: number, random: Random) => {
  const peak = between(random, 0.25, 0.75) * width;
  return `M${at(-10, height)}V${at(top + 24)}C${at(peak * 0.5, top - 26, peak, top - 18, peak + width * 0.14, top + 4)}S${at(width * 0.96, top + 34, width + 10, top)}V${at(height)}z`;
};

/** 아동/가족: cut paper, and someone who looks over the hill. */
export const family: Composition = (sheet) => {
  const { width, height, inks, random, words } = sheet;
  const drawn = pick(random, [bear, rabbit, dinosaur]);
  const friend = named.find(([name]) => name.test(words))?.[1] ?? drawn;
  const scale = (Math.min(width, height) / 300) * 1.12;
  return (
    <>
      <circle
        cx={at(width * between(random, 0.3, 0.7))}
        cy={at(height * 0.44)}
        r={at(Math.min(width, height) * 0.4)}
        fill={inks.soft}
      />
      {scatter(sheet)}
      <g
        transform={`translate(${at(width * between(random, 0.4, 0.6), height * 0.94)}) rotate(${at(between(random, -7, 7))}) scale(${at(scale)})`}
      >
        {friend(inks)}
      </g>
      <path d={hill(width, height, height * 0.84, random)} fill={inks.deep} />
    </>
  );
};
