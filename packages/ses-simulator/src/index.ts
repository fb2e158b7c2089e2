export {
  createSesSimulator,
  type SesSimulator,
  topicArnDefault,
} from './create-ses-simulator.ts';
export type { SignedMessage, UnsignedMessage } from './feedback/sign-message.ts';
export type { Fate, SesCredentials, SesFaults, SesSimulatorOptions } from './options.ts';
