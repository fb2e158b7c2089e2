import { defineMessages } from '../../i18n/define-messages.ts';

export const categoryMessages = defineMessages(
  {
    concert: '콘서트',
    musical: '뮤지컬',
    play: '연극',
    classical: '클래식/무용',
    sports: '스포츠',
    exhibition: '전시/행사',
    family: '아동/가족',
  },
  {
    concert: 'Concerts',
    musical: 'Musicals',
    play: 'Plays',
    classical: 'Classical & dance',
    sports: 'Sports',
    exhibition: 'Exhibitions',
    family: 'Family',
  },
);

export const regionMessages = defineMessages(
  {
    seoul: '서울',
    gyeonggi: '경기/인천',
    busan: '부산/경남',
    daegu: '대구/경북',
    gwangju: '광주/전라',
    daejeon: '대전/충청',
    gangwon: '강원',
    jeju: '제주',
  },
  {
    seoul: 'Seoul',
    gyeonggi: 'Gyeonggi & Incheon',
    busan: 'Busan & Gyeongnam',
    daegu: 'Daegu & Gyeongbuk',
    gwangju: 'Gwangju & Jeolla',
    daejeon: 'Daejeon & Chungcheong',
    gangwon: 'Gangwon',
    jeju: 'Jeju',
  },
);

export const saleStateMessages = defineMessages(
  {
    on_sale: '예매 중',
    opening_soon: '오픈 예정',
    sold_out: '매진',
    closed: '예매 마감',
    cancelled: '공연 취소',
    postponed: '공연 연기',
  },
  {
    on_sale: 'On sale',
    opening_soon: 'Opening soon',
    sold_out: 'Sold out',
    closed: 'Sale closed',
    cancelled: 'Cancelled',
    postponed: 'Postponed',
  },
);
