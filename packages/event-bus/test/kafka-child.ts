import { runChildTask } from '../src/contract-child.ts';
import { openKafkaEventBus } from '../src/kafka.ts';

const bootstrapServers = [process.env.CONTRACT_BOOTSTRAP_SERVERS ?? ''];
const bus = await openKafkaEventBus({ bootstrapServers, clientId: 'contract-child' });
await runChildTask(bus, JSON.parse(process.argv[2] ?? ''));
