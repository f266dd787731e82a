import { CatMark } from './client/components/icons.tsx'

/** A sleeping cat in one path each for body and ear; inline so that the page needs no further file. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%235b4b8a'/%3E%3Cpath d='M6 23V9l6 4h8l6-4v14a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3z' fill='%23fff'/%3E%3Cpath d='M10 19q2 2 4 0M18 19q2 2 4 0' fill='none' stroke='%235b4b8a' stroke-width='1.8' stroke-linecap='round'/%3E%3C/svg%3E"

/** The page that everyone gets, whoever they are: `script` and `style` are the addresses of its two files. */
export function renderPage({ script, style }: { script: string; style: string }): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f6f3ee" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#1a1820" media="(prefers-color-scheme: dark)" />
        <meta name="description" content="Tell Catnap what you have to do, in your own words." />
        <title>Catnap</title>
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href={style} />
        <script type="module" src={script}></script>
      </head>
      <body>
        <div id="app" class="app">
          <div class="doorway">
            <CatMark />
            <h1>Catnap</h1>
            <p>Waking up…</p>
            <noscript>
              <p>This page needs JavaScript. The same things can be done over the HTTP API, see /openapi.json.</p>
            </noscript>
          </div>
        </div>
      </body>
    </html>
  )
  return `<!doctype html>${page}`
}
