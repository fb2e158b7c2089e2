import { getRouteApi } from '@tanstack/react-router';
import { WaitingRoom } from '../features/waiting-room/WaitingRoom.tsx';

const route = getRouteApi('/waiting-room/$performanceId');

/** `/waiting-room/:performanceId`: the line in front of a performance. */
export function WaitingRoomPage() {
  const { performanceId } = route.useParams();
  return <WaitingRoom key={performanceId} performanceId={performanceId} />;
}
