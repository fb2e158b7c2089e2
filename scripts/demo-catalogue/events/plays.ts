import type { EventPlan } from '../make-event.ts';
import { everyWeek, playWeek, type Show, withCast } from '../schedule.ts';
import { text } from '../words.ts';
import { prices, zones } from '../zones.ts';

const usual = {
  category: 'play' as const,
  bookingFeeMinor: 1000,
  doorsMinutes: 20,
  closesMinutes: 120,
};
const studioOne = {
  ...usual,
  hall: 'stage-works-studio-1/standard',
  zones: zones.studio,
  prices: prices({ ALL: 60_000 }),
};
const studioTwo = {
  ...usual,
  hall: 'stage-works-studio-2/end-on',
  zones: zones.studio,
  prices: prices({ ALL: 50_000 }),
};

/** One evening of a run called off. */
const withCancelled = (shows: readonly Show[], day: number): Show[] =>
  shows.map((show) => (show.day === day ? { ...show, status: 'cancelled' } : show));

/** Plays in small and middle-sized theatres. */
export const plays: readonly EventPlan[] = [
  {
    ...studioOne,
    key: 'the-last-train',
    title: text('연극 〈막차를 기다리는 사람들〉', 'People Waiting for the Last Train'),
    subtitle: text('플랫폼에서 벌어지는 90분', 'Ninety minutes on a platform'),
    description: text(
      '폭설로 막차가 늦어진 지방의 작은 역. 서로 모르는 여섯 사람이 난로 하나를 두고 둘러앉습니다. 돌아가야 하는 사람과 돌아갈 곳이 없는 사람의 이야기가 기차 시각표처럼 어긋나다 한 번 만납니다.\n\n실제 시간과 무대의 시간이 똑같이 흐르는 실시간 연극입니다. 무대의 시계는 공연이 끝날 때까지 멈추지 않습니다.',
      'Snow delays the last train at a small station, and six strangers gather round one stove: some must get home, some have no home to get to. Their stories miss each other like trains and then, once, connect.\n\nStage time is real time; the clock on the wall does not stop until the play does.',
    ),
    artists: [text('극단 난로', 'Company Stove')],
    tags: ['대학로', '창작극', '소극장'],
    ageMin: 13,
    runningMinutes: 90,
    popularity: 140_000,
    opens: { day: -35, time: '11:00' },
    shows: withCast(everyWeek(1, 55, playWeek), [
      text('역무원 방주온 · 여자 윤새록', 'Stationmaster: Bang Juon, Woman: Yoon Saerok'),
      text('역무원 노을찬 · 여자 유단비솔', 'Stationmaster: Noeul Chan, Woman: Yu Danbisol'),
    ]),
    pressure: 0.6,
  },
  {
    ...studioTwo,
    key: 'the-third-witness',
    title: text('연극 〈세 번째 증인〉', 'The Third Witness'),
    subtitle: text('관객이 배심원이 되는 법정극', 'A courtroom play with the audience as jury'),
    description: text(
      '한 사건, 세 명의 증인, 세 개의 진실. 관객은 배심원이 되어 매회 평결을 내리고, 그 결과에 따라 마지막 10분이 달라집니다. 지금까지 유죄와 무죄는 거의 같은 수로 나왔습니다.\n\n무대와 객석의 거리는 2미터. 증인의 떨리는 손끝까지 보이는 자리에서 당신의 한 표를 정해 주세요. 배우 사정으로 한 회차가 취소되었으며, 예매하신 분께는 전액 환불해 드립니다.',
      'One case, three witnesses, three truths. The audience is the jury, and its verdict decides the last ten minutes. So far guilty and not guilty stand almost even.\n\nThe stage is two metres away: you see the hands of the witnesses shake as you make up your mind. One performance is cancelled because of illness and refunded in full.',
    ),
    artists: [text('극단 반대신문', 'Company Cross-Examination')],
    tags: ['대학로', '법정극', '관객참여'],
    ageMin: 15,
    runningMinutes: 100,
    popularity: 115_000,
    opens: { day: -12, time: '11:00' },
    shows: withCancelled(everyWeek(15, 48, playWeek), 29),
    pressure: 0.5,
  },
  {
    ...studioTwo,
    key: 'convenience-store-hamlet',
    title: text('연극 〈편의점 햄릿〉', 'Convenience Store Hamlet'),
    subtitle: text('죽느냐 사느냐, 그것은 폐기 시간의 문제', 'To be, or not to be past the date'),
    description: text(
      '심야 편의점 아르바이트생 현우는 창고에서 전 점주였던 아버지의 유령을 만납니다. 새 점주가 된 삼촌, 우유 배달을 오는 오필리아, 도시락을 사러 온 두 친구까지 고전의 인물들이 진열대 사이를 오갑니다.\n\n셰익스피어의 대사를 그대로 살린 독백과 편의점의 일상이 부딪히며 웃음을 만듭니다. 공연 중 실제로 라면을 끓이니 공복 관람을 권합니다.',
      'On the night shift Hyunwoo meets the ghost of his father, the former owner, in the stock room. The uncle who took over, an Ophelia who delivers milk and two friends after a lunch box move between the shelves.\n\nShakespeare’s own lines collide with a convenience store, to great effect. Noodles are cooked during the play: come hungry.',
    ),
    artists: [text('극단 야간할증', 'Company Night Fare')],
    tags: ['대학로', '코미디', '고전재해석'],
    ageMin: 8,
    runningMinutes: 95,
    popularity: 98_000,
    opens: { day: -2, time: '11:00' },
    shows: everyWeek(57, 90, playWeek),
    pressure: 0.25,
  },
  {
    ...usual,
    key: 'temperature-of-innocence',
    title: text('연극 〈무죄의 온도〉', 'The Temperature of Innocence'),
    subtitle: text(
      '재심을 앞둔 변호사와 의뢰인의 마지막 접견',
      'A lawyer, a client and the last visit before a retrial',
    ),
    description: text(
      '이십 년 만에 재심이 열리기 전날, 접견실의 난방이 고장 납니다. 입김이 보이는 방에서 두 사람은 그동안 서로에게 숨겨 온 것을 하나씩 꺼내 놓습니다.\n\n두 배우의 대사만으로 채우는 100분의 심리극입니다. 무대 온도를 실제로 낮추어 진행하니 겉옷을 챙겨 주세요. 개막 주간에는 관객과의 대화가 있습니다.',
      'On the eve of a retrial after twenty years the heating of the visiting room fails. In a room where breath shows, two people lay out what they have kept from each other.\n\nA hundred minutes carried by two actors. The auditorium is kept cool on purpose, so bring a coat. There are talks with the audience in the first week.',
    ),
    artists: [text('소이헌', 'So Iheon'), text('남궁해솔', 'Namgung Haesol')],
    tags: ['2인극', '심리극', '티켓오픈'],
    hall: 'lg-arts-center/standard',
    zones: zones.lgArts,
    prices: prices({ VIP: 80_000, R: 66_000, S: 50_000, A: 35_000 }),
    ageMin: 15,
    runningMinutes: 100,
    popularity: 260_000,
    opens: { day: 7, time: '14:00' },
    shows: everyWeek(64, 83, playWeek),
    pressure: 0.1,
    preventSingleSeats: true,
  },
  {
    ...studioOne,
    key: 'borrowed-kitchen',
    title: text('연극 〈빌린 부엌〉', 'The Borrowed Kitchen'),
    subtitle: text('냄새로 기억하는 가족 이야기', 'A family remembered by its smells'),
    description: text(
      '어머니의 부엌이 있던 자리에 새로 생긴 공유주방. 흩어져 살던 삼 남매가 한 시간을 빌려 제사상을 차립니다. 레시피는 셋 다 다르게 기억합니다.\n\n공연 중에 실제로 음식을 만들고, 끝난 뒤 관객과 나누어 먹습니다. 알레르기가 있는 분은 입장할 때 알려 주세요.',
      'A shared kitchen now stands where their mother’s used to be. Three siblings rent it for an hour to cook a memorial meal, and each remembers the recipe differently.\n\nThe food is really cooked and shared with the audience afterwards. Please tell us about allergies at the door.',
    ),
    artists: [text('극단 소반', 'Company Soban')],
    tags: ['대학로', '가족극', '창작극', '티켓오픈'],
    ageMin: 8,
    runningMinutes: 85,
    popularity: 76_000,
    opens: { day: 12, time: '12:00' },
    shows: everyWeek(64, 90, playWeek),
    pressure: 0.1,
  },
  {
    ...usual,
    key: 'astronaut-next-door',
    title: text('연극 〈우리 동네 우주인〉', 'The Astronaut Next Door'),
    subtitle: text(
      '은퇴한 우주인이 이사 온 골목의 사계절',
      'Four seasons in a lane with a retired astronaut',
    ),
    description: text(
      '한 번도 우주에 가지 못한 우주인이 조용한 골목으로 이사 옵니다. 훈련만 이십 년을 받은 그는 동네 아이들에게 무중력 걷는 법을 가르치기 시작합니다.\n\n와이어 없이 배우의 몸만으로 만드는 무중력 움직임이 백미입니다. 커다란 빈 무대에 의자 열두 개, 그것으로 골목과 로켓과 달을 모두 만들어 냅니다.',
      'An astronaut who never went to space moves into a quiet lane. After twenty years of training he starts to teach the children to walk without gravity.\n\nThe weightless movement, without wires, is the heart of it. A large empty stage and twelve chairs become a lane, a rocket and the moon.',
    ),
    artists: [text('극단 무중력', 'Company Zero-G')],
    tags: ['창작극', '신체극', '광주'],
    hall: 'acc-theater/proscenium',
    zones: zones.accTheater,
    prices: prices({ R: 60_000, S: 45_000, A: 30_000 }),
    ageMin: 8,
    runningMinutes: 100,
    popularity: 64_000,
    opens: { day: -9, time: '14:00' },
    shows: everyWeek(43, 62, playWeek),
    pressure: 0.3,
  },
];

