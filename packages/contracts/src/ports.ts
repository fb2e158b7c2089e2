/** Default ports, from the system guide; 12111 is the local payment server's. */
export const ports = {
  frontend: 3000,
  'api-gateway': 8000,
  auth: 8001,
  events: 8002,
  booking: 8003,
  payment: 8004,
  search: 8005,
  notification: 8006,
  inventory: 50051,
  inventoryHttp: 8007,
  stripeSimulator: 12111,
} as const;
