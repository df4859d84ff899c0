import { connect } from 'node:net';
import { rawServer } from './raw-server.ts';

/** An HTTP proxy that connects to wherever it is asked to, and holds back what the other side does not take. */
export async function tunnel(): Promise<URL> {
  const proxy = await rawServer((socket, head) => {
    const [, host, port] = /^CONNECT ([^ :]+):([0-9]+) /.exec(head) ?? [];
    socket.removeAllListeners('data');
    const far = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  return proxy.url;
}
