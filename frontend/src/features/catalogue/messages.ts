import { defineMessages } from '../../i18n/define-messages.ts';

/** How events read in lists, wherever the list stands. */
export const catalogueMessages = defineMessages(
  {
    minutesLeft: '{minutes}분 뒤 오픈',
    hoursLeft: '{hours}시간 {minutes}분 뒤 오픈',
    daysLeft: '{days}일 뒤 오픈',
    opensNow: '지금 오픈',
    opensAt: '{when} 오픈',
    addAlarm: '오픈 10분 전 알림을 캘린더에 추가',
    addAlarmFor: '{title} 오픈 알림을 캘린더에 추가',
    alarmTitle: '[티켓오픈] {title}',
    alarmBody: '{title} 예매가 열려요. {url}',
    performances: '{count}회',
    priceRange: '{low} – {high}',
    allIn: '모든 가격에 예매수수료가 들어 있어요.',
  },
  {
    minutesLeft: 'opens in {minutes} min',
    hoursLeft: 'opens in {hours} h {minutes} min',
    daysLeft: 'opens in {days, plural, one {# day} other {# days}}',
    opensNow: 'opening now',
    opensAt: 'opens {when}',
    addAlarm: 'Add a reminder 10 minutes before the opening to your calendar',
    addAlarmFor: 'Add a reminder for the opening of {title} to your calendar',
    alarmTitle: '[Tickets] {title}',
    alarmBody: 'The sale of {title} opens. {url}',
    performances: '{count, plural, one {# performance} other {# performances}}',
    priceRange: '{low} – {high}',
    allIn: 'All prices include booking fees.',
  },
);
