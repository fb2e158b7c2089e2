import { at } from './repository.ts';

export const services = [
  'api-gateway',
  'auth',
  'events',
  'booking',
  'payment',
  'search',
  'notification',
  'inventory',
] as const;
export type ServiceName = (typeof services)[number];

/** An image of ours: how it is called (`ticketing/<image>:local`) and how it is built. */
export interface Image {
  readonly image: string;
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
  /** Where its entrypoint runs. */
  readonly workspace: string;
}

const ofWorkspace = (image: string, workspace: string): Image => ({
  image,
  dockerfile: at('Dockerfile'),
  args: { WORKSPACE: workspace },
  workspace,
});

export const images: readonly Image[] = [
  ...services.map((service) => ({
    image: `${service}-service`,
    dockerfile: at('Dockerfile'),
    args: { SERVICE: service },
    workspace: `services/${service}`,
  })),
  {
    image: 'frontend',
    dockerfile: at('frontend/Dockerfile'),
    args: {},
    workspace: 'frontend/server',
  },
  ofWorkspace('ses-simulator', 'packages/ses-simulator'),
  ofWorkspace('demo', 'platform'),
];
