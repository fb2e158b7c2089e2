import { join } from 'node:path';
import { dataFolder, type Environment, loadConfig, portVariable } from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';
import { topicArnDefault } from './create-ses-simulator.ts';
import type { SesSimulatorOptions } from './options.ts';

const SesSimulatorConfig = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: portVariable(8110),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
  }),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
  TICKETING_DATA_FOLDER: Type.Optional(Type.String()),
  /** Default: `ses` in the data folder. */
  SES_SIMULATOR_DATA_FOLDER: Type.Optional(Type.String()),
  /** Addresses and domains that may send, separated by commas; unset: all. */
  SES_SIMULATOR_VERIFIED_IDENTITIES: Type.Optional(Type.Array(Type.String())),
  SES_SIMULATOR_CONFIGURATION_SETS: Type.Array(Type.String(), { default: ['ticketing'] }),
  /** Recipients a second; unset: as many as come. */
  SES_SIMULATOR_MAX_SEND_RATE: Type.Optional(Type.Integer({ minimum: 1 })),
  /** With both, signatures are checked, not only their form. */
  SES_SIMULATOR_ACCESS_KEY_ID: Type.Optional(Type.String()),
  SES_SIMULATOR_SECRET_ACCESS_KEY: Type.Optional(Type.String()),
  /** How notification reaches this server; default: http://127.0.0.1 and the port. */
  SES_SIMULATOR_PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** Notification's /notifications/ses; unset: nothing is told. */
  SES_FEEDBACK_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  SES_FEEDBACK_TOPIC_ARN: Type.String({ default: topicArnDefault }),
});
export type SesSimulatorConfig = Static<typeof SesSimulatorConfig>;

/** Throws a ConfigError that names every fault. */
export const loadSesSimulatorConfig = (env: Environment): SesSimulatorConfig =>
  loadConfig(SesSimulatorConfig, env);

export function toOptions(config: SesSimulatorConfig): Omit<SesSimulatorOptions, 'logger'> {
  const accessKeyId = config.SES_SIMULATOR_ACCESS_KEY_ID;
  const secretAccessKey = config.SES_SIMULATOR_SECRET_ACCESS_KEY;
  const hasKey = accessKeyId !== undefined && secretAccessKey !== undefined;
  const verifiedIdentities = config.SES_SIMULATOR_VERIFIED_IDENTITIES;
  const sendRateMax = config.SES_SIMULATOR_MAX_SEND_RATE;
  const publicUrl = config.SES_SIMULATOR_PUBLIC_URL;
  const feedbackUrl = config.SES_FEEDBACK_URL;
  return {
    folder:
      config.SES_SIMULATOR_DATA_FOLDER ?? join(dataFolder(config.TICKETING_DATA_FOLDER), 'ses'),
    region: config.AWS_REGION,
    configurationSets: config.SES_SIMULATOR_CONFIGURATION_SETS,
    feedbackTopicArn: config.SES_FEEDBACK_TOPIC_ARN,
    ...(verifiedIdentities !== undefined && { verifiedIdentities }),
    ...(sendRateMax !== undefined && { sendRateMax }),
    ...(hasKey && { credentials: { accessKeyId, secretAccessKey } }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(feedbackUrl !== undefined && { feedbackUrl }),
  };
}
