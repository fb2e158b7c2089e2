import type { Category, LocalizedText } from '../../packages/contracts/src/index.ts';
import { text } from './words.ts';

const lateEntry = text(
  '공연 시작 후에는 지정된 시간에만 입장할 수 있으며, 예매한 좌석이 아닌 자리로 안내될 수 있습니다.',
  'Latecomers are admitted at set moments only and may be shown to other seats than those booked.',
);
const noPhotos = text(
  '공연 중 사진 촬영과 녹음·녹화는 금지됩니다. 커튼콜 촬영 가능 여부는 당일 안내합니다.',
  'Photography and recording during the performance are not allowed. Whether the curtain call may be photographed is announced on the day.',
);
const mobileTicket = text(
  '티켓은 모바일로 발급됩니다. 입장할 때 예매한 휴대폰에서 "티켓 보기"를 열어 주세요. 화면 캡처로는 입장할 수 없습니다.',
  'Tickets are mobile. Open "View ticket" on the phone that holds the booking; a screenshot will not admit you.',
);
const resale = text(
  '매크로 등을 이용한 부정예매와 웃돈을 받는 재판매가 확인되면 사유를 알리고 예매를 취소할 수 있으며, 이의 신청을 할 수 있습니다.',
  'Bookings made by bots or resold above their price may be cancelled with the reason stated; you can appeal.',
);

const noSingleSeats = text(
  '옆에 한 자리만 홀로 남는 선택은 예매되지 않습니다. 붙은 좌석이나 옆 좌석을 골라 주세요.',
  'Seats cannot be chosen so that a single one is left alone beside them; please move along.',
);
const deposit = (hours: number): LocalizedText =>
  text(
    `무통장입금(가상계좌)은 계좌가 발급된 뒤 ${hours}시간 안에 입금해 주세요. 기한까지 입금되지 않으면 예매가 자동으로 취소됩니다.`,
    `Bank transfers must arrive within ${hours} hours of the account being issued; otherwise the booking ends by itself.`,
  );
const wheelchairPlaces = text(
  '휠체어석은 좌석 선택 화면에서 "휠체어석이 필요해요"를 켜고 예매해 주세요. 바로 옆 동반석 1매를 함께 예매할 수 있으며, 남은 좌석은 공연 3일 전 정오부터 일반 판매합니다.',
  'For wheelchair places turn on "I need a wheelchair place" where seats are chosen; the seat beside it is for one companion. What is left goes on general sale at noon three days before.',
);
const wheelchairByTelephone = text(
  '휠체어석은 고객센터로 문의해 주세요. 동반 1인까지 함께 예매할 수 있습니다.',
  'For wheelchair places please contact us; one companion can be booked along.',
);

const ofGenre: Record<Category, readonly LocalizedText[]> = {
  concert: [
    text(
      '스탠딩 구역은 입장 번호 순으로 입장합니다. 입장 시각에 늦으면 뒷번호와 함께 입장합니다.',
      'Standing areas are entered in the order of entry numbers; latecomers enter with later numbers.',
    ),
    text(
      '응원봉을 제외한 발광 기기, 셀카봉, 삼각대, 대형 가방은 반입할 수 없습니다. 물품 보관소를 이용해 주세요.',
      'Light devices other than official light sticks, selfie sticks, tripods and large bags stay outside; a cloakroom is open.',
    ),
    text(
      '강한 조명과 큰 음향, 특수 효과가 사용됩니다.',
      'The show uses strong lights, loud sound and special effects.',
    ),
  ],
  musical: [
    text(
      '출연진은 배우의 사정에 따라 바뀔 수 있습니다. 회차별 출연진은 회차 안내에서 확인해 주세요.',
      'The cast may change. See the note of each performance for who is on.',
    ),
    lateEntry,
    noPhotos,
  ],
  play: [lateEntry, noPhotos],
  classical: [
    text(
      '연주 중에는 입장할 수 없으며, 첫 곡 또는 악장 사이에 안내에 따라 입장합니다.',
      'There is no admission while music is played; ushers seat latecomers after the first piece or between movements.',
    ),
    noPhotos,
  ],
  sports: [
    text(
      '경기 시작 시각은 중계와 대회 사정에 따라 바뀔 수 있습니다. 변경되면 예매자에게 알려 드립니다.',
      'Starting times may move for broadcast or league reasons; everyone who booked is told.',
    ),
    text(
      '유리병, 캔, 1리터를 넘는 음료는 반입할 수 없습니다. 재입장은 당일에 한해 가능합니다.',
      'No glass, cans or drinks above one litre. Re-entry is possible on the same day.',
    ),
  ],
  exhibition: [
    text(
      '예매한 입장 시각부터 60분 안에 입장해 주세요. 입장한 뒤 관람 시간에는 제한이 없습니다.',
      'Please enter within 60 minutes of the time booked. Once inside, stay as long as you like.',
    ),
    text(
      '플래시와 삼각대를 쓰지 않는 개인 촬영은 가능합니다. 일부 작품은 촬영이 제한됩니다.',
      'Personal photographs without flash or tripod are welcome, except of works marked otherwise.',
    ),
    text('매주 월요일은 휴관합니다.', 'Closed on Mondays.'),
  ],
  family: [
    text(
      '관람 연령에 해당하는 어린이는 모두 티켓이 있어야 합니다. 무릎에 앉혀 관람할 수 없습니다.',
      'Every child of the admitted age needs a ticket; there are no lap seats.',
    ),
    text(
      '유아 방석은 로비에서 무료로 빌려 드립니다. 유모차는 물품 보관소에 맡겨 주세요.',
      'Booster cushions are free in the lobby. Please leave prams at the cloakroom.',
    ),
    lateEntry,
  ],
};

/** What of an event's sale its notices tell. */
interface SaleRules {
  readonly ticketsPerCustomerMax: number;
  readonly preventSingleSeats?: boolean;
  readonly depositHours?: number;
  readonly hasWheelchairPlaces: boolean;
}

/** Notices of an event: its own lines, those of its genre, and what holds for all. */
export function noticesFor(
  category: Category,
  own: readonly LocalizedText[],
  rules: SaleRules,
): LocalizedText {
  const lines = [...own, ...ofGenre[category], ...ofSale(rules)];
  return text(bullets(lines.map(({ ko }) => ko)), bullets(lines.map(({ en }) => en)));
}

function ofSale(rules: SaleRules): LocalizedText[] {
  const { ticketsPerCustomerMax, preventSingleSeats, depositHours } = rules;
  const limit = text(
    `1인 ${ticketsPerCustomerMax}매까지 예매할 수 있습니다(회차 기준, 같은 계정의 주문을 모두 합산).`,
    `At most ${ticketsPerCustomerMax} tickets per person and performance, over all orders of an account.`,
  );
  return [
    limit,
    ...(preventSingleSeats ? [noSingleSeats] : []),
    ...(depositHours === undefined ? [] : [deposit(depositHours)]),
    mobileTicket,
    resale,
    rules.hasWheelchairPlaces ? wheelchairPlaces : wheelchairByTelephone,
  ];
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
