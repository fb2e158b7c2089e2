import type { CatalogueFile, SeatMap } from '../../packages/contracts/src/index.ts';
import { kspoDomeSeated, kspoDomeStanding, sajikConcert, sajikCourt } from './halls/arenas.ts';
import { sacConcertHall } from './halls/concert-hall.ts';
import { gocheokBallPark, gocheokConcert } from './halls/dome.ts';
import { timedEntry } from './halls/galleries.ts';
import {
  daejeonArtsHall,
  gangneungSaimdangHall,
  goyangAramTheater,
  seogwipoGrandTheater,
} from './halls/regional-theatres.ts';
import { rollingHall, studioOne, studioTwo } from './halls/small-stages.ts';
import { jamsilStadium } from './halls/stadium.ts';
import {
  accTheater,
  blueSquare,
  charlotteTheater,
  daeguOperaHouse,
  lgArtsCenter,
  sacOperaTheater,
  sejongGrandTheater,
} from './halls/theatres.ts';
import { withWheelchairPlaces } from './wheelchair-places.ts';
import { text } from './words.ts';

type Venue = CatalogueFile['venues'][number];
type Pair = readonly [ko: string, en: string];

/** Everything of a venue but its maps, in the shortest form that reads well. */
interface Place {
  key: string;
  name: Pair;
  hall?: Pair;
  region: Venue['region'];
  city: Pair;
  address: Pair;
  at?: readonly [latitude: number, longitude: number];
  maps: Record<string, SeatMap>;
}

function makeVenue(place: Place): Venue {
  return {
    key: place.key,
    name: text(...place.name),
    ...(place.hall === undefined ? {} : { hall: text(...place.hall) }),
    region: place.region,
    city: text(...place.city),
    address: text(...place.address),
    timeZone: 'Asia/Seoul',
    ...(place.at === undefined ? {} : { latitude: place.at[0], longitude: place.at[1] }),
    seatMaps: Object.entries(place.maps).map(([key, map]) => ({
      key,
      ...withWheelchairPlaces(map),
    })),
  };
}

const seoul: Pair = ['서울', 'Seoul'];

