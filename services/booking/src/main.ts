import { listenAddress, runService } from '@ticketing/service-kit';
import { openBookingStore } from './engines/open-booking-store.ts';
import { loadBookingConfig, openBookingService } from './service.ts';

await runService({
  name: 'booking',
  async start({ env, envFile }) {
    const config = loadBookingConfig(env, { envFile });
    const service = await openBookingService(config);
    await service.start();
    return {
      listen: [{ app: service.app, ...listenAddress(config) }],
      close: () => service.close(),
    };
  },
  async migrate({ env, envFile }) {
    const config = loadBookingConfig(env, { envFile });
    const bookings = await openBookingStore(config, { migrate: true });
    await bookings.close();
  },
});
