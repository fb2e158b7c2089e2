export { compressFiles } from './compress-files.ts';
export { createFrontendServer, type FrontendServerOptions } from './create-frontend-server.ts';
export { type FrontendSettings, readSettings } from './settings.ts';
