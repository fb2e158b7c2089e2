export { createFrontendServer } from '@ticketing/frontend-server';
export { buildFrontend } from './build-frontend.ts';
export { demoAccounts, demoPassword, loadDemo } from './demo.ts';
export { findSaleFaults } from './find-sale-faults.ts';
export { type Platform, startPlatform } from './platform.ts';
export { type PlatformPorts, platformPorts } from './ports.ts';
