/** One call of a handler. */
export interface Entry {
  readonly key: number;
  readonly name: string;
  readonly time: Date;
  readonly detail: object;
}

/** Calls of the app's handlers, newest first. */
export function HandlerLog({ entries, clear }: { readonly entries: readonly Entry[]; readonly clear: () => void }) {
  return (
    <section className="events" aria-labelledby="events-title">
      <header>
        <h2 id="events-title">Handlers</h2>
        <button type="button" className="quiet" onClick={clear}>
          Clear
        </button>
      </header>
      {entries.length === 0 && <p id="no-events">Calls of the handlers appear here, newest first.</p>}
      <ol id="log" reversed>
        {entries.map(({ key, name, time, detail }) => (
          <li key={key} className={name}>
            <details>
              <summary>
                <span className="name">{name}</span>
                <time dateTime={time.toISOString()}>{time.toTimeString().slice(0, 8)}</time>
              </summary>
              <pre>{JSON.stringify(detail, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
