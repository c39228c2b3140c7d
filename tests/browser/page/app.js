// The smallest app of this service: anonymous sign-in, confirmation, a page, likes and nopes.
const { apiUrl, publishableKey } = await (await fetch('/backend.json')).json();
const client = globalThis.supabase.createClient(apiUrl, publishableKey);
const find = (id) => document.getElementById(id);

function say(text) {
  find('status').textContent = text;
}

async function call(name, body) {
  const { data, error } = await client.functions.invoke(name, { body });
  if (!error) return data;
  const answer = await error.context?.json?.().catch(() => undefined);
  throw new Error(answer?.error?.code ?? error.message);
}

function showItem({ id, title }, requestId) {
  const row = document.createElement('li');
  row.dataset.id = id;
  row.append(`${title} `);
  for (const kind of ['like', 'nope']) {
    const button = document.createElement('button');
    button.textContent = kind;
    button.onclick = guard(async () => {
      const event = {
        event_id: crypto.randomUUID(),
        item_id: id,
        kind,
        occurred_at: new Date().toISOString(),
        request_id: requestId,
      };
      const { events } = await call('record-feedback', { events: [event] });
      row.dataset.outcome = `${kind} ${events[0].outcome}`;
    });
    row.append(button);
  }
  return row;
}

function showCredit({ text, url }) {
  const link = document.createElement('a');
  link.href = url;
  link.textContent = text;
  return link;
}

async function loadPage() {
  const { items, credits, request_id, model_version } = await call('recommend-items', { limit: 10 });
  find('items').replaceChildren(...items.map((item) => showItem(item, request_id)));
  find('credits').replaceChildren(...credits.map(showCredit));
  find('next').hidden = false;
  find('confirm').hidden = true;
  // A new text each time: who waits for a page sees that it is another one.
  say(`page ${request_id} from ${model_version}`);
}

function guard(run) {
  return async () => {
    try {
      await run();
    } catch (error) {
      say(error.message);
      find('confirm').hidden = error.message !== 'ADULT_CONFIRMATION_REQUIRED';
    }
  };
}

function showPerson(session) {
  find('person').textContent = session?.user.id ?? '';
  find('sign-in').hidden = Boolean(session);
}

find('next').onclick = guard(loadPage);
find('confirm').onclick = guard(async () => {
  await call('manage-account', { action: 'confirm_adult' });
  await loadPage();
});
find('sign-in').onclick = guard(async () => {
  const { data, error } = await client.auth.signInAnonymously();
  if (error) throw error;
  showPerson(data.session);
  await loadPage();
});

const { data } = await client.auth.getSession();
showPerson(data.session);
if (data.session) await guard(loadPage)();
else say('nobody is signed in');
