import { describe, expect, it } from 'vitest';
import { splitTitle, textWidth, typeset } from './typeset.ts';

const frame = { width: 260, heightMax: 132, sizeMax: 78, linesMax: 4 };
const titles = [
  '파도',
  '밤의 도서관',
  '서울필하모닉 정기연주회',
  '2026-27 V리그 남자부 부산 홈경기',
  '미스터 셰익스피어의 이상한 하루',
  'The Strange Day of Mr Shakespeare',
  'Championship',
  'A Very Long Title That Goes On And On And On Until Nobody Remembers How It Began At All',
];

describe('typeset', () => {
  it('never leaves the frame, and loses no word', () => {
    for (const title of titles) {
      const { lines, size, leading } = typeset(title, frame);
      expect(lines.join(' '), title).toBe(title);
      for (const line of lines) {
        expect(textWidth(line) * size, title).toBeLessThanOrEqual(frame.width + 0.01);
      }
      expect(size + (lines.length - 1) * leading, title).toBeLessThanOrEqual(132.01);
    }
  });

  it('keeps words whole and breaks where the letters grow by it', () => {
    expect(typeset('밤의 도서관', frame).lines).toEqual(['밤의 도서관']);
    expect(typeset('서울필하모닉 정기연주회', frame).lines).toEqual(['서울필하모닉', '정기연주회']);
    expect(typeset('The Night Library', frame).lines).toEqual(['The Night', 'Library']);
  });

  it('does not leave a lone syllable at the end of a line', () => {
    expect(typeset('레퀴엠 포 어 로봇', frame).lines).toEqual(['레퀴엠', '포 어 로봇']);
  });

  it('is the same for the same title', () => {
    for (const title of titles) expect(typeset(title, frame)).toEqual(typeset(title, frame));
  });

  it('stays quick for titles of many words', () => {
    const started = performance.now();
    typeset(Array.from({ length: 40 }, () => '낱말').join(' '), frame);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('splitTitle', () => {
  it('sets the artist of a concert large, and the work of everything else', () => {
    expect(splitTitle('이클립스 월드투어 〈NEW MOON〉 인 서울', true)).toEqual({
      main: '이클립스 월드투어',
      rest: 'NEW MOON 인 서울',
    });
    expect(splitTitle('뮤지컬 〈붉은 항구〉', false)).toEqual({
      lead: '뮤지컬',
      main: '붉은 항구',
    });
    expect(splitTitle('인형극 〈할머니의 반짇고리〉 강릉', false)).toEqual({
      lead: '인형극',
      main: '할머니의 반짇고리',
      rest: '강릉',
    });
    expect(splitTitle('〈부활〉', false)).toEqual({ main: '부활' });
  });

  it('parts the name from what follows a colon, or in Latin letters a comma', () => {
    expect(splitTitle('새벽열차 콘서트 : 마지막 정거장', true)).toEqual({
      main: '새벽열차 콘서트',
      rest: '마지막 정거장',
    });
    expect(splitTitle('서울필하모닉 정기연주회 : 말러 제2번 〈부활〉', false)).toEqual({
      main: '서울필하모닉 정기연주회',
      rest: '말러 제2번 〈부활〉',
    });
    expect(splitTitle('City of Fog 1926, the Musical', false)).toEqual({
      main: 'City of Fog 1926',
      rest: 'the Musical',
    });
  });

  it('leaves a title that is all name alone', () => {
    for (const title of ['2026-27 V리그', '겨울, 우리가 노래할 때', 'Body Weather']) {
      expect(splitTitle(title, true)).toEqual({ main: title });
    }
  });
});