/** A play that the classical and family organizer presents on Jeju. */
export const islandPlay: EventPlan = {
  ...usual,
  key: 'tangerine-afternoon',
  title: text('연극 〈귤밭의 오후〉', 'An Afternoon in the Tangerine Grove'),
  subtitle: text('제주말로 만나는 세 모녀', 'Three generations, in the language of Jeju'),
  description: text(
    '팔려고 내놓은 귤밭에서 할머니와 어머니, 딸이 마지막 수확을 합니다. 서로 다른 말로 다투던 세 사람은 해가 기울 무렵 같은 노래를 흥얼거립니다.\n\n제주어로 공연하며 한국어와 영어 자막을 제공합니다. 무대에는 진짜 귤나무 서른 그루가 놓이고, 공연이 끝나면 관객이 하나씩 따서 돌아갈 수 있습니다.',
    'In a grove that is up for sale a grandmother, a mother and a daughter bring in the last harvest. They quarrel in different tongues and, as the sun goes down, hum the same song.\n\nPlayed in Jejueo with Korean and English captions. Thirty real trees stand on the stage, and everyone may pick one tangerine on the way out.',
  ),
  artists: [text('극단 바당', 'Company Badang')],
  tags: ['제주', '창작극', '제주어', '티켓오픈'],
  hall: 'seogwipo-grand-theater/standard',
  zones: zones.seogwipo,
  prices: prices({ R: 50_000, S: 40_000, A: 25_000 }),
  ageMin: 8,
  runningMinutes: 95,
  popularity: 58_000,
  opens: { day: 13, time: '14:00' },
  shows: everyWeek(50, 69, playWeek),
  pressure: 0.1,
};
