import { defineMessages } from '../i18n/define-messages.ts';

/** What stands around every page and what any page may say, the waiting room too. */
export const frameMessages = defineMessages(
  {
    site: '티켓팅 프로',
    skip: '본문으로 건너뛰기',
    toDark: '어두운 화면으로',
    toLight: '밝은 화면으로',
    korean: '한국어',
    english: 'English',
    close: '닫기',
    slow: '평소보다 오래 걸리고 있어요. 계속 불러오고 있으니 그대로 두셔도 돼요.',
    requestId: '요청 번호 {id}',
    timeLeft: '{minutes, plural, =0 {} other {#분 }}{seconds}초 남았어요',
  },
  {
    site: 'Ticketing Pro',
    skip: 'Skip to content',
    toDark: 'Switch to dark',
    toLight: 'Switch to light',
    korean: '한국어',
    english: 'English',
    close: 'Close',
    slow: 'This is taking longer than usual. We’re still at it, so you can leave the page open.',
    requestId: 'Request number {id}',
    timeLeft:
      '{minutes, plural, =0 {} one {# minute } other {# minutes }}{seconds, plural, one {# second} other {# seconds}} left',
  },
);
