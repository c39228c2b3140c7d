export interface ClientsOptions {
  clients: number;
  requests: number;
}

/** Sends `requests` requests, `clients` of them at a time; each client sends its next one when it has its answer. */
export async function runClients(
  { clients, requests }: ClientsOptions,
  send: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < requests) await send(next++);
  };
  await Promise.all(Array.from({ length: clients }, client));
}
