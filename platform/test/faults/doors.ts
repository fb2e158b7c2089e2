import { ports } from '@ticketing/contracts';
import { type Call, type HttpDoor, openHttpDoor } from './http-door.ts';
import { type InventoryDoor, inventorySteps, openInventoryDoor } from './inventory-door.ts';
import { openPostgresDoor, type Statement } from './postgres-door.ts';
import type { Watch } from './trap.ts';

/** Calls that are steps of a sale, in its order. */
const steps: readonly (readonly [step: string, path: RegExp])[] = [
  ['create booking', /^\/bookings$/],
  ['ask to pay', /^\/payments\/intents$/],
  ['begin payment', /^\/internal\/bookings\/\w+\/begin-payment$/],
  ['create intent', /^\/v1\/payment_intents$/],
  ['pay by card', /^\/v1\/payment_intents\/\w+\/confirm$/],
  ['webhook', /^\/payments\/webhook$/],
  ['secure seats', /^\/internal\/bookings\/\w+\/secure-seats$/],
  ['capture', /^\/v1\/payment_intents\/\w+\/capture$/],
  ['confirm booking', /^\/internal\/bookings\/\w+\/confirm$/],
];

/** Calls that are steps of other ways of money: deposits, and refunds. */
const moneySteps: typeof steps = [['make refund', /^\/v1\/refunds$/]];
const toldSteps: ReadonlyMap<string, string> = new Map([
  ['payment_intent.succeeded', 'tell deposit'],
  ['refund.failed', 'tell failed refund'],
]);

/** What a webhook tells of, `refund.failed`; undefined for any other call. */
export const eventTypeOf = ({ path, body }: Call): string | undefined =>
  path === '/payments/webhook' ? (JSON.parse(body.toString()) as { type: string }).type : undefined;

function stepOfCall(call: Call): string | undefined {
  if (call.method !== 'POST') return undefined;
  const told = toldSteps.get(eventTypeOf(call) ?? '');
  return told ?? [...steps, ...moneySteps].find(([, pattern]) => pattern.test(call.path))?.[0];
}

/** Commits that are steps of a sale. */
const statements: readonly (readonly [step: string, is: (statement: Statement) => boolean])[] = [
  ['write journal', ({ text }) => text.includes('insert into journal')],
  ['save booking', ({ text }) => text.includes('insert into bookings')],
  ['save payment', ({ text }) => text.includes('insert into payments')],
  [
    'note capture',
    ({ application, text, parameters }) =>
      application === 'payment' &&
      text.includes('update payments') &&
      parameters.includes('captured'),
  ],
  [
    'publish booking',
    ({ text, parameters }) =>
      text.includes('insert into event_bus.messages') && parameters.includes('booking-events'),
  ],
];

const stepOfStatement = (statement: Statement): string | undefined =>
  statements.find(([, is]) => is(statement))?.[0];

/** Every step that can be told apart from outside, as `Passage` names it. */
export const stepNames: readonly string[] = [
  ...inventorySteps,
  ...steps.map(([step]) => step),
  ...statements.map(([step]) => step),
];

/** A door before each part that a sale goes through, and what makes services go through them. */
export interface Doors {
  readonly booking: HttpDoor;
  readonly payment: HttpDoor;
  readonly paymentServerDoor: HttpDoor;
  readonly inventory: InventoryDoor;
  readonly databaseUrl: string;
  readonly env: Readonly<Record<string, string>>;
  /** Behind its door. */
  readonly paymentServerPort: number;
  readonly paymentServerUrl: string;
  /** Where the payment server sends them: through the door of payment. */
  readonly webhookUrl: string;
  close(): Promise<void>;
}

/** Above the ports of a second instance. */
const doorOffset = 40;
/** As far apart as `startApart` sets the instances of a service. */
const instanceOffset = 20;

export async function openDoors(options: {
  readonly portOffset: number;
  readonly inventories: number;
  readonly server: string;
  readonly watch: Watch;
}): Promise<Doors> {
  const { portOffset, watch } = options;
  const portOf = (name: keyof typeof ports) => ports[name] + portOffset;
  const doorOf = (name: keyof typeof ports) => portOf(name) + doorOffset;
  const http = (name: 'booking' | 'payment' | 'stripeSimulator') =>
    openHttpDoor({
      port: doorOf(name),
      target: `http://127.0.0.1:${portOf(name)}`,
      stepOf: stepOfCall,
      watch,
    });
  const [booking, payment, paymentServerDoor] = [
    await http('booking'),
    await http('payment'),
    await http('stripeSimulator'),
  ];
  const inventory = await openInventoryDoor({
    port: doorOf('inventory'),
    targets: Array.from(
      { length: options.inventories },
      (_, number) => portOf('inventory') + number * instanceOffset,
    ),
    watch,
  });
  const postgres = await openPostgresDoor({
    port: doorOf('frontend'),
    server: options.server,
    stepOf: stepOfStatement,
    watch,
  });
  return {
    booking,
    payment,
    paymentServerDoor,
    inventory,
    databaseUrl: postgres.url,
    env: {
      DATABASE_URL: postgres.url,
      BOOKING_SERVICE_URL: booking.url,
      PAYMENT_SERVICE_URL: payment.url,
      INVENTORY_GRPC_HOST: '127.0.0.1',
      INVENTORY_GRPC_PORT: String(doorOf('inventory')),
      LOCAL_PAYMENT_URL: paymentServerDoor.url,
    },
    paymentServerPort: portOf('stripeSimulator'),
    paymentServerUrl: `http://127.0.0.1:${portOf('stripeSimulator')}`,
    webhookUrl: `${payment.url}/payments/webhook`,
    async close() {
      for (const door of [booking, payment, paymentServerDoor, inventory, postgres]) {
        await door.close();
      }
    },
  };
}
