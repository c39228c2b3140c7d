import type { AddressInfo, Server } from 'node:net';
import { AppError } from '../../shared/errors/app-error.ts';

export interface PortChoice {
  /** 0 lets the system choose a free one. */
  port: number;
  /** The command line flag that chooses another port. */
  flag: string;
}

/**
 * Listens on the loopback interface only and returns the port that was bound.
 * @throws AppError PORT_TAKEN when another process holds the port.
 */
export function listenOnPort(server: Server, choice: PortChoice): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      reject(
        new AppError('PORT_TAKEN', `Cannot listen on port ${choice.port}: it is already taken`, {
          hint: `Choose another with ${choice.flag} <port>, or ${choice.flag} 0 for any free one`,
          details: { port: choice.port },
          cause: error,
        }),
      );
    };
    server.once('error', fail);
    server.listen(choice.port, '127.0.0.1', () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
