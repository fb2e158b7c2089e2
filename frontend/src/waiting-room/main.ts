import type { EventDetail, WaitingRoomStatus } from '@ticketing/contracts';
import { client, session } from '../api/connection.ts';
import { lineApi } from '../api/line-api.ts';
import { isProblem } from '../api/problem.ts';
import { watchOtherPages } from '../api/session-store.ts';
import { performanceIdIn, waitingRoomHref } from '../features/waiting-room/address.ts';
import { enterWaitingRoom } from '../features/waiting-room/enter.ts';
import { places } from '../features/waiting-room/place.ts';
import { currentLocale, setLocale, watchLocale } from '../i18n/chosen-locale.ts';
import { loadFace } from '../theme/load-face.ts';
import { currentTheme, setTheme, startTheme, watchTheme } from '../theme/theme.ts';
import { Line, type LineState } from './line.ts';
import { part, show, showWords } from './page.ts';
import { readEvent, readSubject, type Subject } from './subject.ts';
import './waiting-room.css';

/** After this long, silence would look like a fault. */
const slowAfterMs = 4_000;
const secondMs = 1_000;

const performanceId = performanceIdIn(location.pathname);
const dialog = part<HTMLDialogElement>('leaving');
let subject: Subject | undefined;
let event: EventDetail | undefined;
/** Why the performance cannot be shown. */
let refusal: unknown;
let eventAsked = false;
let slow = false;
let leaving = false;
let ticking = false;

const line = new Line(
  {
    enter: () => enterWaitingRoom(performanceId),
    readStatus: () => lineApi.getWaitingRoomStatus({ params: { performanceId } }),
    streamStatus(tell) {
      const stream = new EventSource(lineApi.waitingRoomStreamUrl({ performanceId }));
      stream.addEventListener('status', ({ data }: MessageEvent<string>) => {
        tell(JSON.parse(data) as WaitingRoomStatus);
      });
      return () => stream.close();
    },
    place: places,
    now: Date.now,
    random: Math.random,
  },
  performanceId,
  update,
);

/** Goes on in the app, once; the line does not stay in the history. */
function leaveFor(href: string): void {
  if (leaving) return;
  leaving = true;
  line.stop();
  location.replace(href);
}

function eventHref(search: Readonly<Record<string, string>> = {}): string {
  if (subject === undefined) return '/';
  const query = new URLSearchParams({ performance: performanceId, ...search });
  return `/events/${encodeURIComponent(subject.event.id)}?${query}`;
}

function readLevelNames(status: WaitingRoomStatus | undefined): void {
  if (eventAsked || subject === undefined || !status?.remainingByLevel?.length) return;
  eventAsked = true;
  // Without it the levels have their codes.
  readEvent(subject.event.id).then(
    (read) => {
      event = read;
      update();
    },
    () => undefined,
  );
}

/** The countdown moves on the beat of the clock, while there is one. */
function tick(): void {
  if (ticking) return;
  ticking = true;
  setTimeout(
    () => {
      ticking = false;
      update();
    },
    secondMs - (Date.now() % secondMs),
  );
}

function update(): void {
  const state: LineState = refusal === undefined ? line.state : { kind: 'failed', error: refusal };
  if (state.kind === 'admitted' && subject !== undefined) leaveFor(eventHref({ tab: 'seats' }));
  // A sign-in that the gateway knows no more: there is another way in.
  if (state.kind === 'failed' && isProblem(state.error, 'unauthenticated')) session.clear();
  if (leaving) return;
  if (state.kind === 'waiting') readLevelNames(state.status);
  else dialog.close();
  if (state.kind === 'not_open') tick();
  part<HTMLAnchorElement>('to-event').href = eventHref();
  const lostTouch = line.lostTouch || !navigator.onLine;
  show({ state, lostTouch, slow, subject, event });
}

function updateAll(): void {
  showWords();
  update();
}

function listen(): void {
  part('language').onclick = () => setLocale(currentLocale() === 'ko' ? 'en' : 'ko');
  part('theme').onclick = () => setTheme(currentTheme() === 'dark' ? 'light' : 'dark');
  part('leave').onclick = () => {
    dialog.returnValue = '';
    dialog.showModal();
  };
  dialog.onclick = ({ target }) => {
    // Its parts fill it, so that this is the ground around it.
    if (target === dialog) dialog.close();
  };
  dialog.onclose = () => {
    if (dialog.returnValue !== 'leave') return;
    places.remove(performanceId);
    leaveFor(eventHref());
  };
  watchLocale(updateAll);
  watchTheme(updateAll);
  addEventListener('offline', update);
  addEventListener('online', () => (line.lostTouch ? line.start() : update()));
  // The browser may keep the page as it is, to show it again when the visitor comes back.
  addEventListener('pagehide', () => line.stop());
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    leaving = false;
    start();
  });
  session.subscribe(askToSignIn);
  watchOtherPages((signedIn) => {
    if (signedIn) client.refresh().catch(() => undefined);
    else session.clear();
  });
}

function askToSignIn(): void {
  if (session.getState().status !== 'signed_out') return;
  const next = waitingRoomHref(performanceId);
  leaveFor(`/login?${new URLSearchParams({ next })}`);
}

function start(): void {
  askToSignIn();
  if (!leaving) line.start();
}

startTheme();
listen();
updateAll();
start();
readSubject(performanceId).then(
  (read) => {
    subject = read;
    update();
  },
  (error: unknown) => {
    refusal = error;
    update();
  },
);
setTimeout(() => {
  slow = true;
  update();
}, slowAfterMs);
loadFace();
