import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { engineVariables } from '../engine-variables.ts';
import { findJava } from '../install/java.ts';
import { fetchJars } from '../install/maven-jars.ts';
import { buildOpenSearchHome } from '../install/opensearch-home.ts';
import { answers } from '../ports.ts';
import type { EngineRecipe } from '../recipe.ts';

const version = '2.19.6';
const heap = ['-Xms512m', '-Xmx512m', '-XX:MaxDirectMemorySize=256m', '-XX:+UseSerialGC'];

/** A single OpenSearch node with the Korean analysis of nori. */
export const opensearch: EngineRecipe = {
  name: 'opensearch',
  developmentPort: 9200,
  startSecondsMax: 120,
  stopSignal: 'SIGTERM',
  prepare,
  async plan({ folder, port, options }) {
    const { tools, home } = await prepare();
    await mkdir(join(folder, 'config'), { recursive: true });
    const classPath = [home.classes, ...home.serverJars].join(delimiter);
    const node = ['OpenSearchNode', options.nori === false ? folder : home.folder];
    return {
      command: tools.java,
      parameters: [...heap, '-cp', classPath, ...node, folder, `${port}`],
      variables: engineVariables.opensearch({ port }),
      // What it kept is found again before it serves: no shard is missing from the first search on.
      isReady: () =>
        answers(`http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=1s`),
    };
  },
};

async function prepare() {
  const tools = await findJava('opensearch');
  const jars = await fetchJars('opensearch', version);
  return { tools, home: await buildOpenSearchHome({ version, jars, ...tools }) };
}
