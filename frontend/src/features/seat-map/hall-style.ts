/** Colours of the hall; the seat map is dark in both themes. */
export const hall = {
  ground: '#0d0d11',
  stage: '#26262e',
  stageLine: '#5c5b60',
  text: '#f1f0ec',
  quiet: '#a3a19b',
  sectionLine: 'rgb(241 240 236 / 0.28)',
  taken: '#34343d',
  dark: '#0d0d11',
} as const;
export const fontFamily = '"Pretendard Variable", Pretendard, system-ui, sans-serif';
