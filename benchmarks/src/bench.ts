import { parseArgs } from 'node:util';
import { benchEngines } from './engines.ts';
import { benchInventory } from './inventory.ts';
import { benchSale } from './sale.ts';

/** `npm run bench -- NAME [--seconds N] [--concurrency N] [--save]`. */
const scenarios = { sale: benchSale, inventory: benchInventory, engines: benchEngines };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '20' },
    concurrency: { type: 'string', default: '48' },
    save: { type: 'boolean', default: false },
  },
});
const [name = ''] = positionals;
if (!(name in scenarios)) {
  console.error(`Which one? npm run bench -- ${Object.keys(scenarios).join(' | ')}`);
  process.exit(2);
}
const passed = await scenarios[name as keyof typeof scenarios]({
  seconds: Number(values.seconds),
  concurrency: Number(values.concurrency),
  save: values.save,
});
process.exit(passed ? 0 : 1);
