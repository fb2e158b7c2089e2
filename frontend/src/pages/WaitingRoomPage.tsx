import { WaitingRoom } from '../features/waiting-room/WaitingRoom.tsx';
import { useParams } from '../router/context.ts';

/** `/waiting-room/:performanceId`: the line in front of a performance. */
export function WaitingRoomPage() {
  const { performanceId } = useParams('/waiting-room/$performanceId');
  return <WaitingRoom key={performanceId} performanceId={performanceId} />;
}
