import type { Entry } from '@ticketing/contracts';
import { lineApi } from '../../api/line-api.ts';
import { isProblem } from '../../api/problem.ts';
import { admissions } from './admission.ts';
import { places } from './place.ts';

type EnterCall = (request: {
  params: { performanceId: string };
  body: { positionToken?: string };
}) => Promise<Entry>;

/**
 * Goes in or takes a place in line; the place that this browser already has comes back. Stores what it
 * is given. @throws ApiProblem sale_closed, performance_cancelled, unauthenticated, ...
 */
export async function enterWaitingRoom(
  performanceId: string,
  enter: EnterCall = lineApi.enterWaitingRoom,
): Promise<Entry> {
  const params = { performanceId };
  const place = places.read(performanceId);
  let entry: Entry;
  try {
    const body = place === undefined ? {} : { positionToken: place.positionToken };
    entry = await enter({ params, body });
  } catch (error) {
    // Of an earlier sale or another account: nothing is lost by lining up anew.
    if (place === undefined || !isProblem(error, 'position_invalid')) throw error;
    places.remove(performanceId);
    entry = await enter({ params, body: {} });
  }
  if (entry.state === 'admitted') {
    const { admissionToken: token, expiresAt } = entry;
    admissions.write(performanceId, { token, expiresAt });
    places.remove(performanceId);
  }
  if (entry.state === 'waiting') {
    const { position, positionToken } = entry;
    const aheadShown = place?.position === position ? place.aheadShown : undefined;
    places.write(performanceId, { position, positionToken, aheadShown });
  }
  return entry;
}
