import type { EventDetail, InventoryLayout, SaleTerms, SeatPlan } from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCatalogue } from './sample-catalogue.ts';
import { startEvents, type TestService } from './start-events.ts';

let running: TestService;
beforeAll(async () => {
  running = await startEvents();
});
afterAll(() => running?.close());

const eventId = derivedId('event', 'north-stage', 'the-show');
const performanceId = derivedId('performance', 'north-stage', 'the-show', 'first-night');

describe('a catalogue file', () => {
  test('brings in a venue and an event that can be read and sold', async () => {
    const admin = await running.as('admin');
    const reply = await admin.post('/organizer/catalogue-imports', sampleCatalogue());
    expect(reply).toMatchObject({
      status: 200,
      body: { created: 5, updated: 0, unchanged: 0 },
    });

    const event = await running.anyone.get<EventDetail>(`/events/${eventId}`);
    expect(event.status).toBe(200);
    expect(event.body.summary.saleState).toBe('opening_soon');
    const plan = await running.anyone.get<SeatPlan>(`/performances/${performanceId}/seat-plan`);
    expect(plan.body.capacity).toBe(62);
    const terms = await running.ours.get<SaleTerms>(
      `/internal/performances/${performanceId}/sale-terms`,
    );
    expect(terms.body.seatPlanVersion).toBe(plan.body.version);
    const layout = await running.ours.get<InventoryLayout>(
      `/internal/performances/${performanceId}/inventory-layout`,
    );
    expect(layout.body.capacity).toBe(62);
    await waitUntil(() => running.messages.length === 2);
    expect(running.messages.map(({ type }) => type)).toEqual([
      'event.changed',
      'performance.changed',
    ]);
  });
});
