/** One of several processes on one database: `node room-child.ts FOLDER DATABASE_URL PORT ALIVE_MS`. Ends in order on SIGTERM. */
import { startLiveApp } from './live-app.ts';

const [dataDir = '', databaseUrl = '', port = '', aliveMs = ''] = process.argv.slice(2);
const app = await startLiveApp({ dataDir, databaseUrl, port: Number(port), aliveMs: Number(aliveMs) });
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
process.stdout.write('ready\n');
