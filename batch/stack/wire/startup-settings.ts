/** Parameters of the start-up message that are no settings, or that change nothing here. */
const ignored = new Set([
  'user',
  'database',
  'options',
  'replication',
  'application_name',
  'client_encoding',
]);

/** The session settings that a client asks for when it connects, `-c name=value` options included. */
export function startupSettings(parameters: Map<string, string>): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (!ignored.has(name.toLowerCase()) && !name.startsWith('_pq_.')) settings.set(name, value);
  }
  const options = parameters.get('options') ?? '';
  for (const [, name, value] of options.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|[^\s\\])*)/g)) {
    settings.set(name!, value!.replaceAll(/\\(.)/g, '$1'));
  }
  return settings;
}
