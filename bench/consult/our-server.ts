/** Our server with all that it does in production for a line: `node our-server.ts FOLDER PORT`. */
import { startLiveApp } from '../../tests/consult/live-app.ts';

const [dataDir = '', port = ''] = process.argv.slice(2);
await startLiveApp({ dataDir, port: Number(port) });
process.stdout.write('ready\n');
