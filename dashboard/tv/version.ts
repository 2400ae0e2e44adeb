/** Built files carry their content's hash: when the server's page names other ones than this page runs, this one is of yesterday. */

const scriptIn = (html: string): string | null => /\/assets\/tv-[\w-]+\.js/.exec(html)?.[0] ?? null

export async function reloadWhenNewer(): Promise<void> {
  const reply = await fetch('/tv').catch(() => null)
  if (!reply?.ok) return
  const there = scriptIn(await reply.text())
  if (there !== null && there !== scriptIn(document.documentElement.innerHTML)) location.reload()
}