/** Venues of the concert and sports organizer. */
export function hangangVenues(): Venue[] {
  const places: Place[] = [
    {
      key: 'jamsil-stadium',
      name: ['잠실종합운동장', 'Jamsil Sports Complex'],
      hall: ['주경기장', 'Olympic Main Stadium'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 송파구 올림픽로 25', '25 Olympic-ro, Songpa-gu, Seoul'],
      at: [37.5159, 127.0728],
      maps: { concert: jamsilStadium() },
    },
    {
      key: 'kspo-dome',
      name: ['올림픽공원', 'Olympic Park'],
      hall: ['KSPO DOME', 'KSPO DOME'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 송파구 올림픽로 424', '424 Olympic-ro, Songpa-gu, Seoul'],
      at: [37.5193, 127.1274],
      maps: { seated: kspoDomeSeated(), standing: kspoDomeStanding() },
    },
    {
      key: 'gocheok-sky-dome',
      name: ['고척스카이돔', 'Gocheok Sky Dome'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 구로구 경인로 430', '430 Gyeongin-ro, Guro-gu, Seoul'],
      at: [37.4982, 126.8671],
      maps: { concert: gocheokConcert(), baseball: gocheokBallPark() },
    },
    {
      key: 'rolling-hall',
      name: ['롤링홀', 'Rolling Hall'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 마포구 어울마당로 35', '35 Eoulmadang-ro, Mapo-gu, Seoul'],
      at: [37.5482, 126.9197],
      maps: { standing: rollingHall() },
    },
    {
      key: 'sajik-gymnasium',
      name: ['부산 사직실내체육관', 'Busan Sajik Indoor Gymnasium'],
      region: 'busan',
      city: ['부산', 'Busan'],
      address: ['부산광역시 동래구 사직로 45', '45 Sajik-ro, Dongnae-gu, Busan'],
      at: [35.1925, 129.061],
      maps: { concert: sajikConcert(), court: sajikCourt() },
    },
  ];
  return places.map(makeVenue);
}

/** Venues of the musical and play organizer. */
export function stageWorksVenues(): Venue[] {
  const places: Place[] = [
    {
      key: 'blue-square',
      name: ['블루스퀘어', 'Blue Square'],
      hall: ['신한카드홀', 'Shinhan Card Hall'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 용산구 이태원로 294', '294 Itaewon-ro, Yongsan-gu, Seoul'],
      at: [37.5408, 127.0024],
      maps: { standard: blueSquare() },
    },
    {
      key: 'charlotte-theater',
      name: ['샤롯데씨어터', 'Charlotte Theater'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 송파구 올림픽로 240', '240 Olympic-ro, Songpa-gu, Seoul'],
      at: [37.5108, 127.0997],
      maps: { standard: charlotteTheater() },
    },
    {
      key: 'lg-arts-center',
      name: ['LG아트센터 서울', 'LG Arts Center Seoul'],
      hall: ['LG SIGNATURE 홀', 'LG SIGNATURE Hall'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 강서구 마곡중앙로 136', '136 Magokjungang-ro, Gangseo-gu, Seoul'],
      maps: { standard: lgArtsCenter() },
    },
    {
      key: 'stage-works-studio-1',
      name: ['무대공작소', 'Stage Works'],
      hall: ['소극장 1관', 'Studio 1'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 종로구 대학로 일대', 'Daehak-ro area, Jongno-gu, Seoul'],
      maps: { standard: studioOne() },
    },
    {
      key: 'stage-works-studio-2',
      name: ['무대공작소', 'Stage Works'],
      hall: ['소극장 2관', 'Studio 2'],
      region: 'seoul',
      city: seoul,
      address: ['서울특별시 종로구 대학로 일대', 'Daehak-ro area, Jongno-gu, Seoul'],
      maps: { 'end-on': studioTwo() },
    },
    {
      key: 'goyang-aram-theater',
      name: ['고양아람누리', 'Goyang Aram Nuri'],
      hall: ['아람극장', 'Aram Theater'],
      region: 'gyeonggi',
      city: ['고양', 'Goyang'],
      address: [
        '경기도 고양시 일산동구 중앙로 1286',
        '1286 Jungang-ro, Ilsandong-gu, Goyang, Gyeonggi-do',
      ],
      maps: { standard: goyangAramTheater() },
    },
    {
      key: 'daegu-opera-house',
      name: ['대구오페라하우스', 'Daegu Opera House'],
      region: 'daegu',
      city: ['대구', 'Daegu'],
      address: ['대구광역시 북구 호암로 15', '15 Hoam-ro, Buk-gu, Daegu'],
      at: [35.8838, 128.589],
      maps: { standard: daeguOperaHouse() },
    },
    {
      key: 'acc-theater',
      name: ['국립아시아문화전당', 'Asia Culture Center'],
      hall: ['예술극장', 'ACC Theater'],
      region: 'gwangju',
      city: ['광주', 'Gwangju'],
      address: ['광주광역시 동구 문화전당로 38', '38 Munhwajeondang-ro, Dong-gu, Gwangju'],
      at: [35.1469, 126.9203],
      maps: { proscenium: accTheater() },
    },
  ];
  return places.map(makeVenue);
}

/** Venues of the classical, exhibition and family organizer. */
export function openArtsVenues(): Venue[] {
  return [...openArtsHalls(), ...openArtsGalleries()].map(makeVenue);
}

const sejongAddress: Pair = [
  '서울특별시 종로구 세종대로 175',
  '175 Sejong-daero, Jongno-gu, Seoul',
];
const sacAddress: Pair = [
  '서울특별시 서초구 남부순환로 2406',
  '2406 Nambusunhwan-ro, Seocho-gu, Seoul',
];
const seogwipoAddress: Pair = [
  '제주특별자치도 서귀포시 태평로 270',
  '270 Taepyeong-ro, Seogwipo, Jeju',
];

function openArtsHalls(): Place[] {
  return [
    {
      key: 'sejong-grand-theater',
      name: ['세종문화회관', 'Sejong Center'],
      hall: ['대극장', 'Grand Theater'],
      region: 'seoul',
      city: seoul,
      address: sejongAddress,
      at: [37.5725, 126.9756],
      maps: { standard: sejongGrandTheater() },
    },
    {
      key: 'sac-opera-theater',
      name: ['예술의전당', 'Seoul Arts Center'],
      hall: ['오페라극장', 'Opera Theater'],
      region: 'seoul',
      city: seoul,
      address: sacAddress,
      at: [37.4785, 127.0118],
      maps: { standard: sacOperaTheater() },
    },
    {
      key: 'sac-concert-hall',
      name: ['예술의전당', 'Seoul Arts Center'],
      hall: ['콘서트홀', 'Concert Hall'],
      region: 'seoul',
      city: seoul,
      address: sacAddress,
      at: [37.4785, 127.0118],
      maps: { 'with-choir': sacConcertHall() },
    },
    {
      key: 'daejeon-arts-hall',
      name: ['대전예술의전당', 'Daejeon Arts Center'],
      hall: ['아트홀', 'Art Hall'],
      region: 'daejeon',
      city: ['대전', 'Daejeon'],
      address: ['대전광역시 서구 둔산대로 135', '135 Dunsan-daero, Seo-gu, Daejeon'],
      at: [36.3662, 127.3838],
      maps: { standard: daejeonArtsHall() },
    },
    {
      key: 'gangneung-saimdang-hall',
      name: ['강릉아트센터', 'Gangneung Arts Center'],
      hall: ['사임당홀', 'Saimdang Hall'],
      region: 'gangwon',
      city: ['강릉', 'Gangneung'],
      address: [
        '강원특별자치도 강릉시 종합운동장길 84',
        '84 Jonghabundongjang-gil, Gangneung, Gangwon',
      ],
      maps: { standard: gangneungSaimdangHall() },
    },
    {
      key: 'seogwipo-grand-theater',
      name: ['서귀포예술의전당', 'Seogwipo Arts Center'],
      hall: ['대극장', 'Grand Theater'],
      region: 'jeju',
      city: ['서귀포', 'Seogwipo'],
      address: seogwipoAddress,
      maps: { standard: seogwipoGrandTheater() },
    },
  ];
}

function openArtsGalleries(): Place[] {
  return [
    {
      key: 'sac-hangaram',
      name: ['예술의전당', 'Seoul Arts Center'],
      hall: ['한가람미술관', 'Hangaram Art Museum'],
      region: 'seoul',
      city: seoul,
      address: sacAddress,
      at: [37.4785, 127.0118],
      maps: { 'timed-entry': timedEntry(text('제1·2전시실', 'Galleries 1 and 2'), 180, 60) },
    },
    {
      key: 'sejong-museum',
      name: ['세종문화회관', 'Sejong Center'],
      hall: ['세종미술관', 'Sejong Museum of Art'],
      region: 'seoul',
      city: seoul,
      address: sejongAddress,
      at: [37.5725, 126.9756],
      maps: { 'timed-entry': timedEntry(text('1관', 'Hall 1'), 120, 40) },
    },
    {
      key: 'goyang-aram-museum',
      name: ['고양아람누리', 'Goyang Aram Nuri'],
      hall: ['아람미술관', 'Aram Art Museum'],
      region: 'gyeonggi',
      city: ['고양', 'Goyang'],
      address: [
        '경기도 고양시 일산동구 중앙로 1286',
        '1286 Jungang-ro, Ilsandong-gu, Goyang, Gyeonggi-do',
      ],
      maps: { 'timed-entry': timedEntry(text('상설·기획전시실', 'Main galleries'), 150, 50) },
    },
    {
      key: 'acc-creation',
      name: ['국립아시아문화전당', 'Asia Culture Center'],
      hall: ['복합전시 1관', 'Space 1'],
      region: 'gwangju',
      city: ['광주', 'Gwangju'],
      address: ['광주광역시 동구 문화전당로 38', '38 Munhwajeondang-ro, Dong-gu, Gwangju'],
      at: [35.1469, 126.9203],
      maps: { 'timed-entry': timedEntry(text('복합전시 1관', 'Space 1'), 200, 60) },
    },
    {
      key: 'seogwipo-gallery',
      name: ['서귀포예술의전당', 'Seogwipo Arts Center'],
      hall: ['전시실', 'Gallery'],
      region: 'jeju',
      city: ['서귀포', 'Seogwipo'],
      address: seogwipoAddress,
      maps: { 'timed-entry': timedEntry(text('전시실', 'Gallery'), 90, 30) },
    },
  ];
}
