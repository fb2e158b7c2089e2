export {
  type BackgroundSite,
  listBackgroundEngines,
  listTaken,
  portFor,
  startInBackground,
  stopInBackground,
} from './background/background-engines.ts';
export {
  composeVariables,
  dockerRuns,
  isComposed,
  listRunningServices,
  startByDocker,
  stopByDocker,
} from './background/docker-compose.ts';
export type { EngineRecord } from './background/engine-records.ts';
export { EngineUnavailableError } from './engine-unavailable-error.ts';
export { findOrInstallProgram } from './install/programs.ts';
export {
  type EngineName,
  type EngineOptions,
  engineNames,
  type LocalEngine,
} from './port.ts';
export { signalTree } from './processes.ts';
export { prepareEngine, startEngine } from './start-engine.ts';
