export {
  interrupt,
  killHard,
  type Running,
  repositoryRoot as root,
  run,
  startSystem,
} from '@ticketing/testing';
